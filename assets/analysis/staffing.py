"""Agents every queue and interval needs, from the latest forecast and the centre's targets.

Belongs here: joining forecast, targets and shrinkage, naming the target that binds, the reason where nothing can
be planned. Not here: queueing mathematics (assets/methods/erlang.py), the forecast itself.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods import erlang

DESCRIPTION = "Required and scheduled agents, expected service and cost per queue and interval for the latest forecast, by Erlang C."
GRAIN = ("queue_id", "as_of_date", "interval_start_utc")
BUILD = "replace"
READS = {
    "forecast": """
        select
            queue_id, as_of_date, interval_start_local, interval_start_utc, business_date,
            volume, volume_q80, volume_q90, handle_time_s, note
        from analysis.forecast
        where as_of_date = (select max(as_of_date) from analysis.forecast)
    """,
    "staffing": """
        select
            queue_id, service_level_target, threshold_s, max_occupancy, min_agents, loaded_rate_per_hour, shrinkage
        from config.staffing
    """,
    "shrinkage": "select queue_id, component, share from config.shrinkage",
    "queues": "select queue_id, name, channel from config.queue",
    "interval": "select interval_s from config.interval",
}
COLUMNS = {
    "queue_id": "varchar",
    "as_of_date": "date",
    "interval_start_local": "timestamp",
    "interval_start_utc": "timestamp",
    "business_date": "date",
    "volume": "double",
    "handle_time_s": "double",
    "load_erlangs": "double",
    "model": "varchar",
    "agents_required": "bigint",
    "agents_fractional": "double",
    "binding_target": "varchar",
    "service_level_expected": "double",
    "speed_of_answer_expected_s": "double",
    "occupancy_expected": "double",
    "shrinkage_share": "double",
    "agents_scheduled": "bigint",
    "agents_required_q80": "bigint",
    "agents_required_q90": "bigint",
    "cost": "double",
    "note": "varchar",
}
MODEL = "erlang_c"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rows(
    *,
    forecast: pd.DataFrame,
    staffing: pd.DataFrame,
    shrinkage: pd.DataFrame,
    queues: pd.DataFrame,
    interval: pd.DataFrame,
) -> pd.DataFrame:
    """One plan row a forecast row of every queue that has staffing rules."""
    known = staffing[staffing["queue_id"].isin(queues["queue_id"])]
    plan = forecast.merge(known.drop(columns="shrinkage"), on="queue_id", how="inner")
    if plan.empty or interval.empty:
        return _empty()
    # The components are what the centre states; the total in config.staffing serves a queue without any.
    by_queue = known.set_index("queue_id")["shrinkage"].astype(float)
    stated = shrinkage.groupby("queue_id")["share"].sum().astype(float)
    # Rounded, because 0.1 + 0.2 is a little above 0.3 and would ask for one agent more.
    plan["shrinkage_share"] = plan["queue_id"].map(stated.combine_first(by_queue)).fillna(0.0).round(12)
    parts = [
        _of_queue(part.reset_index(drop=True), interval_s=float(interval["interval_s"].iloc[0]))
        for _, part in plan.groupby("queue_id", sort=True)
    ]
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _empty() -> pd.DataFrame:
    kinds = {"varchar": "object", "double": "float64", "bigint": "int64", "date": "datetime64[s]", "timestamp": "datetime64[us]"}
    return pd.DataFrame({name: pd.Series(dtype=kinds[kind]) for name, kind in COLUMNS.items()})


def _of_queue(plan: pd.DataFrame, *, interval_s: float) -> pd.DataFrame:
    rule = plan.iloc[0]
    volume, aht_s = _numbers(plan["volume"]), _numbers(plan["handle_time_s"])
    reason = _reasons(volume, aht_s, said=plan["note"])
    can_plan = reason.isna().to_numpy(dtype=bool)
    aht_s = np.where(can_plan, aht_s, 1.0)
    shrinkage = float(rule["shrinkage_share"])
    if not 0 <= shrinkage < 1:
        reason = reason.fillna(f"shrinkage adds up to {shrinkage:.2f}; it must be at least 0 and below 1, so scheduled is required")
        shrinkage = 0.0
    minimum = int(rule["min_agents"]) if pd.notna(rule["min_agents"]) else 0
    target, threshold_s = float(rule["service_level_target"]), float(rule["threshold_s"])
    if not 0 <= target < 1:
        reason = reason.fillna(f"no number of agents holds a service level of {target:.2f}; planned with the minimum of agents")
        can_plan, target = np.zeros(len(plan), dtype=bool), 0.0
    cap = float(rule["max_occupancy"]) if pd.notna(rule["max_occupancy"]) else None

    def load_of(column: str) -> Floats:
        return np.asarray(np.where(can_plan, np.nan_to_num(_numbers(plan[column])), 0.0) * aht_s / interval_s)

    def agents_for(load: Floats, max_occupancy: float | None) -> Ints:
        needed = erlang.required_agents(load, aht_s=aht_s, threshold_s=threshold_s, target=target, max_occupancy=max_occupancy)
        return np.asarray(needed).astype(np.int64)

    load = load_of("volume")
    for_service, for_all = agents_for(load, None), agents_for(load, cap)
    agents = np.maximum(for_all, minimum)
    scheduled = np.asarray(erlang.scheduled_agents(agents, shrinkage)).astype(np.int64)
    fractional = erlang.required_agents_fractional(load, aht_s=aht_s, threshold_s=threshold_s, target=target, max_occupancy=cap)
    served = np.asarray(erlang.service_level(load, agents, aht_s=aht_s, threshold_s=threshold_s))
    answer_s = np.asarray(erlang.speed_of_answer(load, agents, aht_s=aht_s))
    is_served = can_plan & (load > 0) & np.isfinite(answer_s)
    return plan.assign(
        load_erlangs=np.where(can_plan, load, np.nan),
        model=MODEL,
        agents_required=agents,
        agents_fractional=np.maximum(np.asarray(fractional), minimum),
        binding_target=np.where(minimum > for_all, "min_agents", np.where(for_all > for_service, "occupancy", "service_level")),
        service_level_expected=np.where(is_served, served, np.nan),
        speed_of_answer_expected_s=np.where(is_served, answer_s, np.nan),
        occupancy_expected=np.where(can_plan & (agents > 0), load / np.maximum(agents, 1), np.nan),
        agents_scheduled=scheduled,
        agents_required_q80=np.maximum(agents_for(load_of("volume_q80"), cap), minimum),
        agents_required_q90=np.maximum(agents_for(load_of("volume_q90"), cap), minimum),
        cost=scheduled * (interval_s / 3600.0) * float(rule["loaded_rate_per_hour"]),
        note=reason,
    )


def _numbers(column: pd.Series) -> Floats:
    return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))


def _reasons(volume: Floats, aht_s: Floats, *, said: pd.Series) -> pd.Series:
    """Why a row cannot be planned and gets the minimum of agents; missing where it can be planned."""
    reason = pd.Series(None, index=said.index, dtype=object)
    has_aht, has_volume = np.isfinite(aht_s) & (aht_s > 0), np.isfinite(volume) & (volume >= 0)
    for is_fine, missing in ((has_aht, "no handle time is known"), (has_volume, "no volume is forecast")):
        why = said.where(said.notna(), missing).astype(str) + "; planned with the minimum of agents"
        reason = reason.mask(~is_fine, why)
    return reason
