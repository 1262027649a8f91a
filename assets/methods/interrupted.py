"""What an intervention on a known day did to a series: jump and change of slope, with its interval.

Here: the interrupted time series and the rule when two interventions cannot be told apart. Not here: windows against a
baseline (`change`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets.methods import regression
from assets.methods.readings import day_numbers

Floats = NDArray[np.float64]

# Below twelve points a side, an autocorrelation cannot be estimated and intervals come out too narrow.
MIN_POINTS_A_SIDE = 12
OVERLAP_DAYS = 28


@dataclass(frozen=True)
class Effect:
    """Effect of an intervention in the unit of the values; intervals and p are NaN where the result only describes.

    Attributes
    ----------
    level, level_low, level_high, level_p : jump at the first point after the intervention.
    slope, slope_low, slope_high, slope_p : change of the slope, a period.
    n_before, n_after : points used on each side.
    rho : lag-1 correlation of the persistent part of the errors.
    model : 'gls_ar1_grid', or 'descriptive' below 12 points a side, or 'none'.
    """

    level: float
    level_low: float
    level_high: float
    level_p: float
    slope: float
    slope_low: float
    slope_high: float
    slope_p: float
    n_before: int
    n_after: int
    rho: float
    model: str


def interrupted_time_series(
    values: ArrayLike, *, first_after: int, weights: ArrayLike | None = None, calendar: Floats | None = None
) -> Effect:
    """``y = b0 + b1 t + b2 after + b3 (t - t0) after`` with AR(1) plus white errors of unknown proportions.

    Parameters
    ----------
    values : (T,) one value a period (weeks for choice), NaN for gaps.
    first_after : position of the first period after the intervention.
    weights : (T,) cases behind each value; periods with few scatter more.
    calendar : (T, k) further columns, such as `seasonality.yearly_columns`.

    References
    ----------
    Wagner, A. K. et al. (2002). Segmented regression analysis of interrupted time series. J. Clin. Pharm. Ther. 27,
    299-309. Turner, S. L. et al. (2021). Evaluation of statistical methods used in the analysis of interrupted time
    series studies. BMC Medical Research Methodology 21, 181: intervals are generally too narrow, hence `regression.fit`.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> weeks = np.arange(60)
    >>> y = 80 + 0.1 * weeks + 5 * (weeks >= 30) + rng.normal(0, 1, 60)
    >>> found = interrupted_time_series(y, first_after=30)
    >>> found.model, bool(found.level_low < 5 < found.level_high), bool(found.slope_low < 0 < found.slope_high)
    ('gls_ar1_grid', True, True)
    """
    y = np.asarray(values, dtype=float)
    t = np.arange(len(y), dtype=float)
    after = t >= first_after
    seen = np.isfinite(y)
    n_before, n_after = int((seen & ~after).sum()), int((seen & after).sum())
    nan = float("nan")
    if min(n_before, n_after) < 2:
        return Effect(nan, nan, nan, nan, nan, nan, nan, nan, n_before, n_after, nan, "none")
    scale = max(len(y) / 2.0, 1.0)
    x = np.column_stack([np.ones(len(y)), (t - first_after) / scale, after, np.where(after, (t - first_after) / scale, 0.0)])
    if min(n_before, n_after) < MIN_POINTS_A_SIDE or np.ptp(y[seen]) == 0:
        fitted, *_ = np.linalg.lstsq(x[seen], y[seen], rcond=None)
        level, slope = float(fitted[2]), float(fitted[3]) / scale
        return Effect(level, nan, nan, nan, slope, nan, nan, nan, n_before, n_after, nan, "descriptive")
    free = x.shape[1]
    if calendar is not None:
        x = np.column_stack([x, calendar])
    cases = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    contrasts = np.zeros((2, x.shape[1]))
    contrasts[0, 2], contrasts[1, 3] = 1.0, 1.0 / scale
    found = regression.fit(
        y,
        x,
        observed=seen & (cases > 0),
        white_shape=np.clip(np.median(cases[seen]) / np.maximum(cases, 1e-9), 0.2, 5.0),
        prior_sd=np.array([[np.inf] * free + [30.0] * (x.shape[1] - free)]),
        prior_weight=np.ones(1),
        contrasts=contrasts,
    )
    mean, low, high, p = found.mean(), found.quantile(0.025), found.quantile(0.975), found.p_value()
    level_row = (float(mean[0]), float(low[0]), float(high[0]), float(p[0]))
    slope_row = (float(mean[1]), float(low[1]), float(high[1]), float(p[1]))
    return Effect(*level_row, *slope_row, n_before, n_after, found.rho, "gls_ar1_grid")


def overlapping(dates: Iterable[object], *, within_days: int = OVERLAP_DAYS) -> list[object]:
    """Dates of interventions that have another one within four weeks: their effects cannot be told apart.

    >>> overlapping(["2026-01-05", "2026-01-20", "2026-06-01"])
    ['2026-01-05', '2026-01-20']
    """
    given = list(dates)
    days = np.array([int(day_numbers([date])[0]) for date in given], dtype=np.int64)
    apart = np.abs(days[:, None] - days[None, :]) + np.where(np.eye(len(days), dtype=bool), within_days + 1, 0)
    return [date for date, gap in zip(given, apart, strict=True) if len(gap) and gap.min() <= within_days]
