"""A daily KPI frame, whatever its state, as clean arrays on an unbroken calendar.

Here: reading dates, merging duplicates, refusing impossible days, choosing the link. Not here: any estimate.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]
Link = Literal["logit", "log", "identity"]
LINKS: tuple[Link, ...] = ("logit", "log", "identity")

# Shares and logs are kept off their edges by half a case, the usual empirical-logit correction.
HALF_CASE = 0.5
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
    """Days since 1970-01-01 of anything pandas reads as a date."""
    stamp = pd.Timestamp(when)  # type: ignore[arg-type]
    if pd.isna(stamp):
        raise ValueError(f"expected a date, got {when!r}: give a date such as 2026-04-01")
    return int(stamp.tz_localize(None).normalize().value // 86_400_000_000_000)


def day_numbers(dates: Iterable[object] | None) -> NDArray[np.int64]:
    """Sorted distinct day numbers of a collection of dates, unreadable ones left out."""
    if dates is None:
        return np.zeros(0, dtype=np.int64)
    stamps = pd.to_datetime(pd.Series(list(dates), dtype="object"), errors="coerce").dropna()
    return np.unique(np.array([day_number(stamp) for stamp in stamps], dtype=np.int64))


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
    stamps = pd.to_datetime(daily["date"], errors="coerce")
    if getattr(stamps.dt, "tz", None) is not None:
        stamps = stamps.dt.tz_localize(None)
    days = stamps.to_numpy("datetime64[D]").astype(np.int64)
    has_cases = "denominator" in daily.columns
    denominator = _numbers(daily["denominator"]) if has_cases else np.ones(len(daily))
    numerator = _numbers(daily["numerator"]) if is_ratio else _numbers(daily["value"]) * denominator
    notes: list[str] = []

    dated = stamps.notna().to_numpy()
    _note(notes, int((~dated).sum()), "row has no readable date", "rows have no readable date")
    days, numerator, denominator = days[dated], numerator[dated], denominator[dated]
    usable = np.isfinite(numerator) & np.isfinite(denominator) & (denominator > 0) & ((numerator >= 0) | (not is_ratio))
    keys = np.column_stack([days.astype(float), numerator, denominator])
    if len(np.unique(days)) < len(days):
        _, first = np.unique(np.nan_to_num(keys, nan=-1.25e300), axis=0, return_index=True)
        _note(notes, len(days) - len(first), "row repeats an earlier one", "rows repeat earlier ones")
        first.sort()
        days, numerator, denominator, usable = days[first], numerator[first], denominator[first], usable[first]
    empty = np.isfinite(denominator) & (denominator <= 0)
    _note(notes, int(empty.sum()), "day has no denominator", "days have no denominator")
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
        cases = float(np.median(readings.denominator[readings.observed])) if readings.has_cases else np.inf
        mean = readings.level(readings.observed & (readings.value >= 0) & (readings.value <= 1))
        return "logit" if cases * mean * (1 - mean) >= FEW_CASES and 0 < share < 1 else "identity"
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
            return np.asarray(logit(np.clip(inside, 0.0005, 0.9995)))
        return np.where(value > 0, np.log(np.where(value > 0, value, 1.0)), np.nan)


def shift(level: float, change: Floats, link: Link) -> Floats:
    """What a change on the link scale makes of a level, as a difference in the KPI's own units.

    >>> [round(float(d), 4) for d in shift(0.8, np.array([0.0, 0.05, -0.05]), "logit")]
    [0.0, 0.0079, -0.0081]
    >>> round(float(shift(200.0, np.array([0.05]), "log")[0]), 2)
    10.25
    """
    if link == "logit":
        inside = min(max(level, 0.0005), 0.9995)
        return np.asarray(expit(logit(inside) + change) - inside)
    if link == "log":
        return np.asarray(level * np.expm1(change))
    return np.asarray(change, dtype=float)
