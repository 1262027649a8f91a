"""The service level a report would show for a queue in its steady state, by the reporting formula the queue names.

Belongs here: what each formula counts above and below the line. Not here: the states of a queue (erlang_a, erlang_c), targets.
"""

import numpy as np
from numpy.typing import ArrayLike

from assets.methods import erlang_a, erlang_c
from assets.methods.erlang_inputs import Floats, above_zero, at_least_zero, flat, shaped, whole_agents

# The reporting formulas of a service level, with the name the issue of a plan uses for the same thing.
FORMULAS = ("offered", "default", "negative", "ignored", "positive", "answered", "short_positive")
NEEDS_SHORT_ABANDON = ("default", "short_positive")


def checked_formula(formula: str) -> str:
    """The formula's name, refused when there is none of it."""
    if formula not in FORMULAS:
        raise ValueError(f"formula must be one of {', '.join(FORMULAS)}; found {formula!r}")
    return formula


def counted(formula: str, rows: erlang_a.Queue, within: Floats, short: Floats) -> tuple[Floats, Floats]:
    """What the formula counts above and below the line, as shares of offered calls; times in handle times."""
    in_time = erlang_a.served(rows, within)
    every = np.ones_like(in_time)
    if formula in ("offered", "negative"):
        return in_time, every
    if formula == "answered":
        return in_time, 1.0 - rows.p_abandon
    if formula in NEEDS_SHORT_ABANDON:
        lost = erlang_a.hung_up(rows, short, erlang_a.served(rows, short))
    else:
        lost = erlang_a.hung_up(rows, within, in_time)
    if formula in ("positive", "short_positive"):
        return in_time + lost, every
    return in_time, 1.0 - lost


def ratio(above: Floats, below: Floats) -> Floats:
    """The share shown; rounding never lifts it over 1, and nobody to count is no division by 0."""
    return np.asarray(np.minimum(above / np.maximum(below, np.finfo(np.float64).tiny), 1.0))


def counted_of_calls(
    formula: str, load: Floats, agents: Floats, within: Floats, rate: Floats | None, short: Floats
) -> tuple[Floats, Floats]:
    """`counted` on checked rows of any load and agents; `rate` None is Erlang C, in which all formulas are one."""
    if rate is None:
        return erlang_c.in_time(load, agents, within), np.ones_like(load)
    above, below = np.where(load > 0, 0.0, 1.0), np.ones_like(load)
    busy = (load > 0) & (agents > 0)
    if busy.any():
        rows = erlang_a.queue(load[busy], agents[busy], rate[busy])
        above[busy], below[busy] = counted(formula, rows, within[busy], short[busy])
    return above, below


def shown_level(
    load: ArrayLike,
    agents: ArrayLike,
    *,
    aht_s: ArrayLike,
    threshold_s: ArrayLike,
    formula: str = "offered",
    patience_s: ArrayLike | None = None,
    short_abandon_s: ArrayLike = 0.0,
) -> Floats:
    """The service level that reporting would show for this many agents.

    Parameters
    ----------
    load, agents, aht_s, threshold_s
        As for `erlang.service_level`.
    formula, short_abandon_s
        As for `erlang.required_agents`.
    patience_s : array_like, optional
        Mean patience in seconds, above 0. With it the model is Erlang A, without it Erlang C, in which all formulas are one.

    Returns
    -------
    numpy.ndarray
        Share in the common broadcast shape; 1 when nobody calls, 0 when nobody answers.

    Raises
    ------
    ValueError
        When an argument is out of its range, not finite or not a number; the message names it.

    Examples
    --------
    >>> shown_level(10.0, 12, aht_s=180, threshold_s=20, formula="answered", patience_s=300).round(4).item()
    0.8067
    """
    checked_formula(formula)
    unset = np.ones(())
    shape, (a, n, aht, threshold, patience, short) = flat(
        at_least_zero("load", load),
        whole_agents("agents", agents),
        above_zero("aht_s", aht_s),
        at_least_zero("threshold_s", threshold_s),
        unset if patience_s is None else above_zero("patience_s", patience_s),
        at_least_zero("short_abandon_s", short_abandon_s),
    )
    rate = None if patience_s is None else aht / patience
    return shaped(ratio(*counted_of_calls(formula, a, n, threshold / aht, rate, short / aht)), shape)
