"""Quantiles of a forecast from how wrong the same forecast was before.

Belongs here: scale and shape of past errors, and the quantiles they give. Not here: the forecasts themselves.
"""

from typing import NamedTuple

import numpy as np
from scipy import optimize
from scipy.special import ndtri

from assets.methods.forecasting_panel import Floats

ROOT_SHIFT = 0.375
RECENT_DAYS = 120.0
WIDENING = 0.12
# Only after this many independent horizons do the errors' own lean and shape count as much as a symmetric distribution.
HALF_TRUSTED_HORIZONS = 20.0
# Volumes that never varied have no error to scale; bounded parts keep their scale above 0.
LOG_REACH = 12.0
FEWEST_ERRORS = 60
FEWEST_ORIGINS = 4
ASSUMED_NOISE = 1.3
ASSUMED_SPREAD = 0.15


class Calibration(NamedTuple):
    """Error scale on the root scale, `noise + volume * (spread + growth * weeks_ahead)`, and standardised error quantiles."""

    noise: float
    spread: float
    growth: float
    levels: Floats
    errors: Floats


def root(volume: Floats) -> Floats:
    """Twice the square root: a Poisson count's error then has variance near 1 whatever its mean (Anscombe)."""
    return np.asarray(2.0 * np.sqrt(np.maximum(volume, 0.0) + ROOT_SHIFT))


def calibrate(actual: Floats, forecast: Floats, weeks_ahead: Floats, origin: Floats, *, independent: float) -> Calibration:
    """Learn the error distribution from a backtest.

    Errors are taken on the square-root scale. Their variance is a constant (counting noise) plus a share of the
    volume (a day's level missed), which grows with the horizon; least absolute deviation keeps one wild day from
    setting it. What is left after scaling gives the quantiles; recent origins count more. They are widened, because
    the forecast was chosen on these very errors.

    Errors of overlapping origins share one level error: `independent` is how many horizons fit between the first and
    the last origin. A few of them that all erred to one side say little about the next, so the quantiles lie between
    those of the errors as they were and those of errors that take either sign, nearer to the former the more
    horizons there were.
    """
    levels = np.linspace(0.005, 0.995, 199)
    normal = np.asarray(ndtri(levels))
    origins = len(np.unique(origin))
    if len(actual) < FEWEST_ERRORS or origins < FEWEST_ORIGINS:
        return Calibration(ASSUMED_NOISE, ASSUMED_SPREAD**2, ASSUMED_SPREAD**2 / 4, levels, normal)
    error = root(actual) - root(forecast)
    size = np.abs(error)
    start = np.array([1.0, 0.02, 0.002])

    def loss(log_parts: Floats) -> float:
        parts = np.exp(np.clip(log_parts, -LOG_REACH, LOG_REACH))
        scale = np.sqrt(parts[0] + forecast * (parts[1] + parts[2] * weeks_ahead))
        return float(np.mean(size / scale + np.log(scale)))

    fitted = optimize.minimize(loss, np.log(start), method="Nelder-Mead", options={"maxiter": 150, "xatol": 0.02, "fatol": 1e-4})
    noise, spread, growth = (float(part) for part in np.exp(np.clip(fitted.x, -LOG_REACH, LOG_REACH)))
    standard = error / np.sqrt(noise + forecast * (spread + growth * weeks_ahead))
    weights = 0.5 ** ((origin.max() - origin) / RECENT_DAYS)
    either_sign = np.sign(levels - 0.5) * weighted_quantiles(np.abs(standard), weights, np.abs(2.0 * levels - 1.0))
    trust = independent / (independent + HALF_TRUSTED_HORIZONS)
    errors = trust * weighted_quantiles(standard, weights, levels) + (1.0 - trust) * either_sign
    return Calibration(noise, spread, growth, levels, errors * (1.0 + WIDENING))


def weighted_quantiles(values: Floats, weights: Floats, levels: Floats) -> Floats:
    """Quantiles of `values` when each counts with its weight.

    Examples
    --------
    >>> weighted_quantiles(np.array([1.0, 2.0, 3.0]), np.ones(3), np.array([0.5]))
    array([2.])
    """
    order = np.argsort(values)
    sorted_weights = weights[order]
    position = (np.cumsum(sorted_weights) - 0.5 * sorted_weights) / sorted_weights.sum()
    return np.asarray(np.interp(levels, position, values[order]))


def quantiles_of(forecast: Floats, weeks_ahead: Floats, *, levels: tuple[float, ...], calibration: Calibration) -> Floats:
    """A row an interval, a column a level; never below 0, rising with the level."""
    error = np.interp(levels, calibration.levels, calibration.errors)
    scale = np.sqrt(calibration.noise + forecast * (calibration.spread + calibration.growth * weeks_ahead))
    rooted = np.maximum(root(forecast)[:, None] + scale[:, None] * error[None, :], 0.0)
    return np.asarray(np.maximum((rooted / 2.0) ** 2 - ROOT_SHIFT, 0.0))
