"""How many agents a load needs under several targets at once, whole and with decimals.

Belongs here: the answers, from one question a target. Not here: measures and checks (agents_targets), the search (agents_search).
"""

from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from assets.methods import agents_search
from assets.methods.agents_targets import checked, questions
from assets.methods.erlang_inputs import Flags, Floats, Ints, shaped


class AgentsByTarget(NamedTuple):
    """Agents each target asks for, arrays of one shape; a target that was not set asks for 0."""

    service_level: Ints
    occupancy: Ints
    abandonment: Ints
    speed_of_answer: Ints


def _whole_numbers(values: Floats, shape: tuple[int, ...]) -> Ints:
    out: Ints = values.astype(np.int64).reshape(shape)[()]
    return out


def _asked(name: str, question: agents_search.Question) -> slice | Flags:
    """Rows for which the target asks for anybody: nobody is needed without calls, nor for a service level of 0."""
    rows = question.load > 0
    if name == "service_level":
        rows &= question.bar > 0
    return slice(None) if rows.all() else rows


def _whole(name: str, question: agents_search.Question) -> Floats:
    out = np.zeros_like(question.load)
    rows = _asked(name, question)
    out[rows] = agents_search.smallest(question.rows(rows))
    return out


def _fractional(name: str, question: agents_search.Question, *, hangs_up: bool) -> Floats:
    out = np.zeros_like(question.load)
    rows = _asked(name, question)
    part = question.rows(rows)
    high = agents_search.smallest(part)
    if name == "occupancy" and not hangs_up:
        out[rows] = np.clip(part.load / -part.bar, np.nextafter(high - 1.0, np.inf), high)
        return out
    # Without agents nobody is answered and everybody lost; at the load itself an Erlang C queue answers nobody in time.
    low = high - 1.0 if hangs_up else np.maximum(high - 1.0, part.load)
    at_low = np.full_like(high, -1.0 if name in ("occupancy", "abandonment") else 0.0)
    known = np.flatnonzero(high - 1.0 > (0.0 if hangs_up else part.load))
    there = part.rows(known)
    at_low[known] = there.measure(there.load, high[known] - 1.0, *there.settings)
    at_high = part.measure(part.load, high, *part.settings)
    rise = np.where(at_high > at_low, at_high - at_low, 1.0)
    share = np.clip((part.bar - at_low) / rise, 0.0, 1.0)
    # Just above the number that fails, so that rounding up gives the whole number again.
    out[rows] = np.clip(low + share * (high - low), np.nextafter(high - 1.0, np.inf), high)
    return out


def agents_by_target(
    load: ArrayLike,
    *,
    aht_s: ArrayLike,
    threshold_s: ArrayLike,
    target: ArrayLike,
    patience_s: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    formula: str = "offered",
    short_abandon_s: ArrayLike = 0.0,
    max_abandonment: ArrayLike | None = None,
    max_speed_of_answer_s: ArrayLike | None = None,
) -> AgentsByTarget:
    """Agents that each target asks for on its own, so that the one that binds can be named.

    Parameters and errors are those of `required_agents`, which returns the largest of these numbers.

    Returns
    -------
    AgentsByTarget
        Named tuple of int64 arrays `service_level`, `occupancy`, `abandonment`, `speed_of_answer` in the common broadcast shape, numpy
        scalars when all arguments are plain numbers; 0 for a target that was not set.

    Examples
    --------
    >>> asked = agents_by_target([4.0, 40.0], aht_s=180, threshold_s=20, target=0.8, max_occupancy=0.85)
    >>> asked.service_level.tolist(), asked.occupancy.tolist()
    ([7, 45], [5, 48])
    """
    plan = checked(
        load,
        aht_s=aht_s,
        threshold_s=threshold_s,
        target=target,
        patience_s=patience_s,
        max_occupancy=max_occupancy,
        formula=formula,
        short_abandon_s=short_abandon_s,
        max_abandonment=max_abandonment,
        max_speed_of_answer_s=max_speed_of_answer_s,
    )
    unset = _whole_numbers(np.zeros(plan.load.size), plan.shape)
    asked = {name: _whole_numbers(_whole(name, question), plan.shape) for name, question in questions(plan).items()}
    return AgentsByTarget(*(asked.get(name, unset) for name in AgentsByTarget._fields))


def required_agents(
    load: ArrayLike,
    *,
    aht_s: ArrayLike,
    threshold_s: ArrayLike,
    target: ArrayLike,
    patience_s: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    formula: str = "offered",
    short_abandon_s: ArrayLike = 0.0,
    max_abandonment: ArrayLike | None = None,
    max_speed_of_answer_s: ArrayLike | None = None,
) -> Ints:
    """The smallest whole number of agents that meets every target; the most restrictive one binds.

    Parameters
    ----------
    load : array_like
        Offered load in erlangs, 0 and more. No calls need no agents.
    aht_s : array_like
        Mean handle time in seconds, above 0.
    threshold_s : array_like
        Seconds within which an answer counts as in time, 0 and more.
    target : array_like
        Service level to reach, at least 0 and below 1; 0 asks for nobody.
    patience_s : array_like, optional
        Mean patience in seconds, above 0. With it the model is Erlang A (callers hang up), without it Erlang C.
    max_occupancy : array_like, optional
        Largest share of their time agents may spend on calls, above 0 and at most 1.
    formula : str
        The service level meant, by what it does with callers who hang up. With A answered, A_T in time, B hung up, B_T within the
        threshold, B_s before `short_abandon_s`, all of offered calls:
        "offered" and "negative" A_T; "default" A_T / (1 - B_s); "ignored" A_T / (1 - B_T); "positive" A_T + B_T; "answered" A_T / A;
        "short_positive" A_T + B_s. Under Erlang C nobody hangs up and all are one.
    short_abandon_s : array_like
        Hang-ups sooner than this many seconds are no lost calls; read by "default" and "short_positive" only.
    max_abandonment : array_like, optional
        Largest share of calls that may hang up, above 0 and at most 1; needs `patience_s`.
    max_speed_of_answer_s : array_like, optional
        Largest mean wait in seconds of answered calls, above 0.

    Returns
    -------
    numpy.ndarray of int64
        Agents in the common broadcast shape; a numpy scalar when all arguments are plain numbers. At least 1 where there are calls and
        a target above 0.

    Raises
    ------
    ValueError
        When an argument is out of its range, not finite or not a number; the message names it.

    Notes
    -----
    The number is the one the functions of this package confirm: it meets the target, one fewer does not. All measures rise with the
    agents and fall with the load (the wait needed falls in likelihood ratio order), so rows that share their settings are looked up
    in one table of largest loads and only rows on an edge are evaluated.

    References
    ----------
    S. Halfin, W. Whitt (1981), Heavy-traffic limits for queues with many exponential servers, Operations Research 29, 567-588.
    O. Garnett, A. Mandelbaum, M. Reiman (2002), Designing a call center with impatient customers, M&SOM 4, 208-227.

    Examples
    --------
    >>> required_agents([0.0, 10.0, 100.0], aht_s=180, threshold_s=20, target=0.8).tolist()
    [0, 14, 107]
    >>> int(required_agents(10.0, aht_s=180, threshold_s=20, target=0.8, patience_s=300))
    13
    """
    asked = agents_by_target(
        load,
        aht_s=aht_s,
        threshold_s=threshold_s,
        target=target,
        patience_s=patience_s,
        max_occupancy=max_occupancy,
        formula=formula,
        short_abandon_s=short_abandon_s,
        max_abandonment=max_abandonment,
        max_speed_of_answer_s=max_speed_of_answer_s,
    )
    most: Ints = reduce(np.maximum, asked)
    return most


def required_agents_fractional(
    load: ArrayLike,
    *,
    aht_s: ArrayLike,
    threshold_s: ArrayLike,
    target: ArrayLike,
    patience_s: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    formula: str = "offered",
    short_abandon_s: ArrayLike = 0.0,
    max_abandonment: ArrayLike | None = None,
    max_speed_of_answer_s: ArrayLike | None = None,
) -> Floats:
    """Agents as a number with decimals, for capacity planning: rounding up gives `required_agents`.

    Between the largest number of agents that misses a target and the smallest that meets it the measure is taken as a straight line, in
    Erlang C from the load on (where the service level is 0). Carry the decimals through sums over days and queues, and round once.

    Parameters and errors are those of `required_agents`.

    Returns
    -------
    numpy.ndarray
        Agents in the common broadcast shape; a numpy scalar when all arguments are plain numbers.

    Examples
    --------
    >>> float(required_agents_fractional(10.0, aht_s=180, threshold_s=20, target=0.8).round(4))
    13.0475
    """
    plan = checked(
        load,
        aht_s=aht_s,
        threshold_s=threshold_s,
        target=target,
        patience_s=patience_s,
        max_occupancy=max_occupancy,
        formula=formula,
        short_abandon_s=short_abandon_s,
        max_abandonment=max_abandonment,
        max_speed_of_answer_s=max_speed_of_answer_s,
    )
    hangs_up = plan.rate is not None
    asked = [_fractional(name, question, hangs_up=hangs_up) for name, question in questions(plan).items()]
    return shaped(np.maximum.reduce(asked), plan.shape)
