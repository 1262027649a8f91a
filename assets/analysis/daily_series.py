"""The days of every KPI and scope as arrays: read once from `kpi.daily`, cut without copying a frame.

Belongs here: from the long table to one series a KPI and scope. Not here: what a KPI or scope is (`measured`), any table (this
module makes none), any estimate (`assets/methods`).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis.measured import Key, Kpi
from assets.methods.readings import Readings, gathered

Floats = NDArray[np.float64]

DAILY = "select kpi, version, scope_type, scope_id, business_date, numerator, denominator, value, n from kpi.daily"
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

    def chosen(self, rows: slice | NDArray[np.bool_]) -> "Days":
        """Some of the rows."""
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
    for (kpi, version, kind, scope), start, end in zip(names, starts, [*starts[1:], len(order)], strict=True):
        found[str(kpi), int(version), str(kind), str(scope)] = Days(day[start:end], *(column[start:end] for column in columns))
    return found


def with_quiet_days(series: Mapping[Key, Days], definition: pd.DataFrame, *, site_of: Mapping[Hashable, Hashable]) -> dict[Key, Days]:
    """The series, those of counts with a nought on every day on which nothing happened and something else was told.

    Parameters
    ----------
    series : every KPI, version and scope.
    definition : `kpi`, `version`, `measure` and `raw_tables` of every KPI; without `raw_tables` nobody knows what was told when.
    site_of : queue to site.

    A day was told where a KPI of the same raw tables has a figure at the site (of a queue: its site; else: the centre). A day that
    no file tells stays missing; so do days before the first of a scope, which was not open then.
    """
    if "raw_tables" not in definition:
        return dict(series)
    columns = (definition[name] for name in ("kpi", "version", "measure", "raw_tables"))
    sources = {(str(kpi), int(version)): (measure, raw) for kpi, version, measure, raw in zip(*columns, strict=True)}
    told: dict[tuple[object, str, str], list[NDArray[np.int64]]] = {}
    for (kpi, version, kind, scope), days in series.items():
        if kind in ("site", "company") and (kpi, version) in sources and not days.is_monthly:
            told.setdefault((sources[kpi, version][1], kind, scope), []).append(days.day)
    covered = {where: np.unique(np.concatenate(days)) for where, days in told.items()}
    found = dict(series)
    for key, days in series.items():
        measure, raw = sources.get(key[:2], ("", ""))
        if measure == "count" and isinstance(raw, str) and len(days.day) and not days.is_monthly:
            site = site_of.get(key[3]) if key[2] == "queue" else key[3] if key[2] == "site" else None
            there = covered.get((raw, "site", site) if isinstance(site, str) else (raw, "company", "all"), days.day)
            found[key] = _with_noughts(days, np.setdiff1d(there[there > days.day[0]], days.day))
    return found


def _with_noughts(days: Days, quiet: NDArray[np.int64]) -> Days:
    order = np.argsort(np.concatenate([days.day, quiet]), kind="stable")
    nought, nothing = np.zeros(len(quiet)), np.full(len(quiet), np.nan)
    added = (quiet, nought, nothing, nought, nought)
    columns = (days.day, days.numerator, days.denominator, days.value, days.n)
    return Days(*(np.concatenate([mine, more])[order] for mine, more in zip(columns, added, strict=True)))


def readings(days: Days, kpi: Kpi) -> Readings:
    """The days as the methods read them: sums where windows are ratios of sums, else values (weighted for quantiles)."""
    if kpi.is_ratio:
        below = kpi.unit == "score"  # a net promoter score has days below 0
        return gathered(days.day, days.numerator, days.denominator, is_ratio=True, has_cases=True, may_be_negative=below)
    if kpi.measure in ("count", "snapshot"):
        return gathered(days.day, days.value, np.ones(len(days.day)), is_ratio=False, has_cases=False)
    return gathered(days.day, days.value * days.n, days.n, is_ratio=False, has_cases=True)
