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

    service_level: Ints
    occupancy: Ints
    abandonment: Ints
    speed_of_answer: Ints


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

def _checked(
    load: ArrayLike,
    *,
    aht_s: ArrayLike,
    threshold_s: ArrayLike,
    target: ArrayLike,
    patience_s: ArrayLike | None,
    max_occupancy: ArrayLike | None,
    formula: str,
    short_abandon_s: ArrayLike,
    max_abandonment: ArrayLike | None,
    max_speed_of_answer_s: ArrayLike | None,
) -> _Plan:
    if formula not in FORMULAS:
        raise ValueError(f"formula must be one of {', '.join(FORMULAS)}; found {formula!r}")
    if max_abandonment is not None and patience_s is None:
        raise ValueError("max_abandonment needs patience_s: without it the model is Erlang C, in which nobody hangs up")
    unset = np.zeros(())
    arrays = [
        at_least_zero("load", load),
        above_zero("aht_s", aht_s),
        at_least_zero("threshold_s", threshold_s),
        share_below_one("target", target, "no number of agents answers every call in time"),
        unset if patience_s is None else above_zero("patience_s", patience_s),
        at_least_zero("short_abandon_s", short_abandon_s),
        unset if max_occupancy is None else share_above_zero("max_occupancy", max_occupancy, "0 would leave no time for calls"),
        unset if max_abandonment is None else share_above_zero("max_abandonment", max_abandonment, "somebody always hangs up"),
        unset if max_speed_of_answer_s is None else above_zero("max_speed_of_answer_s", max_speed_of_answer_s),
    ]
    shape, (loads, aht, threshold, targets, patience, short, occupancy, abandonment, wait) = flat(*arrays)
    if formula == "short_positive" and (short > threshold).any():
        raise ValueError("short_abandon_s must not exceed threshold_s when formula is 'short_positive', which counts it as in time")
    return _Plan(
        shape=shape,
        load=loads,
        within=threshold / aht,
        target=targets,
        rate=None if patience_s is None else aht / patience,
        short=short / aht,
        max_occupancy=None if max_occupancy is None else occupancy,
        max_abandonment=None if max_abandonment is None else abandonment,
        max_wait=None if max_speed_of_answer_s is None else wait / aht,
        formula=formula,
    )


def _whole_numbers(values: Floats, shape: tuple[int, ...]) -> Ints:
    out: Ints = values.astype(np.int64).reshape(shape)[()]
    return out


def _guess_from_occupancy(load: Floats, bar: Floats, *_: Floats) -> Floats:
    return np.ceil(load / -bar)


def _guess_from_abandonment(load: Floats, bar: Floats, *_: Floats) -> Floats:
    return np.ceil(load * (1.0 + bar))


def _guess_above_load(load: Floats, *_: Floats) -> Floats:
    return np.ceil(load + HALF * np.sqrt(load))


def _guess_from_threshold(load: Floats, bar: Floats, within: Floats, *_: Floats) -> Floats:
    return agents_search.square_root_guess(load, bar, within)


def _questions(plan: _Plan) -> dict[str, agents_search.Question]:
    """One question a target that was set, over all rows."""
    ask = agents_search.Question
    load, rate = plan.load, plan.rate
    out: dict[str, agents_search.Question] = {}
    if rate is None:
        out["service_level"] = ask(_service_level_c, load, plan.target, (plan.within,), _guess_from_threshold)
        if plan.max_occupancy is not None:
            out["occupancy"] = ask(_occupancy_c, load, -plan.max_occupancy, (), _guess_from_occupancy)
        if plan.max_wait is not None:
            out["speed_of_answer"] = ask(_speed_c, load, np.full_like(load, HALF), (plan.max_wait,), _guess_above_load)
        return out
    settings = (plan.within, rate, plan.short if plan.formula in NEEDS_SHORT_ABANDON else np.zeros_like(load))
    out["service_level"] = ask(_service_level_a(plan.formula), load, plan.target, settings, _guess_from_threshold, learns=True)
    if plan.max_occupancy is not None:
        out["occupancy"] = ask(_occupancy_a, load, -plan.max_occupancy, (rate,), _guess_from_occupancy, learns=True)
    if plan.max_abandonment is not None:
        out["abandonment"] = ask(_abandonment_a, load, -plan.max_abandonment, (rate,), _guess_from_abandonment, learns=True)
    if plan.max_wait is not None:
        bar = np.full_like(load, HALF)
        out["speed_of_answer"] = ask(_speed_a, load, bar, (rate, plan.max_wait), _guess_above_load, learns=True)
    return out


def _asked(name: str, question: agents_search.Question) -> slice | agents_search.Flags:
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
    plan = _checked(
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
    asked = {name: _whole(name, question) for name, question in _questions(plan).items()}
    unset = np.zeros_like(plan.load)
    return AgentsByTarget(*(_whole_numbers(asked.get(name, unset), plan.shape) for name in AgentsByTarget._fields))


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
    most: Ints = np.maximum.reduce(list(asked))
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
    plan = _checked(
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
    asked = [_fractional(name, question, hangs_up=hangs_up) for name, question in _questions(plan).items()]
    return shaped(np.maximum.reduce(asked), plan.shape)
