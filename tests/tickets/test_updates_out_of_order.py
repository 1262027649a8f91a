"""Updates whose numbers and clocks contradict each other make one life, and are told by name."""

from collections.abc import Iterator
from datetime import date

import pytest

from pipelines.engine.base import Span
from pipelines.engine.duckdb import DuckDBEngine
from tests.tables import MODELS, make_table
from tests.tickets.desk import build, open_desk


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened = open_desk()
    first = {"source_id": "desk", "ticket_id": "7", "created_at_utc": "2024-01-02 08:00:00", "queue": "4711"}
    told = [(0, "08:05:00", "New"), (1, "12:00:00", "Resolved"), (2, "10:00:00", "Closed")]
    build(
        opened,
        {
            "raw.ticket_update": [
                {**first, "update_id": str(number), "update_number": number, "at_utc": f"2024-01-02 {at}", "status": state}
                for number, at, state in told
            ],
            "config.word": [
                {"source_id": "desk", "field": "status", "word": word, "canonical": canonical}
                for word, canonical in (("new", "new"), ("resolved", "solved"), ("closed", "closed"))
            ],
        },
        years=(2024, 2024),
    )
    yield opened
    opened.con.close()


def test_a_ticket_is_not_born_in_a_state_that_a_later_hour_brought(engine: DuckDBEngine) -> None:
    spans = engine.rows(
        "select cast(started_at_utc as varchar), status from core.ticket_status_interval "
        "where previous_status is distinct from status order by 1"
    )
    assert spans == [("2024-01-02 08:00:00", "new"), ("2024-01-02 10:00:00", "closed"), ("2024-01-02 12:00:00", "solved")]
    assert engine.rows("select first_resolution_s, resolution_s, reopens, solutions from core.ticket") == [(7200, 7200, 0, 1)]


def test_the_contradiction_has_a_name(engine: DuckDBEngine) -> None:
    for table in MODELS["core.ticket_flag"].reads:
        if not engine.exists(table):
            make_table(engine, table, [])
    engine.build("core.ticket_flag", MODELS["core.ticket_flag"].sql, spans=[Span(date(2024, 1, 1), date(2024, 12, 31))])
    assert ("events_out_of_order",) in engine.rows("select rule from core.ticket_flag")
