"""Did a daily KPI change between a baseline and a later window, calendar and season taken out?

Here: the public comparison and the design of its regression. Not here: the error model (`regression`), the words
(`verdict`), the calendar (`seasonality`), reading the frame (`readings`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods import regression, seasonality
from assets.methods.readings import LINKS, Link, Readings, choose_link, day_number, day_numbers, read, shift, to_link
from assets.methods.verdict import Better, judge

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Window = tuple[int, int]

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
# Two of every weekday: below it neither a weekday effect nor the day-to-day spread of a window is known.
MIN_DAYS = 14
# Two-sided 5 % and 80 % power: 1.96 + 0.84.
DETECTABLE_SE = 2.8
OUTLIER_SDS = 4.0
# More than this share beyond the limit is a heavy tail, not a handful of broken days.
MAX_OUTLIER_SHARE = 0.06
MAX_OUTLIER_SHARE_OF_WINDOW = 0.25
MAD_TO_SD = 1.4826
SEGMENT_DAYS = 91
# After the baseline a change is what is looked for, so stretches between windows are never assumed to be level.
WANDER_AFTER_SD = 0.7
WINDOWS_A_FIT = 3
# Prior spread of nuisance coefficients in daily standard deviations: wide enough to say nothing.
WIDE = 30.0
# Alternatives for the history, in daily standard deviations: how far its quarters stray, how large season shapes beyond
# two harmonics are, how much it grows or falls a year. The data decide between them; the first is where they start.
WANDER_SDS = ((0.03, 0.02, 0.02), (0.03, 0.02, 2.0), (0.25, 0.1, 2.0), (1.0, 0.3, 2.0))
WANDER_WEIGHTS = (0.65, 0.2, 0.1, 0.05)


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
    sd_day: float = np.nan
    acf1: float = np.nan
    ci_method: str = "none"
    note: str = ""


def compare(
    daily: pd.DataFrame,
    *,
    baseline: tuple[object, object],
    windows: Mapping[object, tuple[object, object]],
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
    The season is two yearly harmonics and further ones as far as the data ask for them; the errors are AR(1) plus white
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
    frame = frame.astype(dict.fromkeys(("value_base", "value_win", "delta_raw", "delta_adj", "ci_low", "ci_high", "p_value", "mde"), float))
    frame.attrs["notes"] = {change.label: change.note for change in found}
    return frame


def assess(
    daily: pd.DataFrame,
    *,
    baseline: tuple[object, object],
    windows: Mapping[object, tuple[object, object]],
    holidays: Iterable[object] | None = None,
    link: str | None = None,
    better: Better = "higher",
    margin: float = 0.0,
    value_base: float | None = None,
) -> list[Change]:
    """`compare` with everything it knows: cases, days, spread, autocorrelation, method and note of each window.

    Parameters
    ----------
    better : which direction is an improvement.
    margin : smallest change that matters, in the KPI's unit; 0 lets every significant change count.
    value_base : the baseline as it was frozen, where days may have been restated since; None takes it from `daily`.
    """
    if link is not None and link not in LINKS:
        raise ValueError(f"link is {link!r}; expected one of {', '.join(LINKS)} or None")
    readings = read(daily)
    scale: Link = choose_link(readings) if link is None else link  # type: ignore[assignment]
    base = (day_number(baseline[0]), day_number(baseline[1]))
    spans = {label: (day_number(low), day_number(high)) for label, (low, high) in windows.items()}
    off_days = day_numbers(holidays)
    y = to_link(readings, scale)
    found: dict[object, Change] = {}
    waiting: dict[object, Window] = {}
    for label, span in spans.items():
        change, reason = _facts(label, readings, y, base, span, frozen=value_base)
        found[label] = replace(change, note="; ".join([*([reason] if reason else []), *readings.notes]))
        if not reason:
            waiting[label] = span
    for group in _groups(waiting, base=base):
        for change in _estimate(readings, y, scale, base=base, spans=group, facts=found, holidays=off_days):
            found[change.label] = change
    return [_with_verdict(found[label], label in waiting, better=better, margin=margin) for label in spans]


def _with_verdict(change: Change, is_sufficient: bool, *, better: Better, margin: float) -> Change:
    word = judge(
        change.delta_adj,
        change.ci_low,
        change.ci_high,
        better=better,
        margin=margin,
        is_sufficient=is_sufficient,
        is_season_separated=change.adj_rung != "dow",
    )
    return replace(change, verdict=word)


def _facts(label: object, readings: Readings, y: Floats, base: Window, span: Window, *, frozen: float | None) -> tuple[Change, str]:
    """The plain numbers of a window, and why it cannot be judged ('' when it can)."""
    in_base, in_win = readings.inside(base), readings.inside(span)
    seen = readings.observed
    value_base, value_win = readings.level(in_base), readings.level(in_win)
    n_days_base, n_days_win = int((in_base & np.isfinite(y)).sum()), int((in_win & np.isfinite(y)).sum())
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
    if base[1] < base[0] or span[1] < span[0]:
        return change, "a window ends before it begins"
    if span[0] <= base[1]:
        where = "before" if span[1] < base[0] else "on"
        return change, f"the window lies {where} the baseline; a comparison needs a later window"
    if not len(y) or not (n_days_base or n_days_win):
        return change, "no day with a value in the baseline or the window"
    if n_days_base < MIN_DAYS or n_days_win < MIN_DAYS:
        few = "baseline" if n_days_base < MIN_DAYS else "window"
        return change, f"{min(n_days_base, n_days_win)} days with a value in the {few}; {MIN_DAYS} are needed"
    if np.ptp(y[(in_base | in_win) & np.isfinite(y)]) == 0 or np.ptp(y[np.isfinite(y)]) == 0:
        return replace(change, delta_adj=0.0), "every day has the same value: nothing varies, so nothing can be tested"
    return change, ""


def _groups(spans: dict[object, Window], *, base: Window) -> list[dict[object, Window]]:
    """Windows that can share one fit: they do not overlap and are few, so the rest of the year still shows its season."""
    groups: list[dict[object, Window]] = []
    for label, span in spans.items():
        for group in groups:
            if len(group) < WINDOWS_A_FIT and all(span[1] < low or span[0] > high for low, high in group.values()):
                group[label] = span
                break
        else:
            groups.append({label: span})
    return groups


def _estimate(
    readings: Readings,
    y: Floats,
    link: Link,
    *,
    base: Window,
    spans: dict[object, Window],
    facts: dict[object, Change],
    holidays: NDArray[np.int64],
) -> list[Change]:
    days = readings.days
    compared = readings.inside(base)
    for span in spans.values():
        compared = compared | readings.inside(span)
    observed = np.isfinite(y)
    is_seasonal = seasonality.is_separable(days[observed], compared=compared[observed])
    if not is_seasonal:
        # Days outside the two windows may lie in other seasons: without a season they explain nothing here.
        observed = observed & compared
    x, prior_sd = _design(days, observed=observed, base=base, spans=list(spans.values()), holidays=holidays, is_seasonal=is_seasonal)
    protected = [readings.inside(span) for span in [base, *spans.values()]]
    clean = observed & ~_outliers(y, x, observed=observed, prior_sd=prior_sd[-1], protected=protected)
    dropped = int(observed.sum() - clean.sum())
    contrasts = np.zeros((len(spans), x.shape[1]))
    contrasts[np.arange(len(spans)), 1 + np.arange(len(spans))] = 1.0
    base_column = 1 + len(spans)
    contrasts[:, base_column] = -1.0 if is_seasonal else 0.0
    white_shape = np.ones(len(y))
    if readings.has_cases:
        cases = np.maximum(readings.denominator, 1e-9)
        white_shape = np.clip(np.median(cases[clean]) / cases, 0.2, 5.0)
    found = regression.fit(
        y, x, observed=clean, white_shape=white_shape, prior_sd=prior_sd,
        prior_weight=np.array(WANDER_WEIGHTS if is_seasonal else (1.0,)), contrasts=contrasts,
    )
    estimates, low, high = found.mean(), found.quantile(0.025), found.quantile(0.975)
    errors, p_values = found.standard_error(), found.p_value()
    changes = []
    for i, label in enumerate(spans):
        plain = facts[label]
        level = plain.value_base
        notes = [plain.note] if plain.note else []
        if dropped:
            notes.append(f"{dropped} outlying {'day' if dropped == 1 else 'days'} left out of the adjusted change")
        delta = float(shift(level, estimates[i : i + 1], link)[0])
        change = replace(plain, delta_adj=delta, adj_rung="seasonal" if is_seasonal else "dow", acf1=found.rho * (1 - found.white))
        if is_seasonal:
            bounds = shift(level, np.array([low[i], high[i], errors[i], -errors[i]]), link)
            se = float(bounds[2] - bounds[3]) / 2
            change = replace(
                change, ci_low=float(bounds[0]), ci_high=float(bounds[1]), p_value=float(p_values[i]), se=se,
                mde=DETECTABLE_SE * se, ci_method="gls_ar1_grid",
            )
        else:
            notes.append(f"season not separated: {seasonality.SEASON_HISTORY_DAYS} days of history over the whole year are needed")
        changes.append(replace(change, note="; ".join(notes)))
    return changes


def _design(
    days: NDArray[np.int64],
    *,
    observed: Mask,
    base: Window,
    spans: list[Window],
    holidays: NDArray[np.int64],
    is_seasonal: bool,
) -> tuple[Floats, Floats]:
    """Columns (T, k) and prior spreads (C, k): level, one level a window, baseline, then calendar and history."""
    flat: list[Floats] = [np.ones(len(days))]
    flat += [((days >= low) & (days <= high)).astype(float) for low, high in spans]
    wide: list[Floats] = list(seasonality.weekday_columns(days).T)
    is_holiday = np.isin(days, holidays).astype(float)
    if is_holiday[observed].any():
        wide.append(is_holiday)
    if not is_seasonal:
        columns = np.column_stack(flat + wide)
        return columns, np.array([[np.inf] * len(flat) + [WIDE] * len(wide)])
    wide += list(seasonality.yearly_columns(days, harmonics=2).T)
    higher = list(seasonality.yearly_columns(days, harmonics=4).T[[2, 3, 6, 7]])
    taken = np.zeros(len(days), dtype=bool)
    for low, high in [base, *spans]:
        taken |= (days >= low) & (days <= high)
    later = ((days > base[1]) & ~taken).astype(float)
    if later[observed].any():
        # Days after the baseline have a level of their own: whatever changed since must not lean on the baseline.
        wide.append(later)
    growth = np.where(taken, 0.0, (days - (base[0] + base[1]) / 2) / seasonality.DAYS_A_YEAR)
    in_base = ((days >= base[0]) & (days <= base[1])).astype(float)
    before = _segments(days, observed=observed, taken=taken | (days > base[0]))
    after = _segments(days, observed=observed, taken=taken | (days < base[0]))
    has_past = bool((days < base[0])[observed].sum() >= SEGMENT_DAYS)
    columns = np.column_stack([*flat, in_base, *wide, *higher, growth, *before, *after])
    priors = []
    for level, season, slope in WANDER_SDS:
        own = level if has_past else WIDE
        history = [*[level] * len(before), *[max(level, WANDER_AFTER_SD)] * len(after)]
        priors.append([np.inf] * len(flat) + [own] + [WIDE] * len(wide) + [season] * len(higher) + [slope] + history)
    return columns, np.array(priors)


def _segments(days: NDArray[np.int64], *, observed: Mask, taken: Mask) -> list[Floats]:
    """Stretches of at most a quarter of the days outside the compared windows, one indicator each."""
    found: list[Floats] = []
    free = np.flatnonzero(~taken)
    if not len(free):
        return found
    for run in np.split(free, np.flatnonzero(np.diff(free) > 1) + 1):
        for part in np.array_split(run, max(1, round(len(run) / SEGMENT_DAYS))):
            column = np.zeros(len(days))
            column[part] = 1.0
            if observed[part].sum() >= 7:
                found.append(column)
    return found


def _outliers(y: Floats, x: Floats, *, observed: Mask, prior_sd: Floats, protected: list[Mask]) -> Mask:
    """Days too far from a robust fit to be ordinary, (T,): Huber weights, then a limit on the robust spread.

    A protected stretch (the baseline, a window) keeps all its days when many of them stand out: that is a change.
    """
    rows = np.flatnonzero(observed)
    xo, yo = x[rows], y[rows]
    found = np.zeros(len(y), dtype=bool)
    residual = yo - np.median(yo)
    penalty = np.diag(np.where(np.isinf(prior_sd), 0.0, 1.0 / prior_sd**2)) + 1e-8 * np.eye(x.shape[1])
    for _ in range(4):
        spread = float(np.median(np.abs(residual))) * MAD_TO_SD
        if spread <= 0:
            # More than half the days agree exactly: the rest is how this series moves, not an error.
            return found
        weight = np.minimum(1.0, 1.5 * spread / np.maximum(np.abs(residual), 1e-12 * spread))
        weighted = xo * weight[:, None]
        residual = yo - xo @ np.linalg.solve(xo.T @ weighted + penalty, weighted.T @ yo)
    size = np.abs(residual)
    limit = max(OUTLIER_SDS * float(np.median(size)) * MAD_TO_SD, float(np.quantile(size, 1.0 - MAX_OUTLIER_SHARE)))
    found[rows] = size > limit
    for stretch in protected:
        inside = stretch & observed
        if found[inside].mean() > MAX_OUTLIER_SHARE_OF_WINDOW:
            found[inside] = False
    return found
