"""The change of one window on the link scale, by the highest rung of adjustment the history allows.

Here: which rung is chosen, which days are no ordinary ones. Not here: units and verdicts (`change`), columns and
contrasts (`change_design`), the error model (`regression`).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets.methods import regression, seasonality
from assets.methods.change_design import Design, Window, inside, seasonal, short
from assets.methods.readings import Readings

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
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
WINDOWS_A_FIT = 3
# Windows this close to a whole number of 52 weeks after the baseline lie in the same season.
SAME_SEASON_DAYS = 10


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
        # A baseline of a year and more shows the season by itself.
        is_long = base[1] - base[0] + 1 >= seasonality.SEASON_HISTORY_DAYS
        compared = inside(days, windows if is_long else [base, *windows])
        if seasonality.is_separable(days[observed], compared=compared[observed]):
            design = seasonal(days, observed=observed, base=base, windows=windows, holidays=holidays)
            rung: Rung = "control" if has_control else "seasonal"
            found |= _solve(readings, y, design, labels=list(group), stretches=[base, *windows], rung=rung)
            continue
        for label, window in group.items():
            twins = None if has_control else _twins(days[observed], base=base, window=window)
            design = short(days, observed=observed, base=base, window=window, twins=twins or [], holidays=holidays)
            rung = "control" if has_control else "dow" if twins is None else "yoy"
            found |= _solve(readings, y, design, labels=[label], stretches=[base, window, *(twins or [])], rung=rung)
    return found


def _solve(
    readings: Readings, y: Floats, design: Design, *, labels: list[object], stretches: list[Window], rung: Rung
) -> dict[object, Estimate]:
    protected = [inside(readings.days, [stretch]) for stretch in stretches]
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


def _outliers(y: Floats, design: Design, *, protected: list[Mask]) -> Mask:
    """Days too far from a robust fit to be ordinary, (T,): Huber weights, then a limit on the robust spread.

    A protected stretch (the baseline, a window) keeps all its days when many of them stand out: that is a change.
    """
    rows = np.flatnonzero(design.observed)
    xo, yo = design.columns[rows], y[rows]
    found = np.zeros(len(y), dtype=bool)
    residual = yo - np.median(yo)
    loosest = design.prior_sd.max(axis=0)
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
