"""Business seconds worked out by hand: several calendars, split shifts, holidays, changes of the clock."""

from collections.abc import Iterator

import pytest

from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import Rows
from tests.tickets.desk import build, comment, event, hours, open_desk, ticket


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened = open_desk()
    yield opened
    opened.con.close()


def first_response(engine: DuckDBEngine) -> tuple[float, float, float]:
    query = "select first_response_s, first_response_business_s, first_response_last_schedule_s from core.ticket"
    return engine.rows(query)[0]  # type: ignore[return-value]


def schedule(schedule_id: str, created: str, *minutes: tuple[int, int]) -> Rows:
    return [
        {
            "source_id": "desk",
            "schedule_id": schedule_id,
            "timezone": "UTC",
            "week_start_s": start * 60,
            "week_end_s": end * 60,
            "created_at_utc": created,
        }
        for start, end in minutes
    ]


CHICAGO = schedule(
    "chicago", "2020-01-01 00:00:00", (720, 1560), (2160, 3000), (3600, 4440), (5040, 5880), (6480, 7320), (7920, 8760), (9360, 10080)
)
SAN_FRANCISCO = schedule("francisco", "2020-02-01 00:00:00", (2340, 2910), (3780, 4350), (5220, 5790), (6660, 7230), (8100, 8670))


@pytest.mark.parametrize(
    ("created", "over_all_s", "by_the_last_s"),
    [
        # published as 959.46 minutes: 538 min to Wednesday 02:00, 421 min 25 s from 12:00, and 21 s; the creation taken as 17:02
        ("2020-09-29 17:02:00", 959 * 60 + 46, 689 * 60 + 46),
        # to the second: 22 s more before the first night
        ("2020-09-29 17:01:38", 960 * 60 + 8, 690 * 60 + 8),
    ],
)
def test_a_ticket_with_two_schedules_counts_each_while_it_held(
    engine: DuckDBEngine, created: str, over_all_s: float, by_the_last_s: float
) -> None:
    build(
        engine,
        {
            "raw.schedule": [*CHICAGO, *SAN_FRANCISCO],
            "raw.ticket": [ticket("941606", created)],
            "raw.ticket_event": [
                event("941606", created, "schedule", "chicago"),
                comment("941606", created, "end_user"),
                event("941606", "2020-09-30 19:01:25", "schedule", "francisco"),
                comment("941606", "2020-09-30 19:01:25", "agent", is_public=False),
                comment("941606", "2020-09-30 19:01:46", "agent"),
                comment("941606", "2020-10-01 15:03:44", "agent"),
            ],
        },
    )
    _, over_all, by_the_last = first_response(engine)
    assert (over_all, by_the_last) == (over_all_s, by_the_last_s)


def answered(created: str, answered_at: str) -> dict[str, Rows]:
    return {
        "raw.ticket": [ticket("1", created)],
        "raw.ticket_event": [comment("1", created, "end_user"), comment("1", answered_at, "agent")],
        "config.calendar": [{"calendar_id": "desk_hours", "zone": "Europe/Berlin"}],
        "config.queue_calendar": [{"queue_id": "casework", "calendar_id": "desk_hours"}],
        "config.calendar_hours": hours("desk_hours", range(1, 8), (8, 12), (13.5, 18)) + hours("desk_hours", range(8, 9), (0, 0)),
    }


@pytest.mark.parametrize(
    ("it", "created", "answered_at", "hours_open"),
    [
        ("golden case 13, a split shift, noon left out", "2024-01-10 07:00:00", "2024-01-10 16:30:00", 4 + 4),
        ("golden case 13, the night in spring, an hour shorter, is closed anyway", "2024-03-30 16:00:00", "2024-03-31 07:00:00", 1 + 1),
        ("golden case 13, the night in autumn, an hour longer, is closed anyway", "2024-10-26 15:00:00", "2024-10-27 08:00:00", 1 + 1),
        ("from closing to opening nothing passes", "2024-01-10 17:00:00", "2024-01-11 07:00:00", 0),
        ("answered while closed: up to the closing", "2024-01-10 16:00:00", "2024-01-10 20:00:00", 1),
    ],
)
def test_a_calendar_of_a_queue_counts_its_open_hours(
    engine: DuckDBEngine, it: str, created: str, answered_at: str, hours_open: float
) -> None:
    build(engine, answered(created, answered_at))
    assert first_response(engine)[1] == hours_open * 3600, it


def test_a_calendar_open_all_night_feels_the_change_of_the_clock(engine: DuckDBEngine) -> None:
    given = answered("2024-03-30 22:00:00", "2024-03-31 22:00:00") | {"config.calendar_hours": hours("desk_hours", range(1, 8), (0, 6))}
    build(engine, given)
    assert first_response(engine)[1] == 5 * 3600, "from midnight to 06:00 the wall shows six hours, five of them pass"


def test_a_ticket_of_friday_evening_waits_for_monday(engine: DuckDBEngine) -> None:
    given = answered("2024-01-12 16:59:00", "2024-01-15 08:00:00")
    given["config.calendar_hours"] = hours("desk_hours", range(1, 6), (8, 18))
    build(engine, given)
    assert first_response(engine)[:2] == (63 * 3600 + 60, 60 + 3600), "Friday 17:59 to 18:00, Monday 08:00 to 09:00 local time"


def test_hours_that_change_count_by_the_day_and_a_holiday_is_closed(engine: DuckDBEngine) -> None:
    given = answered("2024-01-10 00:00:00", "2024-01-13 00:00:00")
    until, since = {"valid_to": "2024-01-11"}, {"valid_from": "2024-01-12"}
    given["config.calendar_hours"] = [
        *hours("desk_hours", range(1, 9), (8, 18), **until)[:7],
        *hours("desk_hours", range(8, 9), (0, 0)),
        *hours("desk_hours", range(1, 8), (10, 12), **since),
    ]
    given["config.calendar_holiday"] = [{"calendar_id": "desk_hours", "date": "2024-01-11"}]
    build(engine, given)
    assert first_response(engine)[1] == (10 + 0 + 2) * 3600


def test_a_ticket_that_moves_to_another_queue_takes_that_queues_calendar(engine: DuckDBEngine) -> None:
    given = answered("2024-01-10 08:00:00", "2024-01-10 16:00:00")
    given["raw.ticket_event"] += [event("1", "2024-01-10 12:00:00", "group", "orders_desk", old_value="4711")]
    given["config.queue_alias"] = [
        {"source_id": "desk", "queue_raw": "4711", "queue_id": "casework"},
        {"source_id": "desk", "queue_raw": "orders_desk", "queue_id": "orders"},
    ]
    given["config.calendar"] += [{"calendar_id": "night", "zone": "UTC"}]
    given["config.queue_calendar"] += [{"queue_id": "orders", "calendar_id": "night"}]
    given["config.calendar_hours"] = hours("desk_hours", range(1, 8), (9, 18)) + hours("night", range(1, 8), (15, 24))
    build(engine, given)
    assert first_response(engine)[1:] == ((4 + 1) * 3600, 1 * 3600), "until 12:00 UTC the first calendar, then the second"


def test_a_ticket_of_a_queue_nobody_named_has_no_business_time_rather_than_none_of_it(engine: DuckDBEngine) -> None:
    given = answered("2024-01-10 08:00:00", "2024-01-10 16:00:00")
    given["raw.ticket"] = [ticket("1", "2024-01-10 08:00:00", status="solved", solved_at_utc="2024-01-10 17:00:00") | {"queue": "nobody"}]
    build(engine, given)
    names = "first_response_business_s, resolution_business_s, requester_wait_business_s, resolution_s"
    assert engine.rows(f"select {names} from core.ticket") == [(None, None, None, 9 * 3600)]
