"""A page of Zendesk's API tells people, teams and the vendor's figures beside its tickets, or in them: each becomes records of its kind."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.engine.duckdb import DuckDBEngine
from tests.readers.test_zendesk_json import AUDIT, OTHER, TICKET, lines
from tests.warehouse import deliver, open_warehouse, run_ingest, settings_of, write_config

DESK = {"id": "desk", "reader": "zendesk", "files": "desk/*.json", "site": "berlin", "timezone": "UTC"}
SETTINGS = settings_of(DESK)
STAMPS = {"created_at": TICKET["created_at"], "updated_at": TICKET["updated_at"]}
USERS = [{"id": 55, "role": "agent", "name": "Bob", **STAMPS}, {"id": 9001, "role": "end-user", "name": "Ann", **STAMPS}]
GROUPS = [{"id": 300, "name": "orders", "default": False, **STAMPS}]
FIGURES = {
    "ticket_id": 7,
    **{"reopens": 1, "replies": 2, "reply_time_in_minutes": {"calendar": 10, "business": 5}},
    **{"full_resolution_time_in_minutes": {"calendar": 60, "business": None}, "requester_wait_time_in_minutes": {"calendar": 30}},
    **STAMPS,
}
PAGE = {"tickets": [TICKET, OTHER], "users": USERS, "groups": GROUPS, "metric_sets": [FIGURES], "count": 2}


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    with open_warehouse(SETTINGS) as opened:
        yield opened


def figures(engine: DuckDBEngine) -> list[tuple[Any, ...]]:
    told = "ticket_id, first_response_s, first_response_business_s, full_resolution_s, requester_wait_s, reopens, replies"
    return engine.rows(f"select {told} from raw.ticket_figure")


def test_people_teams_and_figures_beside_the_tickets_are_records_of_their_own(engine: DuckDBEngine, tmp_path: Path) -> None:
    deliver(tmp_path, "desk/tickets.json", json.dumps(PAGE))
    report = run_ingest(SETTINGS, engine, tmp_path)
    assert {(file.name, file.kind, file.loaded) for file in report.files} == {
        ("desk/tickets.json", "ticket", 2),
        ("desk/tickets.json#users", "ticket_user", 2),
        ("desk/tickets.json#groups", "ticket_group", 1),
        ("desk/tickets.json#metric_sets", "ticket_figure", 1),
    }
    assert engine.rows("select role from raw.ticket_user order by 1") == [("agent",), ("end-user",)]
    assert figures(engine) == [("7", 600, 300, 3600, 1800, 1, 2)]
    assert engine.rows("select field, word from ops.unmapped where field = 'queue'") == [], "the team's name is known before its tickets"
    assert engine.rows("select count(*) from ops.reconciliation where not passed") == [(0,)]


def test_figures_in_each_ticket_are_those_beside_it(engine: DuckDBEngine, tmp_path: Path) -> None:
    deliver(tmp_path, "desk/tickets.json", lines(TICKET | {"metric_set": FIGURES}, OTHER | {"metric_set": None}))
    assert {file.name for file in run_ingest(SETTINGS, engine, tmp_path).files} == {"desk/tickets.json", "desk/tickets.json#metric_set"}
    assert figures(engine) == [("7", 600, 300, 3600, 1800, 1, 2)]


def test_pages_a_line_may_lack_a_list_and_repeat_a_person(engine: DuckDBEngine, tmp_path: Path) -> None:
    pages = lines({"audits": [AUDIT], "users": USERS}, {"audits": [AUDIT | {"id": 2}]}, {"audits": [], "users": USERS[:1]})
    deliver(tmp_path, "desk/audits.json", pages)
    audits, users = sorted(run_ingest(SETTINGS, engine, tmp_path).files, key=lambda file: file.name)
    assert (users.name, users.loaded, users.duplicates, users.quarantined) == ("desk/audits.json#users", 2, 1, 0)
    assert audits.loaded > 0
    assert engine.rows("select count(*) from ops.reconciliation where not passed") == [(0,)]


def test_the_same_page_again_adds_nothing_and_one_read_anew_replaces_itself(engine: DuckDBEngine, tmp_path: Path) -> None:
    deliver(tmp_path, "desk/tickets.json", json.dumps(PAGE))
    run_ingest(SETTINGS, engine, tmp_path)
    deliver(tmp_path, "desk/again.json", json.dumps(PAGE))
    assert [file.status for file in run_ingest(SETTINGS, engine, tmp_path, "run-2").files] == ["copy"]
    (tmp_path / "desk/again.json").unlink()
    changed = settings_of(DESK | {"keywords": ["parcel"]})
    write_config(engine, changed)
    run_ingest(changed, engine, tmp_path, "run-3")
    assert engine.rows("select count(*) from raw.ticket_user") == [(2,)]
    loaded = "select path from ops.file_manifest where status = 'loaded' order by 1"
    assert [path.partition("#")[2] for (path,) in engine.rows(loaded)] == ["", "groups", "metric_sets", "users"]
    assert engine.rows("select count(*) from ops.reconciliation where not passed") == [(0,)]


def test_a_list_beside_that_tells_nothing_is_left_alone(engine: DuckDBEngine, tmp_path: Path) -> None:
    page = PAGE | {"users": [{"id": 1, "name": "Bob"}], "groups": [], "metric_sets": [{"ticket_id": 7}]}
    deliver(tmp_path, "desk/tickets.json", json.dumps(page))
    assert [file.name for file in run_ingest(SETTINGS, engine, tmp_path).files] == ["desk/tickets.json"]


def test_promises_that_metric_events_tell_are_those_of_the_ticket_s_history(engine: DuckDBEngine, tmp_path: Path) -> None:
    base = {"ticket_id": 7, "metric": "reply_time", "instance_id": 1, "time": "2024-05-01T08:05:00Z"}
    events = [
        base | {"id": 1, "type": "activate"},
        base | {"id": 2, "type": "apply_sla", "sla": {"target": 60, "target_in_seconds": 3630, "business_hours": True}},
        base | {"id": 3, "type": "apply_sla", "instance_id": 2, "sla": {"target": 30, "business_hours": False}},
        base | {"id": 4, "type": "apply_sla", "metric": "resolution_time", "sla": {"target": 90, "business_hours": False}},
        base | {"id": 5, "type": "apply_sla", "metric": "agent_work_time", "deleted": True, "sla": {"target": 90}},
        base | {"id": 6, "type": "apply_sla", "metric": "agent_work_time", "sla": None},
    ]
    deliver(tmp_path, "desk/events.json", json.dumps({"ticket_metric_events": events}))
    run_ingest(SETTINGS, engine, tmp_path)
    assert engine.rows("select event_type, new_value, actor_role from raw.ticket_event order by 1") == [
        ("first_reply_time", '{"minutes": 60.5, "in_business_hours": true}', "system"),
        ("next_reply_time", '{"minutes": 30, "in_business_hours": false}', "system"),
        ("total_resolution_time", '{"minutes": 90, "in_business_hours": false}', "system"),
    ]
    assert engine.rows("select count(*) from raw.ticket_metric_event") == [(6,)]
