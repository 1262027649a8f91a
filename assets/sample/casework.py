"""The ticket queue's life: cases born from calls and from letters, first answers, waiting, solving, reopening.

Belongs here: when what happens to which ticket. Does not: the layout of the help desk's tables.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from assets.sample.calendar import DAY_S, Flags, Ints, Lanes, OpenClock, day_number, noon_offsets, open_clock, weekday
from assets.sample.demand import Generator
from assets.sample.people import ANSWERED, Calls
from assets.sample.plan import CASEWORK

NEW, OPEN, PENDING, HOLD, SOLVED, CLOSED = range(6)
STATUS_WORDS = ("new", "open", "pending", "hold", "solved", "closed")
NOT_YET = 1 << 40
CLOSE_AFTER_S = 4 * DAY_S
WRITES_ON = (0.19, 0.18, 0.17, 0.17, 0.16, 0.08, 0.05)  # share of a week's letters, Monday to Sunday


@dataclass(frozen=True)
class Tickets:
    """Cases by time of creation; instants are UTC seconds, NOT_YET for what the export is too early to know."""

    created_utc: Ints
    call: Ints  # index of the call it was born from, -1 if it came in writing
    requester: Ints
    assignee: Ints
    priority: Ints  # 0 low to 3 urgent
    topic: Ints
    first_response_utc: Ints
    pending_utc: Ints
    answered_utc: Ints  # the customer's answer to the question, which ends pending
    hold_utc: Ints
    resumed_utc: Ints
    solved_utc: Ints
    reopened_utc: Ints
    solved_again_utc: Ints
    closed_utc: Ints
    is_deleted: Flags

    def __len__(self) -> int:
        return len(self.created_utc)


def casework_agents(calls_per_day: int) -> int:
    """Return the size of the casework team."""
    return max(4, calls_per_day // 250)


def _created(calls: Calls, start: date, days: int, calls_per_day: int, rng: Generator) -> tuple[Ints, Ints]:
    """Draw the births: after some answered calls, and in writing at any hour of any day."""
    expected = CASEWORK.tickets_per_call * len(calls)
    weights = np.array(CASEWORK.from_call_weights)
    answered = np.bincount(calls.queue[calls.outcome == ANSWERED], minlength=len(weights))
    chance = CASEWORK.from_call_share * expected * weights / np.maximum(answered, 1)
    born = np.flatnonzero((calls.outcome == ANSWERED) & (rng.random(len(calls)) < chance[calls.queue]))
    after_call = calls.end_utc[born] + rng.integers(20, 240, len(born))

    all_days = np.arange(days, dtype=np.int64) + day_number(start)
    shape = np.array(WRITES_ON)[weekday(all_days)]
    mean = (1 - CASEWORK.from_call_share) * CASEWORK.tickets_per_call * calls_per_day * 7 * shape
    written_on = np.repeat(all_days, rng.poisson(mean))
    second = np.clip(rng.normal(12.5, 3.2, len(written_on)) * 3600, 0, DAY_S - 1).astype(np.int64)
    in_writing = written_on * DAY_S - noon_offsets(CASEWORK.zone, written_on) + second
    created = np.concatenate([after_call, in_writing])
    call = np.concatenate([born, np.full(len(in_writing), -1)])
    order = np.argsort(created, kind="stable")
    return created[order], call[order]


def _work_on(clock: OpenClock, created: Ints, rng: Generator) -> tuple[Ints, Ints]:
    """Return first response and first solution of each ticket."""
    count = len(created)
    delay = np.exp(rng.standard_normal(count) * CASEWORK.first_response_sigma) * CASEWORK.first_response_median_open_s
    response = clock.instant(clock.reading(created) + np.minimum(delay, 20 * DAY_S).astype(np.int64) + 30)
    # a lognormal is fixed by its median and one more quantile; 1.2816 is the normal's 90 % point
    sigma = np.log(30 * DAY_S / CASEWORK.resolution_median_s) / 1.2815515655446004
    span = np.exp(np.minimum(rng.standard_normal(count) * sigma, 6.0)) * CASEWORK.resolution_median_s
    solved = np.maximum(created + span.astype(np.int64), response + rng.integers(300, 5400, count))
    return response, solved


def draw_tickets(calls: Calls, lanes: Lanes, start: date, *, days: int, calls_per_day: int, as_of_utc: int, rng: Generator) -> Tickets:
    """Draw all cases created in the period, with what is known of them by `as_of_utc`."""
    clock = open_clock(CASEWORK.zone, start, days, from_s=CASEWORK.open_from_s, to_s=CASEWORK.open_to_s)
    created, call = _created(calls, start, days, calls_per_day, rng)
    known = created < as_of_utc
    created, call = created[known], call[known]
    count = len(created)
    response, solved = _work_on(clock, created, rng)
    # four moments between first answer and solution, in order, for the waiting that some cases see
    moments = np.sort(rng.random((count, 4)), axis=1)
    between = response[:, None] + 60 + (moments * np.maximum(solved - response - 120, 1)[:, None]).astype(np.int64)
    pends, holds = rng.random(count) < 0.55, rng.random(count) < 0.12
    reopens = rng.random(count) < CASEWORK.reopened_share
    reopened = solved + rng.integers(3600, 3 * DAY_S, count)
    again = reopened + np.rint(rng.exponential(DAY_S, count)).astype(np.int64) + 600
    last_solved = np.where(reopens, again, solved)

    def seen(at: Ints, happens: Flags | bool = True) -> Ints:
        return np.where((at < as_of_utc) & happens, at, NOT_YET)

    hidden = 10_000_000 * (calls.queue[call] == 2) if len(calls) else 0
    from_call = call >= 0
    caller = calls.caller[call] + hidden if len(calls) else np.zeros(count, dtype=np.int64)
    return Tickets(
        created_utc=created,
        call=call,
        requester=np.where(from_call, caller, 20_000_000 + rng.integers(0, 40 * calls_per_day, count)),
        assignee=rng.integers(0, casework_agents(calls_per_day), count),
        priority=rng.choice(4, count, p=(0.15, 0.6, 0.2, 0.05)),
        topic=rng.integers(0, 4, count),
        first_response_utc=seen(response),
        pending_utc=seen(between[:, 0], pends),
        answered_utc=seen(between[:, 1], pends),
        hold_utc=seen(between[:, 2], holds),
        resumed_utc=seen(between[:, 3], holds),
        solved_utc=seen(solved),
        reopened_utc=seen(reopened, reopens),
        solved_again_utc=seen(again, reopens),
        closed_utc=seen(last_solved + CLOSE_AFTER_S),
        is_deleted=rng.random(count) < 0.004,
    )


def status_of(tickets: Tickets) -> Ints:
    """Return each ticket's status at the time of export: the latest thing that happened to it."""
    happened = (
        (tickets.created_utc, NEW),
        (tickets.first_response_utc, OPEN),
        (tickets.pending_utc, PENDING),
        (tickets.answered_utc, OPEN),
        (tickets.hold_utc, HOLD),
        (tickets.resumed_utc, OPEN),
        (tickets.solved_utc, SOLVED),
        (tickets.reopened_utc, OPEN),
        (tickets.solved_again_utc, SOLVED),
        (tickets.closed_utc, CLOSED),
    )
    at = np.stack([np.where(when < NOT_YET, when, -1) for when, _ in happened])
    latest = len(happened) - 1 - at[::-1].argmax(axis=0)
    status: Ints = np.array([status for _, status in happened])[latest]
    return status


def last_change(tickets: Tickets) -> Ints:
    """Return when each ticket was last touched."""
    instants = [value for name, value in vars(tickets).items() if name.endswith("_utc")]
    latest: Ints = np.stack([np.where(at < NOT_YET, at, -1) for at in instants]).max(axis=0)
    return latest
