"""Shifts that cover a requirement with the fewest paid hours, and their breaks placed where they hurt least.

Belongs here: possible shifts, the choice of how many of each (mixed-integer programme), staggered breaks. Not here: the requirement.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp

from assets.methods.erlang_inputs import Floats, Ints, at_least_zero

# Rounds of asking for more people where breaks tear holes; one to three are enough on most days.
MOST_ROUNDS = 12
# What an interval of break may cost beside its pay, in paid intervals.
BREAK_PRICES = (0.0, 1.0, 4.0)


class Break(NamedTuple):
    """A break of `slots` intervals that may start `earliest` to `latest` intervals after the shift does."""

    earliest: int
    latest: int
    slots: int = 1


class Shift(NamedTuple):
    """People who start at an interval and stay for some; `breaks` are the intervals in which each person of it is away."""

    start: int
    slots: int
    people: int
    breaks: tuple[tuple[int, ...], ...]


class Roster(NamedTuple):
    """Chosen shifts, people at their places in each interval, what is missing there, paid intervals, and paid over required."""

    shifts: tuple[Shift, ...]
    present: Ints
    missing: Floats
    paid_slots: int
    fit_factor: float


def fit_shifts(
    required: ArrayLike,
    *,
    lengths: Sequence[int],
    starts: Sequence[int] | None = None,
    breaks: Sequence[Break] = (),
    next_day: int = 0,
    missing_price: float = 20.0,
    shift_price: float = 0.0,
) -> Roster:
    """The cheapest shifts that cover a day's requirement.

    Parameters
    ----------
    required : array_like, shape (i,)
        People needed at their places in each interval of the day.
    lengths : sequence of int
        Lengths a shift may have, in intervals.
    starts : sequence of int, optional
        Intervals at which a shift may start; any where nothing is said.
    breaks : sequence of Break
        Breaks of a shift that is long enough to hold all of them.
    next_day : int
        Intervals at the end of `required` that belong to the day after: shifts may run into them. What shifts of the day after cover
        more cheaply is left to them, and they are not part of the answer.
    missing_price : float
        What a person missing for an interval costs, in paid intervals: the requirement is met unless that is dearer.
    shift_price : float
        What every person's coming costs beside the hours, in paid intervals; above 0 it makes for fewer, longer shifts.

    Returns
    -------
    Roster
        Shifts with a break pattern for each person; breaks are placed one person after the other where most people are to spare.
        `present` reaches into the day after; `missing`, paid intervals and their ratio are those of the day itself.

    Raises
    ------
    ValueError
        When no shift fits into the day or an argument is out of its range.

    Notes
    -----
    Without breaks every shift covers intervals in a row, and a programme of such columns has whole numbers as its linear solution: it
    is solved at once, for a day of 24 hours too. Breaks are placed afterwards; where they tear holes more people are asked for there,
    and the programme is solved again.

    References
    ----------
    G. B. Dantzig (1954), A comment on Edie's traffic delays at toll booths, Operations Research 2, 339-341.
    J. J. Bartholdi, J. B. Orlin, H. D. Ratliff (1980), Cyclic scheduling via integer programs with circular ones, Operations Research
    28, 1074-1085 (columns of consecutive ones are totally unimodular).

    Examples
    --------
    >>> made = fit_shifts([2, 2, 4, 4, 2, 2], lengths=[4, 2])
    >>> made.paid_slots, made.present.tolist(), made.fit_factor
    (16, [2, 2, 4, 4, 2, 2], 1.0)
    """
    need = at_least_zero("required", required).reshape(-1)
    if not missing_price > 0:
        raise ValueError(f"missing_price must be above 0; found {missing_price:g}")
    day = need.size - next_day
    if not 0 <= next_day < max(need.size, 1):
        raise ValueError(f"next_day must leave intervals of the day itself; found {next_day} of {need.size}")
    patterns = [(start, length) for length in sorted(set(lengths)) if length > 0 for start in range(need.size - length + 1)]
    patterns = [pattern for pattern in patterns if starts is None or pattern[0] in set(starts)]
    if not any(start < day for start, _ in patterns):
        raise ValueError(f"no shift of {', '.join(map(str, lengths))} intervals fits into a day of {need.size}")
    if not need[:day].any():
        return Roster((), np.zeros(need.size, dtype=np.int64), need[:day], 0, 1.0)
    # Shifts of the day after that the end of what is known cuts off count as far as they go.
    patterns += [(start, need.size - start) for start in range(day, need.size) if (start, need.size - start) not in patterns]
    prices = (at_least_zero("shift_price", shift_price).item(), missing_price)
    away = np.array([float(sum(pause.slots for pause in _taken(length, breaks))) for _, length in patterns])
    # What a break costs shows only when it is placed: in a large team somebody is to spare, in a small one another person must come.
    found = [
        _covered(need, patterns, breaks, day, prices, paid=np.array([length for _, length in patterns]) + times * away)
        for times in (BREAK_PRICES if away.any() else (0.0,))
    ]
    return min(found, key=lambda roster: _price(roster, prices))


def _covered(
    need: Floats, patterns: Sequence[tuple[int, int]], breaks: Sequence[Break], day: int, prices: tuple[float, float], *, paid: Floats
) -> Roster:
    """The cheapest of the rosters found while more and more people are asked for where breaks tear holes."""
    target, found = need.copy(), []
    for _ in range(MOST_ROUNDS):
        found.append(_with_breaks(need, patterns, _chosen(target, patterns, prices, paid=paid), breaks, day))
        if not found[-1].missing.any():
            break
        target[:day] += np.ceil(found[-1].missing)
    return min(found, key=lambda roster: _price(roster, prices))


def _price(roster: Roster, prices: tuple[float, float]) -> float:
    shift_price, missing_price = prices
    people = sum(shift.people for shift in roster.shifts)
    return roster.paid_slots + shift_price * people + missing_price * float(roster.missing.sum())


def _taken(length: int, breaks: Sequence[Break]) -> Sequence[Break]:
    """The breaks of a shift of this length: all of them, or none when it is too short."""
    return breaks if all(pause.latest + pause.slots <= length for pause in breaks) else ()


def _chosen(target: Floats, patterns: Sequence[tuple[int, int]], prices: tuple[float, float], *, paid: Floats) -> Ints:
    cover = np.zeros((target.size, len(patterns)))
    for column, (start, length) in enumerate(patterns):
        cover[start : start + length, column] = 1.0
    solved = milp(
        np.concatenate([paid + prices[0], np.full(target.size, prices[1])]),
        integrality=np.ones(paid.size + target.size, dtype=np.int64),
        bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(np.hstack([cover, np.eye(target.size)]), lb=target),
    )
    people: Ints = np.rint(np.asarray(solved.x)[: paid.size]).astype(np.int64)
    return people


def _with_breaks(need: Floats, patterns: Sequence[tuple[int, int]], people: Ints, breaks: Sequence[Break], day: int) -> Roster:
    there, present = np.zeros(need.size, dtype=np.int64), np.zeros(need.size, dtype=np.int64)
    for (start, length), count in zip(patterns, people, strict=True):
        there[start : start + length] += count
    shifts = []
    for (start, length), count in zip(patterns, people, strict=True):
        if start >= day:
            continue
        away = []
        for _ in range(int(count)):
            mine: tuple[int, ...] = ()
            for pause in _taken(length, breaks):
                spare = there - need
                # Overlapping breaks of one person would be one break.
                places = [
                    p for p in range(start + pause.earliest, start + pause.latest + 1) if not set(range(p, p + pause.slots)) & set(mine)
                ]
                if not places:
                    continue
                at = max(places, key=lambda p: (spare[p : p + pause.slots].min(), -p))
                there[at : at + pause.slots] -= 1
                mine += tuple(range(at, at + pause.slots))
            present[start : start + length] += 1
            present[list(mine)] -= 1
            away.append(mine)
        if count:
            shifts.append(Shift(start, length, int(count), tuple(away)))
    paid = sum(shift.slots * shift.people for shift in shifts)
    return Roster(tuple(shifts), present, np.maximum(need - present, 0.0)[:day], paid, float(paid / need[:day].sum()))
