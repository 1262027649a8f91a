"""Days gathered into whole weeks and whole months.

Here: which periods are complete, and their values as ratios of sums. Not here: reading the days (`readings`), what the
periods tell (`trend`, `interrupted`, `control`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.methods.readings import Readings

Floats = NDArray[np.float64]
Days = NDArray[np.int64]

# A period with fewer of its usual days has another mix of weekdays.
FULL_SHARE = 0.8


@dataclass(frozen=True)
class Periods:
    """One value a period, in unbroken order.

    Attributes
    ----------
    start : (P,) first day of each, in days since 1970-01-01.
    value : (P,) ratio of sums, NaN where the period lacks days.
    numerator, denominator : (P,) sums; of a series of plain values, their sum and how many there are.
    """

    start: Days
    value: Floats
    numerator: Floats
    denominator: Floats

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Periods with a value, (P,)."""
        return np.isfinite(self.value)


def weeks(readings: Readings, *, anchor: int, through: int) -> Periods:
    """Runs of seven days that begin seven days apart from `anchor`, as far as they end on or before `through`.

    >>> from assets.methods.readings import Readings
    >>> ones = np.ones(16)
    >>> found = weeks(Readings(0, ones, ones, ones, True, True, ()), anchor=1, through=15)
    >>> found.start.tolist(), found.value.tolist()
    ([-6, 1, 8], [nan, 1.0, 1.0])
    >>> weeks(Readings(0, ones, ones, ones, True, True, ()), anchor=1, through=13).start.tolist()
    [-6, 1]
    """
    number = (readings.days - anchor) // 7
    first = int(number[0]) if len(number) else 0
    start = anchor + 7 * (first + np.arange(int(number[-1]) - first + 1 if len(number) else 0, dtype=np.int64))
    return _gathered(readings, number - first, start=start, after=start + 7, through=through)


def months(readings: Readings, *, through: int) -> Periods:
    """Calendar months, as far as they end on or before `through`."""
    number = readings.days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first = int(number[0]) if len(number) else 0
    every = np.arange(first, int(number[-1]) + 2 if len(number) else first + 1).astype("datetime64[M]")
    edges = every.astype("datetime64[D]").astype(np.int64)
    return _gathered(readings, number - first, start=edges[:-1], after=edges[1:], through=through)


def _gathered(readings: Readings, at: Days, *, start: Days, after: Days, through: int) -> Periods:
    seen = readings.observed
    size = len(start)
    at = at[seen]
    x = np.bincount(at, weights=readings.numerator[seen], minlength=size).astype(float)
    n = np.bincount(at, weights=readings.denominator[seen], minlength=size).astype(float)
    days = np.bincount(at, minlength=size)
    usual = float(np.median(days[days > 0])) if (days > 0).any() else 0.0
    # The share is of the length too: a month of 28 days is as whole as one of 31.
    share = usual / float(np.median(after - start)) if size else 0.0
    is_whole = (days >= FULL_SHARE * share * (after - start)) & (days > 0)
    value = np.divide(x, n, out=np.full(size, np.nan), where=is_whole & (n > 0))
    kept = after - 1 <= through
    return Periods(start[kept], value[kept], x[kept], n[kept])
