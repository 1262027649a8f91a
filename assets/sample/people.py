"""Names for the anonymous: which member of staff each agent is, which customer each caller is, who calls again.

Belongs here: identities, and the finished list of calls that writers read. Does not: waiting, which is settled by now.
"""

from dataclasses import dataclass

import numpy as np

from assets.sample.calendar import DAY_S, Flags, Ints, Lanes
from assets.sample.demand import HANGS_UP, MISSED_RING_S, PRESSES_KEY, RETRY_S, TIMES_OUT, Demand, Generator
from assets.sample.plan import PEOPLE, PhoneQueue
from assets.sample.queueing import Outcome
from assets.sample.staffing import NEVER, Staffing
from assets.sample.text import Texts, digits, either, fixed

ANSWERED, HUNG_UP, TIMED_OUT, PRESSED_KEY = 0, 1, 2, 3
FIRST_CALL_NUMBER = 10_000_000
FIRST_LAKESIDE_NUMBER = 40_000_000


@dataclass(frozen=True)
class Calls:
    """Every call of the centre in order of queue and arrival. Instants are UTC seconds."""

    queue: Ints
    lane: Ints
    enter_utc: Ints
    wait_s: Ints
    outcome: Ints
    rung_after_s: Ints
    ring_s: Ints
    is_missed_once: Flags
    talk_s: Ints
    hold_s: Ints
    wrap_s: Ints
    member: Ints  # number in the queue's roster, -1 where no phone rang
    caller: Ints  # customer number within the site
    is_repeat: Flags  # the same customer again, after hanging up or after a week's second thought
    position: Ints  # place in the queue on arrival, 1 for the head
    left_position: Ints  # place in the queue when leaving it
    origin_utc: Ints  # when the switch first saw the call, before any queue
    number: Ints  # running number of the call within its site

    def __len__(self) -> int:
        return len(self.queue)

    @property
    def end_utc(self) -> Ints:
        """Return when the customer and the centre parted."""
        return self.enter_utc + self.wait_s + np.where(self.outcome == ANSWERED, self.talk_s + self.hold_s, 0)

    def withheld(self) -> Flags:
        """Mark callers whose number is never shown."""
        flags: Flags = self.caller % round(1 / PEOPLE.withheld_share) == 0
        return flags


def call_ids(calls: Calls, index: Ints, is_harbour: Flags) -> Texts:
    """Return the ids the two telephone systems gave to the calls in `index`: `<epoch>.<n>`, or eight digits."""
    asterisk = fixed(digits(calls.origin_utc[index], 10), ".", digits(calls.number[index], 8))
    lakeside = fixed(digits(calls.number[index], 8))
    return either(is_harbour[index], asterisk, lakeside)


def roster_of(staffing: Staffing, lanes: Lanes, queues: tuple[PhoneQueue, ...], rng: Generator) -> Ints:
    """Say which member of the queue's roster each agent of each lane is; rosters are half as large again as a full day."""
    members = np.full(staffing.start_s.shape, -1, dtype=np.int64)
    for number in range(len(queues)):
        mine = np.flatnonzero(lanes.queue == number)
        if not len(mine):
            continue
        most = int(staffing.agents[mine].max())
        size = most + (most + 1) // 2
        members[mine, :most] = rng.random((len(mine), size)).argsort(axis=1)[:, :most]
    members[staffing.start_s >= NEVER] = -1
    return members


def _positions(first: Ints, lane: Ints, arrive_s: Ints, left_s: Ints) -> tuple[Ints, Ints]:
    """Return each caller's place in the queue on arrival and on leaving it; those behind never count."""
    base = lane * (4 * DAY_S)
    left = np.sort(base + left_s)
    gone_by_arrival = np.searchsorted(left, base + arrive_s, side="right")
    ahead = np.arange(len(lane)) - gone_by_arrival
    position = np.maximum(ahead, 0) + 1
    gone_since = np.searchsorted(left, base + left_s, side="left") - gone_by_arrival
    return position, np.maximum(position - np.maximum(gone_since, 0), 1)


def _repeats(enter: Ints, end: Ints, day: Ints, outcome: Ints, rng: Generator) -> Ints:
    """Return for each call of one queue the earlier call of the same customer it repeats, or its own number."""
    count = len(enter)
    source = np.arange(count)
    answered = np.flatnonzero((outcome == ANSWERED) & (rng.random(count) < PEOPLE.repeat_share))
    back_at = end[answered] + rng.integers(1, 7, len(answered)) * DAY_S + rng.integers(-3 * 3600, 3 * 3600, len(answered))
    target = np.searchsorted(enter, np.maximum(back_at, end[answered] + 60))
    kept = target < count
    source[target[kept]] = answered[kept]
    lost = np.flatnonzero((outcome == HUNG_UP) & (rng.random(count) < PEOPLE.redial_share))
    target = np.searchsorted(enter, end[lost] + 30 + np.rint(rng.exponential(500, len(lost))).astype(np.int64))
    kept = target < count
    kept[kept] = day[target[kept]] == day[lost[kept]]
    source[target[kept]] = lost[kept]
    return source


def _callers(source: Ints, population: int, rng: Generator) -> Ints:
    """Give first-time calls a customer and repeats the customer of the call they repeat."""
    root = source
    while not np.array_equal(root, root[root]):
        root = root[root]
    return rng.integers(0, population, len(source))[root]


def name_calls(
    demand: Demand, outcome: Outcome, lanes: Lanes, members: Ints, *, queues: tuple[PhoneQueue, ...], calls_per_day: int, rng: Generator
) -> Calls:
    """Put together what was drawn, what became of it and who it was."""
    lane, queue = demand.lane, lanes.queue[demand.lane]
    enter = lanes.utc_midnight[lane] + demand.arrive_s
    how = np.select(
        [demand.leave_how == HANGS_UP, demand.leave_how == TIMES_OUT, demand.leave_how == PRESSES_KEY], [HUNG_UP, TIMED_OUT, PRESSED_KEY]
    )
    became = np.where(outcome.is_answered, ANSWERED, how)
    end = enter + outcome.wait_s + np.where(outcome.is_answered, demand.talk_s + demand.hold_s, 0)
    in_queue_s = np.where(outcome.is_answered, outcome.wait_s, demand.leave_after_s)
    position, left_position = _positions(demand.first, lane, demand.arrive_s, demand.arrive_s + in_queue_s)
    caller = np.zeros(len(demand), dtype=np.int64)
    repeats = np.zeros(len(demand), dtype=bool)
    for number, plan in enumerate(queues):
        mine = np.flatnonzero(queue == number)
        source = _repeats(enter[mine], end[mine], lanes.day[lane[mine]], became[mine], rng)
        repeats[mine] = source != np.arange(len(mine))
        population = max(int(PEOPLE.callers_per_daily_call * calls_per_day * plan.volume_share), 50)
        caller[mine] = _callers(source, population, rng)
    origin = enter - rng.integers(2, 25, len(enter))
    return Calls(
        queue=queue,
        lane=lane,
        enter_utc=enter,
        wait_s=outcome.wait_s,
        outcome=became,
        rung_after_s=outcome.rung_after_s,
        ring_s=demand.ring_s - demand.is_missed_once * (MISSED_RING_S + RETRY_S),
        is_missed_once=demand.is_missed_once,
        talk_s=demand.talk_s,
        hold_s=demand.hold_s,
        wrap_s=demand.wrap_s,
        member=np.where(outcome.agent >= 0, members[lane, outcome.agent], -1),
        caller=caller,
        is_repeat=repeats,
        position=position,
        left_position=left_position,
        origin_utc=origin,
        number=_running_numbers(queues, queue, enter),
    )


def _running_numbers(queues: tuple[PhoneQueue, ...], queue: Ints, enter: Ints) -> Ints:
    """Number the calls of each site in order of arrival; the harbour switch counts an agent's channel too, hence by twos."""
    number = np.zeros(len(queue), dtype=np.int64)
    is_harbour = np.array([plan.site == "harbour" for plan in queues])[queue]
    for mask, start, step in ((is_harbour, FIRST_CALL_NUMBER, 2), (~is_harbour, FIRST_LAKESIDE_NUMBER, 1)):
        mine = np.flatnonzero(mask)
        number[mine[np.argsort(enter[mine], kind="stable")]] = start + step * np.arange(len(mine))
    return number
