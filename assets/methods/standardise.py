"""Rates made comparable by giving them the same weekdays or the same mix of queues.

Here: direct standardisation and the split of a difference into mix and within. Not here: seasons (`change`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Split:
    """A difference of two ratios in the KPI's unit: `within + mix` is the whole of it."""

    within: float
    mix: float


def directly_standardised(strata: ArrayLike, numerator: ArrayLike, denominator: ArrayLike, *, shares: dict[object, float]) -> float:
    """Ratio a window would have if its cases were spread over the strata as `shares` says.

    Parameters
    ----------
    strata : (D,) stratum of each row, such as its weekday.
    numerator, denominator : (D,) sums.
    shares : stratum to weight, the reference mix; need not sum to 1. Strata unseen in the window are left out and the
        rest is scaled up; NaN when none is seen.

    References
    ----------
    Fleiss, Levin, Paik (2003). Statistical Methods for Rates and Proportions, 19.2.

    Examples
    --------
    >>> round(directly_standardised(["mon", "sun"], [90, 5], [100, 10], shares={"mon": 5, "sun": 2}), 4)
    0.7857
    """
    names = np.asarray(strata)
    x, n = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    total = weight = 0.0
    for stratum, share in shares.items():
        mine = (names == stratum) & np.isfinite(x) & np.isfinite(n)
        cases = float(n[mine].sum())
        if cases > 0:
            total += share * float(x[mine].sum()) / cases
            weight += share
    return total / weight if weight > 0 else float("nan")


def kitagawa(num_base: ArrayLike, den_base: ArrayLike, num_win: ArrayLike, den_win: ArrayLike) -> Split:
    """Difference of two ratios of sums, split into better work in each part and a different mix of parts.

    ``within = sum (c0 + c1)/2 * (r1 - r0)`` and ``mix = sum (r0 + r1)/2 * (c1 - c0)`` with ``c`` the parts' shares of
    the cases and ``r`` their ratios. A part seen on one side only has no ratio on the other: it is given the one it
    has, so its whole effect is mix.

    Parameters
    ----------
    num_base, den_base, num_win, den_win : (P,) sums of each part (queue, topic, priority).

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50, 1168-1194.

    Examples
    --------
    Both queues stand still, the easier one grows: the rise is all mix (Simpson's trap).

    >>> kitagawa([90, 50], [100, 100], [270, 50], [300, 100])
    Split(within=0.0, mix=0.1)
    """
    x0, n0, x1, n1 = (np.nan_to_num(np.asarray(a, dtype=float)) for a in (num_base, den_base, num_win, den_win))
    if n0.sum() <= 0 or n1.sum() <= 0:
        return Split(float("nan"), float("nan"))
    with np.errstate(invalid="ignore", divide="ignore"):
        r0, r1 = x0 / n0, x1 / n1
    r0, r1 = np.where(n0 > 0, r0, r1), np.where(n1 > 0, r1, r0)
    seen = (n0 > 0) | (n1 > 0)
    r0, r1, c0, c1 = r0[seen], r1[seen], (n0 / n0.sum())[seen], (n1 / n1.sum())[seen]
    within = float(np.sum((c0 + c1) / 2 * (r1 - r0)))
    mix = float(np.sum((r0 + r1) / 2 * (c1 - c0)))
    return Split(within, round(mix, 15))
