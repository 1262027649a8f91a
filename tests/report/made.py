"""Figures of a month written by hand, with names that break careless pages.

Belongs here: the figures. Does not: tests.
"""

from datetime import date, datetime, timedelta
from typing import Any

from pipelines.report.figures import Figures, Row
from tests.desk.conftest import HOSTILE

MONTH = date(2026, 10, 1)
MONTHS = [date(2025 + (n + 9) // 12, (n + 9) % 12 + 1, 1) for n in range(13)]


def goal(**other: Any) -> Row:
    made: Row = {
        "target_id": "service_level_company", "kpi": "service_level", "kpi_name": "Service level", "unit": "share",
        "scope_type": "company", "scope_id": "all", "comparator": "at_least", "target": 0.8, "stretch": None, "actual": 0.71,
        "ci_low": 0.69, "ci_high": 0.73, "n": 4000, "low_n": False, "provisional": False, "baseline": 0.75,
        "change_since_baseline": -0.04, "verdict": "missed", "trend_sentence": "Service level fell.", "change_sentence": None,
        "action": HOSTILE["brackets"], "owner": HOSTILE["quotes"], "due_date": date(2026, 12, 31), "effect": None, "effect_basis": None,
        "rationale": None, "heads_needed": 20.0, "heads": 18.0, "cost_needed_per_week": 9000.0, "attainable": 0.72, "is_attainable": False,
    }  # fmt: skip
    return made | other


def figures() -> Figures:
    """Give the figures of a month in which everything there is to show is there."""
    queues = list(HOSTILE)
    day = datetime.fromisoformat("2026-11-02T08:00")
    page = [
        {
            "kpi": kpi, "place": place, "kpi_name": name, "unit": unit, "better": "higher", "value": value, "ci_low": value * 0.95,
            "ci_high": value * 1.05, "n": 100, "low_n": False, "provisional": False, "baseline": value, "change_since_baseline": 0.01,
            "change_since_month_before": -0.02, "days_told": 20, "days_in_month": 31,
        }
        for place, (kpi, name, unit, value) in enumerate(
            [("service_level", "Service level", "share", 0.71), ("csat_mean", "<b>Satisfaction</b>", "score", 4.1)], start=1
        )
    ]  # fmt: skip
    control = [
        {
            "kpi": "service_level", "name": "Service level", "unit": "share", "better": "higher", "period": "day",
            "at": date(2026, 8, 1) + timedelta(days=n), "value": 0.7 + 0.01 * (n % 7), "centre": 0.73, "lcl": 0.6, "ucl": 0.85,
            "is_out": n == 40, "rule_hits": "eight_one_side" if n in (7, 8) else None, "sentence": None, "target": 0.8,
        }
        for n in range(90)
    ]  # fmt: skip
    months = [
        {
            "kpi": kpi, "name": name, "unit": unit, "at": month, "value": value + n, "low": value + n - 1, "high": value + n + 1, "n": 50,
            "provisional": n == 12, "low_n": False, "baseline": value, "target": value + 5,
            "days_told": 31, "days_in_month": 31,
        }
        for kpi, name, unit, value in (("csat_mean", HOSTILE["long"], "score", 4.0), ("first_response_time", "First", "seconds", 4000.0))
        for n, month in enumerate(MONTHS)
    ]  # fmt: skip
    compared = [
        {
            "kpi": kpi, "name": name, "unit": "share", "measure": "mean", "horizon_months": horizon, "value_base": 0.7, "value_win": 0.75,
            "window_start": MONTH, "window_end": MONTH, "rel_change": 0.07 * horizon, "delta_adj": 0.05, "ci_low": 0.01, "ci_high": 0.09,
            "verdict": "improved", "sentence": f"{name} rose.", "place": 1,
        }
        for kpi, name in (("service_level", "Service level"), ("csat_mean", HOSTILE["long"]))
        for horizon in (1, 3, 6)
    ]  # fmt: skip
    times = [day + timedelta(minutes=30 * n) for n in range(20)]
    forecast = [{"queue_id": q, "at": at, "value": 10.0, "low": 6.0, "high": 15.0} for q in queues[:3] for at in times]
    staff = [
        {
            "queue_id": q,
            "at": at,
            "agents_required": 3 + n % 4,
            "agents_scheduled": 5 + n % 4,
            "agents_rostered": 6.0 if q == queues[0] else 5.0 if q == queues[1] else None,
            "binding_target": "",
            "service_level_expected": 0.8,
        }
        for q in queues[:3]
        for n, at in enumerate(times)
    ]
    prices = [
        {
            "queue_id": q, "day_type": "weekday", "cost": 500.0 + 50 * n, "value": 0.7 + 0.02 * n, "agent_hours": 20.0 + n,
            "cost_per_point": 25.0 + n, "is_today": n == 1, "is_contract": n == 5, "is_knee": n == 8, "service_level_today": 0.72,
            "service_level_target": 0.8, "currency": "USD" if q == queues[1] else "EUR",
        }
        for q in queues[:3]
        for n in range(12)
    ]  # fmt: skip
    late = [
        {"queue_id": q, "time_of_day": "12:30", "weekday": 1, "target": 0.8, "service_level_share": 0.4, "late_calls": 30.0} for q in queues
    ]
    files = [
        {
            "source_id": "acd", "files": 3, "records": 1000, "loaded": 990, "duplicates": 4, "quarantined": 5, "skipped": 1,
            "last_at_utc": datetime.fromisoformat("2026-10-31T22:00"),
        }
    ]  # fmt: skip
    definitions = [
        {
            "kpi": "service_level",
            "version": 2,
            "name": "Service level",
            "description": "Share <20 s.",
            "unit": "share",
            "better": "higher",
            "maturity_days": 0,
        }
    ]
    goals = [
        goal(),
        goal(kpi_name="Wait", verdict="met", scope_type="queue", scope_id="brackets", is_attainable=None),
        goal(kpi_name="Few", verdict="missed", low_n=True),
        goal(kpi_name="None", verdict="no_data", actual=None, ci_low=None, n=None, change_since_baseline=None),
        goal(kpi_name="Done", verdict="unclear", effect="worked", effect_basis="month against the baseline"),
    ]
    first_contact = [
        {
            "fcr_repeat_share": 0.8, "fcr_repeat_n": 900, "fcr_survey_share": 0.7, "fcr_survey_n": 40, "fcr_ticket_share": 0.55,
            "fcr_ticket_n": 120, "repeat_survey_agreement_share": 0.63, "repeat_survey_n": 30, "repeat_ticket_agreement_share": None,
            "repeat_ticket_n": 0, "survey_ticket_agreement_share": 0.5, "survey_ticket_n": 12, "identified_share": 0.41,
            "low_coverage": True, "provisional": False,
        }
    ]  # fmt: skip
    balance = {"checks": 90, "broken": 0, "residual": 0, "refused": 1, "unmapped": 2}
    names = {f"queue/{queue}": name for queue, name in HOSTILE.items()}
    centre = {"name": HOSTILE["brackets"], "currency": "EUR", "through": date(2026, 10, 31)}
    return Figures(
        MONTH, centre, page, goals, control, months, compared, forecast, staff, prices, late, files, balance, definitions,
        first_contact, names, True, 5,
    )  # fmt: skip
