"""People months ahead: how many are needed, who leaves, when to hire.

Belongs here: months, dates, the work of each month. Not here: the choice of classes (assets/methods/hiring.py), who is there (payroll).
"""

from typing import Any

import numpy as np
import pandas as pd

from assets.analysis.forecast import AHEAD_DAYS
from assets.analysis.payroll import HIRING, SEEN, heads_of
from assets.methods.hiring import heads_needed, hiring_plan

DESCRIPTION = (
    "Heads needed, leavers, classes and the day by which hiring must start, month by month for each queue. The work is that of the "
    "four weeks of the plan at its risk-adjusted size, with the growth the settings state; attrition, ramp and lead time are settings. "
    "Every interval holds every target on its own here, which takes more people than the week as a whole does in analysis.attainable."
)
GRAIN = ("queue_id", "month")
BUILD = "replace"
READS = {
    "plan": """
        select queue_id, as_of_date, business_date, agents_required, agents_fractional, agents_risk_adjusted, shrinkage_share
        from analysis.staffing
        where load_erlangs is not null
    """,
    "hiring": HIRING,
    "seen": SEEN,
    "interval": "select interval_s from config.interval",
}
COLUMNS = {
    "queue_id": "varchar",
    "month": "date",
    "as_of_date": "date",
    "agent_hours_per_week": "double",
    "heads_needed": "double",
    "heads": "double",
    "heads_basis": "varchar",
    "leavers": "double",
    "class_size": "bigint",
    "hire_by_date": "date",
    "heads_productive": "double",
    "heads_productive_low": "double",
    "gap_heads": "double",
    "is_short_of_people": "boolean",
    "cost": "double",
    "note": "varchar",
}
WEEKS_A_MONTH = 365.25 / 12 / 7


def rows(*, plan: pd.DataFrame, hiring: pd.DataFrame, seen: pd.DataFrame, interval: pd.DataFrame) -> pd.DataFrame:
    """One row a queue of the plan and month ahead, the first being the month after the last complete day's."""
    if plan.empty or interval.empty or hiring.empty:
        return _table([])
    interval_h = float(interval["interval_s"].iloc[0]) / 3600.0
    # The days the plan speaks of, whatever days a queue is open.
    weeks = AHEAD_DAYS / 7.0
    parts = []
    for rule in heads_of(hiring, seen).sort_values("queue_id").to_dict("records"):
        mine = plan[plan["queue_id"] == rule["queue_id"]]
        if len(mine):
            parts.append(_of_queue(mine, rule, weeks=weeks, interval_h=interval_h))
    return _table(parts)


def _of_queue(plan: pd.DataFrame, rule: dict[Any, Any], *, weeks: float, interval_h: float) -> pd.DataFrame:
    as_of = pd.Timestamp(plan["as_of_date"].iloc[0])
    months = pd.date_range(as_of + pd.offsets.MonthBegin(1), periods=int(rule["months_ahead"]), freq="MS")
    growth = (1.0 + float(rule["growth_per_month"])) ** np.arange(len(months))
    # Decimals are carried to the head count: whole agents in every interval would round up hundreds of times.
    agents = plan["agents_fractional"].astype(float) + (plan["agents_risk_adjusted"] - plan["agents_required"]).astype(float)
    hours = float(agents.sum()) * interval_h / weeks * growth
    shrinkage = float(plan["shrinkage_share"].iloc[0])
    # A class starts on the first of a month, so what is decided today is there on the first month's start the lead time has passed.
    lead = pd.Timedelta(days=int(rule["lead_time_days"]))
    first = int((months < as_of + lead).sum())
    made = pd.DataFrame({"month": months}).assign(
        queue_id=rule["queue_id"], as_of_date=as_of, agent_hours_per_week=hours, heads_basis=rule["heads_basis"], class_size=0
    )
    if not 0 <= shrinkage < 1:
        return made.assign(note=f"shrinkage adds up to {shrinkage:.2f}: nobody would be left to work")
    needed = heads_needed(hours, hours_per_week=rule["hours_per_week"], shrinkage=shrinkage, fit_factor=rule["fit_factor"])
    made["heads_needed"] = needed
    if not np.isfinite(rule["heads"]):
        return made.assign(note="nobody has answered in this queue and no heads are set in staffing.yaml")
    chosen = hiring_plan(
        needed,
        heads=float(rule["heads"]),
        first_class_month=first,
        attrition=float(rule["attrition"]),
        attrition_new=float(rule["attrition_new"]),
        new_months=int(rule["new_months"]),
        ramp=[float(share) for share in str(rule["ramp"]).split()] or [1.0],
        class_size_min=int(rule["class_size_min"]),
        class_size_max=max(int(rule["class_size_max"]), int(rule["class_size_min"]), 1),
        certainty=float(rule["certainty"]),
    )
    note = pd.Series(None, index=made.index, dtype=object).mask(chosen.is_short, "classes are too small")
    note = note.mask(chosen.is_short & (made.index < first), "too soon for a class: overtime, other queues or a lower level")
    return made.assign(
        heads=chosen.heads,
        leavers=chosen.leavers,
        class_size=chosen.hired,
        hire_by_date=(made["month"] - lead).where(chosen.hired > 0),
        heads_productive=chosen.productive,
        heads_productive_low=chosen.productive_low,
        gap_heads=chosen.productive_low - needed,
        is_short_of_people=chosen.is_short,
        cost=chosen.heads * float(rule["hours_per_week"]) * WEEKS_A_MONTH * float(rule["loaded_rate_per_hour"] or np.nan),
        note=note,
    )


def _table(parts: list[pd.DataFrame]) -> pd.DataFrame:
    kinds: dict[str, Any] = {"varchar": "object", "double": "float64", "bigint": "int64", "boolean": "boolean", "date": "datetime64[s]"}
    made = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
    return made.reindex(columns=list(COLUMNS)).astype({name: kinds[kind] for name, kind in COLUMNS.items()})
