"""What each further point of service level costs, by queue and type of day.

Belongs here: which points of the frontier are published, their prices and marks. Not here: the allocation (assets/methods/cost.py).
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis.service_frontier import DAY_TYPES, PLAN, curve_of, exact_levels, typical_intervals
from assets.methods.cost import knee

DESCRIPTION = (
    "The cheapest agents for each service level of a typical day of the plan, point by point: hours, money, the price of the last point, "
    "the knee, and where today's level and the contract lie. At the expected volume, by the model and formula of the staffing plan."
)
GRAIN = ("queue_id", "day_type", "step")
BUILD = "replace"
READS = {
    "plan": PLAN,
    "staffing": "select queue_id, service_level_target, threshold_s, min_agents, loaded_rate_per_hour from config.staffing",
    "interval": "select interval_s from config.interval",
    "levels": """
        select
            daily.scope_id as queue_id,
            case
                when queue_day.is_holiday then 'holiday'
                when dates.weekday = 6 then 'saturday'
                when dates.weekday = 7 then 'sunday'
                else 'weekday'
            end as day_type,
            sum(daily.numerator) as numerator,
            sum(daily.denominator) as denominator
        from kpi.daily as daily
        inner join kpi.definition as definition
            on definition.kpi = daily.kpi and definition.version = daily.version and definition.is_current
        inner join config.dates as dates on dates.date = daily.business_date
        inner join config.queue_day as queue_day
            on queue_day.queue_id = daily.scope_id and queue_day.business_date = daily.business_date
        where daily.kpi = 'service_level' and daily.scope_type = 'queue'
          and daily.business_date > (select max(business_date) from ops.data_through) - interval '28' day
          and daily.business_date <= (select max(business_date) from ops.data_through)
        group by 1, 2
    """,
}
COLUMNS = {
    "queue_id": "varchar",
    "day_type": "varchar",
    "step": "bigint",
    "as_of_date": "date",
    "days": "bigint",
    "offered_expected": "double",
    "agent_hours": "double",
    "paid_hours": "double",
    "service_level_expected": "double",
    "service_level_best": "double",
    "cost": "double",
    "delta_points": "double",
    "delta_agent_hours": "double",
    "delta_cost": "double",
    "cost_per_point": "double",
    "calls_gained": "double",
    "cost_per_call_gained": "double",
    "is_knee": "boolean",
    "is_today": "boolean",
    "is_contract": "boolean",
    "service_level_today": "double",
    "service_level_target": "double",
    "note": "varchar",
}
Floats = NDArray[np.float64]
LEAST_SHOWN, MOST_SHOWN = 0.30, 0.99


def rows(*, plan: pd.DataFrame, staffing: pd.DataFrame, interval: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """One row a published point of every queue's curves, a curve for each type of day in the plan."""
    if plan.empty or interval.empty:
        return _table([])
    interval_s = float(interval["interval_s"].iloc[0])
    typical = typical_intervals(plan)
    parts = []
    for (queue_id, day_type), part in typical.groupby(["queue_id", "day_type"], sort=True):
        rule = staffing[staffing["queue_id"] == queue_id]
        if rule.empty or not part["volume"].sum() > 0:
            continue
        model = plan[plan["queue_id"] == queue_id].iloc[0].to_dict()
        seen = levels[(levels["queue_id"] == queue_id) & (levels["day_type"] == day_type)]
        today = float(seen["numerator"].iloc[0] / seen["denominator"].iloc[0]) if len(seen) and seen["denominator"].iloc[0] > 0 else np.nan
        parts.append(_of_curve(part.reset_index(drop=True), rule.iloc[0].to_dict(), model, today=today, interval_s=interval_s))
    return _table(parts)


def _of_curve(part: pd.DataFrame, rule: dict[Any, Any], model: dict[Any, Any], *, today: float, interval_s: float) -> pd.DataFrame:
    days = int(part["days"].iloc[0])
    curve = curve_of(part.assign(days=1), rule, model, interval_s=interval_s)
    level = np.concatenate([[curve.made.start_level], curve.made.level])
    hours = np.concatenate([[curve.made.start_cost], curve.made.cost])
    target = float(rule["service_level_target"])
    points = np.unique(np.append(np.arange(round(LEAST_SHOWN * 100), round(MOST_SHOWN * 100) + 1) / 100, [target]))
    reached = np.unique(np.searchsorted(level, points - 1e-12))
    steps = reached[reached < level.size]
    if not steps.size:
        steps = np.array([level.size - 1])
    rate, shrinkage = pd.to_numeric(rule["loaded_rate_per_hour"]), float(model["shrinkage_share"])
    paid = hours[steps] / (1.0 - shrinkage) if 0 <= shrinkage < 1 else np.full(steps.size, np.nan)
    cost = paid * (float(rate) if pd.notna(rate) else np.nan)
    offered = float(part["volume"].sum())
    shown = level[steps]
    gained_points = np.diff(shown, prepend=np.nan) * 100.0
    delta_cost = np.diff(cost, prepend=np.nan)
    gained = gained_points / 100.0 * offered
    bend = knee(hours[steps], shown)
    place = np.arange(steps.size)
    return pd.DataFrame({"step": place + 1}).assign(
        queue_id=part["queue_id"].iloc[0],
        day_type=part["day_type"].iloc[0],
        as_of_date=model["as_of_date"],
        days=days,
        offered_expected=offered,
        agent_hours=hours[steps],
        paid_hours=paid,
        service_level_expected=shown,
        service_level_best=exact_levels(curve, steps.tolist()),
        cost=cost,
        delta_points=gained_points,
        delta_agent_hours=np.diff(hours[steps], prepend=np.nan),
        delta_cost=delta_cost,
        cost_per_point=delta_cost / gained_points,
        calls_gained=gained,
        cost_per_call_gained=delta_cost / gained,
        is_knee=place == bend if bend is not None else False,
        is_today=place == _at(shown, today),
        # A curve that begins above the contract holds it with its fewest agents.
        is_contract=place == _at(shown, max(target, shown[0])),
        service_level_today=today,
        service_level_target=target,
        note=_said(shown, today, target),
    )


def _said(shown: Floats, today: float, target: float) -> str | None:
    """Why a mark is missing, or stands where it does."""
    said = []
    if not np.isfinite(today):
        said.append("no call of the last 28 days says what today's level is")
    elif today < shown[0]:
        said.append("today's level lies below the curve, which starts with the fewest agents that are worth their place")
    elif today > shown[-1]:
        said.append("today's level lies above the curve")
    if target < shown[0]:
        said.append("the fewest agents hold more than the contract asks for")
    elif target > shown[-1]:
        said.append("no number of agents on the curve holds the contract")
    return "; ".join(said) or None


def _at(shown: Floats, level: float) -> int:
    """The first point that reaches a level; -1 where none does, or the curve begins above it."""
    if not np.isfinite(level) or not shown[0] <= level <= shown[-1]:
        return -1
    return int(np.searchsorted(shown, level - 1e-12))


def _table(parts: list[pd.DataFrame]) -> pd.DataFrame:
    if parts:
        made = pd.concat(parts, ignore_index=True)
        made["day_type"] = pd.Categorical(made["day_type"], DAY_TYPES, ordered=True)
        return made.sort_values(["queue_id", "day_type", "step"]).astype({"day_type": "object"}).reset_index(drop=True)[list(COLUMNS)]
    kinds: dict[str, Any] = {"varchar": "object", "double": "float64", "bigint": "int64", "boolean": "bool", "date": "datetime64[s]"}
    return pd.DataFrame({name: pd.Series(dtype=kinds[kind]) for name, kind in COLUMNS.items()})
