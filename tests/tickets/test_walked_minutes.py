"""The business clock beside a walk through the minutes: two schedules, a holiday, a change of the clock, every wait of a ticket."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import Rows
from tests.tickets.desk import build, comment, event, open_desk, ticket

CHICAGO, BERLIN = ZoneInfo("America/Chicago"), ZoneInfo("Europe/Berlin")
# schedule -> zone, and hours by weekday from Monday, in minutes from midnight: one with a lunch break, one that is open by night
HOURS = {
    "days": (CHICAGO, dict.fromkeys(range(5), ((8 * 60, 12 * 60), (13 * 60, 17 * 60 + 30)))),
    "nights": (BERLIN, dict.fromkeys(range(7), ((0, 7 * 60), (21 * 60, 24 * 60)))),
}
HOLIDAY = "2024-03-13"
FIRST = datetime.fromisoformat("2024-03-06 00:00:00")
MINUTE = timedelta(minutes=1)
TICKETS = 25


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened = open_desk()
    build(opened, export(), years=(2024, 2024))
    yield opened
    opened.con.close()


def lives() -> list[tuple[list[datetime], datetime, str, str]]:
    """Give tickets: created, answered, pending, held, opened and solved, when the schedule changed, and both schedules."""
    random = Random(20240310)
    made = []
    for _ in range(TICKETS):
        at = [FIRST + random.randrange(20 * 1440) * MINUTE]
        for _ in range(5):
            at.append(at[-1] + random.randrange(1, 2 * 1440) * MINUTE)
        made.append((at, at[0] + random.randrange(1, 6 * 1440) * MINUTE, *random.sample(sorted(HOURS), 2)))
    return made


def export() -> dict[str, Rows]:
    rows: dict[str, Rows] = {"raw.ticket": [], "raw.ticket_event": [], "raw.schedule": [], "raw.schedule_holiday": []}
    for name, (zone, week) in HOURS.items():
        common = {"source_id": "desk", "schedule_id": name, "timezone": zone.key, "created_at_utc": "2020-01-01 00:00:00"}
        for day, spans in week.items():
            sunday_s = (day + 1) % 7 * 86_400
            rows["raw.schedule"] += [common | {"week_start_s": sunday_s + a * 60, "week_end_s": sunday_s + b * 60} for a, b in spans]
        rows["raw.schedule_holiday"].append(
            {"source_id": "desk", "schedule_id": name, "holiday_id": "1", "first_date": HOLIDAY, "last_date": HOLIDAY}
        )
    for number, (at, moved, before, after) in enumerate(lives()):
        name = str(number)
        created, answered, pending, held, opened, solved = map(str, at)
        rows["raw.ticket"].append(ticket(name, created))
        rows["raw.ticket_event"] += [event(name, created, "schedule", before), event(name, str(moved), "schedule", after)]
        rows["raw.ticket_event"] += [comment(name, created, "end_user"), comment(name, answered, "agent")]
        states = ((created, "new"), (answered, "open"), (pending, "pending"), (held, "hold"), (opened, "open"), (solved, "solved"))
        rows["raw.ticket_event"] += [event(name, when, "status", state, actor_role="agent") for when, state in states]
    return rows


def is_open(minute: datetime, schedule: str) -> bool:
    zone, week = HOURS[schedule]
    wall = minute.replace(tzinfo=UTC).astimezone(zone)
    in_day = wall.hour * 60 + wall.minute
    return str(wall.date()) != HOLIDAY and any(a <= in_day < b for a, b in week.get(wall.weekday(), ()))


def walked_s(start: datetime, end: datetime, moved: datetime, before: str, after: str) -> int:
    minutes = (start + number * MINUTE for number in range(int((end - start) / MINUTE)))
    return 60 * sum(is_open(minute, after if minute >= moved else before) for minute in minutes)


def test_every_business_time_is_what_a_walk_through_its_minutes_counts(engine: DuckDBEngine) -> None:
    names = (
        "ticket_id, first_response_business_s, resolution_business_s, requester_wait_business_s, agent_wait_business_s, on_hold_business_s"
    )
    found = {row[0]: tuple(map(round, row[1:])) for row in engine.rows(f"select {names} from core.ticket")}
    for number, (at, *schedules) in enumerate(lives()):
        first_response, pending, hold = ((at[0], at[1]), (at[2], at[3]), (at[3], at[4]))
        resolution, waiting, held = (walked_s(*span, *schedules) for span in ((at[0], at[5]), pending, hold))
        assert found[str(number)] == (walked_s(*first_response, *schedules), resolution, resolution - waiting, waiting, held), number


def test_the_last_schedule_alone_is_walked_too(engine: DuckDBEngine) -> None:
    found = dict(engine.rows("select ticket_id, resolution_last_schedule_s from core.ticket"))
    for number, (at, moved, before, after) in enumerate(lives()):
        last = after if at[5] >= moved else before
        assert round(found[str(number)]) == walked_s(at[0], at[5], moved, last, last), number
