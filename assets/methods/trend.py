"""Is a series rising or falling over all its periods: rank tests and a robust slope.

Here: Theil-Sen and Mann-Kendall in its plain, seasonal and autocorrelation-corrected forms. Not here: the comparison
of two windows (`change`), forecasts.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
Variance = Literal["plain", "hamed_rao"]


@dataclass(frozen=True)
class Trend:
    """A monotone trend.

    Attributes
    ----------
    slope, low, high : change a period (the unit of the values) and its interval; NaN with fewer than 3 values.
    tau : Kendall's rank correlation with time, -1 to 1.
    s, variance, z, p_value : Mann-Kendall statistic and its normal test, two-sided; p is 1 where nothing varies.
    """

    slope: float
    low: float
    high: float
    tau: float
    s: float
    variance: float
    z: float
    p_value: float


def trend(values: ArrayLike, *, at: ArrayLike | None = None, variance: Variance = "hamed_rao", confidence: float = 0.95) -> Trend:
    """Theil-Sen slope and Mann-Kendall test of one series.

    Parameters
    ----------
    values : (T,) in time order, NaN for missing periods.
    at : (T,) time of each value; 0, 1, 2, ... if not given. The slope is per unit of it.
    variance : 'plain' takes the values as independent; 'hamed_rao' widens the test by the significant
        autocorrelations of the ranks of the detrended series, never narrows it.

    References
    ----------
    Theil, H. (1950). Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA 63,
    1379-1389. Hamed, K. H.; Rao, A. R. (1998). A modified Mann-Kendall trend test for autocorrelated data. J. Hydrology
    204, 182-196.

    Examples
    --------
    >>> found = trend([1.0, 2.0, 3.0, 2.5, 4.0, 5.0, 6.0, 5.5], variance="plain")
    >>> round(found.slope, 3), found.s, round(found.p_value, 4)
    (0.75, 24.0, 0.0044)
    """
    y = np.asarray(values, dtype=float)
    t = np.arange(len(y), dtype=float) if at is None else np.asarray(at, dtype=float)
    seen = np.isfinite(y) & np.isfinite(t)
    y, t = y[seen], t[seen]
    if len(y) < 3:
        return Trend(np.nan, np.nan, np.nan, np.nan, 0.0, 0.0, 0.0, 1.0)
    slopes = np.sort(_pair_slopes(y, t))
    middle = float(np.median(slopes)) if len(slopes) else np.nan
    s, var = _kendall(y, t)
    if variance == "hamed_rao":
        var *= _rank_inflation(y - middle * t)
    low, high = _slope_bounds(slopes, var, confidence=confidence)
    return _tested(middle, low, high, s=s, variance=var, pairs=len(y) * (len(y) - 1) / 2)


def seasonal_trend(values: ArrayLike, *, season: ArrayLike, at: ArrayLike | None = None, confidence: float = 0.95) -> Trend:
    """Trend from comparisons within the same season only (January with January, Monday with Monday).

    Parameters
    ----------
    values, season : (T,) values and their season; only pairs of one season are compared.
    at : (T,) time; the slope is per unit of it.

    The variance adds the covariances between seasons (Dietz and Killeen's estimate, trend taken out first), so that values that
    depend on their neighbours in other seasons do not look like independent evidence.

    References
    ----------
    Hirsch, R. M.; Slack, J. R. (1984). A nonparametric trend test for seasonal data with serial dependence. Water
    Resources Research 20, 727-732.

    Examples
    --------
    >>> months = np.arange(48)
    >>> found = seasonal_trend(10 * np.sin(months * np.pi / 6) + 0.1 * months, season=months % 12)
    >>> round(found.slope, 3), found.tau, bool(found.p_value < 0.05)
    (0.1, 1.0, True)
    """
    y = np.asarray(values, dtype=float)
    names = np.asarray(season)
    t = np.arange(len(y), dtype=float) if at is None else np.asarray(at, dtype=float)
    seen = np.isfinite(y) & np.isfinite(t)
    y, t, names = y[seen], t[seen], names[seen]
    parts = [(y[names == name], t[names == name]) for name in np.unique(names)]
    parts = [(part, when) for part, when in parts if len(part) >= 2]
    if not parts or sum(len(part) for part, _ in parts) < 3:
        return Trend(np.nan, np.nan, np.nan, np.nan, 0.0, 0.0, 0.0, 1.0)
    slopes = np.sort(np.concatenate([_pair_slopes(part, when) for part, when in parts]))
    scores = [_kendall(part, when) for part, when in parts]
    s, var = sum(score for score, _ in scores), sum(variance for _, variance in scores)
    middle = float(np.median(slopes)) if len(slopes) else 0.0
    # The trend itself would look like dependence between the seasons.
    var += max(_season_covariance([(part - middle * when, when) for part, when in parts]), 0.0)
    low, high = _slope_bounds(slopes, var, confidence=confidence)
    pairs = sum(len(part) * (len(part) - 1) / 2 for part, _ in parts)
    return _tested(middle, low, high, s=s, variance=var, pairs=pairs)


def _tested(slope: float, low: float, high: float, *, s: float, variance: float, pairs: float) -> Trend:
    # One step of S is 2, so a continuity correction of 1.
    z = float(np.sign(s) * max(abs(s) - 1, 0) / np.sqrt(variance)) if variance > 0 else 0.0
    return Trend(slope, low, high, s / pairs, s, variance, z, float(2 * ndtr(-abs(z))))


def _pair_slopes(y: Floats, t: Floats) -> Floats:
    first, second = np.triu_indices(len(y), 1)
    apart = t[second] - t[first]
    usable = apart != 0
    return np.asarray((y[second] - y[first])[usable] / apart[usable])


def _kendall(y: Floats, t: Floats) -> tuple[float, float]:
    """S and its variance under independence, ties taken out."""
    order = np.argsort(t, kind="stable")
    y = y[order]
    first, second = np.triu_indices(len(y), 1)
    s = float(np.sign(y[second] - y[first]).sum())
    n = len(y)
    ties = np.unique(y, return_counts=True)[1].astype(float)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    return s, variance


def _mid_ranks(y: Floats) -> Floats:
    from scipy.stats import rankdata  # here: every command would wait a quarter of a second for it

    return np.asarray(rankdata(y))


def _rank_inflation(detrended: Floats) -> float:
    """Hamed and Rao's factor on the variance of S from the significant autocorrelations of the ranks, at least 1."""
    n = len(detrended)
    ranks = _mid_ranks(detrended) - (n + 1) / 2
    square = float(ranks @ ranks)
    if n < 5 or square <= 0:
        return 1.0
    lags = np.arange(1, min(n - 2, max(n // 3, 3)))
    rho = np.array([float(ranks[lag:] @ ranks[:-lag]) / square for lag in lags])
    # Detrending and centring pull correlations below zero by about 1/n; the first lags carry the memory of the noise.
    rho = np.where(np.abs(rho + 1 / n) > ndtri(0.975) / np.sqrt(n), rho + 1 / n, 0.0)
    factor = 1 + 2 / (n * (n - 1) * (n - 2)) * float(((n - lags) * (n - lags - 1) * (n - lags - 2) * rho).sum())
    return max(1.0, factor)


def _slope_bounds(slopes: Floats, variance: float, *, confidence: float) -> tuple[float, float]:
    """Sen's order-statistic interval of the median slope."""
    if len(slopes) < 2 or variance <= 0:
        return float("nan"), float("nan")
    reach = float(ndtri(0.5 + confidence / 2)) * np.sqrt(variance)
    low = int(np.floor((len(slopes) - reach) / 2))
    high = int(np.ceil((len(slopes) + reach) / 2))
    return float(slopes[max(low, 0)]), float(slopes[min(high, len(slopes) - 1)])


def _season_covariance(parts: list[tuple[Floats, Floats]]) -> float:
    """Sum of the covariances of S between seasons, (2 * sum over pairs); seasons of other lengths count as unrelated."""
    total = 0.0
    for i, (y, _) in enumerate(parts):
        for other, _ in parts[i + 1 :]:
            n = len(y)
            if len(other) != n or n < 3:
                continue
            signs, theirs = np.sign(y[None, :] - y[:, None]), np.sign(other[None, :] - other[:, None])
            concordance = float((np.triu(signs, 1) * np.triu(theirs, 1)).sum())
            ranks, their_ranks = _mid_ranks(y), _mid_ranks(other)
            total += 2 * (concordance + 4 * float(ranks @ their_ranks) - n * (n + 1) ** 2) / 3
    return total
