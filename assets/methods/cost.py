"""What each further point of service level costs: the best order in which to add agents to the intervals of a day.

Belongs here: the frontier by greedy allocation, the exact best by dynamic programming, the knee. Not here: service levels, prices.

A step adds agents to one interval and gains calls answered in time. Each interval starts where its gain an agent is largest (before that
the curve bends upwards, and nobody is in time anyway) and goes on along its upper hull, so gains fall and the steps of all intervals can be
taken in the order of gain per money. What comes out is concave, and no allocation with the same money and at least the same start does
better at any of its points. The number with the largest average gain would be a start too, but lies above the levels contracts ask for.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from assets.methods.erlang_inputs import Floats, Ints, above_zero, as_numbers, at_least_zero

# Above this level a further agent moves nothing anybody could measure.
HIGH_ENOUGH = 0.99999


class Frontier(NamedTuple):
    """The start (`agents`, `level`, `cost`) and the steps from there: which interval, how many agents, level and cost after each step."""

    start_agents: Ints
    start_level: float
    start_cost: float
    interval: Ints
    added: Ints
    level: Floats
    cost: Floats


def _checked(levels: ArrayLike, calls: ArrayLike, price: ArrayLike, least: ArrayLike) -> tuple[Floats, Floats, Floats, Ints]:
    table = as_numbers("levels", levels)
    volume, money = at_least_zero("calls", calls).reshape(-1), above_zero("price", price).reshape(-1)
    if table.ndim != 2 or table.shape[1] < 2 or volume.size != table.shape[0] or money.size != volume.size:
        raise ValueError(f"levels must be intervals x agents with one entry of calls and price an interval; found shape {table.shape}")
    if not ((table >= 0) & (table <= 1)).all():
        raise ValueError("levels must be shares from 0 to 1")
    if not volume.sum() > 0:
        raise ValueError("calls must be above 0 in at least one interval")
    fewest = np.broadcast_to(np.asarray(least, dtype=np.int64), volume.shape)
    return table, volume, money, np.clip(fewest, 0, table.shape[1] - 1)


def starts(levels: Floats, least: Ints) -> Ints:
    """The number of agents from which on each interval (row) gains less with every further one, at least `least`."""
    out: Ints = np.maximum(np.argmax(np.diff(levels, axis=1), axis=1), least).astype(np.int64)
    return out


def _hull(gains: Floats) -> list[tuple[int, float]]:
    """Steps (agents, gain) of the upper hull of a curve with these gains an agent; the gain an agent falls from step to step."""
    steps: list[tuple[int, float]] = []
    for gain in gains:
        width, total = 1, float(gain)
        while steps and total * steps[-1][0] >= steps[-1][1] * width:
            before = steps.pop()
            width, total = width + before[0], total + before[1]
        steps.append((width, total))
    return steps


def frontier(levels: ArrayLike, *, calls: ArrayLike, price: ArrayLike, least: ArrayLike = 0) -> Frontier:
    """The cheapest way to every service level of the day that single intervals add up to.

    Parameters
    ----------
    levels : array_like, shape (i, c)
        Service level of each interval with 0, 1, 2 ... agents.
    calls : array_like, shape (i,)
        Offered calls of each interval.
    price : array_like, shape (i,)
        Money (or hours) an agent costs in each interval, above 0.
    least : array_like of whole numbers
        Fewest agents of each interval.

    Returns
    -------
    Frontier
        Steps by falling gain per price; the day's level is weighted by calls.

    Raises
    ------
    ValueError
        When shapes do not fit, levels are no shares, nobody calls, or a price is not above 0.

    Examples
    --------
    >>> made = frontier([[0, 0.6, 0.9, 1.0], [0, 0.5, 0.9, 0.95]], calls=[10, 20], price=[1, 1], least=1)
    >>> made.start_agents.tolist(), round(made.start_level, 3)
    ([1, 1], 0.533)
    >>> made.interval.tolist(), made.level.round(3).tolist(), made.cost.tolist()
    ([1, 0, 0, 1], [0.8, 0.9, 0.933, 0.967], [3.0, 4.0, 5.0, 6.0])
    """
    table, volume, money, fewest = _checked(levels, calls, price, least)
    begin = starts(table, fewest)
    begin = np.where(volume > 0, begin, fewest)
    found = []
    for row in np.flatnonzero(volume > 0):
        last = int(np.argmax(table[row] >= HIGH_ENOUGH)) if (table[row] >= HIGH_ENOUGH).any() else table.shape[1] - 1
        gains = np.maximum(np.diff(table[row, begin[row] : max(last, begin[row]) + 1]), 0.0) * volume[row]
        found += [(gain / (width * money[row]), row, width, gain) for width, gain in _hull(gains) if gain > 0]
    # Equal gains go to the earlier interval, and an interval's own steps stay in order.
    found.sort(key=lambda step: (-step[0], step[1]))
    total = volume.sum()
    interval = np.array([step[1] for step in found], dtype=np.int64)
    added = np.array([step[2] for step in found], dtype=np.int64)
    start_level = float((table[np.arange(volume.size), begin] * volume).sum() / total)
    start_cost = float((begin * money).sum())
    return Frontier(
        begin,
        start_level,
        start_cost,
        interval,
        added,
        np.minimum(start_level + np.cumsum([step[3] for step in found]) / total, 1.0),
        start_cost + np.cumsum(added * money[interval]),
    )


def best_levels(levels: ArrayLike, *, calls: ArrayLike, least: ArrayLike, most: int | None = None) -> Floats:
    """The exact best level of the day for each number of agents above the least, by dynamic programming; an agent costs the same anywhere.

    Parameters
    ----------
    levels, calls
        As for `frontier`.
    least : array_like of whole numbers
        Agents every interval keeps.
    most : int, optional
        Agents above the least up to which the answer is wanted; all where nothing is said.

    Returns
    -------
    numpy.ndarray
        Entry k is the best level with k agents more than the least.

    Examples
    --------
    >>> best_levels([[0, 0.6, 0.9, 1.0], [0, 0.5, 0.9, 0.95]], calls=[10, 20], least=[1, 2]).round(3).tolist()
    [0.8, 0.9, 0.933, 0.967]
    """
    table, volume, _, fewest = _checked(levels, calls, np.ones(np.asarray(calls).size), least)
    limit = most if most is not None else int((table.shape[1] - 1 - fewest).sum())
    value = np.zeros(1)
    for row in range(volume.size):
        own = table[row, fewest[row] : fewest[row] + limit + 1] * volume[row]
        size = min(value.size + own.size - 1, limit + 1)
        better = np.full(size, -np.inf)
        for extra, gain in enumerate(own):
            stop = min(value.size, size - extra)
            if stop > 0:
                better[extra : extra + stop] = np.maximum(better[extra : extra + stop], value[:stop] + gain)
        value = better
    return np.asarray(np.minimum(value / volume.sum(), 1.0))


def knee(cost: ArrayLike, level: ArrayLike) -> int | None:
    """The place from which a curve of falling returns flattens: furthest above the line between its ends; None for fewer than three.

    Examples
    --------
    >>> knee([0, 1, 2, 3, 4], [0.5, 0.8, 0.9, 0.95, 0.97])
    1
    """
    money, reached = as_numbers("cost", cost).reshape(-1), as_numbers("level", level).reshape(-1)
    if money.size < 3 or not money[-1] > money[0] or not reached[-1] > reached[0]:
        return None
    above = (reached - reached[0]) / (reached[-1] - reached[0]) - (money - money[0]) / (money[-1] - money[0])
    return int(np.argmax(above))
