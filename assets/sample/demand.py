"""Who calls when, and what they bring along: arrivals, patience, length of the conversation.

Belongs here: everything about a call that is known before anybody answers. Does not: agents and queues.
"""

import zlib
from dataclasses import dataclass

import numpy as np

from assets.sample.calendar import DAY_S, Flags, Floats, Ints, Lanes, holiday_flags, weekday
from assets.sample.plan import DAYS_PER_MONTH, HOLIDAY_VOLUME_SHARE, PhoneQueue

HANGS_UP, TIMES_OUT, PRESSES_KEY = 0, 1, 2
MISSED_RING_S = 15  # an agent's phone rings this long before the switch gives up,
RETRY_S = 5  # and waits this long before it rings again
LONGEST_TALK_S = 3600
Generator = np.random.Generator


def stream(seed: int, purpose: str) -> Generator:
    """Return a generator of its own for each purpose, so that a change in one part leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


@dataclass(frozen=True)
class Demand:
    """Calls of all lanes, sorted by lane and arrival; `first[i]` to `first[i + 1]` are the calls of lane i. Whole seconds."""

    first: Ints
    lane: Ints
    arrive_s: Ints
    leave_after_s: Ints  # waits at most so long, then does what `leave_how` says
    leave_how: Ints
    ring_s: Ints  # until the answer, a missed ring and its retry included
    is_missed_once: Flags
    talk_s: Ints
    hold_s: Ints
    wrap_s: Ints

    def __len__(self) -> int:
        return len(self.lane)


def yearly_factor(queue: PhoneQueue, day: Ints, *, followed_share: float = 1.0) -> Floats:
    """Return the yearly swing around 1."""
    angle = (day - queue.yearly_peak_day).astype(np.float64) * (2 * np.pi / 365.25)
    return 1 + followed_share * queue.yearly_amplitude * np.cos(angle)


def _raw_volume(queue: PhoneQueue, day: Ints, first_day: int, followed_share: float) -> Floats:
    shape: Floats = np.array(queue.weekday_shape)[weekday(day)]
    shape[holiday_flags(queue.country, day)] *= HOLIDAY_VOLUME_SHARE
    grown = (1 + queue.growth_per_month) ** ((day - first_day) / DAYS_PER_MONTH)
    # 1970-01-01 is day 0 and a first of January, so day numbers tell the time of year
    return shape * grown * yearly_factor(queue, day, followed_share=followed_share)


def expected_calls(queues: tuple[PhoneQueue, ...], lanes: Lanes, calls: float, *, planner: bool = False) -> Floats:
    """Return each lane's expected calls, all lanes together `calls`; with `planner`, what the planner expects."""
    expected = np.zeros(len(lanes))
    for number, queue in enumerate(queues):
        mine = lanes.queue == number
        if not mine.any():
            continue
        day = lanes.day[mine]
        first_day = int(lanes.day.min())
        truth = _raw_volume(queue, day, first_day, 1.0)
        seen = _raw_volume(queue, day, first_day, queue.yearly_followed_share) if planner else truth
        # a lane of a few days may not cover every weekday: the shares are those of a whole period
        expected[mine] = seen * calls * queue.volume_share / truth.sum()
    return expected


def intraday_density(queue: PhoneQueue, share_of_day: Floats) -> Floats:
    """Return the arrival intensity over the open day, mean about 1."""
    density = np.full(share_of_day.shape, 0.35)
    for centre, width, height in queue.intraday_bumps:
        density += height * np.exp(-0.5 * ((share_of_day - centre) / width) ** 2)
    return density


def _arrival_quantiles(queue: PhoneQueue) -> Floats:
    """Return, for 4,097 evenly spaced probabilities, the share of the open day by which so many have called."""
    grid = np.linspace(0, 1, 4097)
    density = intraday_density(queue, grid)
    cumulative = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return np.interp(grid, cumulative / cumulative[-1], grid)


def _lognormal_s(rng: Generator, count: int, mean_s: float, sigma: float) -> Ints:
    drawn: Floats = rng.standard_normal(count, dtype=np.float32) * sigma + (np.log(mean_s) - sigma**2 / 2)
    seconds: Ints = np.clip(np.rint(np.exp(drawn)), 2, LONGEST_TALK_S).astype(np.int64)
    return seconds


def draw_demand(queues: tuple[PhoneQueue, ...], lanes: Lanes, expected: Floats, rng: Generator) -> Demand:
    """Draw the calls of all lanes: Poisson around a mean that itself varies from day to day."""
    noise_cv = np.array([queue.day_noise_cv for queue in queues])[lanes.queue]
    noise = rng.gamma(1 / noise_cv**2, noise_cv**2)
    counts = rng.poisson(expected * noise)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    lane = np.repeat(np.arange(len(lanes), dtype=np.int64), counts)
    parts: dict[str, list[Ints]] = {}
    for number, queue in enumerate(queues):
        # lanes are sorted by queue, so a queue's calls are one block
        mine = np.flatnonzero(lanes.queue == number)
        block = lane[first[mine[0]] : first[mine[-1] + 1]] if len(mine) else lane[:0]
        for name, values in _draw_queue(queue, lanes, block, rng).items():
            parts.setdefault(name, []).append(values)
    joined = {name: np.concatenate(values) for name, values in parts.items()}
    missed = joined.pop("missed").astype(bool)
    return Demand(first=first, lane=lane, is_missed_once=missed, **joined)


def _draw_queue(queue: PhoneQueue, lanes: Lanes, lane: Ints, rng: Generator) -> dict[str, Ints]:
    count = len(lane)
    quantiles = _arrival_quantiles(queue)
    share = np.interp(rng.random(count, dtype=np.float32) * 4096.0, np.arange(4097.0), quantiles)
    open_s, span_s = lanes.open_s[lane], (lanes.close_s - lanes.open_s)[lane]
    second = open_s + np.minimum((share * span_s).astype(np.int64), span_s - 1)
    arrive = np.sort(lane * (2 * DAY_S) + second) - lane * (2 * DAY_S)

    patience = np.rint(rng.standard_exponential(count, dtype=np.float32) * queue.patience_mean_s).astype(np.int64)
    leave_after, leave_how = patience, np.where(patience < queue.timeout_s, HANGS_UP, TIMES_OUT)
    leave_after = np.minimum(leave_after, queue.timeout_s)
    if queue.key_share:
        presses = rng.random(count, dtype=np.float32) < queue.key_share
        key_after = rng.integers(15, 90, count)
        presses &= key_after < leave_after
        leave_after = np.where(presses, key_after, leave_after)
        leave_how = np.where(presses, PRESSES_KEY, leave_how)

    missed = rng.random(count, dtype=np.float32) < 0.02
    ring = rng.poisson(queue.ring_mean_s - 1, count) + 1
    hold = np.zeros(count, dtype=np.int64)
    if queue.hold_share:
        held = rng.random(count, dtype=np.float32) < queue.hold_share
        hold[held] = np.rint(rng.standard_exponential(int(held.sum())) * queue.hold_mean_s).astype(np.int64)
    # the harbour switch forces the same short pause after every call, lakeside agents write their notes
    wrap = np.full(count, round(queue.wrap_mean_s)) if queue.wrap_mean_s <= 10 else _lognormal_s(rng, count, queue.wrap_mean_s, 0.6)
    return {
        "arrive_s": arrive,
        "leave_after_s": leave_after,
        "leave_how": leave_how,
        "ring_s": ring + missed * (MISSED_RING_S + RETRY_S),
        "missed": missed,
        "talk_s": _lognormal_s(rng, count, queue.talk_mean_s, queue.talk_sigma),
        "hold_s": hold,
        "wrap_s": wrap.astype(np.int64),
    }
