"""How many agents a load needs under several targets at once, and how many must be scheduled for that many to be present.

Belongs here: targets, their measures, rounding up. Not here: the formulas of a queue (erlang_c, erlang_a), the search (agents_search).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from assets.methods import agents_search, erlang_a, erlang_c
from assets.methods.erlang_inputs import (
    Floats,
    Ints,
    above_zero,
    as_numbers,
    at_least_zero,
    flat,
    share_above_zero,
    share_below_one,
    shaped,
)

# The reporting formulas of a service level, with the name the issue of a plan uses for the same thing.
FORMULAS = ("offered", "default", "negative", "ignored", "positive", "answered", "short_positive")
NEEDS_SHORT_ABANDON = ("default", "short_positive")
HALF = 0.5


class AgentsByTarget(NamedTuple):
    """Agents each target asks for, arrays of one shape; a target that was not set asks for 0."""

    service_level: Floats
    occupancy: Floats
    abandonment: Floats
    speed_of_answer: Floats


class _Plan(NamedTuple):
    """Checked rows of one call; shares, limits and times are None where that target is not set."""

    shape: tuple[int, ...]
    load: Floats
    within: Floats
    target: Floats
    rate: Floats | None
    short: Floats
    max_occupancy: Floats | None
    max_abandonment: Floats | None
    max_wait: Floats | None
    formula: str


def _service_level_c(load: Floats, agents: Floats, within: Floats) -> Floats:
    return erlang_c.in_time(load, agents, within)


def _occupancy_c(load: Floats, agents: Floats) -> Floats:
    return -(load / agents)


def _answer_speed(wait: Floats, limit: Floats) -> Floats:
    # Between 0 (never) and 1 (at once), one half at the limit: finite also when overloaded.
    return np.asarray(1.0 / (1.0 + wait / limit))


def _speed_c(load: Floats, agents: Floats, limit: Floats) -> Floats:
    return _answer_speed(erlang_c.mean_wait(load, agents), limit)


def _occupancy_a(load: Floats, agents: Floats, rate: Floats) -> Floats:
    rows = erlang_a.queue(load, agents, rate)
    return -np.minimum(load * (1.0 - rows.p_abandon) / agents, 1.0)


def _abandonment_a(load: Floats, agents: Floats, rate: Floats) -> Floats:
    return -erlang_a.queue(load, agents, rate).p_abandon


def _speed_a(load: Floats, agents: Floats, rate: Floats, limit: Floats) -> Floats:
    return _answer_speed(erlang_a.mean_waits(erlang_a.queue(load, agents, rate))[1], limit)


def _service_level_a(formula: str) -> agents_search.Measure:
    """The share a reporting formula would show for a queue in its steady state."""

    def share(load: Floats, agents: Floats, within: Floats, rate: Floats, short: Floats) -> Floats:
        rows = erlang_a.queue(load, agents, rate)
        in_time = erlang_a.served(rows, within)
        if formula in ("offered", "negative"):
            return in_time
        if formula == "answered":
            return in_time / np.maximum(1.0 - rows.p_abandon, np.finfo(np.float64).tiny)
        if formula in NEEDS_SHORT_ABANDON:
            lost = erlang_a.hung_up(rows, short, erlang_a.served(rows, short))
        else:
            lost = erlang_a.hung_up(rows, within, in_time)
        if formula in ("positive", "short_positive"):
            return np.minimum(in_time + lost, 1.0)
        return np.minimum(in_time / np.maximum(1.0 - lost, np.finfo(np.float64).tiny), 1.0)

    return share
