"""The windows of one KPI and scope against its frozen baseline: which are due, and which have been compared already.

Belongs here: windows, what a comparison depends on, taking over those that stand. Not here: the table (`baseline_compare`), the
comparison itself (`assets/methods/change.py`).
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from assets.analysis import daily_series, inputs, measured
from assets.analysis.daily_series import Days
from assets.analysis.measured import Dates, Intervention, Key, Kpi, Span
from assets.methods import change as comparison
from assets.methods import change_design, change_fit, readings, regression, seasonality
from assets.methods.change import Change, assess
from assets.methods.standardise import Split, kitagawa

# What `assess` says under the same name.
CHANGE_COLUMNS = (
    *("n_days_base", "n_days_win", "value_base", "value_win", "delta_raw", "delta_adj", "adj_rung"),
    *("ci_low", "ci_high", "ci_method", "p_value", "mde", "acf1", "verdict"),
)
KEPT_COLUMNS = (*CHANGE_COLUMNS, "n_base", "n_win", "note")
WINDOW_DAYS = 28
ONE_A_MONTH = "the source tells one figure a month, and how far months differ by chance only days can tell"

METHODS = (measured, daily_series, comparison, change_design, change_fit, readings, regression, seasonality)

# Inputs and result of every comparison that has been made, by key and horizon.
Standing = Mapping[tuple[object, ...], tuple[str, Change]]


@dataclass(frozen=True)
class Measured:
    """One KPI at one scope: what it is, its frozen base, the last day old enough to be judged and what it lives with."""

    kpi: Kpi
    scope: tuple[str, str]
    base: Span
    value: float
    sd_day: float
    mature: pd.Timestamp
    holidays: Dates
    interventions: list[Intervention]

    @property
    def key(self) -> Key:
        """Its key in every table of analysis."""
        return self.kpi.at(self.scope)


@dataclass(frozen=True)
class Compared:
    """One horizon of one measured KPI before its family has been judged; `reason` says what confounds it, if anything."""

    of: Measured
    months: int
    window: Span
    change: Change
    split: Split
    reason: str
    inputs_hash: str
    is_monthly: bool


def standing(previous: pd.DataFrame | None) -> Standing:
    """What an earlier run compared."""
    found: dict[tuple[object, ...], tuple[str, Change]] = {}
    for row in [] if previous is None else previous.to_dict("records"):
        months = int(row["horizon_months"])
        numbers = {name: np.nan if pd.isna(row[name]) else row[name] for name in KEPT_COLUMNS}
        numbers["note"] = "" if pd.isna(row["note"]) else row["note"]
        found[(*measured.key_of(row), months)] = (str(row["inputs_hash"]), Change(months, **numbers))  # type: ignore[arg-type]
    return found


def window_after(base: Span, months: int) -> Span:
    """Four weeks that end so many months after the base; of a base that is a calendar month, the calendar month.

    >>> [str(day.date()) for day in window_after((pd.Timestamp("2026-04-01"), pd.Timestamp("2026-04-28")), 1)]
    ['2026-05-01', '2026-05-28']
    >>> [str(day.date()) for day in window_after((pd.Timestamp("2026-04-01"), pd.Timestamp("2026-04-30")), 1)]
    ['2026-05-01', '2026-05-31']
    """
    if base[0].day == 1 and base[1] == base[0] + pd.offsets.MonthEnd(0):
        first = base[0] + pd.DateOffset(months=months)
        return first, first + pd.offsets.MonthEnd(0)
    end = base[1] + pd.DateOffset(months=months)
    return end - pd.Timedelta(days=WINDOW_DAYS - 1), end


def compared(one: Measured, mine: Days, *, parts: list[Days], horizons: Iterable[int], stands: Standing) -> list[Compared]:
    """Every horizon of one KPI and scope; what stands with the same inputs is taken over.

    Parameters
    ----------
    parts : days of the queues a site or the company is made of, for the split into mix and within.
    horizons : months after the baseline.
    """
    windows = {months: window_after(one.base, months) for months in horizons}
    complete = {months: window for months, window in windows.items() if window[1] <= one.mature}
    still = {months: window for months, window in windows.items() if months not in complete}
    reasons = {months: measured.confounding(one.base, window, one.interventions) for months, window in windows.items()}
    changes: dict[int, tuple[str, Change]] = {}
    # Days after the last window teach the season. They enter month by month, so that most days change no finished comparison.
    month_end = (one.mature + pd.Timedelta(days=1)).replace(day=1) - pd.Timedelta(days=1)
    for some, through in ((complete, max([month_end, *(end for _, end in complete.values())])), (still, one.mature)):
        if some:
            days = mine.through(measured.number_of(through))
            made_from = _inputs_hash(one, days, some, also=[reasons[months] for months in some])
            known = {months: stands.get((*one.key, months)) for months in some}
            if all(row is not None and row[0] == made_from for row in known.values()):
                changes |= {months: row for months, row in known.items() if row is not None}
            else:
                changes |= {months: (made_from, change) for months, change in _compared(one, days, some).items()}
    found = []
    for months, window in windows.items():
        made_from, change = changes[months]
        split = _split(parts, base=one.base, window=window) if parts else Split(np.nan, np.nan)
        found.append(Compared(one, months, window, change, split, reasons[months], made_from, mine.is_monthly))
    return found


def _compared(one: Measured, days: Days, windows: Mapping[int, Span]) -> dict[int, Change]:
    known = daily_series.readings(days, one.kpi)
    changes = assess(known, baseline=one.base, windows=windows, holidays=one.holidays, value_base=one.value)
    found = {}
    for change, (months, window) in zip(changes, windows.items(), strict=True):
        notes = [change.note] if change.note else []
        if change.verdict == "insufficient_data" and days.is_monthly and window[1] <= one.mature:
            notes = [ONE_A_MONTH]
        if window[1] > one.mature:
            notes.insert(0, f"the window ends on {window[1].date()}, complete days reach {one.mature.date()}")
        found[months] = replace(change, note="; ".join(notes))
    return found


def _inputs_hash(one: Measured, days: Days, windows: Mapping[int, Span], *, also: list[str]) -> str:
    """What a comparison depends on, in short: equal inputs and equal methods give the same rows."""
    known_until = np.datetime64(max([one.mature, *(end for _, end in windows.values())]), "D")
    is_open = any(end > one.mature for _, end in windows.values())
    code = inputs.code_of(*METHODS, sys.modules[__name__])
    said = (one.key, one.kpi, one.base, one.value, tuple(windows.items()), one.mature if is_open else None, also, code)
    return inputs.hash_of(said, (days.day, days.numerator, days.denominator, days.value, days.n, one.holidays[one.holidays <= known_until]))


def _split(parts: list[Days], *, base: Span, window: Span) -> Split:
    sums = []
    for low, high in (base, window):
        inside = [part.inside(measured.number_of(low), measured.number_of(high)) for part in parts]
        sums.append(np.array([[np.nansum(days.numerator), np.nansum(days.denominator)] for days in inside]))
    return kitagawa(sums[0][:, 0], sums[0][:, 1], sums[1][:, 0], sums[1][:, 1])
