"""Intervals of one level: a ratio of sums over days, a mean of days, a share of independent answers.

Here: uncertainty of a level within one window. Not here: differences between windows (`change`).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

Floats = NDArray[np.float64]
Method = Literal["auto", "day_cluster", "hac", "block_bootstrap"]

# Above this lag-1 correlation of the daily residuals, days are not independent enough for the day-clustered formula.
AUTOCORRELATION_LIMIT = 0.2
HAC_LAGS = 7
BLOCK_DAYS = 7


@dataclass(frozen=True)
class Interval:
    """A level with its interval; all NaN, `method` 'none', where nothing was counted."""

    value: float
    low: float
    high: float
    se: float
    method: str


NOTHING = Interval(np.nan, np.nan, np.nan, np.nan, "none")


def wilson(successes: float, cases: float, *, confidence: float = 0.95) -> Interval:
    """Score interval of a share of independent yes/no answers (surveys, quality checks), not of queue contacts.

    Contacts of one day wait in the same queue: on service levels this interval covers 14 to 43 % instead of 95 %; use
    `ratio_interval` there.

    Parameters
    ----------
    successes, cases : counts; shares are 0 to 1.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.

    Examples
    --------
    >>> found = wilson(8, 10)
    >>> round(found.low, 4), round(found.high, 4)
    (0.4902, 0.9433)
    """
    if not (cases > 0 and 0 <= successes <= cases):
        return NOTHING
    z = float(ndtri(0.5 + confidence / 2))
    share = successes / cases
    shrink = 1 + z * z / cases
    centre = (share + z * z / (2 * cases)) / shrink
    half = z * np.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases)) / shrink
    # Of no successes the lower end is 0 and of nothing else the upper one 1; rounding leaves them a little inside.
    low, high = max(0.0, min(float(centre - half), share)), min(1.0, max(float(centre + half), share))
    return Interval(share, low, high, float(half / z), "wilson")


def ratio_interval(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    confidence: float = 0.95,
    method: Method = "auto",
    replications: int = 1000,
    seed: int = 0,
) -> Interval:
    """Interval of sum(numerator) / sum(denominator), the days being what varies.

    Parameters
    ----------
    numerator, denominator : (D,) daily sums in date order (seconds and calls, calls in time and calls). Days without a
        positive denominator are left out. A denominator of ones gives the mean of daily values.
    method : 'day_cluster' takes days as independent; 'hac' adds Bartlett-weighted autocovariances to lag 7, with a
        small-sample correction; 'block_bootstrap' resamples runs of 7 days, which keeps weekdays together;
        'auto' is day_cluster unless the daily residuals correlate by more than .2 from one day to the next.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 6.3. Newey, W. K.; West, K. D. (1987). Econometrica 55, 703-708.
    Kuensch, H. R. (1989). The jackknife and the bootstrap for general stationary observations. Ann. Stat. 17, 1217-1241.

    Examples
    --------
    >>> found = ratio_interval([80, 160, 70, 90], [100, 200, 100, 100])
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3), found.method
    (0.8, 0.696, 0.904, 'day_cluster')
    """
    x, n = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    usable = np.isfinite(x) & np.isfinite(n) & (n > 0)
    x, n = x[usable], n[usable]
    days, total = len(n), float(n.sum())
    if days == 0:
        return NOTHING
    value = float(x.sum() / total)
    if days < 2:
        return Interval(value, np.nan, np.nan, np.nan, "none")
    residual = x - value * n
    if method == "auto":
        method = "hac" if days >= 14 and autocorrelation(residual) > AUTOCORRELATION_LIMIT else "day_cluster"
    if method == "block_bootstrap":
        drawn = _block_ratios(x, n, replications=replications, seed=seed)
        low, high = np.quantile(drawn, [0.5 - confidence / 2, 0.5 + confidence / 2])
        return Interval(value, float(low), float(high), float(drawn.std(ddof=1)), method)
    df = float(days - 1)
    square = float(residual @ residual) * days / df
    if method == "hac":
        lags = min(HAC_LAGS, days // 2)
        weights = 1 - np.arange(1, lags + 1) / (lags + 1)
        products = np.array([residual[k:] @ residual[:-k] for k in range(1, lags + 1)])
        long_run = float(residual @ residual + 2 * (weights @ products))
        # A Bartlett estimate behaves like one of about 1.5 D / L degrees of freedom and misses what lies beyond its lags.
        square = max(long_run, float(residual @ residual)) * days / (days - 1 - lags / 2)
        df = max(2.0, 1.5 * days / (lags + 1))
    se = float(np.sqrt(square)) / total
    half = float(stdtrit(df, 0.5 + confidence / 2)) * se
    return Interval(value, value - half, value + half, se, method)


def _block_ratios(x: Floats, n: Floats, *, replications: int, seed: int) -> Floats:
    """Ratios of series made of random runs of days, (replications,); runs wrap around the end."""
    days = len(x)
    block = min(BLOCK_DAYS, days)
    blocks = -(-days // block)
    starts = np.random.default_rng(seed).integers(0, days, (replications, blocks))
    rows = ((starts[:, :, None] + np.arange(block)) % days).reshape(replications, -1)[:, :days]
    return np.asarray(x[rows].sum(axis=1) / n[rows].sum(axis=1))


def autocorrelation(residual: ArrayLike, *, lag: int = 1) -> float:
    """Correlation of a series with itself `lag` steps earlier; 0 where nothing varies or the series is too short.

    >>> round(autocorrelation([1, 2, 3, 4, 5, 6]), 3)
    0.5
    """
    r = np.asarray(residual, dtype=float)
    r = r - r.mean() if len(r) else r
    square = float(r @ r)
    return float(r[lag:] @ r[:-lag] / square) if len(r) > lag and square > 0 else 0.0
