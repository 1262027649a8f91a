"""Agents every queue and interval needs, from the latest forecast, the patience of its callers and the centre's targets.

Belongs here: joining forecast, patience, targets and shrinkage, the model used, the target that binds, the reason where nothing can be
planned. Not here: queueing mathematics (assets/methods/erlang.py), the forecast itself, the simulation of a day (staffing_check).
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis.scheduled_people import SCHEDULED, scheduled
from assets.analysis.shrinkage import PLANNED, STATES, Shrinkage, component_shares, shrinkage_of
from assets.analysis.staffing_check import simulated
from assets.analysis.staffing_model import Model, model_of, number_of
from assets.analysis.staffing_people import SHARED, pooled_with, rostered
from assets.methods import demand_risk, erlang

DESCRIPTION = (
    "Required and scheduled agents, expected service and cost per queue and interval for the latest forecast: by Erlang A where the "
    "callers' patience is known, else by Erlang C, with the service level of the queue's own reporting formula."
)
GRAIN = ("queue_id", "as_of_date", "interval_start_utc")
BUILD = "replace"
READS = {
    "forecast": """
        select
            queue_id, as_of_date, interval_start_local, interval_start_utc, business_date,
            volume, volume_q10, volume_q90, handle_time_s, note
        from analysis.forecast
        where as_of_date = (select max(as_of_date) from analysis.forecast)
    """,
    "staffing": """
        select
            queue_id, service_level_target, threshold_s, max_occupancy, min_agents, loaded_rate_per_hour, shrinkage, patience_s
        from config.staffing
    """,
    "shrinkage": "select queue_id, component, share from config.shrinkage",
    "queues": "select queue_id, name, site_id, channel from config.queue",
    "interval": "select interval_s from config.interval",
    "rules": """
        select queue_id, service_level, short_abandon_s
        from config.queue_day
        where business_date = (select max(business_date) from ops.data_through)
    """,
    "patience": """
        select queue_id, patience_s, abandons, patience_basis, is_exponential, weibull_shape, weibull_scale_s
        from analysis.patience
    """,
    "targets": """
        select kpi, scope_type, scope_id, target
        from config.target
        where kpi in ('abandonment_rate', 'speed_of_answer') and comparator = 'at_most' and target > 0
    """,
    "states": STATES,
    "planned": PLANNED,
    "shared": SHARED,
    "schedule": SCHEDULED,
    "roster": "select queue_id, weekday, start_s, end_s, people from config.roster",
    "holidays": "select site_id, date from config.holiday",
    "handled": """
        select queue_id, stddev_samp(handle_s) / nullif(avg(handle_s), 0) as handle_cv
        from core.queue_leg
        where business_date > (select max(business_date) from ops.data_through) - interval '91' day
          and business_date <= (select max(business_date) from ops.data_through)
          and is_answered and handle_s > 0
        group by queue_id
    """,
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
    "rate_cv": "double",
    "model": "varchar",
    "model_reason": "varchar",
    "formula": "varchar",
    "patience_s": "double",
    "agents_required": "bigint",
    "agents_fractional": "double",
    "binding_target": "varchar",
    "service_level_expected": "double",
    "service_level_with_error": "double",
    "service_level_simulated": "double",
    "simulated_on_date": "date",
    "abandonment_expected": "double",
    "speed_of_answer_expected_s": "double",
    "occupancy_expected": "double",
    "is_model_mismatch": "boolean",
    "agents_risk_adjusted": "bigint",
    "agents_fractional_risk_adjusted": "double",
    "agents_required_q80": "bigint",
    "agents_fractional_q80": "double",
    "agents_required_q90": "bigint",
    "agents_fractional_q90": "double",
    "shrinkage_share": "double",
    "shrinkage_detail": "varchar",
    "is_shrinkage_assumed": "boolean",
    "agents_scheduled": "bigint",
    "agents_rostered": "double",
    "gap_agents": "double",
    "pooled_with": "varchar",
    "cost": "double",
    "note": "varchar",
}
# How a caller, not a planner, says which target decided; the most restrictive one, the first of equals.
TARGETS = ("service_level", "occupancy", "abandonment", "speed_of_answer")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rows(
    *,
    forecast: pd.DataFrame,
    staffing: pd.DataFrame,
    shrinkage: pd.DataFrame,
    queues: pd.DataFrame,
    interval: pd.DataFrame,
    rules: pd.DataFrame,
    patience: pd.DataFrame,
    targets: pd.DataFrame,
    handled: pd.DataFrame,
    states: pd.DataFrame,
    planned: pd.DataFrame,
    shared: pd.DataFrame,
    schedule: pd.DataFrame,
    roster: pd.DataFrame,
    holidays: pd.DataFrame,
) -> pd.DataFrame:
    """One plan row a forecast row of every queue that has staffing rules."""
    known = staffing[staffing["queue_id"].isin(queues["queue_id"])]
    plan = forecast.merge(known[["queue_id"]], on="queue_id", how="inner")
    if plan.empty or interval.empty:
        return _empty()
    interval_s = float(interval["interval_s"].iloc[0])
    parts = []
    for queue_id, part in plan.groupby("queue_id", sort=True):
        site_id = queues.loc[queues["queue_id"] == queue_id, "site_id"].iloc[0]
        rule = known[known["queue_id"] == queue_id].iloc[0].to_dict() | {"site_id": site_id}
        spent, told = (table[table["queue_id"] == queue_id] for table in (states, planned))
        away = shrinkage_of(number_of(rule["shrinkage"]), component_shares(shrinkage, queue_id), spent, told)
        reported = _row(rules, queue_id)
        model = model_of(rule, reported, _row(patience, queue_id), targets)
        rows_of = part.sort_values("interval_start_utc").reset_index(drop=True)
        free = pd.to_datetime(holidays.loc[holidays["site_id"] == site_id, "date"]).to_numpy().astype("datetime64[D]")
        # A schedule that was read knows more than the roster of the settings, for as long as it runs.
        people = scheduled(rows_of["interval_start_utc"], schedule[schedule["queue_id"] == queue_id])
        people = people.fillna(rostered(pd.to_datetime(rows_of["interval_start_local"]), roster[roster["queue_id"] == queue_id], free))
        mine = _of_queue(rows_of, rule, model, away, interval_s=interval_s)
        gap = people - mine["agents_scheduled"]
        parts.append(mine.assign(agents_rostered=people, gap_agents=gap, pooled_with=pooled_with(str(queue_id), shared)))
    made = pd.concat(parts, ignore_index=True)
    return simulated(made, rules=rules, staffing=known, patience=patience, handled=handled, interval_s=interval_s)[list(COLUMNS)]


def _row(table: pd.DataFrame, queue_id: object) -> dict[Any, Any]:
    found = table[table["queue_id"] == queue_id]
    return {str(name): value for name, value in found.iloc[0].items()} if len(found) else {}


def _empty() -> pd.DataFrame:
    kinds = {
        **{"varchar": "object", "double": "float64", "bigint": "int64", "boolean": "boolean"},
        **{"date": "datetime64[s]", "timestamp": "datetime64[us]"},
    }
    return pd.DataFrame({name: pd.Series(dtype=kinds[kind]) for name, kind in COLUMNS.items()})


def _of_queue(plan: pd.DataFrame, rule: dict[Any, Any], model: Model, away: Shrinkage, *, interval_s: float) -> pd.DataFrame:
    volume, aht_s = _numbers(plan["volume"]), _numbers(plan["handle_time_s"])
    reason = _reasons(volume, aht_s, said=plan["note"])
    can_plan = reason.isna().to_numpy(dtype=bool)
    shrinkage = away.share
    if not 0 <= shrinkage < 1:
        reason = reason.fillna(f"shrinkage adds up to {shrinkage:.2f}; it must be at least 0 and below 1, so scheduled is required")
        shrinkage = 0.0
    minimum = int(rule["min_agents"]) if pd.notna(rule["min_agents"]) else 0
    target = float(rule["service_level_target"])
    if not 0 <= target < 1:
        reason = reason.fillna(f"no number of agents holds a service level of {target:.2f}; planned with the minimum of agents")
        can_plan, target = np.zeros(len(plan), dtype=bool), 0.0
    aht_s = np.where(can_plan, aht_s, 1.0)
    load = np.where(can_plan, volume, 0.0) * aht_s / interval_s
    shown = model.shown | {"aht_s": aht_s, "threshold_s": float(rule["threshold_s"])}
    wanted = shown | {"target": target}
    low, high = _numbers(plan["volume_q10"]), _numbers(plan["volume_q90"])
    has_spread = can_plan & np.isfinite(low) & np.isfinite(high)
    calls, least, most = (np.where(has_spread, np.maximum(values, 0.0), 0.0) for values in (volume, low, high))
    cv = demand_risk.rate_cv(calls, low=least, high=most)
    asked = erlang.agents_by_target(load, **wanted, **model.limits)
    for_all = np.maximum.reduce(list(asked))
    agents = np.maximum(for_all, minimum)
    binding = np.array(TARGETS)[np.argmax(np.stack(list(asked)), axis=0)]
    for_level = demand_risk.agents_for_expected_level_fractional(load, cv=cv, **wanted)
    for_limits = erlang.required_agents_fractional(load, **(wanted | {"target": 0.0}), **model.limits)
    risk_adjusted = np.maximum(np.maximum(for_level, for_limits), minimum)

    def at_quantile(probability: float) -> tuple[Ints, Floats]:
        likely = demand_risk.rate_quantile(load, cv, probability)
        exact = np.asarray(np.maximum(erlang.required_agents_fractional(likely, **wanted, **model.limits), minimum))
        return np.ceil(exact).astype(np.int64), exact

    q80, q90 = at_quantile(0.8), at_quantile(0.9)
    hangs_up = model.name == "erlang_a"
    is_served = can_plan & (load > 0) & (agents > 0) & (hangs_up | (agents > load))
    expected = _expected(load, agents, shown, hangs_up=hangs_up)
    scheduled = np.asarray(erlang.scheduled_agents(agents, shrinkage)).astype(np.int64)
    rate = number_of(rule["loaded_rate_per_hour"])
    return plan.assign(
        load_erlangs=np.where(can_plan, load, np.nan),
        rate_cv=np.where(has_spread, cv, np.nan),
        model=model.name,
        model_reason=model.reason,
        formula=model.shown["formula"],
        patience_s=model.shown.get("patience_s", np.nan),
        agents_required=agents,
        agents_fractional=np.maximum(erlang.required_agents_fractional(load, **wanted, **model.limits), minimum),
        binding_target=np.where(minimum > for_all, "min_agents", binding),
        service_level_expected=np.where(is_served, erlang.shown_level(load, agents, **shown), np.nan),
        service_level_with_error=np.where(is_served & has_spread, demand_risk.expected_level(load, agents, cv=cv, **shown), np.nan),
        service_level_simulated=np.nan,
        abandonment_expected=np.where(is_served & hangs_up, expected["abandonment"], np.nan),
        speed_of_answer_expected_s=np.where(is_served, expected["speed_of_answer_s"], np.nan),
        occupancy_expected=np.where(can_plan & (agents > 0), expected["occupancy"], np.nan),
        # Whoever plays the day says so; rows that were not played are neither right nor wrong.
        is_model_mismatch=pd.array([pd.NA] * len(plan), dtype="boolean"),
        agents_risk_adjusted=np.ceil(risk_adjusted).astype(np.int64),
        agents_fractional_risk_adjusted=risk_adjusted,
        agents_required_q80=q80[0],
        agents_fractional_q80=q80[1],
        agents_required_q90=q90[0],
        agents_fractional_q90=q90[1],
        shrinkage_share=shrinkage,
        shrinkage_detail=away.detail,
        is_shrinkage_assumed=away.is_assumed,
        agents_scheduled=scheduled,
        cost=scheduled * (interval_s / 3600.0) * rate,
        note=reason,
    )


def _expected(load: Floats, agents: Ints, shown: dict[Any, Any], *, hangs_up: bool) -> dict[str, Floats]:
    if not hangs_up:
        answer_s = np.asarray(erlang.speed_of_answer(load, agents, aht_s=shown["aht_s"]))
        return {
            "abandonment": np.zeros_like(load),
            "speed_of_answer_s": np.where(np.isfinite(answer_s), answer_s, np.nan),
            "occupancy": np.minimum(load / np.maximum(agents, 1), 1.0),
        }
    queue = erlang.erlang_a(load, agents, aht_s=shown["aht_s"], patience_s=shown["patience_s"], threshold_s=shown["threshold_s"])
    answer_s = np.where(np.isfinite(queue.mean_wait_served_s), queue.mean_wait_served_s, np.nan)
    return {"abandonment": queue.p_abandon, "speed_of_answer_s": answer_s, "occupancy": queue.occupancy}


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
