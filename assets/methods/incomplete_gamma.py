"""Scaled incomplete gamma functions: the two integrals behind every Erlang formula.

Belongs here: `upper` and `lower`, accurate to a few units in the last place wherever the queueing formulas go. Not here: queues.

    upper(n, a) = integral over t > 0 of exp(-a t) (1 + t)^(n - 1)    = Gamma(n, a) e^a a^-n
    lower(p, x) = integral over 0 < t < 1 of exp(x t) (1 - t)^(p - 1) = gamma(p, x) e^x x^-p

`scipy.special.gammainc` multiplies these by a factor that under- or overflows and that loses digits for parameters of a million and
more, which a patient caller in a large queue reaches; so both are evaluated directly, in the scaled form in which they are used.

References
----------
N. M. Temme (1979), The asymptotic expansion of the incomplete gamma functions, SIAM J. Math. Anal. 10, 757-766.
NIST Digital Library of Mathematical Functions, 8.12 (uniform expansion), 8.7 (series), 5.11 (Stirling).
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import numpy as np
from scipy.special import erfc, erfcx, gammaln

from assets.methods.erlang_inputs import Flags, Floats

# From this parameter on nine terms of the uniform expansion reach double precision for |eta| up to ETA_LIMIT.
LARGE_PARAMETER = 40.0
ETA_LIMIT = 0.95
TERMS = (34, 27, 24, 20, 17, 14, 11, 8, 6)
# Agents near the load, the usual case, need half as many coefficients: what is left out is below 2e-17.
ETA_NEAR = 0.3
TERMS_NEAR = (15, 13, 11, 9, 9, 7, 6, 4, 2)
# exp(-45) is far below the spacing of doubles next to 1.
NEGLIGIBLE_EXPONENT = 45.0
# Rows this short keep every temporary in the processor's cache.
BLOCK = 8192

Kernel = Callable[[Floats, Floats, Floats], Floats]


@lru_cache(maxsize=1)
def _expansion() -> tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]:
    """Taylor coefficients of the c_k(eta) of DLMF 8.12.10 and the Stirling coefficients g_k, from exact fractions."""
    order = max(count + 2 * k for k, count in enumerate(TERMS)) + 2
    # mu(eta) solves mu - log(1 + mu) = eta^2 / 2, hence mu mu' = eta (1 + mu).
    mu = [Fraction(0), Fraction(1)]
    for n in range(2, order + 2):
        products = sum((mu[i] * (n + 1 - i) * mu[n + 1 - i] for i in range(2, n)), Fraction(0))
        mu.append((mu[n - 1] - products) / (n + 1))
    # 1/mu = (1/eta) * sum inverse[n] eta^n
    inverse = [Fraction(1)]
    for n in range(1, order + 1):
        inverse.append(-sum((mu[i + 1] * inverse[n - i] for i in range(1, n + 1)), Fraction(0)))
    one_over_mu = inverse[1:]
    row = list(one_over_mu)
    rows, stirling = [row], [Fraction(1)]
    for _ in range(1, len(TERMS)):
        # The pole at eta = 0 cancels, which fixes the Stirling coefficient.
        g = -row[1]
        stirling.append(g if len(stirling) % 2 == 0 else -g)
        row = [(n + 2) * row[n + 2] + g * one_over_mu[n] for n in range(len(row) - 2)]
        rows.append(row)
    kept = tuple(tuple(float(value) for value in row[:count]) for row, count in zip(rows, TERMS, strict=True))
    return kept, tuple(float(value) for value in stirling)


def log1p_less_x(x: Floats) -> Floats:
    """log(1 + x) - x without the cancellation near zero."""
    y = x / (2.0 + x)
    z = y * y
    series = np.full_like(x, 2.0 / 25.0)
    for odd in range(23, 1, -2):
        series = series * z + 2.0 / odd
    near = y * (z * series - x)
    with np.errstate(divide="ignore"):
        return np.where(np.abs(x) < 0.4, near, np.log1p(x) - x)


def exp_less_line(z: Floats) -> Floats:
    """exp(-z) - 1 + z without the cancellation near zero; at least 0 everywhere."""
    series = np.full_like(z, 1.0)
    for n in range(17, 2, -1):
        series = 1.0 - series * z / n
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(np.abs(z) < 0.7, 0.5 * z * z * series, np.expm1(-z) + z)


def _stirling_factor(p: Floats) -> Floats:
    """Gamma(p) e^p p^-p sqrt(p / 2 pi), for p of LARGE_PARAMETER and more."""
    out = np.zeros_like(p)
    for g in reversed(_expansion()[1]):
        out = out / p + g
    return out


def _whole(p: Floats) -> Floats:
    """Gamma(p) e^p p^-p: both integrals together, scaled by their peak."""
    large = p >= LARGE_PARAMETER
    safe = np.where(large, 1.0, p)
    small_p = np.exp(gammaln(safe) + safe - safe * np.log(safe))
    safe = np.where(large, p, LARGE_PARAMETER)
    return np.where(large, np.sqrt(2.0 * np.pi / safe) * _stirling_factor(safe), small_p)


def _sum_of_terms(p: Floats, eta: Floats, counts: tuple[int, ...]) -> Floats:
    """The sum of c_k(eta) / p^k, with this many Taylor coefficients of each c_k."""
    out = np.zeros_like(p)
    for row, count in zip(reversed(_expansion()[0]), reversed(counts), strict=True):
        c = np.full_like(eta, row[count - 1])
        for value in row[count - 2 :: -1]:
            c *= eta
            c += value
        out /= p
        out += c
    return out


def _uniform(p: Floats, eta: Floats, sign: float) -> Floats:
    """Temme's expansion of `upper` (sign 1) and of `lower` less its peak (sign -1)."""
    near = np.abs(eta) <= ETA_NEAR
    if near.all():
        tail = _sum_of_terms(p, eta, TERMS_NEAR)
    else:
        tail = np.empty_like(p)
        tail[near] = _sum_of_terms(p[near], eta[near], TERMS_NEAR)
        tail[~near] = _sum_of_terms(p[~near], eta[~near], TERMS)
    y = eta * np.sqrt(0.5 * p)
    root = np.sqrt(0.5 * np.pi / p)
    factor = _stirling_factor(p)
    if sign > 0:
        with np.errstate(over="ignore"):
            return factor * (root * erfcx(y) + tail / p)
    # Above the peak the whole is divided by exp(y^2), so that nothing overflows.
    scaled = np.where(y > 0, erfc(-np.maximum(y, 0)), erfcx(-np.minimum(y, 0)))
    return factor * (root * scaled - np.exp(-np.square(np.maximum(y, 0))) * tail / p)


def _put(out: Floats, where: Flags, values: Floats) -> None:
    if values.size == out.size:
        out[:] = values
    else:
        out[where] = values


def _blockwise(first: Floats, second: Floats, mu: Floats, block: Kernel) -> Floats:
    if first.size <= BLOCK:
        return block(first, second, mu)
    out = np.empty_like(first)
    for start in range(0, first.size, BLOCK):
        part = slice(start, start + BLOCK)
        out[part] = block(first[part], second[part], mu[part])
    return out


def _upper_by_recursion(n: Floats, a: Floats) -> Floats:
    by_size = np.argsort(n, kind="stable")
    sizes, load = n[by_size], a[by_size]
    inverse = np.ones_like(load)
    # Sorted by size, the rows that still need step i are a tail of the block.
    starts = np.searchsorted(sizes, np.arange(int(sizes[-1]) + 1), side="right")
    with np.errstate(over="ignore"):
        for i in range(1, int(sizes[-1])):
            active = inverse[starts[i] :]
            active *= i
            active /= load[starts[i] :]
            active += 1.0
        inverse /= load
    out = np.empty_like(inverse)
    out[by_size] = inverse
    return out


def _upper_by_series(n: Floats, a: Floats) -> Floats:
    # Successive terms shrink by more than half: the load is more than twice the parameter here.
    term, total = np.ones_like(n), np.ones_like(n)
    for i in range(1, 61):
        term = term * np.maximum(n - i, 0.0) / a
        total += term
    return np.asarray(total / a)


def _upper_block(n: Floats, a: Floats, mu: Floats) -> Floats:
    out = np.empty_like(n)
    gap = -2.0 * log1p_less_x(mu)
    eta = np.copysign(np.sqrt(gap), mu)
    large = n >= LARGE_PARAMETER
    middle = large & (np.abs(eta) <= ETA_LIMIT)
    if middle.any():
        _put(out, middle, _uniform(n[middle], eta[middle], 1.0))
        if middle.all():
            return out
    far_below = large & (eta < -ETA_LIMIT) & (0.5 * n * gap > NEGLIGIBLE_EXPONENT)
    if far_below.any():
        p = n[far_below]
        with np.errstate(over="ignore"):
            out[far_below] = _whole(p) * np.exp(0.5 * p * gap[far_below])
    far_above = large & (eta > ETA_LIMIT)
    if far_above.any():
        out[far_above] = _upper_by_series(n[far_above], a[far_above])
    rest = ~(middle | far_below | far_above)
    if rest.any():
        _put(out, rest, _upper_by_recursion(n[rest], a[rest]))
    return out


def _lower_by_series(p: Floats, x: Floats) -> Floats:
    out = np.empty_like(p)
    rows = np.arange(p.size)
    term = 1.0 / p
    total = term.copy()
    divisor = np.empty_like(p)
    m = 0
    while rows.size:
        for _ in range(16):
            m += 1
            np.add(p, m, out=divisor)
            term *= x
            term /= divisor
            total += term
        # The next ratio bounds all later ones, so what is left out is below a geometric series.
        left = term * x > 2e-18 * total * np.maximum(divisor - x, 0.0)
        if not left.all():
            out[rows[~left]] = total[~left]
            rows, p, x, term, total, divisor = rows[left], p[left], x[left], term[left], total[left], divisor[left]
    return out


def _lower_block(p: Floats, x: Floats, mu: Floats) -> Floats:
    out = np.empty_like(p)
    gap = -2.0 * log1p_less_x(mu)
    exponent = 0.5 * p * gap
    above = mu > 0
    peaked = above & (exponent > NEGLIGIBLE_EXPONENT)
    if peaked.any():
        _put(out, peaked, _whole(p[peaked]))
    eta = np.copysign(np.sqrt(gap), mu)
    middle = ~peaked & (p >= LARGE_PARAMETER) & (np.abs(eta) <= ETA_LIMIT)
    if middle.any():
        _put(out, middle, _uniform(p[middle], eta[middle], -1.0))
    series = ~peaked & ~middle
    if series.any():
        total = _lower_by_series(p[series], x[series])
        _put(out, series, total * np.exp(np.where(above[series], -exponent[series], 0.0)))
    return out


def upper(n: Floats, a: Floats) -> Floats:
    """Gamma(n, a) e^a a^-n for whole n of 1 and more and a above 0; inf where it is beyond the largest double.

    Examples
    --------
    >>> float(upper(np.array([1.0]), np.array([4.0]))[0])
    0.25
    """
    return _blockwise(n, a, (a - n) / n, _upper_block)


def lower(p: Floats, x: Floats, mu: Floats) -> Floats:
    """gamma(p, x) e^x x^-p, divided by exp(p (mu - log(1 + mu))) where mu is positive.

    `mu` is x/p - 1: the caller knows it to more digits than the quotient gives.

    Examples
    --------
    >>> round(float(lower(np.array([1.0]), np.array([1.0]), np.array([0.0]))[0]), 12)   # e - 1
    1.718281828459
    """
    return _blockwise(p, x, mu, _lower_block)
