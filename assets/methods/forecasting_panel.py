"""The history of one queue as a grid of days by intervals, and what the calendar says about each day.

Belongs here: reading and checking the frames a forecast is made from. Not here: any model of the volume.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

DAY_S = 86_400
LONGEST_HISTORY_DAYS = 1_100
FEWEST_OPEN_DAYS = 7
BUSY_DAY_VOLUME = 10.0
REPEATED_HOUR_SHARE = 0.01
# Occurrences of its weekday after which what was seen counts half: a new hour counts at once, one that is given up
# fades in weeks, and a weekday outlives the closed Mondays around New Year.
NEW_MEMORY, HOUR_MEMORY, WEEKDAY_MEMORY = 1.0, 2.0, 4.0
LEAST_KEPT = 0.06
SILENT_DAYS = 7


class Panel(NamedTuple):
    """A queue's history: one row a calendar day, one column a time of day; nan is closed.

    `days` counts days since 1970-01-01, `slots_s` seconds since local midnight.
    """

    days: Ints
    slots_s: Ints
    volume: Floats
    holiday: Flags

    @property
    def is_open(self) -> Flags:
        """Days with at least one open interval."""
        return np.asarray(~np.isnan(self.volume).all(axis=1))


def times_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """The column start_local of a frame called `name`, refused in words when it is missing or holds what is no local time."""
    if "start_local" not in frame.columns:
        raise ValueError(f"{name} has no column start_local (found: {', '.join(map(str, frame.columns)) or 'none'})")
    try:
        starts = pd.to_datetime(frame["start_local"])
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: start_local holds something that is no local timestamp: {error}") from error
    if starts.dt.tz is not None:
        raise ValueError(f"{name}: start_local must be local wall-clock time without a zone, found {starts.dt.tz}")
    if starts.isna().any():
        row = int(np.flatnonzero(starts.isna())[0])
        raise ValueError(f"{name}: start_local is missing in row {row}; drop the row or fill the time")
    return starts


def split_times(starts: pd.Series) -> tuple[Ints, Ints]:
    """Day number and second of the day of local timestamps.

    Examples
    --------
    >>> days, seconds = split_times(pd.Series(pd.to_datetime(["1970-01-02 00:30"])))
    >>> int(days[0]), int(seconds[0])
    (1, 1800)
    """
    seconds = starts.to_numpy().astype("datetime64[s]").astype(np.int64)
    days = seconds // DAY_S
    return np.asarray(days), np.asarray(seconds - days * DAY_S)


def _flag(frame: pd.DataFrame, column: str) -> Flags:
    if column not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return np.asarray(frame[column].astype("boolean").fillna(False), dtype=bool)


def read_history(history: pd.DataFrame) -> Panel:
    """Check `history` and lay it out as a grid.

    A busy queue's day of nothing but zeros is an outage or an unlisted closure, not demand, and counts as closed.

    Raises
    ------
    ValueError
        No rows, a missing, negative or infinite volume, the same interval twice, fewer than seven open days.
    """
    if "volume" not in history.columns:
        raise ValueError(f"history has no column volume (found: {', '.join(map(str, history.columns)) or 'none'})")
    if history.empty:
        raise ValueError("history is empty: the queue was never open, so there is nothing to forecast from")
    starts = times_of(history, "history")
    volume = pd.to_numeric(history["volume"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    for wrong, what in ((np.isnan(volume), "missing or not a number"), (volume < 0, "negative"), (np.isinf(volume), "infinite")):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ValueError(
                f"history: volume is {what} in {int(wrong.sum())} row(s), first at {starts.iloc[row]}; "
                "leave out the intervals in which the queue was closed, write 0 where nobody called"
            )
    days, seconds = split_times(starts)
    keep = days > days.max() - LONGEST_HISTORY_DAYS
    days, seconds, volume, holiday = days[keep], seconds[keep], volume[keep], _flag(history, "is_holiday")[keep]
    slots = np.unique(seconds)
    first = int(days.min())
    span = int(days.max()) - first + 1
    cell = (days - first) * len(slots) + np.searchsorted(slots, seconds)
    rows = np.bincount(cell, minlength=span * len(slots))
    # Autumn's repeated hour is two intervals of one local name; more than that is a queue column somebody forgot.
    if (rows > 1).sum() > max(4, REPEATED_HOUR_SHARE * (rows > 0).sum()):
        twice = int(np.flatnonzero(rows[cell] > 1)[0])
        raise ValueError(f"history names the same interval more than once, first {starts[keep].iloc[twice]}; pass one queue, summed")
    grid = np.full(span * len(slots), np.nan)
    grid[rows > 0] = np.bincount(cell, weights=volume, minlength=span * len(slots))[rows > 0] / rows[rows > 0]
    on_holiday = np.zeros(span, dtype=bool)
    on_holiday[days[holiday] - first] = True
    panel = Panel(np.arange(first, first + span), slots, _without_dead_days(grid.reshape(span, len(slots)), first), on_holiday)
    open_days = int(panel.is_open.sum())
    if open_days < FEWEST_OPEN_DAYS:
        raise ValueError(f"history holds {open_days} open day(s); a forecast needs at least {FEWEST_OPEN_DAYS}")
    return panel


def whole_days(history: pd.DataFrame, future: pd.DataFrame) -> pd.DataFrame:
    """The history without a last day of which the future asks the rest: half a day is no day's level."""
    if history.empty or future.empty:
        return history
    starts, asked = times_of(history, "history"), times_of(future, "future").min()
    today = starts.max().normalize()
    return history[starts < today] if asked > starts.max() and asked.normalize() == today else history


def _without_dead_days(grid: Floats, first_day: int) -> Floats:
    totals = np.nansum(grid, axis=1)
    has_rows = ~np.isnan(grid).all(axis=1)
    weekday = weekdays(np.arange(first_day, first_day + len(grid)))
    for day in range(7):
        same = has_rows & (weekday == day)
        if same.any() and np.median(totals[same]) >= BUSY_DAY_VOLUME:
            grid[same & (totals == 0)] = np.nan
    return grid


def weekdays(days: Ints) -> Ints:
    """0 for Monday to 6 for Sunday (1970-01-01 was a Thursday)."""
    return (days + 3) % 7


def read_future(future: pd.DataFrame, panel: Panel) -> tuple[Ints, Ints, Flags]:
    """Day numbers, seconds of the day and closed flags of the intervals asked for."""
    starts = times_of(future, "future")
    days, seconds = split_times(starts)
    if len(days) and days.min() <= panel.days[-1]:
        early = starts.iloc[int(days.argmin())]
        last = np.datetime64(int(panel.days[-1]), "D")
        raise ValueError(f"future starts at {early}, but history runs to {last}: forecast whole days after the last one")
    return days, seconds, _flag(future, "is_closed")


def slot_of(seconds: Ints, slots_s: Ints) -> Ints:
    """The last slot that has begun by each second of the day; -1 before the first.

    Examples
    --------
    >>> slot_of(np.array([0, 1800, 2000]), np.array([1800, 3600])).tolist()
    [-1, 0, 0]
    """
    return np.asarray(np.searchsorted(slots_s, seconds, side="right") - 1)


def open_again(panel: Panel, weekday: Ints, seconds: Ints) -> Floats:
    """How likely the queue is to be open at weekdays and times of day, 0 to 1, by when it was open, (n,).

    What was open at least every other time is open. Below that an hour or a weekday fades, and ends at 0: nothing is
    ever open where no history was. A week without any open day says nothing of the weekdays in it.
    """
    is_open, seen = panel.is_open, ~np.isnan(panel.volume)
    opened = np.flatnonzero(is_open)
    number = np.arange(len(is_open))
    place = np.searchsorted(opened, number)
    since = number - opened[np.maximum(place - 1, 0)]
    until = opened[np.minimum(place, len(opened) - 1)] - number
    is_silent = ~is_open & ((since + until > SILENT_DAYS) | (number > opened[-1]))
    kept = np.zeros((7, len(panel.slots_s)))
    of_day = weekdays(panel.days)
    for day in range(7):
        open_days = is_open & (of_day == day)
        by_day = _kept(is_open[(of_day == day) & ~is_silent][:, None], WEEKDAY_MEMORY)
        kept[day] = by_day * _kept(seen[open_days], HOUR_MEMORY)
    kept = np.where(kept < LEAST_KEPT, 0.0, kept)
    slot = slot_of(seconds, panel.slots_s)
    length_s = int(np.diff(panel.slots_s).min()) if len(panel.slots_s) > 1 else DAY_S
    is_inside = (slot >= 0) & (seconds < panel.slots_s[slot] + length_s)
    return np.asarray(np.where(is_inside, kept[weekday, np.maximum(slot, 0)], 0.0))


def _kept(seen: Flags, memory: float) -> Floats:
    """How likely each column of what was seen time after time (m, s) is to be seen again; from half on it is certain, (s,)."""
    age = np.arange(len(seen))[::-1]
    weights = 0.5 ** (age[None, :] / np.array([[NEW_MEMORY], [memory]]))
    share = (weights @ seen / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)).max(axis=0)
    return np.asarray(np.minimum(share * (1.0 + 2.0 * share), 1.0))


def regular_weekdays(weekday: Ints, is_open: Flags) -> Flags:
    """Which of the seven weekdays are open more often than not."""
    seen = np.bincount(weekday, minlength=7)
    opened = np.bincount(weekday[is_open], minlength=7)
    return np.asarray(2 * opened > seen)


def after_closure(days: Ints, is_open: Flags, regular: Flags) -> Flags:
    """Open days whose last regular day before them was closed: the callers of two days come on one."""
    usual = regular[weekdays(days)]
    closed = usual & ~is_open
    result = np.zeros(len(days), dtype=bool)
    missed = False
    for i in range(len(days)):
        result[i] = missed and is_open[i]
        if is_open[i]:
            missed = False
        elif usual[i]:
            missed = bool(closed[i])
    return result


def month_edges(days: Ints) -> tuple[Flags, Flags]:
    """Flags of the first two and the last two Mondays-to-Fridays of a month, when wages and bills make people call."""
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    is_work = np.is_busday(dates)
    before = np.busday_count(month.astype("datetime64[D]"), dates)
    left = np.busday_count(dates, (month + 1).astype("datetime64[D]"))
    return is_work & (before < 2), is_work & (left <= 2)
