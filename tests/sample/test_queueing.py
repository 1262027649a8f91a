"""The queue against an independent simulation that walks through the day second by second."""

from datetime import date

import numpy as np
import pytest

from assets.sample.calendar import Lanes, open_days, part_of
from assets.sample.demand import Demand, draw_demand, expected_calls, stream
from assets.sample.plan import PHONE_QUEUES, step_day
from assets.sample.queueing import Outcome, simulate
from assets.sample.staffing import NEVER, Staffing, plan_shifts, requirement

START = date(2026, 3, 2)


def one_week(seed: int, *, calls: float, short_of_staff: float = 1.0) -> tuple[Lanes, Staffing, Demand, Outcome]:
    lanes = open_days(PHONE_QUEUES, START, 7)
    expected = expected_calls(PHONE_QUEUES, lanes, calls)
    wanted = requirement(PHONE_QUEUES, lanes, expected, step_day(START)) * short_of_staff
    staffing = plan_shifts(wanted, lanes, stream(seed, "shifts"))
    demand = draw_demand(PHONE_QUEUES, lanes, expected, stream(seed, "demand"))
    return lanes, staffing, demand, simulate(demand, staffing)


def walk_through(demand: Demand, staffing: Staffing, lane: int) -> list[tuple[bool, int, int]]:
    """Answered, wait and agent of each call of a lane, found by looking at every second of the day."""
    calls = range(int(demand.first[lane]), int(demand.first[lane + 1]))
    arriving = {second: [call for call in calls if demand.arrive_s[call] == second] for second in set(demand.arrive_s[calls].tolist())}
    agents = np.flatnonzero(staffing.start_s[lane] < NEVER).tolist()
    free_since = {agent: int(staffing.start_s[lane, agent]) for agent in agents}
    absences = {
        agent: [pair for pair in zip(staffing.absence_at_s[lane, agent], staffing.absence_s[lane, agent], strict=True) if pair[0] < NEVER]
        for agent in agents
    }
    queue: list[int] = []
    fate: dict[int, tuple[bool, int, int]] = {}
    for now in range(100_000):
        for agent in agents:
            while free_since[agent] <= now and absences[agent] and absences[agent][0][0] <= now:
                free_since[agent] = now + int(absences[agent].pop(0)[1])
        queue += arriving.get(now, [])
        idle = sorted((since, agent) for agent, since in free_since.items() if since <= now)
        while queue and idle:
            call, (_, agent) = queue.pop(0), idle.pop(0)
            waited, patience, ring = now - int(demand.arrive_s[call]), int(demand.leave_after_s[call]), int(demand.ring_s[call])
            if waited + ring <= patience:
                fate[call] = (True, waited + ring, agent)
                free_since[agent] = now + ring + int(demand.talk_s[call] + demand.hold_s[call] + demand.wrap_s[call])
            else:
                fate[call] = (False, patience, agent)
                free_since[agent] = now + patience - waited
                if patience == waited:  # gone in the very second the phone would have rung: the agent is free again
                    idle.append((now, agent))
        for call in [waiting for waiting in queue if now - demand.arrive_s[waiting] >= demand.leave_after_s[waiting]]:
            queue.remove(call)
            fate[call] = (False, int(demand.leave_after_s[call]), -1)
    return [fate[call] for call in calls]


@pytest.mark.parametrize(("lane", "short_of_staff"), [(0, 1.0), (8, 0.8), (13, 0.7)])
def test_every_call_meets_the_fate_a_second_by_second_walk_finds(lane: int, short_of_staff: float) -> None:
    _, staffing, demand, outcome = one_week(11, calls=3500, short_of_staff=short_of_staff)
    own = range(int(demand.first[lane]), int(demand.first[lane + 1]))
    assert len(own) > 50
    found = [(bool(outcome.is_answered[call]), int(outcome.wait_s[call]), int(outcome.agent[call])) for call in own]
    assert found == walk_through(demand, staffing, lane)


def test_nobody_waits_longer_than_they_would_and_nobody_is_answered_after_leaving() -> None:
    _, _, demand, outcome = one_week(12, calls=20_000, short_of_staff=0.8)
    assert (outcome.wait_s <= demand.leave_after_s).all()
    gone = ~outcome.is_answered
    assert (outcome.wait_s[gone] == demand.leave_after_s[gone]).all()
    assert 0.02 < gone.mean() < 0.6


def test_an_agent_talks_to_one_customer_at_a_time_and_never_during_a_break_or_after_the_shift() -> None:
    _, staffing, demand, outcome = one_week(13, calls=14_000)
    rung = np.flatnonzero(outcome.agent >= 0)
    begin = demand.arrive_s[rung] + outcome.rung_after_s[rung]
    work = demand.ring_s + demand.talk_s + demand.hold_s + demand.wrap_s
    busy = np.where(outcome.is_answered[rung], work[rung], outcome.wait_s[rung] - outcome.rung_after_s[rung])
    who = demand.lane[rung] * 1000 + outcome.agent[rung]
    order = np.lexsort((begin, who))
    same = who[order][1:] == who[order][:-1]
    assert (begin[order][1:] >= (begin + busy)[order][:-1])[same].all()
    began = outcome.absence_began_s[demand.lane[rung], outcome.agent[rung]]
    ended = began + staffing.absence_s[demand.lane[rung], outcome.agent[rung]]
    within = (begin[:, None] < ended) & ((begin + busy)[:, None] > began) & (began < NEVER)
    assert not within.any()
    assert (begin >= staffing.start_s[demand.lane[rung], outcome.agent[rung]]).all()


def test_a_lane_does_not_depend_on_the_lanes_beside_it() -> None:
    lanes, staffing, demand, outcome = one_week(14, calls=3500)
    chosen = np.array([3, 9])
    assert len(part_of(lanes, chosen)) == 2
    calls = np.concatenate([np.arange(demand.first[lane], demand.first[lane + 1]) for lane in chosen])
    first = np.concatenate([[0], np.cumsum(np.diff(demand.first)[chosen])])
    columns = {name: values[calls] for name, values in vars(demand).items() if name not in {"first", "lane"}}
    alone = Demand(first=first, lane=np.repeat([0, 1], np.diff(first)), **columns)
    roster = Staffing(*(values[chosen] for values in vars(staffing).values()))
    again = simulate(alone, roster)
    assert np.array_equal(again.wait_s, outcome.wait_s[calls])
    assert np.array_equal(again.absence_began_s, outcome.absence_began_s[chosen])


def test_more_agents_shorten_the_wait() -> None:
    plenty, scarce = (one_week(15, calls=14_000, short_of_staff=factor)[3] for factor in (1.2, 0.9))
    assert plenty.wait_s.mean() < scarce.wait_s.mean()
    assert plenty.is_answered.mean() > scarce.is_answered.mean()
