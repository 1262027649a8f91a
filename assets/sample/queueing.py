"""First come, first served with abandonment, exactly: one call a step in each lane, all lanes at once.

Belongs here: who answers whom and when. Does not: drawing calls or shifts, naming people, writing files.

Every lane is a day of a queue and starts empty. An agent is known by the second they are next free. A caller's fate
depends only on earlier callers, so calls are taken in order of arrival: the caller gets the agent who is free first
(among idle agents the one idle longest), or leaves before that. A break due while an agent is busy starts when the call
is wrapped up; an agent whose shift is over is never free again.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assets.sample.calendar import Flags, Ints
from assets.sample.demand import Demand
from assets.sample.staffing import NEVER, Staffing

Seconds = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Outcome:
    """What became of each call, and when absences really began (lane x agent x 4; NEVER where there was none)."""

    wait_s: Ints  # until the answer or until the caller left
    rung_after_s: Ints  # until an agent's phone rang; -1 if none ever did
    agent: Ints  # number of the agent in the lane, -1 if no phone rang
    is_answered: Flags
    absence_began_s: Ints


def simulate(demand: Demand, staffing: Staffing) -> Outcome:
    """Run all lanes to their end."""
    calls = np.diff(demand.first)
    order = np.argsort(-calls, kind="stable")  # lanes with many calls first: those still running are always a prefix
    first, calls = demand.first[:-1][order], calls[order]
    state = _Agents(staffing, order)
    arrive, leave_after = demand.arrive_s.astype(np.int32), demand.leave_after_s.astype(np.int32)
    ring = demand.ring_s.astype(np.int32)
    work = (demand.talk_s + demand.hold_s + demand.wrap_s).astype(np.int32)
    rung_after = np.full(len(demand), -1, dtype=np.int32)
    agent = np.full(len(demand), -1, dtype=np.int32)
    running = len(order)
    rows = np.arange(running)
    for step in range(int(calls[0]) if len(calls) else 0):
        while calls[running - 1] <= step:
            running -= 1
        row = rows[:running]
        call = first[:running] + step
        now = arrive[call]
        state.leave_idle(now)
        free = state.free[:running]
        who = free.argmin(axis=1)
        begin = np.maximum(free[row, who], now)
        wait = begin - now
        patience = leave_after[call]
        rung = wait <= patience
        ringing = ring[call]
        busy = np.where(wait + ringing > patience, patience - wait, ringing + work[call])
        call, row, who = call[rung], row[rung], who[rung]
        rung_after[call] = wait[rung]
        agent[call] = who
        state.keep_busy(row, who, (begin + busy)[rung])
    state.leave_idle(np.full(len(order), NEVER - 1, dtype=np.int32))
    was_rung = agent >= 0
    answered = was_rung & (rung_after + ring <= leave_after)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return Outcome(
        wait_s=np.where(answered, rung_after + ring, leave_after).astype(np.int64),
        rung_after_s=rung_after.astype(np.int64),
        agent=agent.astype(np.int64),
        is_answered=answered,
        absence_began_s=state.began[back].astype(np.int64),
    )


class _Agents:
    """When each agent is next free, and which absence comes next; changed in place, step by step.

    Between calls nobody is free at or after their own next absence: `keep_busy` sends them off at once. So only idle agents
    can become due by the mere passing of time, and `soonest` says for a whole lane when the first of them does.
    """

    def __init__(self, staffing: Staffing, order: Ints) -> None:
        self.free = staffing.start_s[order].astype(np.int32)
        self.planned = staffing.absence_at_s[order].astype(np.int32)
        self.lasts = staffing.absence_s[order].astype(np.int32)
        self.next_at = np.ascontiguousarray(self.planned[..., 0])
        self.soonest = self.next_at.min(axis=1)
        self.place = np.zeros(self.free.shape, dtype=np.int64)
        self.began = np.full(self.planned.shape, NEVER, dtype=np.int32)

    def keep_busy(self, lane: Ints, agent: Ints, until_s: Seconds) -> None:
        """Occupy one agent a lane; a break or an end that came due meanwhile starts when they are done."""
        self.free[lane, agent] = until_s
        due = until_s >= self.next_at[lane, agent]
        if due.any():
            self._leave(lane[due], agent[due])

    def leave_idle(self, now: Seconds) -> None:
        """Let every agent whose absence is due at `now` go: whoever is not busy left on time."""
        late = np.flatnonzero(now >= self.soonest[: len(now)])
        while len(late):
            row, agent = np.nonzero(now[late, None] >= self.next_at[late])
            self._leave(late[row], agent)
            late = late[now[late] >= self.soonest[late]]

    def _leave(self, lane: Ints, agent: Ints) -> None:
        while len(lane):
            place = self.place[lane, agent]
            began = np.maximum(self.free[lane, agent], self.next_at[lane, agent])
            self.began[lane, agent, place] = began
            self.free[lane, agent] = np.minimum(began + self.lasts[lane, agent, place], NEVER)
            self.place[lane, agent] = place + 1
            # NEVER after the last absence, whose own length is NEVER too
            self.next_at[lane, agent] = np.where(place < 3, self.planned[lane, agent, np.minimum(place + 1, 3)], NEVER)
            self.soonest[lane] = self.next_at[lane].min(axis=1)
            again = (self.free[lane, agent] >= self.next_at[lane, agent]) & (self.next_at[lane, agent] < NEVER)
            lane, agent = lane[again], agent[again]
