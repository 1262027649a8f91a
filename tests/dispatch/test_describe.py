"""What `describe` drafts for dispatch exports: the kind, every time of it, and the questions only the owner can answer."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import Description, describe
from assets.settings.sources import Source
from tests.dispatch.centre import CITY, EXPORTS, HAULAGE, POLICE


def drafted(found: Description) -> dict[str, Any]:
    entry: dict[str, Any] = yaml.safe_load(found.text)["sources"][0]
    return entry


def longer(tmp_path: Path, name: str, *, times: int) -> Path:
    """Repeat an export's records under other numbers, so that it is as long as real ones."""
    header, *records = (EXPORTS / name).read_text(encoding="utf-8").splitlines()
    path = tmp_path / name
    again = [f"9{copy}{record}" for copy in range(times) for record in records]
    path.write_text("\n".join([header, *again]) + "\n", encoding="utf-8")
    return path


def test_unit_rows_are_dispatches_with_all_their_times(tmp_path: Path) -> None:
    found = describe(longer(tmp_path, "city_2026-01.csv", times=8))
    entry = drafted(found)
    wanted = set(CITY["columns"]) - {"incident_id"}
    assert entry["kind"] == "dispatch"
    assert {name: entry["columns"][name] for name in wanted} == {name: CITY["columns"][name] for name in wanted}
    assert entry["columns"]["incident_id"] in ("Call Number", "Incident Number")
    assert entry["columns"]["dispatch_id"] == "RowID"
    assert any("Structure Fire 24" in question for question in found.questions)


def test_a_draft_with_its_questions_answered_is_a_source(tmp_path: Path) -> None:
    entry = drafted(describe(longer(tmp_path, "city_2026-01.csv", times=8)))
    answers = {"site": "city", "timezone": "America/Los_Angeles", "timestamp": CITY["timestamp"], "words": CITY["words"]}
    assert Source.model_validate(entry | answers).kind == "dispatch"


def test_one_date_and_many_clocks_are_joined(tmp_path: Path) -> None:
    entry = drafted(describe(longer(tmp_path, "police_20260110.txt", times=8)))
    instants = {name: columns for name, columns in POLICE["columns"].items() if name.endswith("_at_utc")}
    assert {name: entry["columns"][name]["columns"] for name in instants} == instants
    assert (entry["columns"]["incident_id"], entry["columns"]["unit_id"]) == ("event_no", "car")


def test_a_log_of_events_is_told_by_its_events(tmp_path: Path) -> None:
    found = describe(longer(tmp_path, "haulage_log.csv", times=8))
    entry = drafted(found)
    assert (entry["kind"], entry["timezone"]) == ("dispatch_event", "UTC")
    assert {name: entry["columns"][name] for name in ("incident_id", "event", "at_utc", "unit_id")} == {
        name: HAULAGE["columns"][name] for name in ("incident_id", "event", "at_utc", "unit_id")
    }
    told = {event: words for event, words in HAULAGE["words"]["event"].items() if event != "other"}
    assert entry["words"]["event"] == told | {"promised": ["Promised"]}
    assert any("Teleported" in question and "Note" in question for question in found.questions)


def test_incident_and_unit_that_repeat_together_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    rows = [f"J{n},T{n % 3},2026-01-{1 + n:02d} 10:00:00,2026-01-{1 + n:02d} 10:01:00,2026-01-{1 + n:02d} 10:09:00" for n in range(20)]
    path.write_text("\n".join(["job id,vehicle,received,dispatched,arrived", *rows, rows[3]]) + "\n")
    assert any("dispatch_id" in question for question in describe(path).questions)


@pytest.mark.parametrize("header", ["call id,queue,start,wait,outcome", "ticket id,created,status,priority,group"])
def test_calls_and_tickets_stay_what_they_are(tmp_path: Path, header: str) -> None:
    path = tmp_path / "export.csv"
    rows = [f"{n},a,2026-01-01 10:{n:02d}:00,{n},b" if "call" in header else f"{n},2026-01-01 10:{n:02d}:00,open,1,b" for n in range(40)]
    path.write_text("\n".join([header, *rows]) + "\n")
    assert drafted(describe(path))["kind"] == header.split()[0]
