"""How long callers are prepared to wait, read from waits that an answer cut short.

Belongs here: the mean and the curve of one queue, and the public names of everything about patience. Not here: which outcomes count as
hanging up, queue models.

A caller who is answered, or who leaves the queue in any way but hanging up, would have waited longer: that wait is censored, not an
abandonment. Waits below `left_truncation_s` are left out on both sides and time is counted from there, because immediate hang-ups
(wrong numbers, balking at the announcement) say nothing about patience.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from assets.methods.censored_waits import LEVEL, Hazard, checked_level, hazard_by_bin, observed
from assets.methods.erlang_inputs import Floats, Ints, at_least_zero
from assets.methods.patience_pooling import MIN_ABANDONS, PooledPatience, pool_patience
from assets.methods.patience_shape import ExponentialTest, Weibull, exponential_fit_test, fit_weibull

__all__ = [
    "MIN_ABANDONS",
    "ExponentialTest",
    "Hazard",
    "Patience",
    "PooledPatience",
    "SurvivalCurve",
    "Weibull",
    "exponential_fit_test",
    "fit_exponential",
    "fit_weibull",
    "hazard_by_bin",
    "kaplan_meier",
    "median_of",
    "pool_patience",
    "survival_at",
]


class Patience(NamedTuple):
    """Mean patience in seconds with its interval; inf where nobody hung up, as is the upper end then."""

    mean_s: float
    low_s: float
    high_s: float
    abandons: int
    exposure_s: float


class SurvivalCurve(NamedTuple):
    """Share of callers still patient after each time at which somebody hung up; arrays of one length, times in seconds."""

    time_s: Floats
    at_risk: Ints
    abandons: Ints
    survival: Floats
    std_error: Floats
    low: Floats
    high: Floats


def fit_exponential(
    waits_s: ArrayLike,
    is_abandoned: ArrayLike,
    *,
    left_truncation_s: float = 0.0,
    censor_at_s: float | None = None,
    level: float = LEVEL,
) -> Patience:
    """Maximum-likelihood mean of an exponential patience from censored waits, with its interval.

    Parameters
    ----------
    waits_s : array_like, shape (n,)
        Waits in seconds of all callers, 0 and more.
    is_abandoned : array_like of bool, shape (n,)
        Whether the wait ended because the caller hung up; every other end is censoring.
    left_truncation_s : float
        Waits below this many seconds are left out and time counts from there: the short-abandon threshold.
    censor_at_s : float, optional
        Waits are followed up to this many seconds only, for a fit on the range a plan works in (three thresholds, say).
    level : float
        Coverage of the interval, above 0 and below 1.

    Returns
    -------
    Patience
        `mean_s`, `low_s`, `high_s`, `abandons`, `exposure_s` (seconds waited in all). Without a single hang-up the mean and its upper
        end are inf and the lower end is the one-sided exact bound at this level (0 when nobody waited).

    Raises
    ------
    ValueError
        When waits are negative or not finite, the arrays differ in length, or an option is out of its range.

    Notes
    -----
    The rate is hang-ups over seconds waited; the interval is rate * exp(-+ z / sqrt(abandons)). The mean wait of those who hung up
    is not an estimate of patience: it sees only the impatient.

    References
    ----------
    A. Mandelbaum, S. Zeltyn (2007), Service engineering in action: the Palm/Erlang-A queue, in Advances in Services Innovations.
    J. F. Lawless (2003), Statistical Models and Methods for Lifetime Data, 2nd edition, section 4.1.

    Examples
    --------
    >>> fit = fit_exponential([10, 40, 5, 65], [True, False, False, True])
    >>> fit.mean_s, fit.abandons, round(fit.low_s, 1), round(fit.high_s, 1)
    (60.0, 2, 15.0, 239.9)
    """
    waits, abandoned = observed(waits_s, is_abandoned, left_truncation_s)
    checked_level(level)
    if censor_at_s is not None:
        if not censor_at_s > left_truncation_s:
            raise ValueError(f"censor_at_s must be above left_truncation_s ({left_truncation_s:g}); found {censor_at_s:g}")
        abandoned = abandoned & (waits <= censor_at_s)
        waits = np.minimum(waits, censor_at_s)
    exposure = float((waits - left_truncation_s).sum())
    abandons = int(abandoned.sum())
    if abandons == 0:
        return Patience(np.inf, exposure / -np.log1p(-level), np.inf, 0, exposure)
    mean = exposure / abandons
    factor = float(np.exp(ndtri(0.5 + 0.5 * level) / np.sqrt(abandons)))
    return Patience(mean, mean / factor, mean * factor, abandons, exposure)


def kaplan_meier(waits_s: ArrayLike, is_abandoned: ArrayLike, *, left_truncation_s: float = 0.0, level: float = LEVEL) -> SurvivalCurve:
    """Share of callers still patient after t seconds, without assuming a shape.

    Parameters
    ----------
    waits_s, is_abandoned, left_truncation_s
        As for `fit_exponential`; with truncation the curve is that of callers who stayed to that second.
    level : float
        Coverage of the pointwise interval (log-log, so that it stays within 0 and 1).

    Returns
    -------
    SurvivalCurve
        One entry a time at which somebody hung up, in order: `time_s`, `at_risk` (waiting just before), `abandons`, `survival`,
        `std_error` (Greenwood), `low`, `high`. Empty when nobody hung up.

    Raises
    ------
    ValueError
        As for `fit_exponential`.

    Notes
    -----
    A caller answered in the very second another hangs up was still waiting in it. Where everybody left hangs up at once the curve
    reaches 0 with a standard error of 0.

    References
    ----------
    E. L. Kaplan, P. Meier (1958), Nonparametric estimation from incomplete observations, JASA 53, 457-481.
    M. Greenwood (1926), The natural duration of cancer, Reports on Public Health and Medical Subjects 33.

    Examples
    --------
    >>> curve = kaplan_meier([10, 20, 20, 30], [True, True, False, False])
    >>> curve.time_s.tolist(), curve.at_risk.tolist(), curve.survival.round(4).tolist(), curve.std_error.round(4).tolist()
    ([10.0, 20.0], [4, 3], [0.75, 0.5], [0.2165, 0.25])
    """
    waits, abandoned = observed(waits_s, is_abandoned, left_truncation_s)
    z = float(ndtri(0.5 + 0.5 * checked_level(level)))
    times, counts = np.unique(waits[abandoned], return_counts=True)
    at_risk = waits.size - np.searchsorted(np.sort(waits), times, side="left")
    survival: Floats = np.cumprod(1.0 - counts / at_risk, dtype=np.float64)
    left = np.where(at_risk > counts, at_risk - counts, 1)
    variance = np.cumsum(np.where(at_risk > counts, counts / (at_risk * left), 0.0))
    inner = np.clip(survival, 1e-300, 1.0 - 1e-16)
    # On the scale log(-log S) the error is that of log S over |log S|.
    factor = np.exp(z * np.sqrt(variance) / -np.log(inner))
    alive = survival > 0
    return SurvivalCurve(
        time_s=times,
        at_risk=at_risk.astype(np.int64),
        abandons=counts.astype(np.int64),
        survival=survival,
        std_error=survival * np.sqrt(variance),
        low=np.where(alive, inner**factor, 0.0),
        high=np.where(alive, inner ** (1.0 / factor), 0.0),
    )


def survival_at(curve: SurvivalCurve, times_s: ArrayLike) -> Floats:
    """The curve's share of callers still patient after each of these seconds; 1 before the first hang-up.

    Examples
    --------
    >>> survival_at(kaplan_meier([10, 20], [True, False]), [5, 10, 99]).tolist()
    [1.0, 0.5, 0.5]
    """
    times = at_least_zero("times_s", times_s)
    steps = np.concatenate([[1.0], curve.survival])
    out: Floats = steps[np.searchsorted(curve.time_s, times, side="right")]
    return out


def median_of(curve: SurvivalCurve) -> float:
    """The first second by which no more than half are left; nan while more than half still wait.

    The curve is a product of shares, which misses one half by its last digit.

    Examples
    --------
    >>> median_of(kaplan_meier([10, 20, 30, 40], [True, True, True, False])), median_of(kaplan_meier([10, 20, 20], [True, False, False]))
    (20.0, nan)

    References
    ----------
    D. Collett (2015), Modelling Survival Data in Medical Research, 2.4.
    """
    half = np.flatnonzero(curve.survival <= 0.5 + 1e-9)
    return float(curve.time_s[half[0]]) if half.size else float("nan")
