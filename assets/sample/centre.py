"""The sample centre Harbour & Lakes: simulate it, write its exports, write down what was planted.

Belongs here: the order of the steps. Does not: any step.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assets.sample import truth as truths
from assets.sample import write_surveys, write_zendesk
from assets.sample.calendar import DAY_S, Floats, Ints, Lanes, day_number, noon_offsets, open_days, to_local
from assets.sample.casework import Tickets, casework_agents, draw_tickets
from assets.sample.demand import Demand, draw_demand, expected_calls, stream
from assets.sample.people import Calls, name_calls, roster_of
from assets.sample.plan import CASEWORK, PHONE_QUEUES, SUPPORT, first_day, step_day, without_step
from assets.sample.queueing import Outcome, simulate
from assets.sample.staffing import Staffing, plan_shifts, requirement
from assets.sample.surveys import Answers, draw_phone_answers, draw_web_answers
from assets.sample.text import month_starts
from assets.sample.write_acd import write_month
from assets.sample.write_queue_log import PLAIN_FILES, HarbourDay, rotations, write_week

HARBOUR_ZONE, LAKESIDE_ZONE = "Europe/Berlin", "America/Chicago"
IS_HARBOUR = np.array([queue.site == "harbour" for queue in PHONE_QUEUES])
Job = Callable[[], None]


@dataclass(frozen=True)
class SampleReport:
    """How much was written."""

    files: int
    calls: int
    tickets: int
    surveys: int


@dataclass(frozen=True)
class Simulation:
    """Everything that happened in the simulated centre, before any of it is a file."""

    start: date
    until: date
    lanes: Lanes
    expected: Floats
    planned: Floats
    staffing: Staffing
    demand: Demand
    outcome: Outcome
    members: Ints
    calls: Calls
    tickets: Tickets
    web: Answers
    phone: Answers


def _midnight_after(zone: str, until: date) -> int:
    day = np.array([day_number(until + timedelta(days=1))])
    return int((day * DAY_S - noon_offsets(zone, day - 1))[0])


def simulate_centre(*, days: int, until: date, calls_per_day: int, seed: int) -> Simulation:
    """Run the centre for `days` dates up to and including `until`, about `calls_per_day` calls a day on average."""
    start = first_day(until, days)
    lanes = open_days(PHONE_QUEUES, start, days)
    expected = expected_calls(PHONE_QUEUES, lanes, float(days * calls_per_day))
    planned = expected_calls(PHONE_QUEUES, lanes, float(days * calls_per_day), planner=True)
    staffing = plan_shifts(requirement(PHONE_QUEUES, lanes, planned, step_day(start)), lanes, stream(seed, "shifts"))
    demand = draw_demand(PHONE_QUEUES, lanes, expected, stream(seed, "demand"))
    outcome = simulate(demand, staffing)
    members = roster_of(staffing, lanes, PHONE_QUEUES, stream(seed, "roster"))
    calls = name_calls(demand, outcome, lanes, members, queues=PHONE_QUEUES, calls_per_day=calls_per_day, rng=stream(seed, "people"))
    lakeside_end = _midnight_after(LAKESIDE_ZONE, until)
    tickets = draw_tickets(
        calls, lanes, start, days=days, calls_per_day=calls_per_day, as_of_utc=lakeside_end, rng=stream(seed, "casework")
    )
    harbour_end = _midnight_after(HARBOUR_ZONE, until)
    web = draw_web_answers(calls, PHONE_QUEUES, as_of_utc=harbour_end, rng=stream(seed, "web survey"))
    phone = draw_phone_answers(calls, PHONE_QUEUES, as_of_utc=lakeside_end, rng=stream(seed, "phone survey"))
    return Simulation(start, until, lanes, expected, planned, staffing, demand, outcome, members, calls, tickets, web, phone)


def _queue_log_jobs(run: Simulation, folder: Path) -> list[Job]:
    calls = run.calls
    harbour_calls = np.flatnonzero(IS_HARBOUR[calls.queue])
    if not len(harbour_calls):
        return []
    order = harbour_calls[np.argsort(calls.enter_utc[harbour_calls], kind="stable")]
    harbour = HarbourDay(calls, order, run.lanes, run.staffing, run.outcome.absence_began_s, run.members, PHONE_QUEUES)
    first = int(run.lanes.utc_midnight[IS_HARBOUR[run.lanes.queue]].min())
    spans = rotations(first, _midnight_after(HARBOUR_ZONE, run.until), day_number(run.until))
    jobs: list[Job] = []
    for place, (label, begin, end) in enumerate(spans):
        ending = "" if place >= len(spans) - PLAIN_FILES else ".gz"
        path = folder / f"queue_log-{label}{ending}"
        jobs.append(partial(write_week, harbour, path, (begin, end), is_first=place == 0))
    return jobs


def _acd_jobs(run: Simulation, folder: Path) -> list[Job]:
    calls = run.calls
    index = np.flatnonzero(~IS_HARBOUR[calls.queue])
    local = to_local(LAKESIDE_ZONE, calls.enter_utc[index])
    jobs: list[Job] = []
    for label, begin, end in month_starts(local):
        low, high = np.searchsorted(local, [begin, end])
        jobs.append(partial(write_month, calls, index[low:high], local[low:high], path=folder / f"calls_{label}.csv"))
    return jobs


def _survey_jobs(run: Simulation, folder: Path) -> list[Job]:
    jobs: list[Job] = []
    is_harbour = IS_HARBOUR[run.calls.queue]
    recorded = to_local(HARBOUR_ZONE, run.web.answered_utc)
    for label, begin, end in month_starts(recorded):
        rows = np.flatnonzero((recorded >= begin) & (recorded < end))
        path = folder / f"qualtrics_{label}.csv"
        jobs.append(
            partial(
                write_surveys.write_web_month,
                run.web,
                run.calls,
                rows=rows,
                recorded_local=recorded[rows],
                is_harbour=is_harbour,
                path=path,
            )
        )
    asked = to_local(LAKESIDE_ZONE, run.phone.asked_utc)
    answered = to_local(LAKESIDE_ZONE, run.phone.answered_utc)
    for label, begin, end in month_starts(asked):
        rows = np.flatnonzero((asked >= begin) & (asked < end))
        jobs.append(
            partial(
                write_surveys.write_phone_month,
                run.phone,
                run.calls,
                rows=rows,
                asked_local=asked[rows],
                answered_local=answered[rows],
                is_harbour=is_harbour,
                path=folder / f"phone_{label}.csv",
            )
        )
    return jobs


def _zendesk_jobs(run: Simulation, folder: Path, calls_per_day: int) -> list[Job]:
    tickets, as_of = run.tickets, _midnight_after(CASEWORK.zone, run.until)
    is_harbour = IS_HARBOUR[run.calls.queue]
    return [
        partial(write_zendesk.write_tickets, tickets, run.calls, is_harbour=is_harbour, as_of_utc=as_of, path=folder / "ticket.csv"),
        partial(write_zendesk.write_comments, tickets, as_of_utc=as_of, path=folder / "ticket_comment.csv"),
        partial(write_zendesk.write_history, tickets, as_of_utc=as_of, path=folder / "ticket_field_history.csv"),
        partial(write_zendesk.write_users, tickets, casework_agents(calls_per_day), as_of_utc=as_of, path=folder / "user.csv"),
        partial(write_zendesk.write_groups, as_of_utc=as_of, path=folder / "group.csv"),
    ]


def planted_truths(run: Simulation, seed: int, *, worth_calls: int = truths.WORTH_SIMULATING) -> dict[str, Any]:
    """Return what was planted and what follows from it in expectation, estimated from about `worth_calls` further calls."""
    in_old_world = tuple(without_step(queue) for queue in PHONE_QUEUES)
    step_on = step_day(run.start)
    unchanged = plan_shifts(requirement(in_old_world, run.lanes, run.planned, step_on), run.lanes, stream(seed, "shifts"))
    changed = (run.lanes.queue == PHONE_QUEUES.index(SUPPORT)) & (run.lanes.day >= day_number(step_on))
    expected = partial(truths.expected_service, PHONE_QUEUES, run.lanes, run.expected, seed=seed, worth_calls=worth_calls)
    return {
        "centre": "Harbour & Lakes",
        "seed": seed,
        "first_day": run.start.isoformat(),
        "last_day": run.until.isoformat(),
        **truths.planted(
            PHONE_QUEUES,
            run.lanes,
            run.expected,
            service=expected(staffing=run.staffing, only=np.ones(len(run.lanes), dtype=bool)),
            service_without_step=expected(staffing=unchanged, only=changed),
            staffing=run.staffing,
            step_on=step_on,
            calls=run.calls,
        ),
    }


def _write_truth(run: Simulation, path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(planted_truths(run, seed), indent=2) + "\n", encoding="utf-8")


def write_sample(
    landing: Path,
    truth: Path,
    *,
    days: int = 400,
    until: date = date(2026, 10, 31),
    calls_per_day: int = 2000,
    seed: int = 1,
) -> SampleReport:
    """Simulate the centre and write its exports under `landing` and the planted truths to the file `truth`."""
    run = simulate_centre(days=days, until=until, calls_per_day=calls_per_day, seed=seed)
    jobs: list[Job] = [
        partial(_write_truth, run, truth, seed),
        *_queue_log_jobs(run, landing / "asterisk"),
        *_acd_jobs(run, landing / "acd"),
        *_zendesk_jobs(run, landing / "zendesk", calls_per_day),
        *_survey_jobs(run, landing / "surveys"),
    ]
    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()
    return SampleReport(files=len(jobs) - 1, calls=len(run.calls), tickets=len(run.tickets), surveys=len(run.web) + len(run.phone))
