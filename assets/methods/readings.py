"""A daily KPI frame, whatever its state, as clean arrays on an unbroken calendar.

Here: reading dates, merging duplicates, refusing impossible days, choosing the link. Not here: any estimate.
"""

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]
Link = Literal["logit", "log", "identity"]
LINKS: tuple[Link, ...] = ("logit", "log", "identity")

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
# An offset from UTC behind a time of day.
ZONE = re.compile(r"(:\d\d\S*?)\s?(?:Z|[+-]\d\d:?\d\d)$")
# Anything shorter ("5", "now", "Monday") would be read as a day of this month or week.
DATE_DIGITS = 6
# Shares and logs are kept off their edges by half a case, the usual empirical-logit correction.
HALF_CASE = 0.5
# Shares of which no cases are known are kept off by this much.
EDGE = 0.0005
# With fewer expected hits or misses a day, half a case would pull the log odds towards evens.
FEW_CASES = 3.0


@dataclass(frozen=True)
class Readings:
    """One value a calendar day from the first to the last reading.

    Attributes
    ----------
    first_day : days since 1970-01-01 of element 0.
    value : (T,) KPI of the day, NaN where there is none.
    numerator, denominator : (T,) what a ratio of sums adds up; weights and weighted values when only a value is given.
    is_ratio : whether value is numerator over denominator, so that windows are ratios of sums.
    has_cases : whether the denominator counts cases (it then tells how noisy a day is).
    notes : what had to be done to the input, in words.
    """

    first_day: int
    value: Floats
    numerator: Floats
    denominator: Floats
    is_ratio: bool
    has_cases: bool
    notes: tuple[str, ...]

    @property
    def observed(self) -> NDArray[np.bool_]:
        """Days with a value, (T,)."""
        return np.isfinite(self.value)

    @property
    def days(self) -> NDArray[np.int64]:
        """Days since 1970-01-01, (T,)."""
        return self.first_day + np.arange(len(self.value), dtype=np.int64)

    def inside(self, window: tuple[int, int]) -> NDArray[np.bool_]:
        """Days within the inclusive window (both ends in days since 1970-01-01), (T,)."""
        return (self.days >= window[0]) & (self.days <= window[1])

    def level(self, chosen: NDArray[np.bool_]) -> float:
        """Value of a set of days: the ratio of their sums, NaN when nothing was counted."""
        chosen = chosen & self.observed
        total = float(self.denominator[chosen].sum())
        return float(self.numerator[chosen].sum() / total) if total > 0 else float("nan")


def within(readings: Readings, first: int, last: int) -> Readings:
    """The same readings without the days before `first` and after `last` (days since 1970-01-01)."""
    kept = slice(max(first - readings.first_day, 0), max(last + 1 - readings.first_day, 0))
    cut = {name: getattr(readings, name)[kept] for name in ("value", "numerator", "denominator")}
    return replace(readings, first_day=max(first, readings.first_day), **cut)


def day_number(when: object) -> int:
    """Days since 1970-01-01 of a date in any of the forms `read` takes.

    Raises
    ------
    ValueError
        When it is none.
    """
    if isinstance(when, date) and not pd.isna(when):
        # The usual case, without the price of a column.
        return when.toordinal() - EPOCH_ORDINAL
    found = _days(pd.Series([when], dtype="object"))
    if not found.notna().all():
        raise ValueError(f"expected a date, got {when!r}: give a date such as 2026-04-01")
    return int(found.iloc[0])


def day_numbers(dates: Iterable[object] | None) -> NDArray[np.int64]:
    """Sorted distinct day numbers of a collection of dates, unreadable ones left out."""
    if isinstance(dates, np.ndarray) and dates.dtype.kind == "M":
        return np.unique(dates[~np.isnat(dates)].astype("datetime64[D]").astype(np.int64))
    given = [] if dates is None else list(dates)
    return np.unique(_days(pd.Series(given, dtype="object")).dropna().to_numpy(dtype=np.int64))


def _days(dates: pd.Series) -> "pd.Series[float]":
    """Days since 1970-01-01, NaN where there is no date.

    Dates, times (their date on their own clock, whatever the zone), texts that begin with a date, and whole numbers such as
    20260401.
    """
    if not pd.api.types.is_datetime64_any_dtype(dates.dtype):
        plain = dates.map(_plain)
        with warnings.catch_warnings():
            # A column of several spellings is read value by value; what cannot be read is counted.
            warnings.simplefilter("ignore", UserWarning)
            stamps = pd.to_datetime(plain, errors="coerce")
            if stamps.isna().any():
                # What cannot be a month is a day: then it is a day in every row.
                day_first = pd.to_datetime(plain, errors="coerce", dayfirst=True)
                stamps = day_first if day_first.notna().sum() > stamps.notna().sum() else stamps
            stamps = stamps.fillna(pd.to_datetime(plain[stamps.isna()], errors="coerce", format="ISO8601"))
    else:
        stamps = dates.dt.tz_localize(None) if dates.dt.tz is not None else dates
    return pd.Series(stamps.to_numpy("datetime64[D]").astype(np.int64), dates.index).where(stamps.notna().to_numpy()).astype(float)


def _plain(when: object) -> object:
    """A date without its zone and a number as the digits of a date."""
    if isinstance(when, str):
        return ZONE.sub(r"\1", when) if sum(map(str.isdigit, when)) >= DATE_DIGITS else None
    if isinstance(when, datetime):
        return when.replace(tzinfo=None) if when.tzinfo else when
    if isinstance(when, (int, float, np.integer, np.floating)):
        return f"{when:.0f}" if 1e7 <= when < 1e8 else None
    return when


def read(daily: pd.DataFrame) -> Readings:
    """Clean arrays from a frame with `date` and `numerator`, `denominator` or `value` (with `denominator` as weight).

    Rows may come in any order. Equal rows of one date count once; different rows of one date are added up (ratios) or
    averaged (values). A day without a date, a number or a positive denominator is a missing day.

    Examples
    --------
    >>> dates = ["2026-04-03", "2026-04-01", "2026-04-01"]
    >>> daily = pd.DataFrame({"date": dates, "numerator": [1, 8, 8], "denominator": [0, 10, 10]})
    >>> readings = read(daily)
    >>> readings.value.tolist(), readings.notes
    ([0.8], ('1 row repeats an earlier one', '1 day has no denominator'))
    """
    missing = {"date"} - set(daily.columns)
    is_ratio = {"numerator", "denominator"} <= set(daily.columns)
    if missing or not (is_ratio or "value" in daily.columns):
        raise ValueError(
            "a daily frame needs the columns date and either numerator and denominator, or value (denominator optional); "
            f"it has {', '.join(map(str, daily.columns)) or 'none'}"
        )
    read_days = _days(daily["date"]).to_numpy()
    has_cases = "denominator" in daily.columns
    denominator = _numbers(daily["denominator"]) if has_cases else np.ones(len(daily))
    numerator = _numbers(daily["numerator"]) if is_ratio else _numbers(daily["value"]) * denominator
    notes: list[str] = []

    dated = np.isfinite(read_days)
    _note(notes, int((~dated).sum()), "row has no readable date", "rows have no readable date")
    days = read_days[dated].astype(np.int64)
    return gathered(days, numerator[dated], denominator[dated], is_ratio=is_ratio, has_cases=has_cases, notes=notes)


def gathered(
    days: NDArray[np.int64],
    numerator: Floats,
    denominator: Floats,
    *,
    is_ratio: bool,
    has_cases: bool,
    may_be_negative: bool = False,
    notes: Iterable[str] = (),
) -> Readings:
    """`read` for what is arrays already: rows (R,) of days since 1970-01-01 in any order, NaN where there is no number.

    A ratio's numerator below 0 is a mistake and left out, unless its scale reaches below 0 (`may_be_negative`: a net promoter score).

    >>> gathered(np.array([3, 1, 1]), np.array([1.0, 8, 8]), np.array([0.0, 10, 10]), is_ratio=True, has_cases=True).value.tolist()
    [0.8]
    """
    notes = list(notes)
    wrong = (numerator < 0) & (is_ratio and not may_be_negative)
    usable = np.isfinite(numerator) & np.isfinite(denominator) & (denominator > 0) & ~wrong
    if len(np.unique(days)) < len(days):
        keys = np.column_stack([days.astype(float), numerator, denominator])
        _, first = np.unique(np.nan_to_num(keys, nan=-1.25e300), axis=0, return_index=True)
        _note(notes, len(days) - len(first), "row repeats an earlier one", "rows repeat earlier ones")
        first.sort()
        days, numerator, denominator, usable, wrong = days[first], numerator[first], denominator[first], usable[first], wrong[first]
    empty = np.isfinite(denominator) & (denominator <= 0)
    _note(notes, int(empty.sum()), "day has no denominator", "days have no denominator")
    _note(notes, int(wrong.sum()), "day has a negative numerator", "days have a negative numerator")
    days, numerator, denominator = days[usable], numerator[usable], denominator[usable]
    if not len(days):
        nothing = np.zeros(0)
        return Readings(0, nothing, nothing, nothing, is_ratio, has_cases, tuple(notes))

    at = days - days.min()
    sums = np.bincount(at, weights=numerator).astype(float)
    cases = np.bincount(at, weights=denominator).astype(float)
    rows = np.bincount(at).astype(float)
    _note(notes, int((rows > 1).sum()), "date has several rows, merged", "dates have several rows, merged")
    if not is_ratio and not has_cases:
        sums, cases = sums / np.maximum(rows, 1), np.minimum(cases, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(cases > 0, sums / cases, np.nan)
    return Readings(int(days.min()), value, sums, cases, is_ratio, has_cases, tuple(notes))


def _numbers(column: pd.Series) -> Floats:
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _note(notes: list[str], count: int, one: str, many: str) -> None:
    if count:
        notes.append(f"{count} {one if count == 1 else many}")


def choose_link(readings: Readings) -> Link:
    """Log odds for shares of enough cases, log for positive quantities, identity for the rest.

    A few impossible values (a share of 7) do not change what a series is, so 1 % of the days may disagree.
    """
    value = readings.value[readings.observed]
    if not len(value):
        return "identity"
    if np.mean((value >= 0) & (value <= 1)) >= 0.99 and not np.isin(value, (0.0, 1.0)).all():
        share = float(np.median(value))
        cases = float(np.median(readings.denominator[readings.observed]))
        mean = readings.level(readings.observed & (readings.value >= 0) & (readings.value <= 1))
        if readings.has_cases:
            return "logit" if cases * mean * (1 - mean) >= FEW_CASES and 0 < share < 1 else "identity"
        if np.mean((value > EDGE) & (value < 1 - EDGE)) >= 0.95:
            return "logit"
    return "log" if np.mean(value > 0) >= 0.98 and np.mean(value < 0) == 0 else "identity"


def to_link(readings: Readings, link: Link) -> Floats:
    """Values on the link scale, NaN where there is none or where it is impossible there, (T,)."""
    value = readings.value
    if link == "identity":
        return value.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        if link == "logit":
            inside = np.where((value >= 0) & (value <= 1), value, np.nan)
            if readings.has_cases:
                cases = np.maximum(readings.denominator, 1.0)
                return np.asarray(logit((inside * cases + HALF_CASE) / (cases + 2 * HALF_CASE)))
            return np.asarray(logit(np.clip(inside, EDGE, 1 - EDGE)))
        return np.where(value > 0, np.log(np.where(value > 0, value, 1.0)), np.nan)


def shift(level: float, change: Floats, link: Link) -> Floats:
    """What a change on the link scale makes of a level, as a difference in the KPI's own units.

    >>> [round(float(d), 4) for d in shift(0.8, np.array([0.0, 0.05, -0.05]), "logit")]
    [0.0, 0.0079, -0.0081]
    >>> round(float(shift(200.0, np.array([0.05]), "log")[0]), 2)
    10.25
    """
    if link == "logit":
        inside = min(max(level, EDGE), 1 - EDGE)
        return np.asarray(expit(logit(inside) + change) - inside)
    if link == "log":
        return np.asarray(level * np.expm1(change))
    return np.asarray(change, dtype=float)
