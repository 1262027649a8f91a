"""Our figures beside the help desk's own, from raw records to the reason of each difference: ticket metrics, metric events, promises."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS, Rows, make_table
from tests.tickets.desk import build, comment, event, hours, open_desk, ticket

CREATED, REPLIED, PAUSED, BACK, SOLVED = (f"2024-01-10 {hour}:00" for hour in ("09:00", "10:30", "11:00", "15:00", "16:00"))


def life(name: str) -> Rows:
    """One ticket of a day: asked at 09:00, answered at 10:30, pending from 11 to 15, solved at 16 (UTC)."""
    states = ((CREATED, "new"), (REPLIED, "open"), (PAUSED, "pending"), (BACK, "open"), (SOLVED, "solved"))
    return [
        comment(name, CREATED, "end_user"),
        comment(name, REPLIED, "agent"),
        *(event(name, at, "status", state, actor_role="agent") for at, state in states),
    ]


def clock(number: int, metric: str, what: str, at: str, **more: Any) -> dict[str, Any]:
    name = f"{metric}{number}"
    common = {"source_id": "desk", "ticket_id": "1", "metric": metric, "instance": 1, "event": what, "at_utc": at}
    return common | {"metric_event_id": name} | more


VENDOR: dict[str, Rows] = {
    "raw.ticket_figure": [
        {
            **{"source_id": "desk", "ticket_id": "1", "first_response_s": 5400, "first_response_business_s": 1800},
            **{"full_resolution_s": 25_200, "full_resolution_business_s": 25_200, "requester_wait_s": 10_800},
            **{"agent_wait_s": 14_400, "on_hold_s": 0, "reopens": 0, "replies": 1},
        }
    ],
    "raw.ticket_metric_event": [
        clock(1, "reply_time", "activate", CREATED),
        clock(2, "reply_time", "apply_sla", CREATED, target_s=3600.0, is_business=True),
        clock(3, "reply_time", "fulfill", REPLIED),
        clock(4, "agent_work_time", "activate", CREATED),
        clock(5, "agent_work_time", "pause", PAUSED),
        clock(6, "agent_work_time", "activate", BACK),
        clock(7, "agent_work_time", "fulfill", SOLVED),
    ],
    "raw.ticket_sla": [
        {
            **{"source_id": "desk", "ticket_id": "2", "sla_id": "s", "metric": "Resolution P3", "started_at_utc": REPLIED},
            **{"elapsed_s": 19_800.0, "target_s": 14_400.0, "is_breached": False, "stage": "completed"},
        }
    ],
}


@pytest.fixture(scope="module")
def told() -> Iterator[dict[tuple[str, str, str], tuple[float, float, str]]]:
    engine: DuckDBEngine = open_desk()
    build(
        engine,
        {
            "raw.ticket": [ticket("1", CREATED, status="solved"), ticket("2", CREATED, status="solved")],
            "raw.ticket_event": [*life("1"), *life("2")],
            "config.calendar": [{"calendar_id": "desk_hours", "zone": "UTC"}],
            "config.queue_calendar": [{"queue_id": "casework", "calendar_id": "desk_hours"}],
            "config.calendar_hours": hours("desk_hours", range(1, 8), (10, 18)) + hours("desk_hours", range(8, 9), (0, 0)),
        },
        years=(2024, 2024),
    )
    for name, rows in VENDOR.items():
        make_table(engine, name, rows)
    for table in ("staging.ticket_vendor", "marts.ticket_reconciliation"):
        spans = [Span(date(2024, 1, 1), date(2024, 12, 31))] if table.startswith("staging") else None
        engine.build(table, MODELS[table].sql, spans=spans)
    found = engine.rows("select ticket_id, figure, told_in, our_value, vendor_value, reason from marts.ticket_reconciliation")
    yield {row[:3]: row[3:] for row in found}  # type: ignore[misc]
    engine.con.close()


def test_the_vendor_s_metrics_of_an_undisputed_day_are_ours(told: dict[tuple[str, str, str], tuple[float, float, str]]) -> None:
    ours = {figure: (mine, reason) for (name, figure, told_in), (mine, _, reason) in told.items() if (name, told_in) == ("1", "figures")}
    assert ours == {
        "first_reply_s": (5400, "equal"),
        "first_reply_business_s": (1800, "equal"),
        "resolution_s": (25_200, "equal"),
        "resolution_business_s": (21_600, "other business hours: check calendars, holidays and time zone"),
        "requester_wait_s": (10_800, "equal"),
        "agent_wait_s": (14_400, "equal"),
        "on_hold_s": (0, "equal"),
        "reopens": (0, "equal"),
        "replies": (1, "equal"),
    }


def test_a_clock_of_metric_events_is_compared_as_it_ran_and_on_the_hours_it_names(
    told: dict[tuple[str, str, str], tuple[float, float, str]],
) -> None:
    assert told["1", "agent_work_s", "metric_events"] == (10_800, 10_800, "equal"), "two hours, a pause, and one more"
    assert told["1", "first_reply_breached", "metric_events"] == (0, 0, "equal"), "90 minutes pass, 30 of them in open hours"


def test_a_promise_of_another_desk_that_starts_late_says_so(told: dict[tuple[str, str, str], tuple[float, float, str]]) -> None:
    assert told["2", "resolution_s", "sla"] == (25_200, 19_800, "the vendor starts its clock later than the creation")
    mine, theirs, reason = told["2", "resolution_breached", "sla"]
    assert (mine, theirs) == (1, 0)
    assert reason == "other target, or a clock that pauses"
