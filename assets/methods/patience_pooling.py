"""Patience of queues with few hang-ups, by leaning on the other queues.

Belongs here: empirical-Bayes pooling over queues. Not here: the estimate of one queue.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import gammaincinv, gammaln, ndtri

from assets.methods.censored_waits import LEVEL, checked_level
from assets.methods.erlang_inputs import Flags, Floats, at_least_zero

MIN_ABANDONS = 30


class PooledPatience(NamedTuple):
    """Mean patience a queue in seconds; `is_pooled` marks queues that borrow from the others, `own_weight` what is left of their own."""

    mean_s: Floats
    low_s: Floats
    high_s: Floats
    is_pooled: Flags
    own_weight: Floats


def _prior(abandons: Floats, exposure_s: Floats) -> tuple[float, float]:
    """Shape and exposure of the gamma prior of the hang-up rate that makes the queues' counts most likely."""
    common = abandons.sum() / exposure_s.sum()
    unit = exposure_s * common

    def loss(at: Floats) -> float:
        shape, factor = np.exp(at[0]), np.exp(at[1])
        rate = shape / factor
        terms = gammaln(shape + abandons) - gammaln(shape) + shape * np.log(rate / (rate + unit)) - abandons * np.log(rate + unit)
        return -float(terms.sum())

    # Shapes up to a thousand: queues that differ by less than 3 % are alike for any plan.
    found = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(np.log(0.1), np.log(1e3)), (-5.0, 5.0)])
    shape, factor = float(np.exp(found.x[0])), float(np.exp(found.x[1]))
    return shape, shape / (factor * common)


def pool_patience(abandons: ArrayLike, exposure_s: ArrayLike, *, min_abandons: int = MIN_ABANDONS, level: float = LEVEL) -> PooledPatience:
    """Mean patience of several queues, where those with few hang-ups lean on the others (empirical Bayes).

    Parameters
    ----------
    abandons : array_like of whole numbers, shape (q,)
        Hang-ups a queue, from `fit_exponential`.
    exposure_s : array_like, shape (q,)
        Seconds waited a queue, from `fit_exponential`.
    min_abandons : int
        Queues with at least this many keep their own estimate.
    level : float
        Coverage of the intervals.

    Returns
    -------
    PooledPatience
        Arrays of length q: `mean_s`, `low_s`, `high_s`, `is_pooled`, `own_weight` (share of the queue's own exposure in its estimate).
        Where no queue has a hang-up there is nothing to lean on: means and upper ends are inf, lower ends exact bounds.

    Raises
    ------
    ValueError
        When counts are negative or not whole, exposures negative, or hang-ups come without a second of waiting.

    Notes
    -----
    Rates are gamma distributed over queues, hang-ups Poisson given rate and exposure; the prior maximises the marginal (negative
    binomial) likelihood over all queues. A pooled queue's mean is 1 / posterior mean rate, its interval that of the posterior. A queue
    on its own has nobody to lean on and its prior is its own rate with the weight of one hang-up.

    References
    ----------
    B. P. Carlin, T. A. Louis (2000), Bayes and Empirical Bayes Methods for Data Analysis, 2nd edition, section 3.3.

    Examples
    --------
    >>> pooled = pool_patience([400, 90, 2], [80_000.0, 27_000.0, 1_500.0])
    >>> pooled.is_pooled.tolist(), pooled.mean_s.round().tolist()[:2], bool(200 < pooled.mean_s[2] < 750)
    ([False, False, True], [200.0, 300.0], True)
    """
    counts = at_least_zero("abandons", abandons).reshape(-1)
    exposure = at_least_zero("exposure_s", exposure_s).reshape(-1)
    checked_level(level)
    if counts.shape != exposure.shape:
        raise ValueError(f"exposure_s must have as many rows as abandons; found {exposure.size} and {counts.size}")
    if (counts != np.floor(counts)).any():
        raise ValueError("abandons must be whole numbers")
    if ((counts > 0) & (exposure == 0)).any():
        raise ValueError("exposure_s must be above 0 where abandons are")
    pooled = counts < min_abandons
    if not counts.sum():
        endless = np.full_like(exposure, np.inf)
        return PooledPatience(endless, exposure / -np.log1p(-level), endless, pooled, np.ones_like(exposure))
    if counts.size > 1:
        shape, prior_s = _prior(counts, exposure)
    else:
        shape, prior_s = 1.0, float(exposure[0] / counts[0])
    shapes = np.where(pooled, shape + counts, np.maximum(counts, 1.0))
    seconds = np.where(pooled, prior_s + exposure, exposure)
    own = np.exp(ndtri(0.5 + 0.5 * level) / np.sqrt(np.maximum(counts, 1.0)))
    mean = seconds / shapes
    low = np.where(pooled, seconds / gammaincinv(shapes, 0.5 + 0.5 * level), mean / own)
    high = np.where(pooled, seconds / gammaincinv(shapes, 0.5 - 0.5 * level), mean * own)
    return PooledPatience(mean, low, high, pooled, np.where(pooled, exposure / seconds, 1.0))
