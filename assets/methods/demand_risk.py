"""Staffing for a demand that is not known exactly: the rate of calls is a gamma variable around its forecast.

Belongs here: the spread of the rate, the service level and the agents under it. Not here: forecasts, queue formulas.

A forecast's quantiles are those of the calls that will be counted, which also hold the chance of independent callers (Poisson). That
chance is part of every queue formula already; only what is left of the spread is uncertainty about the rate.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtri

from assets.methods import agents_search
from assets.methods.agents_targets import checked
from assets.methods.erlang_inputs import Floats, Ints, above_zero, at_least_zero, flat, shaped, whole_agents
from assets.methods.shown_level import checked_formula, counted_of_calls, ratio

POINTS, WEIGHTS = np.polynomial.legendre.leggauss(24)
PROBABILITIES, WEIGHTS = 0.5 * (POINTS + 1.0), 0.5 * WEIGHTS
# A spread below a thousandth is none; above four the gamma is so skewed that its quantiles lose digits.
LEAST_CV, LARGEST_CV = 1e-3, 4.0
ROWS_A_BLOCK = 16_384


def rate_cv(volume: ArrayLike, *, low: ArrayLike, high: ArrayLike, share_between: float = 0.8) -> Floats:
    """Coefficient of variation of the rate, from an interval of the forecast of counted calls.

    Parameters
    ----------
    volume : array_like
        Expected calls, 0 and more.
    low, high : array_like
        Interval of the calls to be counted.
    share_between : float
        Probability the interval holds: .8 for the 10 % and 90 % quantiles.

    Returns
    -------
    numpy.ndarray
        0 where the interval is no wider than chance alone makes it, or nobody is expected.

    Examples
    --------
    >>> rate_cv([100.0, 100.0], low=[87.2, 71.3], high=[112.8, 128.7]).round(2).tolist()
    [0.0, 0.2]
    """
    shape, (mean, bottom, top) = flat(at_least_zero("volume", volume), at_least_zero("low", low), at_least_zero("high", high))
    spread = np.maximum(top - bottom, 0.0) / (2.0 * ndtri(0.5 + 0.5 * share_between))
    surplus = np.maximum(spread**2 - mean, 0.0)
    cv = np.sqrt(surplus) / np.where(mean > 0, mean, 1.0) * (mean > 0)
    return shaped(np.where(cv < LEAST_CV, 0.0, np.minimum(cv, LARGEST_CV)), shape)


def rate_quantile(mean: ArrayLike, cv: ArrayLike, probability: float) -> Floats:
    """The rate (or load) that is not exceeded with this probability.

    Examples
    --------
    >>> rate_quantile([10.0, 10.0], [0.0, 0.2], 0.9).round(2).tolist()
    [10.0, 12.63]
    """
    shape, (middle, spread) = flat(at_least_zero("mean", mean), at_least_zero("cv", cv))
    if not 0 < probability < 1:
        raise ValueError(f"probability must be above 0 and below 1; found {probability:g}")
    gamma_shape = 1.0 / np.clip(spread, LEAST_CV, LARGEST_CV) ** 2
    factor = np.where(spread < LEAST_CV, 1.0, gammaincinv(gamma_shape, probability) / gamma_shape)
    return shaped(middle * factor, shape)


def _weighted_factors(cv: Floats) -> Floats:
    """Rates over their mean as a caller meets them, rows x points: busy times hold more callers, so the gamma gains one in its shape."""
    gamma_shape = 1.0 / np.clip(cv, LEAST_CV, LARGEST_CV) ** 2
    factors = gammaincinv(gamma_shape[:, None] + 1.0, PROBABILITIES) / gamma_shape[:, None]
    return np.where(cv[:, None] < LEAST_CV, 1.0, factors)


def _expected(formula: str, load: Floats, agents: Floats, within: Floats, rate: Floats | None, short: Floats, cv: Floats) -> Floats:
    """Service level over all rates, weighted by the callers, on checked rows."""
    different, place = np.unique(cv, return_inverse=True)
    factors = _weighted_factors(different)[place]
    loads = (load[:, None] * factors).ravel()

    def each(values: Floats) -> Floats:
        return np.repeat(values, PROBABILITIES.size)

    above, below = counted_of_calls(formula, loads, each(agents), each(within), None if rate is None else each(rate), each(short))
    return ratio(above.reshape(factors.shape) @ WEIGHTS, below.reshape(factors.shape) @ WEIGHTS)


def expected_level(
    load: ArrayLike,
    agents: ArrayLike,
    *,
    cv: ArrayLike,
    aht_s: ArrayLike,
    threshold_s: ArrayLike,
    formula: str = "offered",
    patience_s: ArrayLike | None = None,
    short_abandon_s: ArrayLike = 0.0,
) -> Floats:
    """The service level to expect when the load is gamma distributed around its forecast, weighted by the callers who meet it.

    Parameters
    ----------
    cv : array_like
        Coefficient of variation of the rate, from `rate_cv`.
    load, agents, aht_s, threshold_s, formula, patience_s, short_abandon_s
        As for `shown_level`.

    Returns
    -------
    numpy.ndarray
        Share in the common broadcast shape.

    Examples
    --------
    >>> expected_level(10.0, 14, cv=[0.0, 0.1, 0.2], aht_s=180, threshold_s=20).round(3).tolist()
    [0.888, 0.856, 0.759]
    """
    checked_formula(formula)
    shape, (a, n, spread, aht, threshold, patience, short) = flat(
        at_least_zero("load", load),
        whole_agents("agents", agents),
        at_least_zero("cv", cv),
        above_zero("aht_s", aht_s),
        at_least_zero("threshold_s", threshold_s),
        np.ones(()) if patience_s is None else above_zero("patience_s", patience_s),
        at_least_zero("short_abandon_s", short_abandon_s),
    )
    within, rate, short = threshold / aht, None if patience_s is None else aht / patience, short / aht
    out = np.empty_like(a)
    for start in range(0, a.size, ROWS_A_BLOCK):
        rows = slice(start, start + ROWS_A_BLOCK)
        out[rows] = _expected(formula, a[rows], n[rows], within[rows], None if rate is None else rate[rows], short[rows], spread[rows])
    return shaped(out, shape)


def agents_for_expected_level(
    load: ArrayLike,
    *,
    cv: ArrayLike,
    aht_s: ArrayLike,
    threshold_s: ArrayLike,
    target: ArrayLike,
    formula: str = "offered",
    patience_s: ArrayLike | None = None,
    short_abandon_s: ArrayLike = 0.0,
) -> Ints:
    """The smallest whole number of agents whose `expected_level` meets the target: the demand at its risk-adjusted size.

    Parameters and errors are those of `required_agents` and `expected_level`.

    Examples
    --------
    >>> agents_for_expected_level(10.0, cv=[0.0, 0.1, 0.2], aht_s=180, threshold_s=20, target=0.8).tolist()
    [14, 14, 15]
    """
    shape, (a, aht, threshold, bar, patience, short, spread) = flat(
        at_least_zero("load", load),
        above_zero("aht_s", aht_s),
        at_least_zero("threshold_s", threshold_s),
        np.asarray(target, dtype=np.float64),
        np.ones(()) if patience_s is None else above_zero("patience_s", patience_s),
        at_least_zero("short_abandon_s", short_abandon_s),
        at_least_zero("cv", cv),
    )
    known = None if patience_s is None else patience
    plan = checked(
        *(a,),
        aht_s=aht,
        threshold_s=threshold,
        target=bar,
        patience_s=known,
        max_occupancy=None,
        formula=formula,
        short_abandon_s=short,
        max_abandonment=None,
        max_speed_of_answer_s=None,
    )

    def measure(loads: Floats, agents: Floats, within: Floats, rate: Floats, briefly: Floats, spreads: Floats) -> Floats:
        return _expected(formula, loads, agents, within, None if plan.rate is None else rate, briefly, spreads)

    def guess(loads: Floats, _bar: Floats, _within: Floats, _rate: Floats, _short: Floats, spreads: Floats) -> Floats:
        return np.asarray(np.ceil(loads * (1.0 + spreads) + 0.5 * np.sqrt(loads)))

    rates = np.zeros_like(a) if plan.rate is None else plan.rate
    question = agents_search.Question(measure, a, bar, (plan.within, rates, plan.short, spread), guess, learns=True)
    out = np.zeros_like(a)
    asked = (a > 0) & (bar > 0)
    out[asked] = agents_search.smallest(question.rows(asked))
    whole: Ints = out.astype(np.int64).reshape(shape)[()]
    return whole


def agents_for_expected_level_fractional(
    load: ArrayLike,
    *,
    cv: ArrayLike,
    aht_s: ArrayLike,
    threshold_s: ArrayLike,
    target: ArrayLike,
    formula: str = "offered",
    patience_s: ArrayLike | None = None,
    short_abandon_s: ArrayLike = 0.0,
) -> Floats:
    """`agents_for_expected_level` with decimals: rounding up gives it again.

    Between the largest number that misses the target and the smallest that meets it the expected level is taken as a straight line.

    Parameters and errors are those of `agents_for_expected_level`.

    Examples
    --------
    >>> agents_for_expected_level_fractional(10.0, cv=[0.0, 0.1, 0.2], aht_s=180, threshold_s=20, target=0.8).round(2).tolist()
    [13.05, 13.48, 14.47]
    """
    queue = {"aht_s": aht_s, "threshold_s": threshold_s, "formula": formula, "patience_s": patience_s, "short_abandon_s": short_abandon_s}
    whole = np.asarray(agents_for_expected_level(load, cv=cv, target=target, **queue), dtype=np.float64)  # type: ignore[arg-type]
    fewer = np.maximum(whole - 1.0, 0.0)
    at_whole = np.asarray(expected_level(load, whole, cv=cv, **queue))  # type: ignore[arg-type]
    at_fewer = np.where(fewer > 0, expected_level(load, fewer, cv=cv, **queue), 0.0)  # type: ignore[arg-type]
    rise = np.where(at_whole > at_fewer, at_whole - at_fewer, 1.0)
    share = np.clip((np.asarray(target, dtype=np.float64) - at_fewer) / rise, 0.0, 1.0)
    between = np.clip(fewer + share * (whole - fewer), np.nextafter(fewer, np.inf), whole)
    return np.asarray(np.where(whole > 0, between, 0.0))[()]
