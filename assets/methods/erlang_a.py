"""Queues whose callers hang up (Erlang A, M/M/n+M): what a given number of agents delivers.

Belongs here: the state of such a queue in its steady state. Not here: the search for the number of agents, the fit of patience.

With rates in handle times (service rate 1, hang-up rate r = aht / patience), the wait a caller would need has the density
proportional to phi(t) = exp(a (1 - exp(-r t)) / r - n t). Its integral is an incomplete gamma function, and so is that of what is left
of it after a threshold, which makes every share of calls a ratio of such functions. Only conditional mean waits are summed numerically.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from assets.methods.erlang_inputs import Floats, above_zero, at_least_zero, flat, shaped, whole_agents
from assets.methods.incomplete_gamma import NEGLIGIBLE_EXPONENT, exp_less_line, log1p_less_x, lower, upper

# Below this hang-up rate (per handle time) p_abandon / r loses digits, and the mean wait is summed instead.
SLOW_HANG_UP = 1e-3
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
ROWS_A_BLOCK = 2048


class ErlangA(NamedTuple):
    """What a queue with impatient callers delivers; arrays of one shape, shares are of offered calls.

    `p_wait` have to wait; `p_abandon` hang up; `mean_wait_s` is the mean wait of all callers, `mean_wait_served_s` of those answered;
    `occupancy` is the share of agents' time on calls; `served_within` and `abandoned_within` are answered, respectively have hung
    up, within the threshold.
    """

    p_wait: Floats
    p_abandon: Floats
    mean_wait_s: Floats
    mean_wait_served_s: Floats
    occupancy: Floats
    served_within: Floats
    abandoned_within: Floats


class Queue(NamedTuple):
    """Rows with load and agents above zero: load a, agents n, hang-up rate r, and what all shares are made of.

    `integral` is that of phi divided by exp(peak), `peak` the largest exponent of phi (0 unless overloaded), `idle` the integral that
    stands for the states with an idle agent, on the same scale.
    """

    a: Floats
    n: Floats
    r: Floats
    integral: Floats
    peak: Floats
    idle: Floats

    @property
    def p_wait(self) -> Floats:
        """Share of callers who have to wait."""
        return self.integral / (self.idle + self.integral)

    @property
    def p_abandon(self) -> Floats:
        """Share of callers who hang up."""
        surplus = np.exp(-self.peak) + self.integral * (self.a - self.n)
        return np.clip(surplus / self.a / (self.idle + self.integral), 0.0, 1.0)


def _integral_of_phi(a: Floats, n: Floats, r: Floats) -> Floats:
    return lower(n / r, a / r, (a - n) / n) / r


def queue(a: Floats, n: Floats, r: Floats) -> Queue:
    """The rows' normalising integrals; everything must be above zero."""
    mu = (a - n) / n
    peak = np.where(mu > 0, -(n / r) * log1p_less_x(mu), 0.0)
    idle = upper(n, a)
    # An infinite integral of idle states stands for a probability below the smallest double; times exp(-0) it stays infinite.
    return Queue(a, n, r, _integral_of_phi(a, n, r), peak, idle * np.exp(-peak))


def still_there(rows: Queue, after: Floats, *, is_served: bool) -> Floats:
    """Share of callers whose needed wait exceeds `after` handle times; with `is_served`, only those with the patience for it."""
    a, n, r = rows.a, rows.n, rows.r
    slope = n + r if is_served else n
    with np.errstate(under="ignore"):
        load_left = a * np.exp(-r * after)
        # What remains after the threshold is again such a density, of a queue with the load that stays that long.
        left = np.zeros_like(a)
        has_load = load_left > 0
        left[has_load] = _integral_of_phi(load_left[has_load], slope[has_load], r[has_load])
    crossing = np.log(np.maximum(a / n, 1.0)) / r
    along = np.where(
        a > n,
        -(n / r) * exp_less_line(r * (after - crossing)),
        (a - n) * after - (a / r) * exp_less_line(r * after),
    )
    exponent = along - r * after if is_served else along
    # Before its peak the remainder is scaled by that peak: the difference of the two peaks, free of cancellation.
    moved = (n / r) * log1p_less_x(r / n) - np.log(a / (n + r)) if is_served else np.zeros_like(a)
    exponent = np.where(load_left > slope, moved, exponent)
    return rows.p_wait * np.exp(exponent) * left / rows.integral


def served(rows: Queue, within: Floats) -> Floats:
    """Share of calls answered within this many handle times."""
    return np.clip(1.0 - rows.p_abandon - still_there(rows, within, is_served=True), 0.0, 1.0)


def hung_up(rows: Queue, within: Floats, served_within: Floats) -> Floats:
    """Share of calls that hang up within this many handle times, of which `served_within` are answered by then."""
    waiting_still = still_there(rows, within, is_served=False) * np.exp(-rows.r * within)
    return np.clip(1.0 - served_within - waiting_still, 0.0, 1.0)


def _reach(n: Floats, r: Floats, slope: Floats) -> Floats:
    """How far from its peak a density with this initial slope and curvature n r falls by NEGLIGIBLE_EXPONENT, or a little further."""
    b = slope - 0.5 * NEGLIGIBLE_EXPONENT * r
    root = np.sqrt(b * b + 2.0 * NEGLIGIBLE_EXPONENT * n * r)
    return np.asarray(2.0 * NEGLIGIBLE_EXPONENT / np.where(b > 0, b + root, 1.0) * (b > 0) + (root - b) / (n * r) * (b <= 0))


def _means(a: Floats, n: Floats, r: Floats) -> tuple[Floats, Floats]:
    """Means of t and of (1 - exp(-r t)) / r under phi, by Gauss-Legendre on both sides of the peak."""
    peak = np.log(np.maximum(a / n, 1.0)) / r
    right = _reach(n, r, np.maximum(n - a, 0.0))
    left = np.minimum(peak, np.sqrt(2.0 * NEGLIGIBLE_EXPONENT / (n * r)))
    mass, first, discounted = np.zeros_like(a), np.zeros_like(a), np.zeros_like(a)
    below = np.maximum(n - a, 0.0)
    scale = np.where(a > n, n / r, a / r)
    for node, weight in zip(0.5 * (NODES + 1.0), 0.5 * WEIGHTS, strict=True):
        for width in (right, -left):
            step = node * width
            t = peak + step
            density = weight * np.abs(width) * np.exp(-below * step - scale * exp_less_line(r * step))
            mass += density
            first += density * t
            discounted += density * -np.expm1(-r * t)
    return first / mass, discounted / (r * mass)


def mean_waits(rows: Queue) -> tuple[Floats, Floats]:
    """Mean waits in handle times: over all callers, and over the answered ones."""
    a, n, r = rows.a, rows.n, rows.r
    p_wait, p_abandon = rows.p_wait, rows.p_abandon
    wait = p_abandon / r
    served_after_waiting = np.empty_like(a)
    for start in range(0, a.size, ROWS_A_BLOCK):
        part = slice(start, start + ROWS_A_BLOCK)
        # A caller answered after a wait of t had the patience for it: the density is phi(t) exp(-r t).
        served_after_waiting[part] = _means(a[part], n[part] + r[part], r[part])[0]
        slow = np.flatnonzero(r[part] < SLOW_HANG_UP) + start
        if slow.size:
            wait[slow] = p_wait[slow] * _means(a[slow], n[slow], r[slow])[1]
    share = np.clip((p_wait - p_abandon) / np.where(p_abandon < 1.0, 1.0 - p_abandon, 1.0), 0.0, 1.0)
    return wait, share * served_after_waiting


def erlang_a(load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike, patience_s: ArrayLike, threshold_s: ArrayLike) -> ErlangA:
    """What a number of agents delivers when callers hang up after an exponential patience (Erlang A, M/M/n+M).

    Parameters
    ----------
    load : array_like
        Offered load in erlangs, 0 and more; may exceed `agents`.
    agents : array_like of whole numbers
        Agents present, 0 and more.
    aht_s : array_like
        Mean handle time in seconds, above 0.
    patience_s : array_like
        Mean patience in seconds, above 0: how long callers would wait on average if never answered.
    threshold_s : array_like
        Seconds within which an answer counts as in time, 0 and more.

    Returns
    -------
    ErlangA
        Named tuple of arrays in the common broadcast shape, numpy scalars when all arguments are plain numbers: `p_wait`, `p_abandon`,
        `mean_wait_s`, `mean_wait_served_s`, `occupancy`, `served_within`, `abandoned_within`; shares are of offered calls. When nobody
        calls, nobody waits and `served_within` is 1. Without agents every caller hangs up, and `mean_wait_served_s` is inf: no answer
        ever comes. Never NaN.

    Raises
    ------
    ValueError
        When an argument is out of its range, not finite or not a number; the message names it.

    Notes
    -----
    Relative error of `p_wait` below 1e-12, absolute error of shares below 1e-9, for loads to 20,000 erlangs and hang-up rates of 1e-6
    to 20 per handle time, with agents below, at and above the load.

    References
    ----------
    C. Palm (1957), Research on telephone traffic carried by full availability groups, Tele 1, 1-107.
    O. Garnett, A. Mandelbaum, M. Reiman (2002), Designing a call center with impatient customers, M&SOM 4, 208-227.
    A. Mandelbaum, S. Zeltyn (2007), Service engineering in action: the Palm/Erlang-A queue, in Advances in Services Innovations.

    Examples
    --------
    >>> queue = erlang_a(10.0, [9, 12], aht_s=180, patience_s=300, threshold_s=20)
    >>> queue.served_within.round(5).tolist(), queue.p_abandon.round(5).tolist()
    ([0.36625, 0.77228], [0.16326, 0.04271])
    >>> queue.mean_wait_s.round(2).tolist()
    [48.98, 12.81]
    """
    shape, (a, n, aht, patience, threshold) = flat(
        at_least_zero("load", load),
        whole_agents("agents", agents),
        above_zero("aht_s", aht_s),
        above_zero("patience_s", patience_s),
        at_least_zero("threshold_s", threshold_s),
    )
    none = np.zeros_like(a)
    called = a > 0
    unstaffed = called & (n == 0)
    result = ErlangA(
        p_wait=np.where(unstaffed, 1.0, 0.0),
        p_abandon=np.where(unstaffed, 1.0, 0.0),
        mean_wait_s=np.where(unstaffed, patience, 0.0),
        mean_wait_served_s=np.where(unstaffed, np.inf, 0.0),
        occupancy=none,
        served_within=np.where(called, 0.0, 1.0),
        abandoned_within=np.where(unstaffed, -np.expm1(-threshold / patience), 0.0),
    )
    busy = called & (n > 0)
    if busy.any():
        aht, within = aht[busy], threshold[busy] / aht[busy]
        rows = queue(a[busy], n[busy], aht / patience[busy])
        in_time = served(rows, within)
        wait, wait_served = mean_waits(rows)
        result.p_wait[busy] = rows.p_wait
        result.p_abandon[busy] = rows.p_abandon
        result.mean_wait_s[busy] = wait * aht
        result.mean_wait_served_s[busy] = wait_served * aht
        result.occupancy[busy] = np.minimum(rows.a * (1.0 - rows.p_abandon) / rows.n, 1.0)
        result.served_within[busy] = in_time
        result.abandoned_within[busy] = hung_up(rows, within, in_time)
    return ErlangA(*(shaped(values, shape) for values in result))
