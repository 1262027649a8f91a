"""Queues whose callers never hang up (Erlang C) and trunks that refuse whom they cannot seat (Erlang B).

Belongs here: the closed formulas for a given number of agents. Not here: the search for that number, callers who give up.
"""

import numpy as np
from numpy.typing import ArrayLike

from assets.methods.erlang_inputs import Floats, above_zero, at_least_zero, flat, shaped, whole_agents
from assets.methods.incomplete_gamma import upper


def erlang_b(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Share of calls refused by a group of trunks without a queue.

    Parameters
    ----------
    load : array_like
        Offered load in erlangs: calls per second times the mean holding time in seconds; 0 and more.
    agents : array_like of whole numbers
        Trunks (or agents); 0 and more. Broadcast against `load`.

    Returns
    -------
    numpy.ndarray
        Blocking probability, 0 to 1, in the broadcast shape; a numpy scalar when both arguments are plain numbers.
        Without trunks every call is refused: 1.

    Raises
    ------
    ValueError
        When an argument is negative, not finite or not a number, or `agents` is not whole.

    Notes
    -----
    The inverse is an incomplete gamma function, 1/B(n, a) = a * integral of exp(-a t) (1 + t)^n, so the cost does not grow with the
    number of trunks. Relative error below 1e-12.

    References
    ----------
    D. L. Jagerman (1974), Some properties of the Erlang loss function, Bell System Technical Journal 53, 525-551.

    Examples
    --------
    >>> float(erlang_b(2.0, 2).round(12))
    0.4
    >>> erlang_b([0.0, 2.0], [[1], [2]]).round(6).tolist()
    [[0.0, 0.666667], [0.0, 0.4]]
    """
    shape, (a, n) = flat(at_least_zero("load", load), whole_agents("agents", agents))
    out = np.where(n == 0, 1.0, 0.0)
    busy = (n > 0) & (a > 0)
    if busy.any():
        with np.errstate(over="ignore"):
            out[busy] = 1.0 / (a[busy] * upper(n[busy] + 1.0, a[busy]))
    return shaped(np.minimum(out, 1.0), shape)


def waiting(a: Floats, n: Floats) -> Floats:
    """Erlang C on checked rows: 1/C = 1 + (n - a) * upper(n, a)."""
    stable = (a > 0) & (n > a)
    # Beyond the largest double the inverse is infinite and nobody waits.
    with np.errstate(over="ignore"):
        if stable.all():
            return np.asarray(1.0 / (1.0 + (n - a) * upper(n, a)))
        out = np.where(a > 0, 1.0, 0.0)
        x, c = a[stable], n[stable]
        out[stable] = 1.0 / (1.0 + (c - x) * upper(c, x))
    return out


def in_time(a: Floats, n: Floats, thresholds: Floats) -> Floats:
    """Erlang C service level on checked rows; `thresholds` are in handle times."""
    late = waiting(a, n) * np.exp(-np.maximum(n - a, 0.0) * thresholds)
    return np.where((n > a) | (a == 0), 1.0 - late, 0.0)


def mean_wait(a: Floats, n: Floats) -> Floats:
    """Erlang C mean wait on checked rows, in handle times; inf when overloaded."""
    spare = n - a
    wait = waiting(a, n) / np.where(spare > 0, spare, 1.0)
    return np.where((spare > 0) | (a == 0), wait, np.inf)


def erlang_c(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Probability that a call has to wait when nobody hangs up.

    Parameters
    ----------
    load : array_like
        Offered load in erlangs, 0 and more.
    agents : array_like of whole numbers
        Agents present, 0 and more. Broadcast against `load`.

    Returns
    -------
    numpy.ndarray
        P(wait), 0 to 1, in the broadcast shape; a numpy scalar when both arguments are plain numbers. 1 when `load` is at or above
        `agents`: the queue then grows without end. 0 when nobody calls. 0 also where the true value is below the smallest double.

    Raises
    ------
    ValueError
        When an argument is negative, not finite or not a number, or `agents` is not whole.

    References
    ----------
    R. B. Cooper (1981), Introduction to Queueing Theory, 2nd edition, section 3.5.

    Examples
    --------
    >>> float(erlang_c(10.0, 14).round(7))
    0.1741319
    >>> float(erlang_c(10.0, 10))
    1.0
    """
    shape, (a, n) = flat(at_least_zero("load", load), whole_agents("agents", agents))
    return shaped(waiting(a, n), shape)


def service_level(load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike, threshold_s: ArrayLike) -> Floats:
    """Share of calls answered within the threshold when nobody hangs up.

    Parameters
    ----------
    load : array_like
        Offered load in erlangs, 0 and more.
    agents : array_like of whole numbers
        Agents present, 0 and more.
    aht_s : array_like
        Mean handle time in seconds, above 0.
    threshold_s : array_like
        Seconds within which an answer counts as in time, 0 and more.

    Returns
    -------
    numpy.ndarray
        Share 0 to 1 in the common broadcast shape; a numpy scalar when all arguments are plain numbers. 0 when overloaded (the wait
        grows without end), 1 when nobody calls.

    Raises
    ------
    ValueError
        When an argument is out of its range, not finite or not a number; the message names it.

    Examples
    --------
    100 calls in half an hour of 180 s each are 10 erlangs:

    >>> service_level(10.0, [11, 14], aht_s=180, threshold_s=20).round(5).tolist()
    [0.38961, 0.88835]
    """
    shape, (a, n, aht, threshold) = flat(
        at_least_zero("load", load),
        whole_agents("agents", agents),
        above_zero("aht_s", aht_s),
        at_least_zero("threshold_s", threshold_s),
    )
    return shaped(in_time(a, n, threshold / aht), shape)


def speed_of_answer(load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike) -> Floats:
    """Mean wait until an answer over all calls, when nobody hangs up.

    Parameters
    ----------
    load : array_like
        Offered load in erlangs, 0 and more.
    agents : array_like of whole numbers
        Agents present, 0 and more.
    aht_s : array_like
        Mean handle time in seconds, above 0.

    Returns
    -------
    numpy.ndarray
        Seconds in the common broadcast shape; a numpy scalar when all arguments are plain numbers. inf when overloaded, 0 when
        nobody calls.

    Raises
    ------
    ValueError
        When an argument is out of its range, not finite or not a number; the message names it.

    Examples
    --------
    >>> float(speed_of_answer(10.0, 14, aht_s=180).round(6))
    7.835937
    >>> float(speed_of_answer(10.0, 9, aht_s=180))
    inf
    """
    shape, (a, n, aht) = flat(at_least_zero("load", load), whole_agents("agents", agents), above_zero("aht_s", aht_s))
    return shaped(mean_wait(a, n) * aht, shape)
