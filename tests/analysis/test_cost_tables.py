"""Cost curve, attainable level and hiring plan, from plans written by hand; what is not known says so."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import attainable, cost_curve, hiring_plan
from assets.analysis.payroll import COUNTED, STATED
from assets.methods.erlang import service_level

INTERVAL = pd.DataFrame({"interval_s": [1800]})
PARTS = ("weekday", "saturday")


def plan(calls: float = 100.0, patience_s: float = np.nan, shrinkage: float = 0.3) -> pd.DataFrame:
    """Four weeks of one queue: ten half-hours on weekdays, four on Saturdays, of these calls in the busiest."""
    found = []
    for day in pd.date_range("2026-03-02", periods=28):
        if day.weekday() == 6:
            continue
        kind = PARTS[day.weekday() == 5]
        for slot in range(10 if kind == "weekday" else 4):
            volume = calls * (0.5 + 0.5 * np.sin((slot + 0.5) / 10 * np.pi))
            found.append({"interval_start_local": day + pd.Timedelta(minutes=480 + 30 * slot), "volume": volume, "day_type": kind})
    return pd.DataFrame(found).assign(
        queue_id="orders",
        as_of_date=pd.Timestamp("2026-03-01"),
        business_date=lambda rows: rows["interval_start_local"].dt.normalize(),
        handle_time_s=180.0,
        formula="default",
        patience_s=patience_s,
        agents_required=14,
        agents_fractional=13.5,
        agents_risk_adjusted=15,
        shrinkage_share=shrinkage,
        short_abandon_s=5.0,
    )


def rule(**changed: object) -> pd.DataFrame:
    values: dict[str, object] = {"queue_id": "orders", "service_level_target": 0.8, "threshold_s": 20.0, "min_agents": 1}
    values |= {"loaded_rate_per_hour": 32.0, "heads": np.nan, "hours_per_week": 40.0, "budget_per_week": np.nan, "fit_factor": 1.1}
    values |= {"attrition_new": 0.05, "attrition": 0.02, "new_months": 6, "ramp": "0.5 0.75 0.9 1", "lead_time_days": 75}
    values |= {"class_size_min": 1, "class_size_max": 12, "growth_per_month": 0.0, "certainty": 0.8, "months_ahead": 12}
    return pd.DataFrame([values | changed])


def curve(today: float | None = 0.75, rows: pd.DataFrame | None = None, **changed: object) -> pd.DataFrame:
    seen = pd.DataFrame(
        [{"queue_id": "orders", "day_type": "weekday", "numerator": today or 0.0, "denominator": 1.0}] if today is not None else [],
        columns=["queue_id", "day_type", "numerator", "denominator"],
    )
    made = cost_curve.rows(plan=plan() if rows is None else rows, staffing=rule(**changed), interval=INTERVAL, levels=seen)
    assert list(made.columns) == list(cost_curve.COLUMNS)
    return made


def seen(agents: int | None = 30) -> pd.DataFrame:
    return pd.DataFrame([{"queue_id": "orders", "agents": agents}] if agents else [], columns=["queue_id", "agents"])


def test_each_point_costs_more_than_the_one_before_and_none_could_be_had_cheaper() -> None:
    made = curve()
    for _, points in made.groupby("day_type"):
        price = (points["delta_cost"] / points["delta_points"]).dropna()
        assert points["service_level_expected"].is_monotonic_increasing
        assert price.is_monotonic_increasing or (price.diff().dropna() > -0.35 * price.max()).all()
        np.testing.assert_allclose(points["service_level_best"], points["service_level_expected"], atol=1e-9)
        np.testing.assert_allclose(points["cost"], points["agent_hours"] / 0.7 * 32)
    assert set(made["day_type"]) == {"weekday", "saturday"}
    assert made.loc[made["day_type"] == "saturday", "days"].eq(4).all()


def test_contract_today_and_knee_are_marked_once_a_curve() -> None:
    points = curve(today=0.75).query("day_type == 'weekday'")
    assert points[["is_contract", "is_today", "is_knee"]].sum().tolist() == [1, 1, 1]
    contract, today = points[points["is_contract"]].iloc[0], points[points["is_today"]].iloc[0]
    assert 0.8 <= contract["service_level_expected"] < 0.83
    assert 0.75 <= today["service_level_expected"] < 0.78
    assert points.loc[points["is_knee"], "service_level_expected"].between(0.8, 0.97).all()


def test_a_level_off_the_curve_or_unknown_is_told() -> None:
    assert curve(today=0.05).query("day_type == 'weekday'")["note"].str.contains("below the curve").all()
    assert curve(today=0.999).query("day_type == 'weekday'")["note"].str.contains("above the curve").all()
    assert curve(today=None)["note"].str.contains("no call of the last 28 days").all()


def test_hang_ups_flatten_the_curve() -> None:
    patient, not_known = curve(rows=plan(patience_s=120.0)), curve()
    hours = [made.query("is_contract and day_type == 'weekday'")["agent_hours"].iloc[0] for made in (patient, not_known)]
    assert hours[0] < hours[1]


def test_without_a_rate_hours_are_told_and_money_is_not() -> None:
    made = curve(loaded_rate_per_hour=np.nan)
    assert made["cost"].isna().all()
    assert made["agent_hours"].gt(0).all()


def held(people: pd.DataFrame | None = None, rows: pd.DataFrame | None = None, **changed: object) -> pd.Series:
    who = seen() if people is None else people
    made = attainable.rows(plan=plan() if rows is None else rows, hiring=rule(**changed), seen=who, interval=INTERVAL)
    assert list(made.columns) == list(attainable.COLUMNS)
    return made.iloc[0]


def test_the_heads_a_level_needs_hold_that_level() -> None:
    needed = held()["heads_needed"]
    enough, short = held(heads=needed), held(heads=needed * 0.9)
    assert enough["is_attainable"] and enough["service_level_attainable"] >= 0.8
    assert not short["is_attainable"] and 0.3 < short["service_level_attainable"] < 0.8
    assert enough["gap_heads"] == pytest.approx(0)
    assert enough["agent_hours_per_week"] == pytest.approx(needed * 40 * 0.7 / 1.1)


def test_the_hours_needed_are_those_the_formula_asks_for() -> None:
    flat = plan().assign(volume=100.0)
    hours = held(rows=flat)["agent_hours_needed"]
    agents = np.arange(11.0, 20)
    enough = agents[service_level(10.0, agents, aht_s=180, threshold_s=20) >= 0.8][0]
    intervals = (5 * 10 + 4) / 2
    assert 13 * intervals < hours <= enough * intervals


def test_heads_are_stated_or_counted_or_not_known() -> None:
    assert held(heads=12.0)["heads_basis"] == STATED
    assert held()[["heads", "heads_basis"]].tolist() == [30.0, COUNTED]
    nobody = held(people=seen(None))
    assert pd.isna(nobody["service_level_attainable"]) and pd.isna(nobody["is_attainable"])
    assert "nobody has answered" in nobody["note"]


def test_a_budget_holds_what_its_hours_hold() -> None:
    needed = held()
    same = held(budget_per_week=float(needed["cost_needed_per_week"]))
    assert same["service_level_at_budget"] == pytest.approx(0.8, abs=0.02)


def months(rows: pd.DataFrame | None = None, people: pd.DataFrame | None = None, **changed: object) -> pd.DataFrame:
    who = seen() if people is None else people
    made = hiring_plan.rows(plan=plan() if rows is None else rows, hiring=rule(**changed), seen=who, interval=INTERVAL)
    assert list(made.columns) == list(hiring_plan.COLUMNS)
    return made


def test_heads_needed_follow_from_the_hours_of_the_plan() -> None:
    made = months()
    hours = 14.5 * 0.5 * (5 * 10 + 4)
    assert made["agent_hours_per_week"].tolist() == pytest.approx([hours] * 12)
    assert made["heads_needed"].iloc[0] == pytest.approx(hours * 1.1 / (0.7 * 40))
    assert made["month"].iloc[0] == pd.Timestamp("2026-04-01")


def test_hiring_starts_the_lead_time_before_the_class_and_never_in_the_past() -> None:
    made = months(heads=16.0)
    classes = made[made["class_size"] > 0]
    assert len(classes)
    assert ((classes["month"] - classes["hire_by_date"]).dt.days == 75).all()
    assert (classes["hire_by_date"] >= pd.Timestamp("2026-03-01")).all()


def test_months_that_come_too_soon_say_what_is_left_to_do() -> None:
    made = months(heads=10.0)
    assert made["is_short_of_people"].iloc[0]
    assert "too soon for a class" in made["note"].iloc[0]
    assert not made["is_short_of_people"].iloc[-1]


def test_growth_asks_for_more_people_each_month() -> None:
    made = months(growth_per_month=0.02)
    assert made["heads_needed"].iloc[-1] == pytest.approx(made["heads_needed"].iloc[0] * 1.02**11)


@pytest.mark.parametrize("module", [attainable, hiring_plan])
def test_shrinkage_of_one_is_a_reason_not_a_crash(module: object) -> None:
    rows = plan(shrinkage=1.0)
    note = held(rows=rows)["note"] if module is attainable else months(rows=rows)["note"].iloc[0]
    assert "nobody would be left to work" in note


def test_queues_without_calls_or_plans_have_no_rows() -> None:
    empty, quiet = plan().iloc[:0], plan(calls=0.0)
    assert curve(rows=empty).empty and curve(rows=quiet).empty
    assert attainable.rows(plan=empty, hiring=rule(), seen=seen(), interval=INTERVAL).empty
    assert attainable.rows(plan=quiet, hiring=rule(), seen=seen(), interval=INTERVAL).empty
    assert months(rows=empty).empty
