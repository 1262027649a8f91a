"""Forecasts scored in agents: those a plan has from them against those that what came would have needed.

Belongs here: agents of four volumes under one rule, the sums of their differences. Not here: scores in calls (forecast_accuracy), the
plan itself (staffing).
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods import erlang

RULE = """
    select
        staffing.queue_id,
        staffing.service_level_target,
        staffing.threshold_s,
        staffing.max_occupancy,
        staffing.min_agents,
        coalesce(staffing.patience_s, patience.patience_s) as patience_s,
        coalesce(queue_day.service_level, 'default') as formula,
        coalesce(queue_day.short_abandon_s, 0) as short_abandon_s
    from config.staffing as staffing
    left join analysis.patience as patience on patience.queue_id = staffing.queue_id
    left join config.queue_day as queue_day
        on queue_day.queue_id = staffing.queue_id
        and queue_day.business_date = (select max(business_date) from ops.data_through)
"""
BESIDE = ("naive", "plan")
SUMS = (
    *("calls", "offered", "error", "drift"),
    *(name for other in BESIDE for name in (f"{other}_error", f"{other}_drift", f"{other}_offered", f"error_beside_{other}")),
)

Floats = NDArray[np.float64]


def agent_scores(pairs: pd.DataFrame, rule: pd.DataFrame, interval: pd.DataFrame) -> pd.DataFrame:
    """Sums by queue and horizon, in agents and intervals; `offered` is what was needed, so that the same ratios follow from it."""
    if pairs.empty or rule.empty or interval.empty:
        return pd.DataFrame()
    interval_s = float(interval["interval_s"].iloc[0])
    parts = [
        _of_queue(mine, rule[rule["queue_id"] == queue_id].iloc[0].to_dict(), interval_s=interval_s)
        for queue_id, mine in pairs.groupby("queue_id", sort=True)
        if (rule["queue_id"] == queue_id).any()
    ]
    if not parts:
        return pd.DataFrame()
    grouped = pd.concat(parts).groupby(["queue_id", "horizon_from_days"])
    return grouped[list(SUMS)].sum().assign(n=grouped.size(), origins=grouped["as_of_date"].nunique(), scored_by="agents").reset_index()


def _of_queue(pairs: pd.DataFrame, rule: dict[Any, Any], *, interval_s: float) -> pd.DataFrame:
    planned_s, came_s = (pairs[name].to_numpy(dtype=float, na_value=np.nan) for name in ("handle_time_s", "handle_time_came_s"))
    known = np.isfinite(planned_s) & (planned_s > 0)
    part, planned_s, came_s = pairs[known], planned_s[known], came_s[known]
    # Nobody was answered: what the calls would have taken is what the forecast thought.
    came_s = np.where(np.isfinite(came_s) & (came_s > 0), came_s, planned_s)

    def agents(calls: pd.Series, aht_s: Floats) -> Floats:
        volume = np.maximum(calls.to_numpy(dtype=float, na_value=0.0), 0.0)
        return _agents(np.nan_to_num(volume), aht_s, rule, interval_s=interval_s)

    needed, planned = agents(part["offered"], came_s), agents(part["volume"], planned_s)
    sums = {"calls": part["offered"].astype(float), "offered": needed, "error": np.abs(planned - needed), "drift": planned - needed}
    for other, volume in zip(BESIDE, (part["naive"], part["planned"]), strict=True):
        is_beside, wanted = volume.notna().to_numpy(), agents(volume, planned_s)
        sums |= {
            f"{other}_error": np.where(is_beside, np.abs(wanted - needed), 0.0),
            f"{other}_drift": np.where(is_beside, wanted - needed, 0.0),
            f"{other}_offered": np.where(is_beside, needed, 0.0),
            f"error_beside_{other}": np.where(is_beside, np.abs(planned - needed), 0.0),
        }
    return pd.DataFrame(part[["queue_id", "as_of_date", "horizon_from_days"]]).assign(**sums)


def _agents(calls: Floats, aht_s: Floats, rule: dict[Any, Any], *, interval_s: float) -> Floats:
    limits: dict[str, Any] = {}
    if pd.notna(rule["patience_s"]) and float(rule["patience_s"]) > 0:
        limits["patience_s"] = float(rule["patience_s"])
    if pd.notna(rule["max_occupancy"]) and 0 < float(rule["max_occupancy"]) <= 1:
        limits["max_occupancy"] = float(rule["max_occupancy"])
    threshold_s, target = float(rule["threshold_s"]), float(rule["service_level_target"])
    asked = erlang.required_agents(
        calls * aht_s / interval_s,
        aht_s=aht_s,
        threshold_s=threshold_s,
        # No number of agents answers every call in time; such a queue is planned with its minimum.
        target=target if target < 1 else 0.0,
        formula=str(rule["formula"]),
        short_abandon_s=min(float(rule["short_abandon_s"]), threshold_s),
        **limits,
    )
    least = float(rule["min_agents"]) if pd.notna(rule["min_agents"]) else 0.0
    return np.maximum(asked.astype(np.float64), least)
