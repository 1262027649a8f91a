"""People months ahead: who leaves, how fast others become productive, how many to hire and when.

Belongs here: the head count from month to month, the choice of classes. Not here: how much work there is, dates.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from assets.methods.erlang_inputs import Flags, Floats, Ints, above_zero, at_least_zero, share_below_one


class Plan(NamedTuple):
    """Month by month: people at the start, leavers, people who start, productive people (mean, and reached with the certainty asked for).

    `is_short` marks months in which the certainty is not reached whatever is hired: too soon for a class, or classes too small.
    """

    heads: Floats
    leavers: Floats
    hired: Ints
    productive: Floats
    productive_low: Floats
    is_short: Flags


def heads_needed(agent_hours: ArrayLike, *, hours_per_week: ArrayLike, shrinkage: ArrayLike, fit_factor: ArrayLike = 1.0) -> Floats:
    """People on the payroll for so many hours a week at their places.

    Examples
    --------
    >>> heads_needed(520, hours_per_week=40, shrinkage=0.32).round(1).item()
    19.1
    """
    hours, contract = at_least_zero("agent_hours", agent_hours), above_zero("hours_per_week", hours_per_week)
    share = share_below_one("shrinkage", shrinkage, "at 1 nobody is ever present")
    return np.asarray(hours * above_zero("fit_factor", fit_factor) / ((1.0 - share) * contract))


def _stay(months: int, *, attrition: float, attrition_new: float, new_months: int, is_new: bool) -> Floats:
    """Share of a group still there at the start of each month of its tenure."""
    rates = np.where(np.arange(months) < (new_months if is_new else 0), attrition_new, attrition)
    return np.concatenate([[1.0], np.cumprod(1.0 - rates)])[: months + 1]


def _ramp_at(ramp: Floats, months: int) -> Floats:
    return np.concatenate([ramp, np.ones(max(0, months - ramp.size))])[:months]


def hiring_plan(
    required: ArrayLike,
    *,
    heads: float,
    first_class_month: int,
    attrition: float,
    attrition_new: float,
    new_months: int = 6,
    ramp: ArrayLike = (0.5, 0.75, 0.9, 1.0),
    class_size_min: int = 1,
    class_size_max: int = 12,
    certainty: float = 0.8,
) -> Plan:
    """The smallest classes, started as late as they may, with which enough productive people are there month after month.

    Parameters
    ----------
    required : array_like, shape (m,)
        Productive people needed in each month.
    heads : float
        People there at the start of the first month, all of them past their ramp.
    first_class_month : int
        The first month (from 0) in which a class that is decided on today can take calls.
    attrition, attrition_new : float
        Share of people who leave in a month: of all, and of those in their first `new_months`.
    ramp : array_like
        Share of full work in a new person's first, second ... month; full after the last.
    class_size_min, class_size_max : int
        Fewest and most people of a class; one class a month.
    certainty : float
        Probability with which the productive people suffice.

    Returns
    -------
    Plan
        Arrays of length m.

    Raises
    ------
    ValueError
        When an argument is out of its range; the message names it.

    Notes
    -----
    Everybody leaves independently of the others, so the number left of a group is binomial; the certainty uses the normal limit. A class
    starts so that it is past its ramp when it is needed, or as early as it can where that is later.

    Examples
    --------
    >>> made = hiring_plan([20] * 8, heads=20, first_class_month=3, attrition=0.02, attrition_new=0.05)
    >>> made.hired.tolist()[:3], bool(made.hired[3:].sum() > 0), made.is_short.tolist()[:3]
    ([0, 0, 0], True, [False, True, True])
    """
    need = at_least_zero("required", required).reshape(-1)
    shares = np.asarray(ramp, dtype=np.float64).reshape(-1)
    for name, share in (("attrition", attrition), ("attrition_new", attrition_new)):
        share_below_one(name, share, "at 1 nobody stays")
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError("ramp must be shares from 0 to 1")
    if not 0.5 <= certainty < 1:
        raise ValueError(f"certainty must be at least .5 and below 1; found {certainty:g}")
    if class_size_max < max(class_size_min, 1):
        raise ValueError(f"class_size_max must be at least 1 and class_size_min; found {class_size_max}")
    months, z = need.size, float(ndtri(certainty))
    at_least_zero("heads", heads)
    stay_old = _stay(months, attrition=attrition, attrition_new=attrition_new, new_months=new_months, is_new=False)
    stay_new = _stay(months, attrition=attrition, attrition_new=attrition_new, new_months=new_months, is_new=True)
    effect = _ramp_at(shares, months)

    def state(hired: Ints) -> tuple[Floats, Floats]:
        """Mean and low end of the productive people, at the start of each month."""
        mean, variance = heads * stay_old[:months], heads * stay_old[:months] * (1.0 - stay_old[:months])
        for start in np.flatnonzero(hired):
            left = months - start
            mean[start:] += hired[start] * stay_new[:left] * effect[:left]
            variance[start:] += hired[start] * stay_new[:left] * (1.0 - stay_new[:left]) * effect[:left] ** 2
        return mean, mean - z * np.sqrt(variance)

    hired = np.zeros(months, dtype=np.int64)
    given_up = np.zeros(months, dtype=np.bool_)
    while True:
        low = state(hired)[1]
        short = np.flatnonzero((low < need - 1e-9) & ~given_up)
        if not short.size:
            break
        month = int(short[0])
        begin = _start_of_class(month, hired, first=first_class_month, ramp_months=_months_of_ramp(shares), most=class_size_max)
        if begin is None:
            given_up[month] = True
        else:
            hired[begin] = max(int(hired[begin]) + 1, class_size_min)
    mean, low = state(hired)
    there = heads * stay_old.copy()
    for start in np.flatnonzero(hired):
        there[start:] += hired[start] * stay_new[: months + 1 - start]
    leavers = there[:-1] - there[1:] + np.append(hired[1:], 0)
    return Plan(there[:months], leavers, hired, mean, low, low < need - 1e-9)


def _months_of_ramp(ramp: Floats) -> int:
    """Months after which a new person works like the others."""
    return int(np.argmax(ramp >= 1.0)) if (ramp >= 1.0).any() else int(ramp.size)


def _start_of_class(month: int, hired: Ints, *, first: int, ramp_months: int, most: int) -> int | None:
    """Where one more person joins to help in a month: past the ramp by then, else later, else earlier; None where no class has room."""
    best = max(first, month - ramp_months)
    for start in [*range(best, month + 1), *range(best - 1, first - 1, -1)]:
        if 0 <= start <= month and hired[start] < most:
            return int(start)
    return None
