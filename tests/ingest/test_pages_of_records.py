"""A help desk's export tells tickets twice as a matter of course: inside one page, across pages, and in part."""

import json
from pathlib import Path
from typing import Any

import pytest

from assets.ingest import reconcile
from pipelines.engine.duckdb import DuckDBEngine
from tests.warehouse import deliver, open_warehouse, run_ingest, settings_of

SETTINGS = settings_of({"id": "desk", "reader": "zendesk", "files": "desk/*.json", "site": "chicago", "timezone": "UTC"})


def ticket(number: int, **more: Any) -> dict[str, Any]:
    told = {"id": number, "created_at": "2024-05-01T08:00:00Z", "updated_at": "2024-05-01T09:00:00Z", "status": "open", "requester_id": 1}
    return told | more


def audit(number: int, *values: str) -> dict[str, Any]:
    events = [
        {"id": f"{number}{place}", "type": "Change", "field_name": field, "value": value, "previous_value": "x"}
        for place, (field, value) in enumerate(zip(("status", "priority"), values, strict=False))
    ]
    return {"id": number, "ticket_id": 1, "created_at": "2024-05-01T08:05:00Z", "author_id": 5, "events": events}


def balanced(engine: DuckDBEngine) -> bool:
    return bool(reconcile(engine)["passed"].astype(bool).all())


@pytest.mark.parametrize("indent", [None, 1])
def test_a_page_that_tells_a_ticket_twice_loses_none_of_the_others(indent: int | None, tmp_path: Path) -> None:
    page = {"tickets": [ticket(1), ticket(2), ticket(1, status="solved", updated_at="2024-05-02T09:00:00Z"), ticket(3), ticket(2)]}
    deliver(tmp_path, "desk/page.json", json.dumps(page, indent=indent))
    with open_warehouse(SETTINGS) as engine:
        run_ingest(SETTINGS, engine, tmp_path)
        assert engine.rows("select ticket_id, status from raw.ticket order by 1") == [("1", "solved"), ("2", "open"), ("3", "open")]
        assert engine.rows("select line, kept_line, reason from ops.duplicate order by 1") == [(1, 3, "older_version"), (5, 2, "equal")]
        assert balanced(engine)


def test_pages_one_a_line_number_their_records_on(tmp_path: Path) -> None:
    pages = [{"tickets": [ticket(1), ticket(2)]}, {"tickets": [ticket(2), ticket(3), ticket(4, created_at="?")]}]
    deliver(tmp_path, "desk/pages.json", "".join(json.dumps(page) + "\n" for page in pages))
    with open_warehouse(SETTINGS) as engine:
        run_ingest(SETTINGS, engine, tmp_path)
        assert engine.rows("select ticket_id, line from raw.ticket order by 1") == [("1", 1), ("2", 2), ("3", 4)]
        ((line, reason, text),) = engine.rows("select line, reason, text from ops.quarantine")
        assert (line, reason) == (5, "created_at_utc is missing or cannot be read")
        assert json.loads(text)["id"] == 4, "the record itself, not the page it stood in"
        assert balanced(engine)


def test_an_audit_told_again_with_an_event_more_brings_that_event_alone(tmp_path: Path) -> None:
    deliver(tmp_path, "desk/first.json", json.dumps({"audits": [audit(7, "open")]}))
    with open_warehouse(SETTINGS) as engine:
        run_ingest(SETTINGS, engine, tmp_path)
        deliver(tmp_path, "desk/second.json", json.dumps({"audits": [audit(7, "open", "high")]}))
        run_ingest(SETTINGS, engine, tmp_path, "run-2")
        assert engine.rows("select event_type, new_value from raw.ticket_event order by 1") == [("priority", "high"), ("status", "open")]
        assert balanced(engine)


@pytest.mark.parametrize("indent", [None, 1])
def test_tickets_behind_a_long_list_of_people_are_found(indent: int | None, tmp_path: Path) -> None:
    people = [{"id": number, "role": "end-user", "created_at": "2024-01-01T00:00:00Z", "name": "x" * 200} for number in range(400)]
    document = json.dumps({"users": people, "tickets": [ticket(1), ticket(2)]}, indent=indent)
    assert document.index('"tickets"') > 65536
    deliver(tmp_path, "desk/page.json", document)
    with open_warehouse(SETTINGS) as engine:
        run_ingest(SETTINGS, engine, tmp_path)
        assert engine.rows("select ticket_id from raw.ticket order by 1") == [("1",), ("2",)]
