"""Did a daily KPI change between a baseline and a later window, calendar and season taken out?

Here: the public comparison, what it refuses to judge, units and verdicts. Not here: the regression behind it
(`change_fit`), the words' rules (`verdict`), reading the frame (`readings`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods import seasonality
from assets.methods.change_design import Window
from assets.methods.change_fit import HISTORY_DAYS, MIN_DAYS, Estimate, estimates
from assets.methods.readings import LINKS, Link, Readings, choose_link, day_number, day_numbers, read, shift, to_link, within
from assets.methods.verdict import Better, judge

Floats = NDArray[np.float64]

COLUMNS = (
    "label",
    "value_base",
    "value_win",
    "delta_raw",
    "delta_adj",
    "ci_low",
    "ci_high",
    "p_value",
    "adj_rung",
    "verdict",
    "mde",
)
NUMBERS = ("value_base", "value_win", "delta_raw", "delta_adj", "ci_low", "ci_high", "p_value", "mde")
# Two-sided 5 % and 80 % power: 1.96 + 0.84.
DETECTABLE_SE = 2.8
# Days this close to each other, as a share of the value, differ by the arithmetic alone.
ROUNDING = 1e-12
# What cannot be read as a pair of dates holds no day.
NOWHERE = (0, -1)


@dataclass(frozen=True)
class Change:
    """One compared window; numbers that could not be had are NaN, the verdict and the note never are."""

    label: object
    value_base: float = np.nan
    value_win: float = np.nan
    delta_raw: float = np.nan
    delta_adj: float = np.nan
    ci_low: float = np.nan
    ci_high: float = np.nan
    p_value: float = np.nan
    adj_rung: str = "raw"
    verdict: str = "insufficient_data"
    mde: float = np.nan
    se: float = np.nan
    n_days_base: int = 0
    n_days_win: int = 0
    n_base: float = 0.0
    n_win: float = 0.0
    acf1: float = np.nan
    ci_method: str = "none"
    note: str = ""


def compare(
    daily: pd.DataFrame,
    *,
    baseline: tuple[object, object],
    windows: Mapping[Any, tuple[object, object]],
    holidays: Iterable[object] | None = None,
    link: str | None = None,
) -> pd.DataFrame:
    """How far each window's level lies from the baseline's, weekdays, holidays and season taken out.

    Parameters
    ----------
    daily : columns `date` and either `numerator` and `denominator` (sums of the day) or `value` (with `denominator` as
        its weight, if there is one); any order, missing days allowed, all history that exists (thirteen months or more
        lets the season be separated).
    baseline : first and last date, both inclusive.
    windows : label to (first, last) date, both inclusive.
    holidays : dates that are no ordinary days; they get an effect of their own.
    link : 'logit', 'log' or 'identity', the scale on which calendar effects add up; None chooses from the data
        (shares, positive quantities, the rest).

    Returns
    -------
    One row a label, in the order of `windows`:

    ========== ===================================================================================================
    value_base ratio of sums over the baseline, in the KPI's unit
    value_win  the same over the window
    delta_raw  value_win - value_base
    delta_adj  the change with calendar and season taken out, as a shift of value_base, in the KPI's unit
    ci_low, ci_high  95 % interval of delta_adj; NaN where season or noise cannot be judged
    p_value    two-sided p of no change; NaN where there is no interval
    adj_rung   raw, dow (weekday only, season unknown), seasonal (regression), yoy (same weeks a year apart)
    verdict    improved (rose), worsened (fell), no_detectable_change, season_not_separated, insufficient_data
    mde        smallest change seen with 80 % power, 2.8 standard errors
    ========== ===================================================================================================

    A verdict is always there; numbers that cannot be had are NaN. "improved" means "rose": the function knows numbers,
    not which direction is good (`assess` takes `better` and a practical margin). The reasons in words are in
    ``result.attrs["notes"]``, label to text.

    Notes
    -----
    The season is two yearly harmonics, and further ones or calendar months as far as the data ask for them; the errors are AR(1) plus white
    noise of unknown shape (`regression.fit`); a level of its own for the window, one shared by the baseline and the
    history before it as far as quarters of history agree with each other. Days beyond four robust standard deviations
    are left out of the adjusted change, not of the raw one.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> dates = pd.date_range("2024-01-01", periods=800)
    >>> y = 200 * np.exp(0.1 * np.sin(2 * np.pi * np.arange(800) / 365.25) + 0.05 * rng.normal(size=800))
    >>> y[650:] *= 1.1
    >>> daily = pd.DataFrame({"date": dates, "value": y})
    >>> found = compare(daily, baseline=(dates[600], dates[627]), windows={"3 months": (dates[690], dates[717])})
    >>> found.adj_rung[0], found.verdict[0], bool(found.ci_low[0] < 20 < found.ci_high[0])
    ('seasonal', 'improved', True)
    """
    found = assess(daily, baseline=baseline, windows=windows, holidays=holidays, link=link)
    frame = pd.DataFrame([[getattr(change, name) for name in COLUMNS] for change in found], columns=list(COLUMNS))
    frame = frame.astype(dict.fromkeys(NUMBERS, float))
    frame.attrs["notes"] = {change.label: change.note for change in found}
    return frame


def assess(
    daily: pd.DataFrame | Readings,
    *,
    baseline: tuple[object, object],
    windows: Mapping[Any, tuple[object, object]],
    holidays: Iterable[object] | None = None,
    link: str | None = None,
    better: Better = "higher",
    margin: float = 0.0,
    value_base: float | None = None,
    control: pd.DataFrame | None = None,
) -> list[Change]:
    """`compare` with everything it knows: cases, days, autocorrelation, method and note of each window.

    Parameters
    ----------
    daily : as in `compare`, or already read.
    better : which direction is an improvement.
    margin : smallest change that matters, in the KPI's unit; 0 lets every significant change count.
    value_base : the baseline as it was frozen, where days may have been restated since; None takes it from `daily`.
    control : the same KPI of an unaffected scope, in the same shape. The change is then the difference of differences
        on the link scale; whatever moves both, such as a common season, has gone without any history (rung `control`).
    """
    if link is not None and link not in LINKS:
        raise ValueError(f"link is {link!r}; expected one of {', '.join(LINKS)} or None")
    base = _span(baseline)
    spans = {label: _span(window) for label, window in dict(windows).items()}
    ends = [day for span in (base, *spans.values()) if span != NOWHERE for day in span] or [0]
    readings = within(daily if isinstance(daily, Readings) else read(daily), min(ends) - HISTORY_DAYS, max(ends) + HISTORY_DAYS)
    scale: Link = choose_link(readings) if link is None else link
    y = to_link(readings, scale)
    is_impossible = readings.observed & ~np.isfinite(y)
    impossible = int(is_impossible.sum())
    said = list(readings.notes)
    if scale == "logit":
        # A share of 7 is no share: it must not set the level either. A count of 0, impossible for a logarithm, is one.
        readings = replace(readings, value=np.where(is_impossible, np.nan, readings.value))
    if impossible:
        said.append(f"{impossible} {'day' if impossible == 1 else 'days'} of a value that cannot be (on the {scale} scale) left out")
    if control is not None:
        y = y - _aligned(read(control), scale, on=readings)
    found: dict[object, Change] = {}
    reasons: dict[object, str] = {}
    for label, span in spans.items():
        found[label], reasons[label] = _facts(label, readings, y, base=base, span=span, frozen=value_base)
    able = {label: span for label, span in spans.items() if not reasons[label]}
    fitted = estimates(readings, y, base=base, spans=able, holidays=day_numbers(holidays), has_control=control is not None)
    changes = []
    for label, plain in found.items():
        change, notes = plain, [reasons[label]] if reasons[label] else []
        if label in fitted:
            change, notes = _in_units(plain, fitted[label], readings, base=base, link=scale)
        word = judge(
            change.delta_adj,
            change.ci_low,
            change.ci_high,
            better=better,
            margin=margin,
            is_sufficient=label in fitted,
            is_season_separated=change.adj_rung != "dow",
        )
        changes.append(replace(change, verdict=word, note="; ".join([*notes, *said])))
    return changes


def _span(window: tuple[object, object]) -> Window:
    """First and last day of a pair of dates; `NOWHERE` when it cannot be read."""
    try:
        first, last = window
        return day_number(first), day_number(last)
    except (TypeError, ValueError):
        return NOWHERE


def _aligned(control: Readings, link: Link, *, on: Readings) -> Floats:
    """The control series on the calendar of another one, (T,), NaN where it has no value."""
    values = np.full(len(on.value), np.nan)
    at = control.days - on.first_day
    inside = (at >= 0) & (at < len(values))
    values[at[inside]] = to_link(control, link)[inside]
    return values


def _facts(label: object, readings: Readings, y: Floats, *, base: Window, span: Window, frozen: float | None) -> tuple[Change, str]:
    """The plain numbers of a window, and why it cannot be judged ('' when it can)."""
    in_base, in_win = readings.inside(base), readings.inside(span)
    seen, usable = readings.observed, np.isfinite(y)
    value_base, value_win = readings.level(in_base), readings.level(in_win)
    if frozen is not None and np.isfinite(frozen):
        value_base = frozen
    cases = readings.denominator if readings.has_cases else readings.numerator
    change = Change(
        label=label,
        value_base=value_base,
        value_win=value_win,
        delta_raw=value_win - value_base,
        n_days_base=int((in_base & seen).sum()),
        n_days_win=int((in_win & seen).sum()),
        n_base=float(cases[in_base & seen].sum()),
        n_win=float(cases[in_win & seen].sum()),
    )
    for name, dates in (("baseline", base), ("window", span)):
        if dates == NOWHERE:
            return change, f"the {name} is not a pair of dates"
        if dates[1] < dates[0]:
            return change, f"the {name} ends before it begins"
    if span[0] <= base[1]:
        where = "before" if span[1] < base[0] else "on"
        return change, f"the window lies {where} the baseline; a comparison needs a later window"
    for name, chosen in (("baseline", in_base & usable), ("window", in_win & usable)):
        days = int(chosen.sum())
        if days < MIN_DAYS:
            return change, f"{days} {'day' if days == 1 else 'days'} with a value in the {name}; {MIN_DAYS} are needed"
    values = readings.value[usable]
    if np.ptp(y[usable]) == 0 or np.ptp(values) <= ROUNDING * np.abs(values).max():
        return replace(change, delta_adj=0.0), "every day has the same value, so nothing can be tested"
    return change, ""


def _in_units(change: Change, fitted: Estimate, readings: Readings, *, base: Window, link: Link) -> tuple[Change, list[str]]:
    """The change in the KPI's own unit, as a shift of the baseline's level, and what to say about it."""
    in_base = readings.inside(base) & readings.observed
    level, notes = change.value_base, []
    if fitted.dropped:
        notes.append(f"{fitted.dropped} outlying {'day' if fitted.dropped == 1 else 'days'} left out of the adjusted change")
        if (in_base & ~fitted.clean).any():
            # One broken day must not set the scale of the change either.
            level = readings.level(in_base & fitted.clean)
    numbers = np.array([fitted.mean, fitted.low, fitted.high, fitted.se, -fitted.se])
    delta, low, high, up, down = (float(number) for number in shift(level, numbers, link))
    change = replace(change, delta_adj=delta, adj_rung=fitted.rung, acf1=fitted.acf1)
    if fitted.rung == "dow":
        notes.append(f"season not separated: {seasonality.SEASON_HISTORY_DAYS} days of history over the whole year are needed")
        return change, notes
    se = (up - down) / 2
    method = "gls_ar1_grid"
    return replace(change, ci_low=low, ci_high=high, p_value=fitted.p_value, se=se, mde=DETECTABLE_SE * se, ci_method=method), notes
