"""Laws that hold for every history of tickets, however odd, late or shuffled."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS, Rows
from tests.tickets.desk import build, event, hours, open_desk, ticket

FIRST = datetime.fromisoformat("2024-03-25")
STATUSES = ("new", "open", "pending", "hold", "solved", "closed", "parked")
LAWFUL = settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened = open_desk()
    yield opened
    opened.con.close()


def history(seed: int, tickets: int = 40) -> dict[str, Rows]:
    """Give tickets of two weeks around a change of the clock, with up to nine changes each, some before the creation."""
    random = Random(seed)
    told: dict[str, Rows] = {"raw.ticket": [], "raw.ticket_event": []}
    for number in range(tickets):
        created = FIRST + timedelta(seconds=random.randrange(14 * 86_400))
        name = str(number)
        told["raw.ticket"].append(
            ticket(name, str(created), status=random.choice(STATUSES), updated_at_utc=str(created + timedelta(days=9)))
        )
        at = created - timedelta(seconds=random.choice((0, 0, 0, 3600)))
        for step in range(random.randrange(10)):
            at += timedelta(seconds=random.choice((0, 1, 600, 40_000, 200_000)))
            kind = random.choice(("status", "status", "status", "assign", "group", "priority", "comment"))
            value = {"status": random.choice(STATUSES), "group": random.choice(("4711", "elsewhere")), "comment": None}.get(
                kind, f"v{step % 3}"
            )
            row = event(
                name, str(at), kind, value, actor_role=random.choice(("agent", "end_user", "system")), is_public=random.random() < 0.8
            )
            told["raw.ticket_event"].append(row | {"event_id": f"{step}|{row['event_id']}"})
    told["config.calendar"] = [{"calendar_id": "day", "zone": "Europe/Berlin"}]
    told["config.queue_calendar"] = [{"queue_id": "casework", "calendar_id": "day"}]
    told["config.calendar_hours"] = hours("day", range(1, 6), (0, 12), (13.5, 24))
    return told


def numbered(told: dict[str, Rows], order: list[int]) -> dict[str, Rows]:
    """Give the same events as another delivery: other file, other lines, other order."""
    events = [told["raw.ticket_event"][place] | {"file_id": 7, "line": line} for line, place in enumerate(order, 1)]
    return told | {"raw.ticket_event": events}


@LAWFUL
@given(seed=st.integers(0, 10**6))
def test_the_states_of_a_ticket_tile_its_life(engine: DuckDBEngine, seed: int) -> None:
    build(engine, history(seed), years=(2024, 2024))
    spans: dict[str, list[tuple[Any, Any]]] = {}
    for name, start, end in engine.rows("select ticket_id, started_at_utc, ended_at_utc from core.ticket_status_interval order by 1, 2"):
        spans.setdefault(name, []).append((start, end))
    created = dict(engine.rows("select ticket_id, created_at_utc from staging.ticket"))
    assert set(spans) == set(created), "every ticket has a life"
    for name, life in spans.items():
        assert life[0][0] == created[name] and life[-1][1] is None
        assert all(end == start for (_, end), (start, _) in pairwise(life))


@LAWFUL
@given(seed=st.integers(0, 10**6))
def test_business_time_never_exceeds_calendar_time_and_adds_up(engine: DuckDBEngine, seed: int) -> None:
    build(engine, history(seed), years=(2024, 2024))
    wrong = "business_s < 0 or business_s > calendar_s or (business_s is null) <> (ended_at_utc is null)"
    assert engine.rows(f"select * from core.ticket_status_interval where {wrong}") == []
    pairs = ("first_response", "first_resolution", "resolution", "requester_wait", "agent_work")
    over = " or ".join(f"{name}_business_s > {name}_s" for name in pairs)
    assert engine.rows(f"select * from core.ticket where {over} or requester_wait_business_s > resolution_business_s") == []
    known = engine.rows("select count(*) from core.ticket where resolution_business_s is not null")[0][0]
    assert known > 0, "a law over nothing holds always"


@LAWFUL
@given(seed=st.integers(0, 10**6))
def test_shuffled_events_change_nothing(engine: DuckDBEngine, seed: int) -> None:
    told = history(seed, tickets=25)
    order = list(range(len(told["raw.ticket_event"])))
    columns = "* exclude (file_id, line)"
    tables = {"core.ticket": columns, "core.ticket_status_interval": "*", "core.ticket_event": columns, "core.ticket_reply": "*"}

    def content() -> dict[str, list[tuple[Any, ...]]]:
        return {table: sorted(engine.rows(f"select {names} from {table}"), key=repr) for table, names in tables.items()}

    build(engine, numbered(told, order), years=(2024, 2024))
    before = content()
    Random(seed).shuffle(order)
    build(engine, numbered(told, order), years=(2024, 2024))
    assert content() == before


@LAWFUL
@given(seed=st.integers(0, 10**6))
def test_changes_delivered_again_under_other_ids_leave_every_life_as_it_was(engine: DuckDBEngine, seed: int) -> None:
    told = history(seed, tickets=25)
    build(engine, told, years=(2024, 2024))
    lives = engine.rows("select * from core.ticket_status_interval order by ticket_id, started_at_utc")
    again = [row | {"event_id": row["event_id"] + "|again"} for row in told["raw.ticket_event"]]
    build(engine, told | {"raw.ticket_event": [*told["raw.ticket_event"], *again]}, years=(2024, 2024))
    assert engine.rows("select * from core.ticket_status_interval order by ticket_id, started_at_utc") == lives


@LAWFUL
@given(seed=st.integers(0, 10**6))
def test_the_backlog_is_what_was_created_less_what_was_solved(engine: DuckDBEngine, seed: int) -> None:
    build(engine, history(seed), years=(2024, 2024))
    window = {"from": date(2024, 3, 20), "to": date(2024, 5, 31)}
    found: dict[Any, int] = {}
    for day, count in engine.rows(f"select business_date, numerator from ({MODELS['kpi.backlog'].sql}) as made", window):
        found[day] = found.get(day, 0) + count
    created = [day for (day,) in engine.rows("select business_date from core.ticket where is_counted")]
    turns = engine.rows(
        "select i.started_date, i.is_unsolved from core.ticket_status_interval as i join core.ticket as t using (source_id, ticket_id) "
        "where t.is_counted and i.is_unsolved <> i.is_previous_unsolved"
    )
    for day, count in found.items():
        solved = sum(1 if not is_unsolved else -1 for at, is_unsolved in turns if at <= day)
        assert count == sum(at <= day for at in created) - solved, day
    assert max(found.values()) > 0
