"""The busiest planned days of each queue, played call by call, against what the formulas say of it.

Belongs here: which days are played, when a row is called a mismatch. Not here: the simulation (assets/methods/simulation.py), the plan.
"""

from math import gamma
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods.simulation import simulate_day

Floats = NDArray[np.float64]

# Every weekday of three queues; of more queues, the busiest day of each at least.
MOST_PLAYED = 21
CALLS_PLAYED, FEWEST_DAYS, MOST_DAYS = 40_000, 12, 200
MOST_CALLS_A_DAY = 20_000
POINTS_OFF = 0.02


def simulated(
    plan: pd.DataFrame,
    *,
    rules: pd.DataFrame,
    staffing: pd.DataFrame,
    patience: pd.DataFrame,
    handled: pd.DataFrame,
    interval_s: float,
) -> pd.DataFrame:
    """The plan with `service_level_simulated` on a sample of its rows; more than two points off the model is flagged and noted.

    `simulated_on_date` is the day that was played for a row: its own, or the one that speaks for it.
    """
    volume = plan["volume"].where(plan["service_level_expected"].notna())
    days = volume.groupby([plan["queue_id"], plan["business_date"]]).sum().rename("calls").reset_index()
    days = days[(days["calls"] > 0) & (days["calls"] <= MOST_CALLS_A_DAY)].sort_values(["calls", "business_date"], ascending=[False, True])
    # A weekday has the same profile in every week: its busiest day speaks for it. Every queue comes first with its busiest day.
    days = days.assign(weekday=pd.to_datetime(days["business_date"]).dt.day_of_week).drop_duplicates(["queue_id", "weekday"])
    turn = days.groupby("queue_id", sort=False).cumcount()
    played = days.assign(turn=turn).sort_values("turn", kind="stable").head(max(MOST_PLAYED, int((turn == 0).sum())))
    out = plan.assign(simulated_on_date=_speaks(plan, played))
    for queue_id, day in played[["queue_id", "business_date"]].itertuples(index=False):
        rows = plan[(plan["queue_id"] == queue_id) & (plan["business_date"] == day) & plan["service_level_expected"].notna()]
        level, error = _played(
            rows,
            _first(rules, queue_id) | _first(staffing, queue_id),
            _first(patience, queue_id),
            handle_cv=_first(handled, queue_id).get("handle_cv"),
            interval_s=interval_s,
        )
        model = rows["service_level_expected"].to_numpy(dtype=float)
        # A handful of calls that all went well shows no spread; chance is at least that of as many independent calls.
        calls = np.maximum(rows["volume"].to_numpy(dtype=float) * _replications(rows), 1.0)
        error = np.maximum(error, np.sqrt(model * (1.0 - model) / calls))
        out.loc[rows.index, "service_level_simulated"] = level
        # Only what chance cannot explain is called off.
        is_off = np.abs(level - model) - 2.0 * error > POINTS_OFF
        out.loc[rows.index, "is_model_mismatch"] = is_off
        for index, simulation, formula in zip(rows.index[is_off], level[is_off], model[is_off], strict=True):
            said = f"model_mismatch: the simulated day reaches {simulation:.0%}, the model says {formula:.0%}"
            before = plan["note"][index]
            out.at[index, "note"] = f"{before}; {said}" if isinstance(before, str) else said
    return out


def _speaks(plan: pd.DataFrame, played: pd.DataFrame) -> pd.Series:
    """For every row with an expected level the played day of its queue and weekday, or else the busiest played day of its queue."""
    days = pd.to_datetime(played["business_date"])
    of_weekday = dict(zip(zip(played["queue_id"], played["weekday"], strict=True), days, strict=True))
    of_queue = dict(zip(played["queue_id"][::-1], days[::-1], strict=True))
    weekday = pd.to_datetime(plan["business_date"]).dt.day_of_week
    found = [of_weekday.get(key, of_queue.get(key[0], pd.NaT)) for key in zip(plan["queue_id"], weekday, strict=True)]
    return pd.Series(pd.DatetimeIndex(found), index=plan.index).where(plan["service_level_expected"].notna())


def _first(table: pd.DataFrame, queue_id: object) -> dict[Any, Any]:
    found = table[table["queue_id"] == queue_id]
    return {str(name): value for name, value in found.iloc[0].items() if pd.notna(value)} if len(found) else {}


def _replications(rows: pd.DataFrame) -> int:
    """Fewer days of a large queue show as much as many of a small one."""
    return int(np.clip(CALLS_PLAYED / max(float(rows["volume"].sum()), 1e-9), FEWEST_DAYS, MOST_DAYS))


def _played(
    rows: pd.DataFrame, rule: dict[Any, Any], patience: dict[Any, Any], *, handle_cv: float | None, interval_s: float
) -> tuple[Floats, Floats]:
    start = pd.to_datetime(rows["interval_start_utc"])
    calls = rows["volume"].to_numpy(dtype=float)
    patience_s = float(rows["patience_s"].iloc[0])
    shape = 1.0
    if "patience_s" not in rule and {"weibull_shape", "weibull_scale_s"} <= set(patience):
        # Where one rate does not fit, the day is played with the shape that does.
        shape = float(patience["weibull_shape"])
        patience_s = float(patience["weibull_scale_s"]) * gamma(1.0 + 1.0 / shape)
    day = simulate_day(
        calls,
        rows["agents_required"].to_numpy(),
        start_s=(start - start.iloc[0]).dt.total_seconds().to_numpy(),
        interval_s=interval_s,
        aht_s=rows["handle_time_s"].to_numpy(dtype=float),
        threshold_s=float(rule["threshold_s"]),
        patience_s=patience_s if np.isfinite(patience_s) else np.inf,
        patience_shape=shape,
        handle_cv=1.0 if handle_cv is None else float(np.clip(handle_cv, 0.05, 5.0)),
        formula=str(rows["formula"].iloc[0]),
        short_abandon_s=min(float(rule.get("short_abandon_s", 0.0)), float(rule["threshold_s"])),
        replications=_replications(rows),
    )
    return day.level, day.std_error
