"""The first measurement of every KPI and scope: the base everything later is compared with, fixed once and for all.

Belongs here: which days are the base, what is kept of them. Not here: comparisons (`baseline_compare`), intervals
(`assets/methods/intervals.py`).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.analysis import daily_series, measured
from assets.analysis.daily_series import Days
from assets.analysis.measured import Key
from assets.methods.intervals import ratio_interval

DESCRIPTION = (
    "The frozen baseline of each KPI, version and scope: its first complete days, or those the settings name (28 unless configured). "
    "A row stays as it was written until other days are named; a new version of a KPI gets rows of its own."
)
READS = {
    "daily": daily_series.DAILY,
    "definition": "select kpi, version, measure, maturity_days from kpi.definition",
    "data_through": "select business_date from ops.data_through",
    "centre": "select baseline_days, baseline_from from config.centre",
    "previous": "select kpi, definition_version, scope_type, scope_id, baseline_start, baseline_end from analysis.baseline",
}
GRAIN = ("kpi", "definition_version", "scope_type", "scope_id")
BUILD = "upsert"
COLUMNS = {
    "kpi": "varchar",
    "definition_version": "bigint",
    "scope_type": "varchar",
    "scope_id": "varchar",
    "baseline_start": "date",
    "baseline_end": "date",
    "value": "double",
    "ci_low": "double",
    "ci_high": "double",
    "ci_method": "varchar",
    "n": "bigint",
    "days": "bigint",
    "sd_day": "double",
    "frozen_through": "date",
}
DAY = np.timedelta64(1, "D")
# A base begins where at least this share of its days carries data, so that a trial call before the opening is no base.
DENSE_SHARE = 0.5
# A KPI that never gets that dense (a rare survey) has this many base lengths to do so; then its first day begins the base.
SEARCH_LENGTHS = 2


def rows(
    *,
    daily: pd.DataFrame,
    definition: pd.DataFrame,
    data_through: pd.DataFrame,
    centre: pd.DataFrame,
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row for every KPI, version and scope whose base is complete and does not stand yet."""
    through = measured.last_day(data_through)
    if through is None:
        return measured.table([], COLUMNS)
    last = np.datetime64(through, "D")
    length = int(centre["baseline_days"].iloc[0]) if len(centre) else 28
    named = _named(centre)
    maturity_days = {
        (str(kpi), int(version)): 0 if pd.isna(days) else int(days)
        for kpi, version, days in zip(definition["kpi"], definition["version"], definition["maturity_days"], strict=True)
    }
    stands = _standing(previous)
    found: list[dict[str, object]] = []
    for key, every in daily_series.series(daily).items():
        mine = every.chosen(np.isfinite(every.value) & (every.day <= measured.number_of(through)))
        dates, maturity = mine.day.astype("datetime64[D]"), maturity_days.get(key[:2], 0)
        if named is not None and began_by(dates, named, length=length):
            start: np.datetime64 | None = named
        elif key in stands:
            continue
        else:
            start = first_day(dates, length=length, complete_through=last - maturity * DAY)
        if start is None or start + (length - 1) * DAY > last - maturity * DAY:
            continue
        end = start + (length - 1) * DAY
        if stands.get(key) == (start, end):
            continue
        names = dict(zip(GRAIN, key, strict=True))
        period = {"baseline_start": start, "baseline_end": end, "frozen_through": end + maturity * DAY}
        found.append({**names, **period, **_level(mine.inside(int(start.astype(int)), int(end.astype(int))))})
    return measured.table(found, COLUMNS)


def _named(centre: pd.DataFrame) -> np.datetime64 | None:
    """The first day of the base, where the settings name one."""
    if "baseline_from" not in centre:
        return None
    named = pd.to_datetime(centre["baseline_from"]).dropna().to_numpy("datetime64[D]")
    return named[0] if len(named) else None


def _standing(previous: pd.DataFrame | None) -> dict[Key, tuple[np.datetime64, np.datetime64]]:
    """First and last day of every base there is."""
    return {
        (str(row["kpi"]), int(row["definition_version"]), str(row["scope_type"]), str(row["scope_id"])): (
            np.datetime64(row["baseline_start"], "D"),
            np.datetime64(row["baseline_end"], "D"),
        )
        for row in ([] if previous is None else previous.to_dict("records"))
    }


def began_by(dates: NDArray[np.datetime64], named: np.datetime64, *, length: int) -> bool:
    """Whether the sorted days with data begin before the middle of the named base, and one of them lies in it."""
    inside = dates[(dates >= named) & (dates < named + length * DAY)]
    return bool(len(inside)) and bool(dates[0] < named + round(DENSE_SHARE * length) * DAY)


def first_day(dates: NDArray[np.datetime64], *, length: int, complete_through: np.datetime64) -> np.datetime64 | None:
    """First day of the base given the sorted days with data; None as long as later days could still decide otherwise."""
    if not len(dates):
        return None
    span = (length - 1) * DAY
    limit = dates[0] + SEARCH_LENGTHS * length * DAY
    for start in dates[dates <= limit]:
        if start + span > complete_through:
            return None
        carried = np.searchsorted(dates, start + span, side="right") - np.searchsorted(dates, start)
        if carried >= DENSE_SHARE * length:
            return np.datetime64(start, "D")
    return np.datetime64(dates[0], "D") if limit + span <= complete_through else None


def _level(base: Days) -> dict[str, object]:
    """Value of the whole base: ratio of sums, or the mean day of a count, or the weighted mean day of a quantile."""
    numerator, denominator, value, n = base.numerator, base.denominator, base.value, np.nan_to_num(base.n)
    if not np.isfinite(denominator).any():
        is_weighted = not np.isfinite(numerator).any() and (n > 0).any()
        denominator = n if is_weighted else np.ones(len(value))
        numerator = value * denominator
    found = ratio_interval(numerator, denominator)
    return {
        "value": found.value,
        "ci_low": found.low,
        "ci_high": found.high,
        "ci_method": found.method,
        "n": int(n.sum()),
        "days": len(value),
        "sd_day": float(value.std(ddof=1)) if len(value) > 1 else np.nan,
    }
