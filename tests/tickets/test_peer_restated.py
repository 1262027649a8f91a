"""Sixty random lives of tickets beside dbt_zendesk's published definitions, restated here without SQL.

The lives hold none of what docs/decisions.md tells as a difference (openings by agents, solutions without an answer, unknown authors,
histories that begin late), so every figure is the package's: on the clock, on two business clocks over a change of the clock, and
of every promise.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS, Rows
from tests.tickets.desk import build, open_desk, ticket
from tests.tickets.easter import AGENT, CUSTOMER, OTHER, said, state
from tests.tickets.test_peer_promises import promised

TICKETS = 60
FIRST = datetime.fromisoformat("2024-03-01 00:00:00")
# schedule -> zone, and open hours of weekdays from Monday
WEEKS = {"office": ("Europe/Berlin", range(5), (9, 17)), "late": ("America/Chicago", range(7), (12, 22))}
HOLIDAY = ("2024-03-29", "2024-04-01")
UPDATES = {"periodic_update_time": 400, "pausable_update_time": 200}
PROMISES = {"first_reply_time": 300, "requester_wait_time": 900, "agent_work_time": 700, **UPDATES}
WAITS = {
    "agent_wait": ("pending",),
    "requester_wait": ("new", "open", "hold"),
    "agent_work": ("new", "open"),
    "on_hold": ("hold",),
    "new": ("new",),
}
PAUSES = {"requester_wait": ("pending", "solved"), "agent_work": ("pending", "hold", "solved"), "pausable_update": ("pending",)}


@dataclass
class Life:
    """One ticket: what is said in public (when, whether by an agent), its states, its schedules, and its promises on follow-ups."""

    name: str
    created: datetime
    said: list[tuple[datetime, bool]] = field(default_factory=list)
    states: list[tuple[datetime, str]] = field(default_factory=list)
    schedules: list[tuple[datetime, str]] = field(default_factory=list)
    follow_ups: list[datetime] = field(default_factory=list)
    is_business: bool = False
    notes: int = 0

    def enter(self, at: datetime, to: str) -> None:
        if self.states[-1][1] != to:
            self.states.append((at, to))

    def spans(self) -> Iterator[tuple[datetime, datetime, str]]:
        for (start, name), (end, _) in zip(self.states, self.states[1:], strict=False):
            yield start, end, name

    def elapsed_s(self, start: datetime, end: datetime, *, without: tuple[str, ...] = ()) -> float:
        """Seconds between two instants on the clock of the promises, some states left out."""
        spans = [(max(start, since), min(end, until)) for since, until, name in self.spans() if name not in without]
        ran = [span for span in spans if span[0] < span[1]]
        return sum(self.open_s(*span) if self.is_business else (span[1] - span[0]).total_seconds() for span in ran)

    def open_s(self, start: datetime, end: datetime) -> float:
        """Open seconds between two instants, by whichever schedule was in force."""
        untils = [*(since for since, _ in self.schedules[1:]), end]
        return sum(
            max(0.0, (min(end, until, closes) - max(start, since, opens)).total_seconds())
            for (since, name), until in zip(self.schedules, untils, strict=True)
            for opens, closes in OPEN[name]
        )


def opened(name: str) -> list[tuple[datetime, datetime]]:
    zone, days, hours = WEEKS[name]
    dates = (FIRST + timedelta(days=number) for number in range(-1, 150))
    walls = (day for day in dates if day.weekday() in days and not HOLIDAY[0] <= str(day.date()) <= HOLIDAY[1])
    return [
        tuple((day + timedelta(hours=hour)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for hour in hours)  # type: ignore[misc]
        for day in walls
    ]


OPEN = {name: opened(name) for name in WEEKS}


def lived(number: int) -> Life:
    random = Random(number)
    at = FIRST + timedelta(seconds=random.randrange(45 * 86_400))
    life = Life(str(number), at, [(at, False)], [(at, "new")], [(at, random.choice(list(WEEKS)))], is_business=random.random() < 0.7)
    for _ in range(random.randrange(2, 9)):
        at += timedelta(seconds=random.choice((random.randrange(60, 7_200), random.randrange(7_200, 200_000))))
        step = random.choice(("note", "answer", "answer", "ask", "ask", "hold", "solve"))
        if step == "note":
            life.notes += 1
        elif step == "ask":
            is_answered = life.said[-1][1]
            life.said.append((at, False))
            life.follow_ups += [at] if is_answered else []
            life.enter(at, "open")
        elif step == "hold" and life.states[-1][1] != "solved":
            life.enter(at, "hold")
        elif step in ("answer", "solve"):
            life.said.append((at, True))
            if life.states[-1][1] != "solved":
                life.enter(at, "solved" if step == "solve" else "pending")
    at += timedelta(days=2)
    life.said.append((at, True))
    life.enter(at, "solved")
    life.states.append((at + timedelta(days=4), "closed"))
    if random.random() < 0.3:
        moved = life.created + (at - life.created) * random.random()
        life.schedules.append((moved.replace(microsecond=0), random.choice(list(WEEKS))))
    return life


LIVES = [lived(number) for number in range(TICKETS)]


def rows_of(life: Life) -> Rows:
    rows = [said(life.name, str(at), AGENT if is_agent else CUSTOMER) for at, is_agent in life.said]
    rows += [said(life.name, str(life.created + timedelta(seconds=n + 1)), OTHER, is_public=False) for n in range(life.notes)]
    rows += [state(life.name, str(at), name) for at, name in life.states]
    rows += [state(life.name, str(at), name) | {"event_type": "schedule", "event_id": f"schedule|{at}"} for at, name in life.schedules]
    rows += [promised(life.name, str(life.created), metric, minutes, is_business=life.is_business) for metric, minutes in PROMISES.items()]
    return rows + [promised(life.name, str(at), "next_reply_time", 120, is_business=life.is_business) for at in life.follow_ups]


def figures(life: Life) -> dict[str, Any]:
    """What the package's definitions give, in seconds and counts."""
    turns = []
    for place, (at, is_agent) in enumerate(life.said):
        if not is_agent and (place == 0 or life.said[place - 1][1]):
            turns.append((at, next(when for when, by_agent in life.said[place:] if by_agent)))
    solved = [at for at, name in life.states if name == "solved"]
    made: dict[str, Any] = {
        "first_response_s": (turns[0][1] - life.created).total_seconds(),
        "first_response_business_s": life.open_s(life.created, turns[0][1]),
        "total_reply_s": sum((end - start).total_seconds() for start, end in turns),
        "first_resolution_s": (solved[0] - life.created).total_seconds(),
        "first_resolution_business_s": life.open_s(life.created, solved[0]),
        "resolution_s": (solved[-1] - life.created).total_seconds(),
        "resolution_business_s": life.open_s(life.created, solved[-1]),
        "solutions": len(solved),
        "reopens": len(solved) - 1,
        "replies": sum(is_agent for _, is_agent in life.said),
        "comments": len(life.said) + life.notes,
        "private_comments": life.notes,
    }
    for name, states in WAITS.items():
        spans = [(start, end) for start, end, status in life.spans() if status in states]
        made[f"{name}_s"] = sum((end - start).total_seconds() for start, end in spans)
        made[f"{name}_business_s"] = sum(life.open_s(start, end) for start, end in spans)
    return made


def verdicts(life: Life) -> dict[tuple[str, datetime], tuple[float, float, bool]]:
    """What the package's definitions give of promises: target, elapsed seconds, whether broken; replies by the first schedule alone.

    Of updates, which the package leaves out, it is what the vendor's words give.
    """
    told = figures(life)
    made = {
        (metric, life.created): (60.0 * PROMISES[f"{metric}_time"], told[f"{metric}_business_s" if life.is_business else f"{metric}_s"])
        for metric in ("requester_wait", "agent_work")
    }
    for metric, minutes, since in (("first_reply", 300, life.created), *(("next_reply", 120, at) for at in life.follow_ups)):
        reply = next(at for at, is_agent in life.said if is_agent and at > since)
        made[metric, since] = (60.0 * minutes, life.open_s(since, reply) if life.is_business else (reply - since).total_seconds())
    solved = [at for at, name in life.states if name == "solved"]
    for since in [at for at, is_agent in life.said if is_agent]:
        if [name for at, name in life.states if at <= since][-1] != "solved":
            update = min([at for at, is_agent in life.said if is_agent and at > since] + [at for at in solved if at > since])
            made["periodic_update", since] = (60.0 * UPDATES["periodic_update_time"], life.elapsed_s(since, update))
            made["pausable_update", since] = (60.0 * UPDATES["pausable_update_time"], life.elapsed_s(since, update, without=("pending",)))
    return {key: (target, elapsed, elapsed > target) for key, (target, elapsed) in made.items()}


def _updates(life: Life) -> int:
    return sum(metric == "pausable_update" for metric, _ in verdicts(life))


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened_desk = open_desk()
    week = [
        {
            **{"source_id": "desk", "schedule_id": name, "timezone": zone, "created_at_utc": "2020-01-01 00:00:00"},
            **{"week_start_s": ((day + 1) % 7 * 24 + a) * 3600, "week_end_s": ((day + 1) % 7 * 24 + b) * 3600},
        }
        for name, (zone, days, (a, b)) in WEEKS.items()
        for day in days
    ]
    holidays = [
        {"source_id": "desk", "schedule_id": name, "holiday_id": "h", "first_date": HOLIDAY[0], "last_date": HOLIDAY[1]} for name in WEEKS
    ]
    given: dict[str, Rows] = {
        "raw.schedule": week,
        "raw.schedule_holiday": holidays,
        "raw.ticket": [ticket(life.name, str(life.created), submitter_key=CUSTOMER, requester_key=CUSTOMER) for life in LIVES],
        "raw.ticket_event": [row for life in LIVES for row in rows_of(life)],
        "ops.data_through": [{"business_date": "2024-06-30"}],
    }
    build(opened_desk, given, years=(2024, 2024))
    for table in ("marts.ticket", "marts.ticket_sla"):
        opened_desk.build(table, MODELS[table].sql, spans=None)
    yield opened_desk
    opened_desk.con.close()


def test_every_time_and_count_of_sixty_lives_is_the_package_s(engine: DuckDBEngine) -> None:
    ours = {row["ticket_id"]: row for row in engine.records("select * from marts.ticket")}
    for life in LIVES:
        expected = figures(life)
        assert {name: ours[life.name][name] for name in expected} == pytest.approx(expected), life


def test_every_promise_of_sixty_lives_is_judged_as_the_package_does_while_one_schedule_holds(engine: DuckDBEngine) -> None:
    rows = engine.records("select * from core.ticket_sla where metric <> 'resolution'")
    ours = {
        (row["ticket_id"], row["metric"], row["started_at_utc"]): (row["target_s"], row["elapsed_s"], row["is_breached"]) for row in rows
    }
    judged = 0
    for life in LIVES:
        for (metric, since), expected in verdicts(life).items():
            if len(life.schedules) == 1 or metric not in ("first_reply", "next_reply"):
                assert ours[life.name, metric, since] == pytest.approx(expected), (life, metric)
                judged += 1
    assert judged > 2 * TICKETS
    turns = {"next_reply": sum(len(life.follow_ups) for life in LIVES), "pausable_update": sum(_updates(life) for life in LIVES)}
    for metric, expected_turns in turns.items():
        assert len({key for key in ours if key[1] == metric}) == expected_turns, "a turn has one promise"


def test_the_instant_of_every_breach_is_the_first_at_which_the_target_had_passed(engine: DuckDBEngine) -> None:
    lives = {life.name: life for life in LIVES}
    broken = engine.records("select * from marts.ticket_sla where is_breached")
    for row in broken:
        life, started, due = lives[row["ticket_id"]], row["started_at_utc"], row["due_at_utc"]
        assert life.elapsed_s(started, due, without=PAUSES.get(row["metric"], ())) == row["target_s"]
        last = due - timedelta(seconds=1)
        assert life.open_s(last, due) == 1 or not row["is_business"], "on the business clock it is up when it runs, not overnight"
    assert {(row["metric"], row["is_business"]) for row in broken} >= {
        (metric, is_business) for metric in ("first_reply", "next_reply", *PAUSES) for is_business in (True, False)
    }
