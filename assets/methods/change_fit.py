"""The change of one window on the link scale, by the highest rung of adjustment the history allows.

Here: which days and columns enter the regression, which days are no ordinary ones, the contrast that is the change. Not
here: units and verdicts (`change`), the error model (`regression`).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets.methods import regression, seasonality
from assets.methods.readings import Readings

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Window = tuple[int, int]
Rung = Literal["raw", "dow", "seasonal", "yoy", "control"]

# Two of every weekday: below it neither a weekday effect nor the day-to-day spread of a window is known.
MIN_DAYS = 14
# Older history knows another centre: other products, other callers, another season.
HISTORY_DAYS = 5 * 366
OUTLIER_SDS = 4.0
# More than this share beyond the limit is a heavy tail, not a handful of broken days.
MAX_OUTLIER_SHARE = 0.06
MAX_OUTLIER_SHARE_OF_WINDOW = 0.25
MAD_TO_SD = 1.4826
SEGMENT_DAYS = 91
WINDOWS_A_FIT = 3
# Windows this close to a whole number of 52 weeks after the baseline lie in the same season.
SAME_SEASON_DAYS = 10
# Prior spread of nuisance coefficients in daily standard deviations: wide enough to say nothing.
WIDE = 30.0
# Alternatives for the days outside the compared windows, spreads in daily standard deviations: how far quarters of history
# stray, how far stretches after the baseline do, how large season shapes beyond two harmonics are, growth a year. The data
# decide between them; the weights are where they start.
ALTERNATIVES = (
    (0.03, 0.03, 0.02, 0.02),
    (0.03, 0.03, 0.02, 2.0),
    (0.03, 0.7, 0.02, 0.02),
    (0.25, 0.7, 0.1, 2.0),
    (1.0, 1.0, 0.3, 2.0),
    (4.0, 4.0, 0.3, 2.0),
)
ALTERNATIVE_WEIGHTS = (0.52, 0.12, 0.22, 0.08, 0.04, 0.02)


@dataclass(frozen=True)
class Estimate:
    """A change on the link scale.

    Attributes
    ----------
    mean, low, high, se, p_value : estimate, 95 % interval, standard error and two-sided p on the link scale.
    rung : adjustment used; 'dow' means that low, high, se and p leave the season out and must not be shown.
    acf1 : lag-1 correlation of the daily errors.
    clean : (T,) days that entered the fit.
    dropped : days left out as outlying.
    """

    mean: float
    low: float
    high: float
    se: float
    p_value: float
    rung: Rung
    acf1: float
    clean: Mask
    dropped: int


@dataclass(frozen=True)
class Design:
    """Columns (T, k), prior spreads (C, k) with weights (C,), contrasts (m, k) and the days that may enter (T,)."""

    columns: Floats
    prior_sd: Floats
    prior_weight: Floats
    contrasts: Floats
    observed: Mask


def estimates(
    readings: Readings,
    y: Floats,
    *,
    base: Window,
    spans: dict[object, Window],
    holidays: NDArray[np.int64],
    has_control: bool = False,
) -> dict[object, Estimate]:
    """Change of every window against the baseline, label to estimate.

    Parameters
    ----------
    y : (T,) values on the link scale on the calendar of `readings`, NaN where there is none.
    has_control : y is already the difference to an unaffected series, so that a common season has gone.
    """
    days = readings.days
    observed = np.isfinite(y)
    found: dict[object, Estimate] = {}
    for group in _groups(spans):
        windows = list(group.values())
        compared = _inside(days, [base, *windows])
        if seasonality.is_separable(days[observed], compared=compared[observed]):
            design = _seasonal(days, observed=observed, base=base, windows=windows, holidays=holidays)
            rung: Rung = "control" if has_control else "seasonal"
            found |= _solve(readings, y, design, labels=list(group), stretches=[base, *windows], rung=rung)
            continue
        for label, window in group.items():
            twins = None if has_control else _twins(days[observed], base=base, window=window)
            design = _short(days, observed=observed, base=base, window=window, twins=twins or [], holidays=holidays)
            rung = "control" if has_control else "dow" if twins is None else "yoy"
            found |= _solve(readings, y, design, labels=[label], stretches=[base, window, *(twins or [])], rung=rung)
    return found


def _solve(
    readings: Readings, y: Floats, design: Design, *, labels: list[object], stretches: list[Window], rung: Rung
) -> dict[object, Estimate]:
    protected = [_inside(readings.days, [stretch]) for stretch in stretches]
    clean = design.observed & ~_outliers(y, design, protected=protected)
    dropped = int(design.observed.sum() - clean.sum())
    white_shape = np.ones(len(y))
    if readings.has_cases:
        cases = np.maximum(readings.denominator, 1e-9)
        white_shape = np.clip(np.median(cases[clean]) / cases, 0.2, 5.0)
    fitted = regression.fit(
        y,
        design.columns,
        observed=clean,
        white_shape=white_shape,
        prior_sd=design.prior_sd,
        prior_weight=design.prior_weight,
        contrasts=design.contrasts,
    )
    mean, se, p_value = fitted.mean(), fitted.standard_error(), fitted.p_value()
    low, high = fitted.quantile(0.025), fitted.quantile(0.975)
    acf1 = fitted.rho * (1 - fitted.white)
    return {
        label: Estimate(float(mean[i]), float(low[i]), float(high[i]), float(se[i]), float(p_value[i]), rung, acf1, clean, dropped)
        for i, label in enumerate(labels)
    }


def _groups(spans: dict[object, Window]) -> list[dict[object, Window]]:
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


def _twins(observed_days: NDArray[np.int64], *, base: Window, window: Window) -> list[Window] | None:
    """The same weeks a year before the baseline and the window; [] when the window itself is that of the baseline, None when unseen."""
    years = round((window[0] - base[0]) / 364)
    if years >= 1 and abs(window[0] - base[0] - 364 * years) <= SAME_SEASON_DAYS:
        return []
    twins = [(low - 364, high - 364) for low, high in (base, window)]
    if twins[1][1] >= base[0] and twins[1][0] <= base[1]:
        return None
    seen = [int(((observed_days >= low) & (observed_days <= high)).sum()) for low, high in twins]
    return twins if min(seen) >= MIN_DAYS else None


def _inside(days: NDArray[np.int64], windows: list[Window]) -> Mask:
    found = np.zeros(len(days), dtype=bool)
    for low, high in windows:
        found |= (days >= low) & (days <= high)
    return found


def _short(
    days: NDArray[np.int64], *, observed: Mask, base: Window, window: Window, twins: list[Window], holidays: NDArray[np.int64]
) -> Design:
    """The compared days only: without a season, days elsewhere in the year explain nothing here."""
    levels = [_inside(days, [span]).astype(float) for span in [window, *twins]]
    flat = [np.ones(len(days)), *levels]
    observed = observed & _inside(days, [base, window, *twins])
    wide = _calendar(days, observed=observed, holidays=holidays)
    columns = np.column_stack([*flat, *wide])
    contrast = np.zeros((1, columns.shape[1]))
    # window less baseline, less the same difference a year before: columns are intercept, window, [baseline's twin, window's twin]
    contrast[0, 1 : 1 + len(levels)] = [1.0, 1.0, -1.0][: len(levels)]
    return Design(columns, np.array([[np.inf] * len(flat) + [WIDE] * len(wide)]), np.ones(1), contrast, observed)


def _seasonal(days: NDArray[np.int64], *, observed: Mask, base: Window, windows: list[Window], holidays: NDArray[np.int64]) -> Design:
    """All history: a level for each window, one shared by the baseline and the history before it as far as the data allow."""
    taken = _inside(days, [base, *windows])
    flat = [np.ones(len(days)), *[_inside(days, [window]).astype(float) for window in windows]]
    in_base = _inside(days, [base]).astype(float)
    wide = _calendar(days, observed=observed, holidays=holidays)
    wide += list(seasonality.yearly_columns(days, harmonics=2).T)
    higher = list(seasonality.yearly_columns(days, harmonics=4).T[[2, 3, 6, 7]])
    later = ((days > base[1]) & ~taken).astype(float)
    if later[observed].any():
        # Days after the baseline have a level of their own: whatever changed since must not lean on the baseline.
        wide.append(later)
    growth = np.where(taken, 0.0, (days - (base[0] + base[1]) / 2) / seasonality.DAYS_A_YEAR)
    before = _segments(observed & ~taken & (days < base[0]))
    after = _segments(observed & ~taken & (days > base[1]))
    has_past = bool((observed & (days < base[0])).sum() >= SEGMENT_DAYS)
    columns = np.column_stack([*flat, in_base, *wide, *higher, growth, *before, *after])
    prior_sd = []
    for past, since, season, slope in ALTERNATIVES:
        own = past if has_past else WIDE
        fixed = [*[np.inf] * len(flat), own, *[WIDE] * len(wide)]
        prior_sd.append([*fixed, *[season] * len(higher), slope, *[past] * len(before), *[since] * len(after)])
    contrasts = np.zeros((len(windows), columns.shape[1]))
    contrasts[np.arange(len(windows)), 1 + np.arange(len(windows))] = 1.0
    contrasts[:, len(flat)] = -1.0
    return Design(columns, np.array(prior_sd), np.array(ALTERNATIVE_WEIGHTS), contrasts, observed)


def _calendar(days: NDArray[np.int64], *, observed: Mask, holidays: NDArray[np.int64]) -> list[Floats]:
    found: list[Floats] = list(seasonality.weekday_columns(days).T)
    is_holiday = np.isin(days, holidays).astype(float)
    return [*found, is_holiday] if is_holiday[observed].any() else found


def _segments(free: Mask) -> list[Floats]:
    """Stretches of about a quarter of the free days, cut where they are interrupted for long, one indicator each."""
    found: list[Floats] = []
    rows = np.flatnonzero(free)
    if not len(rows):
        return found
    for run in np.split(rows, np.flatnonzero(np.diff(rows) >= MIN_DAYS) + 1):
        length = run[-1] - run[0] + 1
        for part in np.array_split(run, max(1, round(length / SEGMENT_DAYS))):
            if len(part) >= 7:
                column = np.zeros(len(free))
                column[part] = 1.0
                found.append(column)
    return found


def _outliers(y: Floats, design: Design, *, protected: list[Mask]) -> Mask:
    """Days too far from a robust fit to be ordinary, (T,): Huber weights, then a limit on the robust spread.

    A protected stretch (the baseline, a window) keeps all its days when many of them stand out: that is a change.
    """
    rows = np.flatnonzero(design.observed)
    xo, yo = design.columns[rows], y[rows]
    found = np.zeros(len(y), dtype=bool)
    residual = yo - np.median(yo)
    loosest = design.prior_sd[-1]
    penalty = np.diag(np.where(np.isinf(loosest), 0.0, 1.0 / loosest**2)) + 1e-8 * np.eye(len(loosest))
    for _ in range(4):
        spread = float(np.median(np.abs(residual))) * MAD_TO_SD
        if spread <= 0:
            # More than half the days agree exactly: the rest is how this series moves, not an error.
            return found
        weight = np.minimum(1.0, 1.5 * spread / np.maximum(np.abs(residual), 1e-12 * spread))
        weighted = xo * weight[:, None]
        fitted = np.linalg.solve(regression.cross(xo, weighted) + penalty, regression.cross(weighted, yo[:, None]))
        residual = yo - np.einsum("tk,k->t", xo, fitted[:, 0])
    size = np.abs(residual)
    limit = max(OUTLIER_SDS * float(np.median(size)) * MAD_TO_SD, float(np.quantile(size, 1.0 - MAX_OUTLIER_SHARE)))
    found[rows] = size > limit
    for stretch in protected:
        inside = stretch & design.observed
        if found[inside].mean() > MAX_OUTLIER_SHARE_OF_WINDOW:
            found[inside] = False
    return found
