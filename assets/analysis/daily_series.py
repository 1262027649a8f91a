"""The days of every KPI and scope as arrays: read once from `kpi.daily`, cut without copying a frame.

Belongs here: from the long table to one series a KPI and scope. Not here: what a KPI or scope is (`measured`), any table (this
module makes none), any estimate (`assets/methods`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis.measured import Key, Kpi, as_key
from assets.methods.readings import Readings, gathered

Floats = NDArray[np.float64]

DAILY = "select kpi, version, scope_type, scope_id, business_date, numerator, denominator, value, n from kpi.daily"
# Which days of a count without a row are nought stands in sql/analysis/quiet_day.sql.
QUIET = "select kpi, version, scope_type, scope_id, business_date from analysis.quiet_day"
KEY = ["kpi", "version", "scope_type", "scope_id"]
NUMBERS = ("numerator", "denominator", "value", "n")


@dataclass(frozen=True)
class Days:
    """The rows of one KPI and scope in order of their dates, (D,) each.

    Attributes
    ----------
    day : days since 1970-01-01.
    numerator, denominator, value, n : as in `kpi.daily`, NaN where there is none or it is infinite.
    """

    day: NDArray[np.int64]
    numerator: Floats
    denominator: Floats
    value: Floats
    n: Floats

    @property
    def is_monthly(self) -> bool:
        """Whether the source tells one figure a month, which stands on the month's first day."""
        dates = self.day.astype("datetime64[D]")
        return len(dates) > 1 and bool((dates == dates.astype("datetime64[M]")).all())

    def chosen(self, rows: slice | NDArray[np.bool_] | NDArray[np.intp]) -> "Days":
        """Some of the rows, in the order in which they are named."""
        return Days(self.day[rows], self.numerator[rows], self.denominator[rows], self.value[rows], self.n[rows])

    def inside(self, first: int, last: int) -> "Days":
        """The rows from `first` to `last`, both inclusive."""
        return self.chosen(slice(int(np.searchsorted(self.day, first)), int(np.searchsorted(self.day, last, side="right"))))

    def through(self, last: int) -> "Days":
        """The rows up to `last`."""
        return self.chosen(slice(0, int(np.searchsorted(self.day, last, side="right"))))


def series(daily: pd.DataFrame) -> dict[Key, Days]:
    """The days of every KPI, version and scope, in that order; rows without a date or a key are no days."""
    if daily.empty:
        return {}
    dates = pd.to_datetime(daily["business_date"]).to_numpy("datetime64[D]")
    groups = daily.groupby(KEY, sort=True)
    codes = groups.ngroup().to_numpy()
    rows = np.flatnonzero(~np.isnat(dates) & (codes >= 0))
    order = rows[np.lexsort((dates[rows], codes[rows]))]
    codes, day = codes[order], dates[order].astype(np.int64)
    columns = []
    for name in NUMBERS:
        numbers = daily[name].to_numpy(dtype=float, na_value=np.nan)[order]
        columns.append(np.where(np.isfinite(numbers), numbers, np.nan))
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    names = daily[KEY].iloc[order[starts]].itertuples(index=False)
    found: dict[Key, Days] = {}
    for key, start, end in zip(names, starts, [*starts[1:], len(order)], strict=True):
        found[as_key(*key)] = Days(day[start:end], *(column[start:end] for column in columns))
    return found


def with_quiet_days(told: Mapping[Key, Days], quiet: pd.DataFrame) -> dict[Key, Days]:
    """The series as they are told, with a nought on each of the days that `quiet` names; `quiet` has the columns of `QUIET`."""
    noughts = series(quiet.assign(numerator=0.0, denominator=np.nan, value=0.0, n=0.0))
    return {**told, **{key: _together(told[key], days) for key, days in noughts.items() if key in told}}


def _together(some: Days, others: Days) -> Days:
    """The days of both, in order."""
    columns = [(getattr(some, name), getattr(others, name)) for name in ("day", *NUMBERS)]
    joined = Days(*(np.concatenate(both) for both in columns))
    return joined.chosen(np.argsort(joined.day, kind="stable"))


def readings(days: Days, kpi: Kpi) -> Readings:
    """The days as the methods read them: sums where windows are ratios of sums, else values (weighted for quantiles)."""
    if kpi.is_ratio:
        below = kpi.unit == "score"  # a net promoter score has days below 0
        return gathered(days.day, days.numerator, days.denominator, is_ratio=True, has_cases=True, may_be_negative=below)
    if kpi.measure in ("count", "snapshot"):
        return gathered(days.day, days.value, np.ones(len(days.day)), is_ratio=False, has_cases=False)
    return gathered(days.day, days.value * days.n, days.n, is_ratio=False, has_cases=True)
