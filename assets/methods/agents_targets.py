"""The targets of a staffing plan as questions to the search: what is measured, from which rows, with which first guess.

Belongs here: checks of a plan's arguments, the measure of each target in both models. Not here: the formulas of a queue, the search itself,
the functions that answer.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from assets.methods import agents_search, erlang_a, erlang_c
from assets.methods.erlang_inputs import Floats, above_zero, at_least_zero, flat, share_above_zero, share_below_one
from assets.methods.shown_level import NEEDS_SHORT_ABANDON, checked_formula, counted, ratio

HALF = 0.5


class Plan(NamedTuple):
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
        return ratio(*counted(formula, erlang_a.queue(load, agents, rate), within, short))

    return share


def checked(
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
) -> Plan:
    """The arguments of `required_agents` as rows; refused by name when they make no sense."""
    checked_formula(formula)
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
    return Plan(
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


def _guess_from_occupancy(load: Floats, bar: Floats, *_: Floats) -> Floats:
    return np.ceil(load / -bar)


def _guess_from_abandonment(load: Floats, bar: Floats, *_: Floats) -> Floats:
    return np.ceil(load * (1.0 + bar))


def _guess_above_load(load: Floats, *_: Floats) -> Floats:
    return np.ceil(load + HALF * np.sqrt(load))


def _guess_from_threshold(load: Floats, bar: Floats, within: Floats, *_: Floats) -> Floats:
    return agents_search.square_root_guess(load, bar, within)


def questions(plan: Plan) -> dict[str, agents_search.Question]:
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
