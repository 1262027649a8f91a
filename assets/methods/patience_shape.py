"""The shape of patience: whether one constant rate of hanging up fits, and what to simulate with where it does not.

Belongs here: the test of the exponential, the Weibull fit. Not here: means, curves, pooling.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar
from scipy.special import chdtrc

from assets.methods.censored_waits import hazard_by_bin, observed


class Weibull(NamedTuple):
    """Patience with survival exp(-(t / scale_s) ** shape); shape below 1: who has waited long waits longer."""

    shape: float
    scale_s: float


class ExponentialTest(NamedTuple):
    """Likelihood-ratio test of one constant rate against a rate a bin; `is_tested` is false with too few hang-ups, p_value then 1."""

    statistic: float
    degrees: int
    p_value: float
    is_tested: bool


def exponential_fit_test(waits_s: ArrayLike, is_abandoned: ArrayLike, *, left_truncation_s: float = 0.0, bins: int = 10) -> ExponentialTest:
    """Whether one constant rate of hanging up fits, against a rate of its own in each of several bins.

    Parameters
    ----------
    waits_s, is_abandoned, left_truncation_s
        As for `fit_exponential`.
    bins : int
        Bins with about equally many hang-ups; fewer are used so that each holds at least five.

    Returns
    -------
    ExponentialTest
        `statistic`, `degrees`, `p_value`, `is_tested`. A small p-value says that the exponential, and with it Erlang A on the whole
        range, misjudges patience: fit on the range of the plan (`censor_at_s`) and simulate with `fit_weibull` or the curve.

    Raises
    ------
    ValueError
        As for `fit_exponential`, and when `bins` is below 2.

    Notes
    -----
    Likelihood ratio of the piecewise constant hazard, chi-square with one degree fewer than bins.

    References
    ----------
    J. F. Lawless (2003), Statistical Models and Methods for Lifetime Data, 2nd edition, section 7.2 (piecewise constant hazards).

    Examples
    --------
    >>> exponential_fit_test([10, 20], [True, False]).is_tested
    False
    """
    if bins < 2:
        raise ValueError(f"bins must be at least 2; found {bins}")
    waits, abandoned = observed(waits_s, is_abandoned, left_truncation_s)
    events = np.sort(waits[abandoned])
    count = min(bins, events.size // 5)
    if count < 2:
        return ExponentialTest(0.0, 0, 1.0, False)
    inner = np.unique(np.quantile(events, np.arange(1, count) / count))
    edges = np.unique(np.concatenate([[left_truncation_s], inner, [waits.max()]]))
    table = hazard_by_bin(waits, abandoned, edges_s=edges, left_truncation_s=left_truncation_s)
    used = table.exposure_s > 0
    hang_ups, exposure = table.abandons[used], table.exposure_s[used]
    if hang_ups.size < 2:
        return ExponentialTest(0.0, 0, 1.0, False)
    expected = exposure * hang_ups.sum() / exposure.sum()
    terms = hang_ups * np.log(np.where(hang_ups > 0, hang_ups / expected, 1.0))
    statistic = max(2.0 * float(terms.sum()), 0.0)
    degrees = hang_ups.size - 1
    return ExponentialTest(statistic, degrees, float(chdtrc(degrees, statistic)), True)


def fit_weibull(waits_s: ArrayLike, is_abandoned: ArrayLike, *, left_truncation_s: float = 0.0) -> Weibull:
    """Maximum-likelihood Weibull patience from censored, left-truncated waits, for simulation where the exponential fails.

    Parameters
    ----------
    waits_s, is_abandoned, left_truncation_s
        As for `fit_exponential`; shape and scale count time from 0, given that the caller stayed to the truncation.

    Returns
    -------
    Weibull
        `shape` (between 0.05 and 20) and `scale_s`.

    Raises
    ------
    ValueError
        As for `fit_exponential`, and when fewer than two hang-ups differ in their wait: no shape can be read from them.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> fit = fit_weibull(200.0 * rng.weibull(0.7, 5000), np.ones(5000, dtype=bool))
    >>> round(fit.shape, 1), round(fit.scale_s, -1)
    (0.7, 200.0)
    """
    waits, abandoned = observed(waits_s, is_abandoned, left_truncation_s)
    events = waits[abandoned & (waits > 0)]
    if np.unique(events).size < 2:
        raise ValueError("is_abandoned must mark at least two different waits above 0 to tell the shape of patience")
    unit = float(events.mean())
    scaled, start, log_events = waits / unit, left_truncation_s / unit, np.log(events / unit)

    def survived(shape: float) -> float:
        return float(np.sum(scaled**shape - start**shape))

    def loss(log_shape: float) -> float:
        # The scale is profiled out: at the best one, hang-ups equal the integrated hazard.
        shape = float(np.exp(log_shape))
        return float(events.size * np.log(survived(shape)) - events.size * log_shape - (shape - 1.0) * log_events.sum())

    found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(20.0)), method="bounded", options={"xatol": 1e-8})
    shape = float(np.exp(found.x))
    return Weibull(shape, unit * (survived(shape) / events.size) ** (1.0 / shape))
