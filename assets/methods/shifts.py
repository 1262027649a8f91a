"""Shifts that cover a requirement with the fewest paid hours, and their breaks placed where they hurt least.

Belongs here: possible shifts, the choice of how many of each (mixed-integer programme), staggered breaks. Not here: the requirement.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp

from assets.methods.erlang_inputs import Floats, Ints, at_least_zero


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
    missing_price: float = 20.0,
    shift_price: float = 0.0,
    time_limit_s: float = 5.0,
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
    missing_price : float
        What a person missing for an interval costs, in paid intervals: the requirement is met unless that is dearer.
    shift_price : float
        What every person's coming costs beside the hours, in paid intervals; above 0 it makes for fewer, longer shifts.
    time_limit_s : float
        Seconds each programme may search for something better than what it has.

    Returns
    -------
    Roster
        Shifts with a break pattern for each person; breaks are placed one person after the other where most people are to spare.

    Raises
    ------
    ValueError
        When no shift fits into the day or an argument is out of its range.

    Notes
    -----
    The programme covers the requirement with each shift counted at the share of its intervals in which it works; breaks are placed
    afterwards, and a second programme adds people until the breaks are covered too (or it is not worth it).

    References
    ----------
    G. B. Dantzig (1954), A comment on Edie's traffic delays at toll booths, Operations Research 2, 339-341.

    Examples
    --------
    >>> made = fit_shifts([2, 2, 4, 4, 2, 2], lengths=[4, 2])
    >>> made.paid_slots, made.present.tolist(), made.fit_factor
    (16, [2, 2, 4, 4, 2, 2], 1.0)
    """
    need = at_least_zero("required", required).reshape(-1)
    if not missing_price > 0:
        raise ValueError(f"missing_price must be above 0; found {missing_price:g}")
    patterns = [(start, length) for length in sorted(set(lengths)) if length > 0 for start in range(need.size - length + 1)]
    patterns = [pattern for pattern in patterns if starts is None or pattern[0] in set(starts)]
    if not patterns:
        raise ValueError(f"no shift of {', '.join(map(str, lengths))} intervals fits into a day of {need.size}")
    if not need.any():
        return Roster((), np.zeros(need.size, dtype=np.int64), need, 0, 1.0)
    prices = (at_least_zero("shift_price", shift_price).item(), missing_price)
    target = need.copy()
    best: Roster | None = None
    for _ in range(4):
        roster = _with_breaks(need, patterns, _chosen(target, patterns, breaks, prices, time_limit_s), breaks)
        if best is None or _price(roster, prices) < _price(best, prices):
            best = roster
        if not roster.missing.any():
            break
        # Ask for more where the breaks tear holes.
        target = target + np.ceil(roster.missing)
    assert best is not None
    return best


def _price(roster: Roster, prices: tuple[float, float]) -> float:
    shift_price, missing_price = prices
    people = sum(shift.people for shift in roster.shifts)
    return roster.paid_slots + shift_price * people + missing_price * float(roster.missing.sum())


def _taken(length: int, breaks: Sequence[Break]) -> Sequence[Break]:
    """The breaks of a shift of this length: all of them, or none when it is too short."""
    return breaks if all(pause.latest + pause.slots <= length for pause in breaks) else ()


def _chosen(
    target: Floats, patterns: Sequence[tuple[int, int]], breaks: Sequence[Break], prices: tuple[float, float], limit_s: float
) -> Ints:
    cover = np.zeros((target.size, len(patterns)))
    for column, (start, length) in enumerate(patterns):
        cover[start : start + length, column] = 1.0
        for pause in _taken(length, breaks):
            # A break may lie anywhere in its window; on average each of these intervals loses its share of the person.
            window = slice(start + pause.earliest, start + pause.latest + pause.slots)
            cover[window, column] -= pause.slots / (pause.latest + pause.slots - pause.earliest)
    paid = np.array([length for _, length in patterns], dtype=np.float64)
    solved = milp(
        np.concatenate([paid + prices[0], np.full(target.size, prices[1])]),
        # People who are missing are whole people too: then every price is a sum of whole numbers, and the search ends sooner.
        integrality=np.ones(paid.size + target.size, dtype=np.int64),
        bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(np.hstack([cover, np.eye(target.size)]), lb=target),
        options={"time_limit": limit_s, "mip_rel_gap": 1e-3},
    )
    if solved.x is None:
        raise ValueError("no shifts were found within the time allowed; offer fewer lengths or starts")
    people: Ints = np.rint(solved.x[: paid.size]).astype(np.int64)
    return people


def _with_breaks(need: Floats, patterns: Sequence[tuple[int, int]], people: Ints, breaks: Sequence[Break]) -> Roster:
    present = np.zeros(need.size, dtype=np.int64)
    for (start, length), count in zip(patterns, people, strict=True):
        present[start : start + length] += count
    shifts = []
    for (start, length), count in zip(patterns, people, strict=True):
        away = []
        for _ in range(int(count)):
            mine: tuple[int, ...] = ()
            for pause in _taken(length, breaks):
                spare = present - need
                # Overlapping breaks of one person would be one break.
                places = [
                    p for p in range(start + pause.earliest, start + pause.latest + 1) if not set(range(p, p + pause.slots)) & set(mine)
                ]
                if not places:
                    continue
                at = max(places, key=lambda p: (spare[p : p + pause.slots].min(), -p))
                present[at : at + pause.slots] -= 1
                mine += tuple(range(at, at + pause.slots))
            away.append(mine)
        if count:
            shifts.append(Shift(start, length, int(count), tuple(away)))
    paid = sum(shift.slots * shift.people for shift in shifts)
    return Roster(tuple(shifts), present, np.maximum(need - present, 0.0), paid, float(paid / need.sum()))
