"""The typical days of a plan and the cheapest ways to staff them, shared by the tables that price a service level.

Belongs here: typical days out of a plan, their frontier. Not here: the allocation (assets/methods/cost.py), what is published.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods import erlang
from assets.methods.cost import Frontier, best_levels, frontier

DAY_TYPES = ("weekday", "saturday", "sunday", "holiday")
TOP_LEVEL = 0.999
Floats = NDArray[np.float64]

PLAN = """
    select
        plan.queue_id, plan.as_of_date, plan.interval_start_local, plan.business_date, plan.volume, plan.handle_time_s,
        plan.formula, plan.patience_s, plan.agents_required, plan.shrinkage_share,
        case
            when queue_day.is_holiday then 'holiday'
            when dates.weekday = 6 then 'saturday'
            when dates.weekday = 7 then 'sunday'
            else 'weekday'
        end as day_type,
        queue_day.short_abandon_s
    from analysis.staffing as plan
    inner join config.dates as dates on dates.date = plan.business_date
    inner join config.queue_day as queue_day
        on queue_day.queue_id = plan.queue_id and queue_day.business_date = plan.business_date
    where plan.load_erlangs is not null
"""


class Curve(NamedTuple):
    """Intervals of typical days of one queue (`days` of each in the plan), their levels by agents, and the frontier in agent-hours."""

    intervals: pd.DataFrame
    levels: Floats
    made: Frontier


def typical_intervals(plan: pd.DataFrame) -> pd.DataFrame:
    """Mean calls and handle time of each time of day by queue and type of day; `days` says how many days of the type are planned."""
    known = plan.assign(clock_s=pd.to_datetime(plan["interval_start_local"]), volume=plan["volume"].astype(float))
    known["clock_s"] = (known["clock_s"] - known["clock_s"].dt.normalize()).dt.total_seconds()
    known["work_s"] = known["volume"] * known["handle_time_s"].astype(float)
    days = known.groupby(["queue_id", "day_type"])["business_date"].nunique().rename("days")
    grouped = known.groupby(["queue_id", "day_type", "clock_s"])
    made = grouped.agg(
        volume=("volume", "sum"),
        work_s=("work_s", "sum"),
        planned_agents=("agents_required", "sum"),
        handle_time_s=("handle_time_s", "mean"),
    )
    made = made.reset_index().merge(days.reset_index(), on=["queue_id", "day_type"])
    mean_s = made["work_s"] / made["volume"].where(made["volume"] > 0)
    made["handle_time_s"] = mean_s.fillna(made["handle_time_s"])
    # A time of day open on some of the days only counts with its share of them.
    made["planned_agents"] = made["planned_agents"] / made["days"]
    made["volume"] = made["volume"] / made["days"]
    return made


def curve_of(intervals: pd.DataFrame, rule: dict[Any, Any], model: dict[Any, Any], *, interval_s: float) -> Curve:
    """The frontier of these intervals in agent-hours, over all their days; raises ValueError when nobody calls."""
    volume, aht_s = intervals["volume"].to_numpy(dtype=float), intervals["handle_time_s"].to_numpy(dtype=float)
    load = volume * aht_s / interval_s
    shown: dict[str, Any] = {"threshold_s": float(rule["threshold_s"]), "formula": str(model["formula"])}
    shown["short_abandon_s"] = min(float(model["short_abandon_s"]), shown["threshold_s"])
    if pd.notna(model["patience_s"]):
        shown["patience_s"] = float(model["patience_s"])
    busiest = int(np.argmax(load))
    most = int(erlang.required_agents(load[busiest], aht_s=aht_s[busiest], target=TOP_LEVEL, **shown)) + 1
    levels = np.asarray(erlang.shown_level(load[:, None], np.arange(most + 1.0), aht_s=aht_s[:, None], **shown))
    # An open interval is never left alone, whatever few calls it has.
    least = int(rule["min_agents"]) if pd.notna(rule["min_agents"]) else 0
    days = intervals["days"].to_numpy(dtype=float)
    made = frontier(levels, calls=volume * days, price=days * interval_s / 3600.0, least=min(max(least, 1), most))
    return Curve(intervals, levels, made)


def exact_levels(curve: Curve, steps: list[int]) -> Floats:
    """The best level any allocation reaches with the agents the frontier has after these many steps (days of one type)."""
    extra = np.concatenate([[0], np.cumsum(curve.made.added)])
    volume = curve.intervals["volume"].to_numpy(dtype=float)
    best = best_levels(curve.levels, calls=volume, least=curve.made.start_agents, most=int(extra[max(steps)]))
    return np.asarray(best[extra[steps]])
