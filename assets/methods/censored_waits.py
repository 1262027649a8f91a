"""Waits that an answer may have cut short: checks, and hang-ups per second of waiting.

Belongs here: what every estimate of patience starts from. Not here: the estimates.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from assets.methods.erlang_inputs import Flags, Floats, Ints, at_least_zero

LEVEL = 0.95


class Hazard(NamedTuple):
    """Hang-ups per second of waiting in each bin; the rate is 0 where nobody was left to wait."""

    start_s: Floats
    end_s: Floats
    abandons: Ints
    exposure_s: Floats
    rate_per_s: Floats


def observed(waits_s: ArrayLike, is_abandoned: ArrayLike, left_truncation_s: float) -> tuple[Floats, Flags]:
    """Waits and hang-ups of callers who stayed to the truncation; refused by name when they make no sense."""
    waits = at_least_zero("waits_s", waits_s).reshape(-1)
    flags = np.asarray(is_abandoned).reshape(-1)
    if flags.dtype != np.bool_ and not np.isin(flags, (0, 1)).all():
        raise ValueError("is_abandoned must be true or false a wait")
    if flags.size != waits.size:
        raise ValueError(f"is_abandoned must have as many rows as waits_s; found {flags.size} and {waits.size}")
    at_least_zero("left_truncation_s", left_truncation_s)
    kept = waits >= left_truncation_s
    return waits[kept], flags[kept].astype(np.bool_)


def checked_level(level: float) -> float:
    """The coverage of an interval, above 0 and below 1."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must be above 0 and below 1; found {level!r}")
    return level


def hazard_by_bin(waits_s: ArrayLike, is_abandoned: ArrayLike, *, edges_s: ArrayLike, left_truncation_s: float = 0.0) -> Hazard:
    """Hang-ups per second of waiting between the edges: spikes show where an announcement sends callers away.

    Parameters
    ----------
    waits_s, is_abandoned, left_truncation_s
        As for `fit_exponential`.
    edges_s : array_like, shape (k + 1,)
        Rising edges of the bins in seconds; a bin holds hang-ups above its start and up to its end, the first its start too.

    Returns
    -------
    Hazard
        Arrays of length k: `start_s`, `end_s`, `abandons`, `exposure_s`, `rate_per_s`.

    Raises
    ------
    ValueError
        As for `fit_exponential`, and when the edges do not rise.

    Examples
    --------
    >>> hazard_by_bin([5, 15, 20], [True, True, False], edges_s=[0, 10, 20]).rate_per_s.round(4).tolist()
    [0.04, 0.0667]
    """
    waits, abandoned = observed(waits_s, is_abandoned, left_truncation_s)
    edges = at_least_zero("edges_s", edges_s)
    if edges.ndim != 1 or edges.size < 2 or (np.diff(edges) <= 0).any():
        raise ValueError("edges_s must be two or more rising numbers")
    start, end = edges[:-1], edges[1:]
    # Seconds waited beyond an edge, by sorted sums: no table of waits by bins.
    ordered = np.sort(waits)
    cumulated = np.concatenate([[0.0], np.cumsum(ordered)])
    from_s = np.maximum(edges, left_truncation_s)
    place = np.searchsorted(ordered, from_s, side="right")
    beyond = np.maximum((cumulated[-1] - cumulated[place]) - (ordered.size - place) * from_s, 0.0)
    exposure = np.maximum(beyond[:-1] - beyond[1:], 0.0)
    events = np.sort(waits[abandoned])
    below = np.searchsorted(events, edges, side="right")
    below[0] = np.searchsorted(events, edges[0], side="left")
    counts = np.diff(below)
    rate = np.divide(counts, exposure, out=np.zeros_like(exposure), where=exposure > 0)
    return Hazard(start, end, counts.astype(np.int64), exposure, rate)
