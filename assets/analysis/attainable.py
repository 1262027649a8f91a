"""What service level the people and the money there are can hold.

Belongs here: the week's frontier read at the hours there are. Not here: the frontier (service_frontier), who is there (payroll).
"""

from typing import Any

import numpy as np
import pandas as pd

from assets.analysis.forecast import AHEAD_DAYS
from assets.analysis.payroll import HIRING, SEEN, heads_of
from assets.analysis.service_frontier import PLAN, Curve, curve_of, typical_intervals
from assets.methods.hiring import heads_needed

DESCRIPTION = (
    "The service level that today's people, and today's budget, can hold in a week like those of the plan, beside what the contract "
    "asks for; hours are given to the intervals where they gain most. The least that holds the level over the week: analysis.staffing and "
    "analysis.hiring_plan hold every target in every interval, which takes more."
)
GRAIN = ("queue_id",)
BUILD = "replace"
READS = {
    "plan": PLAN,
    "hiring": HIRING,
    "seen": SEEN,
    "interval": "select interval_s from config.interval",
}
COLUMNS = {
    "queue_id": "varchar",
    "as_of_date": "date",
    "offered_per_week": "double",
    "heads": "double",
    "heads_basis": "varchar",
    "hours_per_week": "double",
    "shrinkage_share": "double",
    "fit_factor": "double",
    "agent_hours_per_week": "double",
    "agent_hours_needed": "double",
    "heads_needed": "double",
    "gap_heads": "double",
    "service_level_target": "double",
    "service_level_attainable": "double",
    "is_attainable": "boolean",
    "budget_per_week": "double",
    "service_level_at_budget": "double",
    "cost_per_week": "double",
    "cost_needed_per_week": "double",
    "note": "varchar",
}


def rows(*, plan: pd.DataFrame, hiring: pd.DataFrame, seen: pd.DataFrame, interval: pd.DataFrame) -> pd.DataFrame:
    """One row a queue of the plan."""
    if plan.empty or interval.empty or hiring.empty:
        return _table([])
    interval_s = float(interval["interval_s"].iloc[0])
    typical = typical_intervals(plan)
    # The days the plan speaks of, whatever days a queue is open.
    weeks = AHEAD_DAYS / 7.0
    found = []
    for rule in heads_of(hiring, seen).sort_values("queue_id").to_dict("records"):
        mine, planned = typical[typical["queue_id"] == rule["queue_id"]], plan[plan["queue_id"] == rule["queue_id"]]
        if mine["volume"].sum() > 0:
            found.append(_of_queue(mine, planned, rule, weeks=weeks, interval_s=interval_s))
    return _table(found)


def _of_queue(typical: pd.DataFrame, planned: pd.DataFrame, rule: dict[Any, Any], *, weeks: float, interval_s: float) -> dict[Any, Any]:
    model = planned.iloc[0].to_dict()
    # The days of a mean week, so that the hours of the frontier are those of a week.
    curve = curve_of(typical.assign(days=typical["days"] / weeks).reset_index(drop=True), rule, model, interval_s=interval_s)
    shrinkage, fit, hours = float(model["shrinkage_share"]), float(rule["fit_factor"]), float(rule["hours_per_week"])
    can_count = 0 <= shrinkage < 1
    rate, target = float(rule["loaded_rate_per_hour"] or np.nan), float(rule["service_level_target"])
    budget, heads = float(rule["budget_per_week"] or np.nan), float(rule["heads"])
    present = heads * hours * (1.0 - shrinkage) / fit if can_count else np.nan
    bought = budget / rate * (1.0 - shrinkage) / fit if can_count and rate > 0 else np.nan
    needed = _hours_for(curve, target)
    people = float(heads_needed(needed, hours_per_week=hours, shrinkage=shrinkage, fit_factor=fit)) if can_count and needed > 0 else np.nan
    attainable = _level_at(curve, present)
    notes = [
        *([] if can_count else [f"shrinkage adds up to {shrinkage:.2f}: nobody would be left to work"]),
        *([] if np.isfinite(heads) else ["nobody has answered in this queue and no heads are set in staffing.yaml"]),
        *([] if np.isfinite(needed) else [f"no number of agents holds {target:.0%}"]),
        *(["fewer hours than one agent in every open interval"] if present < curve.made.start_cost else []),
    ]
    return {
        "queue_id": rule["queue_id"],
        "as_of_date": model["as_of_date"],
        "offered_per_week": float((typical["volume"] * typical["days"]).sum() / weeks),
        "heads": heads,
        "heads_basis": rule["heads_basis"],
        "hours_per_week": hours,
        "shrinkage_share": shrinkage,
        "fit_factor": fit,
        "agent_hours_per_week": present,
        "agent_hours_needed": needed,
        "heads_needed": people,
        "gap_heads": heads - people,
        "service_level_target": target,
        "service_level_attainable": attainable,
        "is_attainable": attainable >= target - 1e-12 if np.isfinite(attainable) else None,
        "budget_per_week": budget,
        "service_level_at_budget": _level_at(curve, bought),
        "cost_per_week": heads * hours * rate,
        "cost_needed_per_week": people * hours * rate,
        "note": "; ".join(notes) or None,
    }


def _level_at(curve: Curve, agent_hours: float) -> float:
    """The level of the last step these hours pay for; below the start, hours are missing in the same share everywhere."""
    if not np.isfinite(agent_hours):
        return float("nan")
    if agent_hours < curve.made.start_cost:
        return curve.made.start_level * agent_hours / curve.made.start_cost
    step = int(np.searchsorted(curve.made.cost, agent_hours + 1e-9, side="right"))
    return float(curve.made.level[step - 1]) if step else curve.made.start_level


def _hours_for(curve: Curve, level: float) -> float:
    if level <= curve.made.start_level:
        return curve.made.start_cost
    step = int(np.searchsorted(curve.made.level, level - 1e-12))
    return float(curve.made.cost[step]) if step < curve.made.level.size else float("nan")


def _table(found: list[dict[Any, Any]]) -> pd.DataFrame:
    kinds: dict[str, Any] = {"varchar": "object", "double": "float64", "bigint": "int64", "boolean": "boolean", "date": "datetime64[s]"}
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({name: kinds[kind] for name, kind in COLUMNS.items()})
