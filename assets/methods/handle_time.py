"""Handle time to expect by weekday and hour.

Belongs here: the shrunk mean of handle times. Not here: how many contacts come (forecasting.py).
"""

import numpy as np
import pandas as pd

from assets.methods.forecasting_panel import DAY_S, Floats, Ints, split_times, times_of, weekdays

HOUR_S = 3_600
MEMORY_DAYS = 56.0
SHRINK_CONTACTS = 50.0


def handle_time_forecast(history: pd.DataFrame, *, future: pd.DataFrame, memory_days: float = MEMORY_DAYS) -> pd.Series:
    """Mean handle time in seconds of each future interval, by weekday and hour, shrunk where contacts are few.

    A cell is shrunk to its hour, an hour to the queue's mean, each with the weight of fifty contacts; older days
    count less. One long call at night therefore does not staff every night.

    Parameters
    ----------
    history : DataFrame
        `start_local`, `handle_s` (sum of seconds) and `handled` (contacts they belong to), a row an interval.
    future : DataFrame
        `start_local`.
    memory_days : float
        Half-life of a day's weight.

    Raises
    ------
    ValueError
        A missing column, negative or missing sums, times that are none, or no handled contact at all.

    Examples
    --------
    >>> past = pd.DataFrame({"start_local": pd.to_datetime(["2026-01-05 08:00"]), "handle_s": [1800.0], "handled": [10]})
    >>> ahead = pd.DataFrame({"start_local": pd.to_datetime(["2026-01-06 09:30"])})
    >>> [round(seconds) for seconds in handle_time_forecast(past, future=ahead)]
    [180]
    """
    lacking = [name for name in ("handle_s", "handled") if name not in history.columns]
    if lacking:
        raise ValueError(f"history has no column {' and no column '.join(lacking)} (found: {', '.join(map(str, history.columns))})")
    starts = times_of(history, "history")
    seconds_spent, handled = (
        pd.to_numeric(history[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan) for name in ("handle_s", "handled")
    )
    bad = ~(np.isfinite(seconds_spent) & np.isfinite(handled) & (seconds_spent >= 0) & (handled >= 0))
    if bad.any():
        first = starts.iloc[int(np.flatnonzero(bad)[0])]
        raise ValueError(f"history: handle_s or handled is missing or negative in {int(bad.sum())} row(s), first at {first}")
    if handled.sum() <= 0 or seconds_spent[handled > 0].sum() <= 0:
        raise ValueError("history holds no handled contact with a handle time: there is nothing to learn it from")
    days, _ = split_times(starts)
    weight = np.where(handled > 0, 0.5 ** ((days.max() - days) / memory_days), 0.0)
    cell = _cells(starts)
    spent = np.bincount(cell, weights=weight * seconds_spent, minlength=7 * 24).astype(float).reshape(7, 24)
    count = np.bincount(cell, weights=weight * handled, minlength=7 * 24).astype(float).reshape(7, 24)
    mean = float(spent.sum() / count.sum())
    by_hour = _shrunk(spent.sum(axis=0), count.sum(axis=0), np.full(24, mean))
    by_cell = _shrunk(spent, count, np.broadcast_to(by_hour, (7, 24)))
    return pd.Series(by_cell.reshape(-1)[_cells(times_of(future, "future"))], index=future.index, name="handle_time_s")


def _shrunk(spent: Floats, count: Floats, towards: Floats) -> Floats:
    return np.asarray((spent + SHRINK_CONTACTS * towards) / (count + SHRINK_CONTACTS))


def _cells(starts: pd.Series) -> Ints:
    days, seconds = split_times(starts)
    return np.asarray(weekdays(days) * 24 + (seconds % DAY_S) // HOUR_S)
