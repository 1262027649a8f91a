"""An answer that comes weeks after its ticket touches the day the ticket was created: it may have become a conflict."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.warehouse import deliver, open_warehouse, run_ingest, settings_of

DESK: dict[str, Any] = {
    "id": "desk",
    "reader": "delimited",
    "kind": "ticket",
    "files": "desk/*.csv",
    "site": "chicago",
    "timezone": "America/Chicago",
    "columns": {"ticket_id": "id", "created_at_utc": "created", "status": "state"},
}
POLL: dict[str, Any] = {
    "id": "poll",
    "reader": "delimited",
    "kind": "survey",
    "files": "poll/*.csv",
    "site": "berlin",
    "timezone": "Europe/Berlin",
    "columns": {"response_id": "id", "at_utc": "keyed", "ticket_id": "case", "csat": "stars"},
    "scales": {"csat": {"min": 1, "max": 5}},
}
SETTINGS = settings_of(DESK, POLL)


def test_an_answer_touches_its_own_day_and_that_of_its_ticket_by_the_desks_clock(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        # the desk's day starts at 07:00: 03:00 in Chicago is still the day before
        deliver(tmp_path, "desk/a.csv", "id,created,state\n7,2024-01-03 03:00:00,open\n8,2024-01-05 12:00:00,open\n")
        run_ingest(SETTINGS, engine, tmp_path)
        deliver(tmp_path, "poll/a.csv", "id,keyed,case,stars\n1,2024-02-20 10:00:00,7,1\n2,2024-02-21 10:00:00,,2\n")
        run_ingest(SETTINGS, engine, tmp_path, "run-2")
        found = engine.rows("select table_name, business_date, reason from ops.dirty_day where load_id = 'run-2' order by all")
        assert [row for row in found if row[0] == "raw.ticket"] == [("raw.ticket", date(2024, 1, 2), "related")]
        assert {day for table, day, _ in found if table == "raw.survey"} == {date(2024, 2, 20), date(2024, 2, 21)}


def test_an_answer_that_is_taken_back_touches_the_ticket_it_was_about(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "desk/a.csv", "id,created,state\n7,2024-01-03 12:00:00,open\n8,2024-01-05 12:00:00,open\n")
        deliver(tmp_path, "poll/a.csv", "id,keyed,case,other,stars\n1,2024-02-20 10:00:00,7,8,1\n")
        run_ingest(SETTINGS, engine, tmp_path)
        engine.run("delete from ops.dirty_day")
        corrected = settings_of(DESK, POLL | {"columns": POLL["columns"] | {"ticket_id": "other"}})
        run_ingest(corrected, engine, tmp_path, "run-2")
        found = engine.rows("select business_date from ops.dirty_day where table_name = 'raw.ticket' order by all")
        assert found == [(date(2024, 1, 3),), (date(2024, 1, 5),)]


def test_an_answer_that_writes_the_number_of_its_ticket_otherwise_touches_its_day_and_no_other(tmp_path: Path) -> None:
    with open_warehouse(SETTINGS) as engine:
        deliver(tmp_path, "desk/a.csv", "id,created,state\nINC0007,2024-01-03 12:00:00,open\n70,2024-01-05 12:00:00,open\n")
        run_ingest(SETTINGS, engine, tmp_path)
        deliver(tmp_path, "poll/a.csv", "id,keyed,case,stars\n1,2024-02-20 10:00:00,#7.0,1\n2,2024-02-20 10:00:00,lost,1\n")
        run_ingest(SETTINGS, engine, tmp_path, "run-2")
        found = engine.rows("select business_date from ops.dirty_day where table_name = 'raw.ticket' and load_id = 'run-2'")
        assert found == [(date(2024, 1, 3),)]
