"""One day of a queue, played call by call in many replications at once, to check what a formula says about a plan.

Belongs here: first come, first served with agents that change by interval, callers who hang up, handle times of any spread.
Not here: formulas (erlang), which day of which plan is played.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gamma as gamma_function

from assets.methods.erlang_inputs import Floats, Ints, above_zero, at_least_zero, whole_agents
from assets.methods.shown_level import checked_formula


class Day(NamedTuple):
    """What the replications show, an entry an interval in which calls came in; `std_error` is that of the level."""

    level: Floats
    std_error: Floats
    abandoned: Floats
    mean_wait_s: Floats
    day_level: float
    day_std_error: float


class _Calls(NamedTuple):
    """Calls in order of arrival, replication x call; places beyond a replication's last call arrive at infinity."""

    at_s: Floats
    interval: Ints
    handle_s: Floats
    patience_s: Floats


def _calls(
    rng: np.random.Generator,
    start_s: Floats,
    calls: Floats,
    *,
    interval_s: float,
    aht_s: Floats,
    handle_cv: float,
    patience_s: float,
    patience_shape: float,
    replications: int,
) -> _Calls:
    counts = rng.poisson(calls, (replications, calls.size))
    lane, interval = (place.repeat(counts.ravel()) for place in np.indices(counts.shape).reshape(2, -1))
    at = start_s[interval] + rng.random(interval.size) * interval_s
    order = np.lexsort((at, lane))
    column = np.arange(at.size) - np.concatenate([[0], counts.sum(axis=1).cumsum()])[lane]
    shape = (replications, max(1, int(counts.sum(axis=1).max())))
    spread = np.sqrt(np.log1p(handle_cv**2))
    arrival, which = np.full(shape, np.inf), np.full(shape, -1, dtype=np.int64)
    arrival[lane, column], which[lane, column] = at[order], interval[order]
    handle = aht_s[which] * np.exp(spread * rng.standard_normal(shape) - 0.5 * spread**2)
    scale = patience_s / float(gamma_function(1.0 + 1.0 / patience_shape)) if np.isfinite(patience_s) else np.inf
    patience = scale * np.maximum(rng.standard_exponential(shape), 1e-300) ** (1.0 / patience_shape)
    return _Calls(arrival, which, handle, patience)


def _duty(start_s: Floats, agents: Ints, interval_s: float) -> tuple[Floats, Floats]:
    """Starts of the spans of constant staffing, and from when each agent (column) is next at work in each span (row).

    Between intervals that do not meet nobody works; the last interval's agents stay until the queue is empty.
    """
    ends = start_s + interval_s
    gap = np.flatnonzero(start_s[1:] > ends[:-1] + 0.5)
    starts = np.insert(start_s, gap + 1, ends[gap])
    people = np.insert(agents, gap + 1, 0)
    at_work = np.arange(max(1, int(agents.max()))) < people[:, None]
    next_at = np.where(at_work, starts[:, None], np.inf)
    next_at = np.minimum.accumulate(next_at[::-1], axis=0)[::-1]
    return starts, np.where(at_work, -np.inf, next_at)


def _played(calls: _Calls, starts: Floats, next_at: Floats) -> Floats:
    """The wait each call would need, in order of arrival: an agent is taken only by callers still there when one is free."""
    lanes = np.arange(len(calls.at_s))
    ready = np.full((lanes.size, next_at.shape[1]), -np.inf)
    needed = np.full(calls.at_s.shape, np.inf)
    for column in range(calls.at_s.shape[1]):
        now = calls.at_s[:, column]
        span = np.searchsorted(starts, now, side="right") - 1
        free = np.maximum(ready, next_at[span])
        agent = free.argmin(axis=1)
        begin = np.maximum(free[lanes, agent], now)
        wait = np.where(np.isfinite(begin), begin - np.where(np.isfinite(now), now, 0.0), np.inf)
        needed[:, column] = wait
        taken = np.flatnonzero(np.isfinite(wait) & (wait <= calls.patience_s[:, column]))
        done = begin[taken] + calls.handle_s[taken, column]
        back = next_at[np.searchsorted(starts, done, side="right") - 1, agent[taken]]
        ready[taken, agent[taken]] = np.maximum(done, back)
    return needed


def simulate_day(
    calls: ArrayLike,
    agents: ArrayLike,
    *,
    start_s: ArrayLike,
    interval_s: float,
    aht_s: ArrayLike,
    threshold_s: float,
    patience_s: float = np.inf,
    patience_shape: float = 1.0,
    handle_cv: float = 1.0,
    formula: str = "offered",
    short_abandon_s: float = 0.0,
    replications: int = 100,
    seed: int = 0,
) -> Day:
    """Play a day's plan: Poisson calls at the expected rate, log-normal handle times, Weibull patience, queues that carry over.

    Parameters
    ----------
    calls : array_like, shape (i,)
        Expected calls of each interval.
    agents : array_like of whole numbers, shape (i,)
        Agents at work in each interval; one who talks when the interval ends finishes the call.
    start_s : array_like, shape (i,)
        Seconds of the day at which the intervals start, rising; between intervals that do not meet nobody works.
    interval_s : float
        Length of an interval.
    aht_s : array_like, shape (i,)
        Mean handle time of each interval, above 0.
    threshold_s, formula, short_abandon_s
        As for `erlang.required_agents`.
    patience_s, patience_shape : float
        Mean and Weibull shape of patience; inf is nobody hangs up, shape 1 the exponential.
    handle_cv : float
        Spread of handle times, standard deviation over mean.
    replications, seed : int
        Days played, and where chance starts: the same seed plays the same days.

    Returns
    -------
    Day
        Service level by interval of arrival with its standard error over days, share hung up, mean wait of all callers, and the level of
        the whole day. Intervals without a single call have level 1 and error 0.

    Raises
    ------
    ValueError
        When lengths differ or an argument is out of its range; the message names it.

    Examples
    --------
    >>> day = simulate_day([100] * 4, [14] * 4, start_s=[0, 1800, 3600, 5400], interval_s=1800, aht_s=[180] * 4, threshold_s=20)
    >>> bool(0.85 < day.day_level < 0.93)
    True
    """
    checked_formula(formula)
    starts, volume = at_least_zero("start_s", start_s).reshape(-1), at_least_zero("calls", calls).reshape(-1)
    people = whole_agents("agents", agents).reshape(-1).astype(np.int64)
    aht = above_zero("aht_s", aht_s).reshape(-1)
    if not volume.size == people.size == starts.size == aht.size or not volume.size:
        raise ValueError(f"calls, agents, start_s and aht_s must have one entry an interval; found {volume.size}, {people.size}, "
                         f"{starts.size} and {aht.size}")  # fmt: skip
    if not (patience_s > 0 and patience_shape > 0 and handle_cv >= 0 and replications >= 2):
        raise ValueError("patience_s and patience_shape must be above 0, handle_cv at least 0, replications at least 2")
    rng = np.random.default_rng(seed)
    played = _calls(
        rng,
        starts,
        volume,
        interval_s=interval_s,
        aht_s=aht,
        handle_cv=handle_cv,
        patience_s=patience_s,
        patience_shape=patience_shape,
        replications=replications,
    )
    wait = _played(played, *_duty(starts, people, interval_s))
    return _shown(played, wait, size=volume.size, threshold_s=threshold_s, formula=formula, short_s=short_abandon_s)


def _shown(calls: _Calls, needed: Floats, *, size: int, threshold_s: float, formula: str, short_s: float) -> Day:
    came = calls.interval >= 0
    hung_up = came & (needed > calls.patience_s)
    unserved = came & ~np.isfinite(needed) & ~hung_up
    answered = came & ~hung_up & ~unserved
    waited = np.where(hung_up, calls.patience_s, np.where(answered, needed, 0.0))
    in_time = answered & (needed <= threshold_s)
    lost_in_time, lost_at_once = hung_up & (calls.patience_s <= threshold_s), hung_up & (calls.patience_s < short_s)
    above = {"positive": in_time | lost_in_time, "short_positive": in_time | lost_at_once}.get(formula, in_time)
    below = {"answered": answered, "ignored": came & ~lost_in_time, "default": came & ~lost_at_once}.get(formula, came)

    def by_interval(values: np.ndarray) -> Floats:
        lane = np.arange(len(values))[:, None] * size
        place = np.where(came, lane + calls.interval, len(values) * size)
        counted = np.bincount(place.ravel(), weights=values.ravel().astype(float), minlength=len(values) * size + 1)[:-1]
        return np.asarray(counted.reshape(len(values), size))

    num, den, every = by_interval(above), by_interval(below), by_interval(came).sum(axis=0)
    level, error = _ratio(num, den)
    day_level, day_error = _ratio(num.sum(axis=1, keepdims=True), den.sum(axis=1, keepdims=True))
    some = np.maximum(every, 1.0)
    return Day(
        level,
        error,
        by_interval(hung_up).sum(axis=0) / some,
        by_interval(waited).sum(axis=0) / some,
        float(day_level[0]),
        float(day_error[0]),
    )


def _ratio(num: Floats, den: Floats) -> tuple[Floats, Floats]:
    """Ratio of sums over replications (rows) and its standard error."""
    total = den.sum(axis=0)
    level = np.where(total > 0, num.sum(axis=0) / np.maximum(total, 1.0), 1.0)
    off = num - level * den
    lanes = len(num)
    error = np.sqrt((off**2).sum(axis=0) * lanes / (lanes - 1)) / np.maximum(total, 1.0)
    return level, error
