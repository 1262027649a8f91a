"""Linear regression with autocorrelated daily errors whose memory is not known.

Here: the covariance of a daily series with gaps, the fit over a grid of error shapes, and intervals that carry the
uncertainty of the shape. Not here: which columns a season or a change needs (`seasonality`, `change`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpttrf, dpttrs
from scipy.special import gammaln, stdtr, stdtrit

Floats = NDArray[np.float64]
# Correlation rho of the persistent part, white share of the variance, log prior.
Shape = tuple[float, float, float]

# What remembers longer than about a fortnight is a level, not noise: levels are the regression's business.
RHO_GRID = (0.0, 0.12, 0.24, 0.36, 0.48, 0.6, 0.7, 0.78, 0.85)
WHITE_GRID = (0.03, 0.2, 0.45, 0.7)
# Pure AR(1) is the commonest shape; a large white part is what small counts add on top of it.
WHITE_PRIOR = (0.4, 0.25, 0.2, 0.15)
# Shapes this many log units below the best one carry no weight that could be seen in an interval.
PRUNE_LOG_UNITS = 6.0
# A middling shape tells which alternatives are ahead; their residuals tell which shapes are plausible.
PILOT: Shape = (0.48, 0.2, 0.0)
PILOT_ALTERNATIVES = 2
MAX_SHAPES = 16
# Alternatives are weighed at the likeliest shape first; other shapes change their odds, but not by this much.
PRUNE_ALTERNATIVES = 10.0
# A coefficient held this close to zero, in daily standard deviations, is zero.
STILL_SD = 0.05
THREAD_FREE_PRODUCTS = 200_000
# A quantile is found when a step moves it by less than this many standard errors.
CLOSE, MAX_STEPS = 1e-9, 60
# A border this heavy makes a matrix positive definite whatever stands beside it.
HEAVY = 1e200


@dataclass(frozen=True)
class Contrasts:
    """Posterior of m contrasts as a mixture of J Student t distributions.

    Attributes
    ----------
    weight : (J,) mixture weights, sum 1.
    centre, spread : (J, m) location and scale of each component.
    df : degrees of freedom of every component.
    rho, white : posterior mean of the lag-1 correlation of the persistent part and of the white share of the variance.
    sigma : residual standard deviation of one day, in the units of y.
    """

    weight: Floats
    centre: Floats
    spread: Floats
    df: float
    rho: float
    white: float
    sigma: float

    def mean(self) -> Floats:
        """Estimate of each contrast, (m,)."""
        return np.asarray(self.weight @ self.centre)

    def standard_error(self) -> Floats:
        """Standard deviation of each contrast, (m,), shape uncertainty included."""
        second = self.weight @ (self.spread**2 * self.df / max(self.df - 2.0, 1.0) + self.centre**2)
        return np.asarray(np.sqrt(np.maximum(second - self.mean() ** 2, 0.0)))

    def cdf(self, at: Floats) -> Floats:
        """Probability that each contrast lies below `at`, (m,)."""
        return np.asarray(self.weight @ stdtr(self.df, (at[None, :] - self.centre) / self.spread))

    def quantile(self, probability: float) -> Floats:
        """Quantile of each contrast, (m,), by Newton's steps on the mixture, held between bounds that close in."""
        mean, spread = self.mean(), self.standard_error()
        low, high = mean - 9.0 * spread, mean + 9.0 * spread
        at = np.clip(mean + spread * stdtrit(self.df, probability), low, high)
        for _ in range(MAX_STEPS):
            off = self.cdf(at) - probability
            low, high = np.where(off < 0, at, low), np.where(off < 0, high, at)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = at - off / self._density(at)
            then = np.where((step > low) & (step < high), step, 0.5 * (low + high))
            is_close, at = bool((np.abs(then - at) <= CLOSE * spread).all()), then
            if is_close:
                break
        return np.asarray(at)

    def _density(self, at: Floats) -> Floats:
        z = (at[None, :] - self.centre) / self.spread
        height = np.exp(gammaln((self.df + 1) / 2) - gammaln(self.df / 2)) / np.sqrt(np.pi * self.df)
        return np.asarray(height * (self.weight @ ((1 + z * z / self.df) ** (-(self.df + 1) / 2) / self.spread)))

    def p_value(self) -> Floats:
        """Two-sided p of each contrast being zero, (m,)."""
        z = self.centre / self.spread
        # Each tail by itself: one less the other loses what is small.
        tails = self.weight @ stdtr(self.df, -z), self.weight @ stdtr(self.df, z)
        return np.asarray(np.minimum(1.0, 2.0 * np.minimum(*tails)))


def fit(
    y: Floats,
    x: Floats,
    *,
    observed: NDArray[np.bool_],
    white_shape: Floats,
    prior_sd: Floats,
    prior_weight: Floats,
    contrasts: Floats,
) -> Contrasts:
    """Contrasts of a regression whose errors are AR(1) plus white noise of unknown proportions.

    The error of day t is ``sigma * (sqrt(1 - w) * a_t + sqrt(w * h_t) * e_t)`` with ``a`` a stationary AR(1) of
    correlation rho and ``e`` white. Every (rho, w) of a grid is fitted by generalised least squares; the fits are
    weighted by their restricted likelihood, so the interval also covers not knowing the memory of the series. That is
    what keeps its promise where one plugged-in rho is biased towards 0. Missing days cost nothing: the precision
    matrix of the AR(1) part is tridiagonal and the observations enter its diagonal.

    Parameters
    ----------
    y : (T,) one value a calendar day; ignored where not observed.
    x : (T, k) columns; the contrast columns and the first one should be unpenalised.
    observed : (T,) days that count.
    white_shape : (T,) relative variance h_t of the white part, mean about 1 (for example mean(n) / n_t).
    prior_sd : (C, k) standard deviation, in units of sigma, of a normal prior on each coefficient, inf for none. Each
        of the C rows is one alternative, for example "levels do not wander" and "levels wander".
    prior_weight : (C,) prior weight of the alternatives.
    contrasts : (m, k).

    References
    ----------
    Patterson, H. D.; Thompson, R. (1971). Recovery of inter-block information when block sizes are unequal.
    Biometrika 58, 545-554. Harville, D. A. (1974). Bayesian inference for variance components using only error
    contrasts. Biometrika 61, 383-385. Rue, H.; Held, L. (2005). Gaussian Markov Random Fields, chapter 2.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = np.column_stack([np.ones(200), np.arange(200) >= 100]).astype(float)
    >>> y = x @ np.array([1.0, 0.5]) + rng.normal(0, 0.1, 200)
    >>> found = fit(y, x, observed=np.ones(200, bool), white_shape=np.ones(200), prior_sd=np.full((1, 2), np.inf),
    ...             prior_weight=np.ones(1), contrasts=np.array([[0.0, 1.0]]))
    >>> bool(found.quantile(0.025)[0] < 0.5 < found.quantile(0.975)[0])
    True
    """
    start, stop = _span(observed)
    y, x, observed, white_shape = y[start:stop], x[start:stop], observed[start:stop], white_shape[start:stop]
    rows = np.flatnonzero(observed)
    both = np.zeros((len(y), x.shape[1] + 1), order="F")
    both[rows, :-1], both[rows, -1] = x[rows], y[rows]
    # A t of fewer than 3 degrees has no spread to speak of; such a fit is never asked for a verdict.
    df = float(max(len(rows) - int(np.isinf(prior_sd[0]).sum()), 3))

    def solved(columns: Floats, shapes: list[Shape], *, among: NDArray[np.bool_], moves: NDArray[np.bool_]) -> _Solved:
        grams, log_dets = zip(*(_gram(columns, observed=observed, white_shape=white_shape, shape=shape) for shape in shapes), strict=True)
        prior = np.array([shape[2] for shape in shapes])
        log_weight = (prior - 0.5 * np.array(log_dets))[:, None] + np.log(prior_weight[among])
        return _solved(np.array(grams), log_weight, prior_sd=prior_sd[among][:, moves], contrasts=contrasts[:, moves], df=df)

    every, all_move = np.ones(len(prior_weight), dtype=bool), np.ones(x.shape[1], dtype=bool)
    pilot = solved(both, [PILOT], among=every, moves=all_move)
    ahead = np.argsort(-pilot.log_posterior[0])[:PILOT_ALTERNATIVES]
    residual = _residual(both, gram=_gram(both, observed=observed, white_shape=white_shape, shape=PILOT)[0], prior_sd=prior_sd[ahead])
    shapes = _plausible_shapes(residual, observed=observed, white_shape=white_shape, df=df)
    odds = solved(both, shapes[:1], among=every, moves=all_move).log_posterior[0]
    likely = odds > odds.max() - PRUNE_ALTERNATIVES
    # What none of the likely alternatives lets move from zero need not be carried through every shape.
    moves = (prior_sd[likely].max(axis=0) > STILL_SD) | contrasts.any(axis=0)
    columns = np.asfortranarray(both[:, np.append(moves, True)])
    return _mixture(solved(columns, shapes, among=likely, moves=moves), shapes, df=df)


def cross(left: Floats, right: Floats) -> Floats:
    """``left' right`` of two tall matrices (T, k), (T, l), in slices.

    A slice stays below the size from which linear algebra libraries start threads: for matrices this small the threads
    cost more than the work, and hundred times more where several processes share the cores.
    """
    rows = max(16, THREAD_FREE_PRODUCTS // (left.shape[1] * right.shape[1]))
    total = np.zeros((left.shape[1], right.shape[1]))
    for start in range(0, len(left), rows):
        total += left[start : start + rows].T @ right[start : start + rows]
    return total


def _span(observed: NDArray[np.bool_]) -> tuple[int, int]:
    rows = np.flatnonzero(observed)
    return int(rows[0]), int(rows[-1]) + 1


def _factored(observed: NDArray[np.bool_], white_shape: Floats, shapes: list[Shape]) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights (S, T), the factors of every shape's tridiagonal precision one after the other (S * T), and log det V (S,)."""
    days = len(observed)
    rho, white = np.array([shape[:2] for shape in shapes])[:, :, None].transpose(1, 0, 2)
    weight = np.where(observed, 1.0 / (white * white_shape), 0.0)
    inner = 1.0 / ((1.0 - white) * (1.0 - rho * rho))
    diagonal = np.repeat((1.0 + rho * rho) * inner, days, axis=1)
    diagonal[:, [0, -1]] = inner
    if days == 1:
        diagonal[:] = 1.0 / (1.0 - white)
    beside = np.repeat(-rho * inner, days, axis=1)
    # Shapes lie side by side in one matrix and do not touch.
    beside[:, -1] = 0.0
    d, e, _ = dpttrf((diagonal + weight).ravel(), beside.ravel()[:-1])
    log_det_prior = (-days * np.log1p(-white) - (days - 1) * np.log1p(-rho * rho))[:, 0]
    log_det = np.log(d).reshape(-1, days).sum(axis=1) - log_det_prior - np.log(weight[:, observed]).sum(axis=1)
    return weight, d, e, log_det


def _gram(both: Floats, *, observed: NDArray[np.bool_], white_shape: Floats, shape: Shape) -> tuple[Floats, float]:
    """``both' V^-1 both`` and log det V over the observed days, V of unit sigma."""
    weight, d, e, log_det = _factored(observed, white_shape, [shape])
    weighted = np.asfortranarray(both * weight[0][:, None])
    solved, _ = dpttrs(d, e, weighted)
    return cross(weighted, both - solved), float(log_det[0])


def _residual(both: Floats, *, gram: Floats, prior_sd: Floats) -> Floats:
    """What each alternative leaves of the last column, (T, A), zero where nothing was observed."""
    k = len(gram) - 1
    penalised = gram[:k, :k] + (1.0 / prior_sd**2)[:, :, None] * np.eye(k)
    fitted = np.linalg.solve(penalised, np.broadcast_to(gram[:k, k:], (len(prior_sd), k, 1)))[..., 0]
    return np.asfortranarray(both[:, k:] - both[:, :k] @ fitted.T)


def _plausible_shapes(residual: Floats, *, observed: NDArray[np.bool_], white_shape: Floats, df: float) -> list[Shape]:
    """The shapes of the grid that the residuals (T, A) of likely alternatives do not rule out, likeliest first."""
    shapes = [(rho, white, float(np.log(prior))) for rho in RHO_GRID for white, prior in zip(WHITE_GRID, WHITE_PRIOR, strict=True)]
    weight, d, e, log_det = _factored(observed, white_shape, shapes)
    each = residual.T[:, None, :]
    weighted = each * weight
    solved, _ = dpttrs(d, e, weighted.reshape(len(each), -1).T)
    rss = (weighted * (each - solved.T.reshape(weighted.shape))).sum(axis=2).T
    prior = np.array([shape[2] for shape in shapes])
    score = (prior - 0.5 * log_det)[:, None] - 0.5 * df * np.log(np.maximum(rss, 1e-300))
    best = (score - score.max(axis=0)).max(axis=1)
    return [shapes[i] for i in np.argsort(-best, kind="stable")[:MAX_SHAPES] if best[i] > -PRUNE_LOG_UNITS]


@dataclass(frozen=True)
class _Solved:
    """Every shape (S) with every alternative (C): log posterior, residual squares (S, C), contrasts (S, C, m)."""

    log_posterior: Floats
    rss: Floats
    centre: Floats
    spread: Floats


def _solved(grams: Floats, log_weight: Floats, *, prior_sd: Floats, contrasts: Floats, df: float) -> _Solved:
    k = grams.shape[1] - 1
    precision = np.where(np.isinf(prior_sd), 0.0, 1.0 / prior_sd**2)
    # The Cholesky factor of a bordered matrix holds, below that of the matrix, the border solved by it.
    bordered = np.zeros((len(grams), len(prior_sd), k + 1 + len(contrasts), k + 1 + len(contrasts)))
    bordered[..., :k, :k] = grams[:, None, :k, :k]
    bordered[..., k, :k] = grams[:, None, k, :k]
    bordered[..., k + 1 :, :k] = contrasts
    diagonal = np.einsum("...ii->...i", bordered)
    diagonal[..., :k] += precision
    diagonal[..., k:] = HEAVY
    factor = np.linalg.cholesky(bordered)
    half = np.swapaxes(factor[..., k:, :k], -1, -2)
    rss = np.maximum(grams[:, None, k, k] - (half[..., 0] ** 2).sum(axis=-1), 1e-300)
    log_posterior = (
        log_weight
        - np.log(np.diagonal(factor, axis1=-2, axis2=-1)[..., :k]).sum(axis=-1)
        + 0.5 * np.log(np.where(precision > 0, precision, 1.0)).sum(axis=-1)
        - 0.5 * df * np.log(rss)
    )
    centre = (half[..., 0][..., None] * half[..., 1:]).sum(axis=-2)
    return _Solved(log_posterior, rss, centre, np.sqrt((half[..., 1:] ** 2).sum(axis=-2) * (rss / df)[..., None]))


def _mixture(found: _Solved, shapes: list[Shape], *, df: float) -> Contrasts:
    """Every shape with every alternative, weighted by its restricted likelihood."""
    weight = np.exp(found.log_posterior - found.log_posterior.max())
    weight /= weight.sum()
    rho, white, _ = weight.sum(axis=1) @ np.array(shapes)
    flat = weight.ravel()
    keep = flat > 1e-5
    m = found.centre.shape[-1]
    return Contrasts(
        weight=flat[keep] / flat[keep].sum(),
        centre=found.centre.reshape(-1, m)[keep],
        spread=found.spread.reshape(-1, m)[keep],
        df=df,
        rho=float(rho),
        white=float(white),
        sigma=float(np.sqrt((weight * found.rss).sum() / df)),
    )
