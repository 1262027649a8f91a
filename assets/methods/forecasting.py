"""Forecast of contacts and handle time of one queue, with honest uncertainty.

Belongs here: the public functions, the choice between candidates by backtest. Not here: the candidates
(forecasting_candidates.py), reading of frames (forecasting_panel.py), error quantiles (forecasting_intervals.py),
the handle time's mean (handle_time.py).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from assets.methods import forecasting_candidates as candidates
from assets.methods.forecasting_candidates import BLEND, SHAPES, Days, Shape
from assets.methods.forecasting_intervals import Calibration, calibrate, quantiles_of
from assets.methods.forecasting_panel import (
    Flags,
    Floats,
    Ints,
    Panel,
    after_closure,
    month_edges,
    open_again,
    read_future,
    read_history,
    regular_weekdays,
    slot_of,
    weekdays,
    whole_days,
)
from assets.methods.handle_time import handle_time_forecast

__all__ = ["QUANTILES", "forecast", "handle_time_forecast", "least_wrong", "quantile_column"]

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MOST_ORIGINS = 24
FEWEST_TRAINING_DAYS = 20
TRAINING_SHARE = 0.4
LONGEST_BACKTEST_DAYS = 42
FEWEST_INDEPENDENT = 2.0
LEAST_SEEN_SHARE = 0.25


class _Choice(NamedTuple):
    level: str
    shape: Shape
    calibration: Calibration


def quantile_column(level: float) -> str:
    """Column name of a quantile: its level in thousandths.

    Examples
    --------
    >>> quantile_column(0.025), quantile_column(0.5)
    ('q025', 'q500')
    """
    return f"q{round(level * 1000):03d}"


def forecast(history: pd.DataFrame, *, future: pd.DataFrame, quantiles: tuple[float, ...] = QUANTILES) -> pd.DataFrame:
    """Forecast the volume of one queue, with quantiles learnt from its own past errors.

    Parameters
    ----------
    history : DataFrame
        `start_local` (interval starts in local wall-clock time; half-hours, hours or days) and `volume`. A missing
        interval is a closure: write 0 where the queue was open and nobody called. Optional `is_holiday`.
    future : DataFrame
        `start_local`, later than all history; optional `is_closed`, `is_after_closure`, `is_holiday`. Of a day in
        progress the history is not used. Whole days that are missing count as closures. Without `is_closed` the queue
        keeps the hours and weekdays of its latest weeks and gets 0 at all other times; `is_closed` false says that it
        will be open, at a time it never was too, which then borrows from the nearest hour.
    quantiles : tuple of float
        Levels strictly between 0 and 1.

    Returns
    -------
    DataFrame
        A row a future interval, in its order: `start_local`, `mean` (the point forecast) and a column a quantile
        (`q025` ... `q975`). `attrs` holds `model` (the candidate chosen) and `backtest_wape`.

    Raises
    ------
    ValueError
        Missing, negative or repeated volumes, no or fewer than seven open days of history, a future that overlaps
        history.

    Notes
    -----
    A day's level comes from a regression of log volume on weekday, day after a closure, holiday and the edges of
    the month, on top of a weighted median of recent days with one of several memories, from their blend, or from
    weekday means; the profile within the day is the weekday's, shrunk to the pooled one. Both are chosen by an
    inner rolling backtest, with the mean of the last four same weekdays as floor. With less than about six weeks
    of history there is nothing to backtest: the blend is used, with assumed and wide quantiles. A queue that never
    had a contact gets zeros.

    The point forecast is chosen for the smallest absolute error; under violent level shifts it lies below the
    arithmetic mean.

    Examples
    --------
    >>> past = pd.DataFrame({"start_local": pd.date_range("2026-01-05", periods=56), "volume": 100.0})
    >>> ahead = pd.DataFrame({"start_local": pd.date_range("2026-03-02", periods=2)})
    >>> [round(volume) for volume in forecast(past, future=ahead)["mean"]]
    [100, 100]
    """
    levels = tuple(float(level) for level in quantiles)
    if not all(0 < level < 1 for level in levels):
        raise ValueError(f"quantiles must lie strictly between 0 and 1, found {quantiles}")
    panel = read_history(whole_days(history, future))
    days, seconds, is_closed = read_future(future, panel)
    result = pd.DataFrame({"start_local": future["start_local"]}, index=future.index)
    columns = ["mean", *map(quantile_column, levels)]
    if len(future) == 0 or not np.nansum(panel.volume) > 0:
        result[columns] = 0.0
        result.attrs.update(model="none: no contact in history", backtest_wape=None)
        return result
    # Hours that are fading out of use count by how likely they are to be kept.
    kept = np.ones(len(days)) if "is_closed" in future.columns else open_again(panel, weekdays(days), seconds)
    is_closed = is_closed | (kept == 0)
    whole = _Queue(panel, days, is_closed, future)
    choice, wape = _choose(whole, horizon_days=int(np.where(is_closed, panel.days[-1], days).max() - panel.days[-1]))
    last = len(panel.days)
    train = whole.known[whole.known < last]
    row = days - panel.days[0]
    ahead = np.unique(row)
    volume, shares = _interval_means(whole, choice, train, ahead, last=last)
    share = kept * _share_at(shares, weekdays(days), seconds, panel.slots_s)
    point = np.maximum(volume[np.searchsorted(ahead, row)] * share, 0.0)
    weeks = np.clip((row - last) / 7.0, 0.0, LONGEST_BACKTEST_DAYS / 7.0)
    table = np.column_stack([point, quantiles_of(point, weeks, levels=levels, calibration=choice.calibration)])
    table[is_closed] = 0.0
    result[columns] = table
    result.attrs.update(model=choice.level, backtest_wape=wape)
    return result


class _Queue:
    """History and future of one queue, laid out once for every origin."""

    def __init__(self, panel: Panel, future_days: Ints, is_closed: Flags, future: pd.DataFrame) -> None:
        number = np.arange(panel.days[0], int(future_days.max()) + 1)
        span = len(panel.days)
        row = future_days - panel.days[0]
        is_open = np.zeros(len(number), dtype=bool)
        is_open[:span] = panel.is_open
        regular = regular_weekdays(weekdays(panel.days), panel.is_open)
        is_open[row[~is_closed]] = True
        # Days left out between history and future are closures only when they are few: else nobody knew them.
        skipped = np.arange(span, int(row.min()))
        if len(skipped) > 4:
            is_open[skipped] = regular[weekdays(number[skipped])]
        follows = after_closure(number, is_open, regular)
        if "is_after_closure" in future.columns:
            given = future["is_after_closure"].astype("boolean").fillna(False).to_numpy(dtype=bool)
            follows[row] = False
            follows[row[given]] = True
        holiday = np.zeros(len(number), dtype=bool)
        holiday[:span] = panel.holiday
        if "is_holiday" in future.columns:
            holiday[row[future["is_holiday"].astype("boolean").fillna(False).to_numpy(dtype=bool)]] = True
        first, final = month_edges(number)
        self.volume = panel.volume
        self.weekday = weekdays(number)
        level = np.full(len(number), np.nan)
        level[:span] = full_day_levels(panel.volume, self.weekday[:span])
        self.days: Days = candidates.lay_out_days(number, level, events=[follows, holiday, first, final])
        self.known = np.flatnonzero(~np.isnan(level))


def full_day_levels(volume: Floats, weekday: Ints) -> Floats:
    """Day totals, those of days with closed hours raised to what the usual opening hours would have brought."""
    is_open = ~np.isnan(volume).all(axis=1)
    total = np.nansum(volume, axis=1)
    level = np.where(is_open, total, 0.0)
    seen, least = np.full(len(total), 1.0), LEAST_SEEN_SHARE
    if volume.shape[1] > 1:
        for _ in range(2):
            sums = candidates.profile_sums(volume, level, weekday, is_open.astype(float))
            shares = candidates.profile(sums, shrink_days=4.0, is_smoothed=False, mean_level=float(level[is_open].mean()))
            seen = (shares[weekday] * ~np.isnan(volume)).sum(axis=1)
            # Where most days show little, because only intervals with calls were written, little is all there is to go by.
            least = max(min(LEAST_SEEN_SHARE, 0.5 * float(np.median(seen[is_open]))), 1e-3)
            level = np.where(is_open, total / np.maximum(seen, least), 0.0)
    return np.asarray(np.where(is_open & (seen >= least), level, np.nan))


def _origins(known: Ints, *, last: int, horizon_days: int) -> Iterator[tuple[Ints, Ints, int]]:
    """Training and test days of each origin, the first days after an origin never seen by its training."""
    if len(known) <= FEWEST_TRAINING_DAYS:
        return
    earliest = int(known[max(FEWEST_TRAINING_DAYS, int(TRAINING_SHARE * len(known))) - 1]) + 1
    latest = last - min(horizon_days, max(7, (last - earliest) // 2))
    if latest < earliest:
        return
    count = min(MOST_ORIGINS, latest - earliest + 1)
    for origin in np.unique(np.linspace(earliest, latest, count).astype(int)):
        train = known[known < origin]
        test = known[(known >= origin) & (known < origin + horizon_days) & (known < last)]
        if len(test):
            yield train, test, int(origin)


def _shape_sums(queue: _Queue, train: Ints, *, memory_days: float, origin: int) -> tuple[Floats, Floats, Floats]:
    weight = 0.5 ** ((origin - train) / memory_days)
    return candidates.profile_sums(queue.volume[train], queue.days.level[train], queue.weekday[train], weight)


def _interval_means(queue: _Queue, choice: _Choice, train: Ints, test: Ints, *, last: int) -> tuple[Floats, Floats]:
    """Level of each test day and the profile by weekday."""
    level = candidates.day_forecasts(queue.days, train, test)[choice.level]
    if queue.volume.shape[1] == 1:
        return level, np.ones((7, 1))
    sums = _shape_sums(queue, train, memory_days=choice.shape.memory_days, origin=last)
    mean_level = float(queue.days.level[train].mean())
    shape = choice.shape
    return level, candidates.profile(sums, shrink_days=shape.shrink_days, is_smoothed=shape.is_smoothed, mean_level=mean_level)


def _choose(queue: _Queue, *, horizon_days: int) -> tuple[_Choice, float | None]:
    """The level and the profile that would have been least wrong, and how wrong they would have been."""
    horizon = int(np.clip(horizon_days, 7, LONGEST_BACKTEST_DAYS))
    last = len(queue.volume)
    runs = list(_origins(queue.known, last=last, horizon_days=horizon))
    levels: list[dict[str, Floats]] = []
    shapes: list[dict[Shape, Floats]] = []
    level_loss: dict[str, list[float]] = {}
    shape_loss = dict.fromkeys(SHAPES, 0.0)
    for train, test, origin in runs:
        made = candidates.day_forecasts(queue.days, train, test)
        truth = queue.days.level[test]
        for name, value in made.items():
            level_loss.setdefault(name, []).append(float(np.abs(value - truth).sum()))
        levels.append(made)
        shapes.append(_shapes(queue, train, test, origin))
        for shape, shares in shapes[-1].items():
            shape_loss[shape] += float(np.nansum(np.abs(queue.volume[test] - truth[:, None] * shares)))
    if not runs:
        return _Choice(BLEND, SHAPES[1], calibrate(*[np.empty(0)] * 4, independent=0.0)), None
    independent = 1 + (runs[-1][2] - runs[0][2]) / horizon
    name = least_wrong(level_loss, default=BLEND, independent=independent)
    shape = min(shape_loss, key=shape_loss.__getitem__)
    actual, point, weeks, at = [], [], [], []
    for (_, test, origin), made, shares_of in zip(runs, levels, shapes, strict=True):
        value = made[name][:, None] * shares_of[shape]
        seen = ~np.isnan(queue.volume[test])
        actual.append(queue.volume[test][seen])
        point.append(value[seen])
        weeks.append(np.broadcast_to(((test - origin) / 7.0)[:, None], seen.shape)[seen])
        at.append(np.full(int(seen.sum()), float(origin)))
    y, m = np.concatenate(actual), np.concatenate(point)
    wape = float(np.abs(y - m).sum() / max(y.sum(), 1e-9))
    return _Choice(name, shape, calibrate(y, m, np.concatenate(weeks), np.concatenate(at), independent=independent)), wape


def least_wrong(losses: dict[str, list[float]], *, default: str, independent: float) -> str:
    """The candidate with the smallest loss over all origins, if it beats the default by more than chance would.

    Origins overlap: `independent` is how many horizons fit between the first and the last one, and the standard
    error of the paired difference counts only these. With fewer than two there is no choice to make.

    Examples
    --------
    >>> least_wrong({"a": [3.0, 5.0, 4.0, 4.0], "b": [1.0, 3.1, 2.0, 1.9]}, default="a", independent=4)
    'b'
    >>> least_wrong({"a": [3.0, 5.0, 4.0, 4.0], "b": [1.0, 9.0, 0.0, 5.0]}, default="a", independent=4)
    'a'
    """
    base = np.array(losses[default])
    if independent < FEWEST_INDEPENDENT:
        return default
    gains = {name: base - np.array(loss) for name, loss in losses.items() if len(loss) == len(base)}
    best = max(gains, key=lambda name: float(gains[name].mean()))
    error = gains[best].std(ddof=1) / np.sqrt(independent)
    return best if gains[best].mean() > error else default


def _shapes(queue: _Queue, train: Ints, test: Ints, origin: int) -> dict[Shape, Floats]:
    if queue.volume.shape[1] == 1:
        return {shape: np.ones((len(test), 1)) for shape in SHAPES}
    mean_level = float(queue.days.level[train].mean())
    sums = {memory: _shape_sums(queue, train, memory_days=memory, origin=origin) for memory in {s.memory_days for s in SHAPES}}
    return {
        shape: candidates.profile(
            sums[shape.memory_days], shrink_days=shape.shrink_days, is_smoothed=shape.is_smoothed, mean_level=mean_level
        )[queue.weekday[test]]
        for shape in SHAPES
    }


def _share_at(shares: Floats, weekday: Ints, seconds: Ints, slots_s: Ints) -> Floats:
    """Share of each asked interval; a time of day never seen lies between its seen neighbours."""
    before = np.maximum(slot_of(seconds, slots_s), 0)
    after = np.minimum(before + 1, len(slots_s) - 1)
    way = np.clip((seconds - slots_s[before]) / np.maximum(slots_s[after] - slots_s[before], 1), 0.0, 1.0)
    return np.asarray((1.0 - way) * shares[weekday, before] + way * shares[weekday, after])
