"""How long callers are prepared to wait, read from waits that an answer cut short.

Belongs here: estimates from waits and whether each ended in hanging up. Not here: which outcomes count as hanging up, queue models.

A caller who is answered, or who leaves the queue in any way but hanging up, would have waited longer: that wait is censored, not an
abandonment. Waits below `left_truncation_s` are left out on both sides and time is counted from there, because immediate hang-ups
(wrong numbers, balking at the announcement) say nothing about patience.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize, minimize_scalar
from scipy.special import gammaln
from scipy.stats import chi2, gamma, norm

from assets.methods.erlang_inputs import Flags, Floats, Ints, at_least_zero

MIN_ABANDONS = 30
LEVEL = 0.95


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


class Hazard(NamedTuple):
    """Hang-ups per second of waiting in each bin; the rate is 0 where nobody was left to wait."""

    start_s: Floats
    end_s: Floats
    abandons: Ints
    exposure_s: Floats
    rate_per_s: Floats


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


class PooledPatience(NamedTuple):
    """Mean patience a queue in seconds; `is_pooled` marks queues that borrow from the others, `own_weight` what is left of their own."""

    mean_s: Floats
    low_s: Floats
    high_s: Floats
    is_pooled: Flags
    own_weight: Floats


def _observed(waits_s: ArrayLike, is_abandoned: ArrayLike, left_truncation_s: float) -> tuple[Floats, Flags]:
    waits = at_least_zero("waits_s", waits_s).reshape(-1)
    flags = np.asarray(is_abandoned).reshape(-1)
    if flags.dtype != np.bool_ and not np.isin(flags, (0, 1)).all():
        raise ValueError("is_abandoned must be true or false a wait")
    if flags.size != waits.size:
        raise ValueError(f"is_abandoned must have as many rows as waits_s; found {flags.size} and {waits.size}")
    at_least_zero("left_truncation_s", left_truncation_s)
    kept = waits >= left_truncation_s
    return waits[kept], flags[kept].astype(np.bool_)


def _checked_level(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must be above 0 and below 1; found {level!r}")
    return level


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
    waits, abandoned = _observed(waits_s, is_abandoned, left_truncation_s)
    _checked_level(level)
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
    factor = float(np.exp(norm.ppf(0.5 + 0.5 * level) / np.sqrt(abandons)))
    return Patience(mean, mean / factor, mean * factor, abandons, exposure)


def kaplan_meier(
    waits_s: ArrayLike, is_abandoned: ArrayLike, *, left_truncation_s: float = 0.0, level: float = LEVEL
) -> SurvivalCurve:
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
    waits, abandoned = _observed(waits_s, is_abandoned, left_truncation_s)
    z = float(norm.ppf(0.5 + 0.5 * _checked_level(level)))
    times, counts = np.unique(waits[abandoned], return_counts=True)
    at_risk = waits.size - np.searchsorted(np.sort(waits), times, side="left")
    survival = np.cumprod(1.0 - counts / at_risk)
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


def hazard_by_bin(
    waits_s: ArrayLike, is_abandoned: ArrayLike, *, edges_s: ArrayLike, left_truncation_s: float = 0.0
) -> Hazard:
    """Hang-ups per second of waiting between the edges: spikes show where an announcement sends callers away.

    Parameters
    ----------
    waits_s, is_abandoned, left_truncation_s
        As for `fit_exponential`.
    edges_s : array_like, shape (k + 1,)
        Rising edges of the bins in seconds; a bin holds hang-ups above its start and up to its end, the first its start too.

    Returns
    -------
    Hazard
        Arrays of length k: `start_s`, `end_s`, `abandons`, `exposure_s`, `rate_per_s`.

    Raises
    ------
    ValueError
        As for `fit_exponential`, and when the edges do not rise.

    Examples
    --------
    >>> hazard_by_bin([5, 15, 20], [True, True, False], edges_s=[0, 10, 20]).rate_per_s.round(4).tolist()
    [0.04, 0.0667]
    """
    waits, abandoned = _observed(waits_s, is_abandoned, left_truncation_s)
    edges = at_least_zero("edges_s", edges_s)
    if edges.ndim != 1 or edges.size < 2 or (np.diff(edges) <= 0).any():
        raise ValueError("edges_s must be two or more rising numbers")
    start, end = edges[:-1], edges[1:]
    # Seconds waited beyond an edge, by sorted sums: no table of waits by bins.
    ordered = np.sort(waits)
    cumulated = np.concatenate([[0.0], np.cumsum(ordered)])
    from_s = np.maximum(edges, left_truncation_s)
    place = np.searchsorted(ordered, from_s, side="right")
    beyond = np.maximum((cumulated[-1] - cumulated[place]) - (ordered.size - place) * from_s, 0.0)
    exposure = np.maximum(beyond[:-1] - beyond[1:], 0.0)
    events = np.sort(waits[abandoned])
    below = np.searchsorted(events, edges, side="right")
    below[0] = np.searchsorted(events, edges[0], side="left")
    counts = np.diff(below)
    rate = np.divide(counts, exposure, out=np.zeros_like(exposure), where=exposure > 0)
    return Hazard(start, end, counts.astype(np.int64), exposure, rate)


def exponential_fit_test(
    waits_s: ArrayLike, is_abandoned: ArrayLike, *, left_truncation_s: float = 0.0, bins: int = 10
) -> ExponentialTest:
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
    waits, abandoned = _observed(waits_s, is_abandoned, left_truncation_s)
    events = np.sort(waits[abandoned])
    count = min(bins, events.size // 5)
    if count < 2:
        return ExponentialTest(0.0, 0, 1.0, False)
    inner = np.unique(np.quantile(events, np.arange(1, count) / count))
    edges = np.unique(np.concatenate([[left_truncation_s], inner, [waits.max()]]))
    table = hazard_by_bin(waits, abandoned, edges_s=edges, left_truncation_s=left_truncation_s)
    used = table.exposure_s > 0
    observed, exposure = table.abandons[used], table.exposure_s[used]
    if observed.size < 2:
        return ExponentialTest(0.0, 0, 1.0, False)
    expected = exposure * observed.sum() / exposure.sum()
    terms = observed * np.log(np.where(observed > 0, observed / expected, 1.0))
    statistic = max(2.0 * float(terms.sum()), 0.0)
    degrees = observed.size - 1
    return ExponentialTest(statistic, degrees, float(chi2.sf(statistic, degrees)), True)


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
    waits, abandoned = _observed(waits_s, is_abandoned, left_truncation_s)
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


def pool_patience(
    abandons: ArrayLike, exposure_s: ArrayLike, *, min_abandons: int = MIN_ABANDONS, level: float = LEVEL
) -> PooledPatience:
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
    _checked_level(level)
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
    own = np.exp(norm.ppf(0.5 + 0.5 * level) / np.sqrt(np.maximum(counts, 1.0)))
    mean = seconds / shapes
    low = np.where(pooled, seconds / gamma.ppf(0.5 + 0.5 * level, shapes), mean / own)
    high = np.where(pooled, seconds / gamma.ppf(0.5 - 0.5 * level, shapes), mean * own)
    return PooledPatience(mean, low, high, pooled, np.where(pooled, exposure / seconds, 1.0))
