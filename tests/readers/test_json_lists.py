"""JSON of systems that no reader knows: a list of records is a table, drafted and loaded like one."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import describe
from assets.readers.json_lists import write_list
from assets.readers.protocol import Unreadable
from tests.warehouse import deliver, open_warehouse, run_ingest, settings_of

REQUESTS = [
    {
        "service_request_id": f"R{n}",
        "status": ("open", "closed")[n % 2],
        "description": 'says "broken",\nagain',
        "service": {"name": "Pothole", "code": n},
        "requested_datetime": f"2024-03-{1 + n % 28:02}T10:00:00-05:00",
        "updated_datetime": f"2024-03-{1 + n % 28:02}T11:30:00-05:00",
        "tags": ["a", "b"],
        "lat": 41.80,
        "media_url": None,
    }
    for n in range(30)
]
COLUMNS = {
    "ticket_id": "service_request_id",
    "created_at_utc": "requested_datetime",
    "updated_at_utc": "updated_datetime",
    "status": "status",
    "type": "service.name",
    "tags": "tags",
}
SOURCE = {"id": "city", "reader": "delimited", "kind": "ticket", "files": "city/*", "site": "berlin", "timezone": "UTC", "columns": COLUMNS}


def table(tmp_path: Path, text: str) -> list[str]:
    """The lines of the table made of a document."""
    path, target = tmp_path / "list.json", tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    write_list(path, target)
    return target.read_text(encoding="utf-8").splitlines()


def test_a_record_is_a_row_with_its_nested_names_joined_and_its_figures_as_written(tmp_path: Path) -> None:
    lines = table(tmp_path, '[{"id": 1, "by": {"name": "Ann", "n": 1.50}, "ok": true}, {"id": 2, "tags": ["a", "b"], "x": [{"y": 1}]}]')
    assert lines == ["id,by.name,by.n,ok,tags,x", "1,Ann,1.50,true,,", '2,,,,"a, b","[{""y"": ""1""}]"']


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(
            {"success": True, "result": {"fields": [{"id": "a"}], "records": [{"id": 1, "a": 2}, {"id": 3, "a": 4}]}}, id="nested"
        ),
        pytest.param(
            {"features": [{"type": "Feature", "geometry": {}, "properties": {"id": i, "a": i + 1}} for i in (1, 3)]}, id="GeoJSON"
        ),
    ],
)
def test_the_list_is_found_in_its_envelope(tmp_path: Path, document: dict[str, Any]) -> None:
    assert table(tmp_path, json.dumps(document, indent=1)) == ["id,a", "1,2", "3,4"]


def test_a_line_that_is_no_object_is_a_row_of_one_field_and_not_lost(tmp_path: Path) -> None:
    assert table(tmp_path, '{"id": 1, "a": 2}\n{"id": 3, "a":\n\n{"id": 5, "a": 6}\n') == ["id,a", "1,2", '"{""id"": 3, ""a"":"', "5,6"]


@pytest.mark.parametrize(("text", "said"), [('[{"id": 1, "a": 2}, {"id"', "cut short"), ('{"id": 1}', "fewer than two")])
def test_what_is_damaged_or_no_list_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        table(tmp_path, text)


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_list_of_requests_loads_by_configuration_alone(tmp_path: Path, is_packed: bool) -> None:
    settings, landing = settings_of(SOURCE), tmp_path / "landing"
    lines = "".join(json.dumps(record) + "\n" for record in REQUESTS) + '{"service_request_id": "cut\n'
    path = landing / "city" / "march.json"
    deliver(landing, "city/march.json", lines)
    if is_packed:
        path.write_bytes(gzip.compress(lines.encode()))
    with open_warehouse(settings) as engine:
        (result,) = run_ingest(settings, engine, landing).files
        assert (result.status, result.loaded, result.quarantined) == ("loaded", 30, 1)
        rows = engine.rows("select strftime(created_at_utc, '%H:%M'), type, tags from raw.ticket where ticket_id = 'R3'")
    assert rows == [("15:00", "Pothole", "a, b")]


def test_what_is_nested_in_one_record_and_null_in_another_is_told_by_its_parts(tmp_path: Path) -> None:
    assert table(tmp_path, '[{"id": 1, "by": null}, {"id": 2, "by": {"name": "Ann"}}]') == ["id,by.name", "1,", "2,Ann"]


def test_tickets_whose_states_are_numbers_are_another_desk_s(tmp_path: Path) -> None:
    path = tmp_path / "tickets.json"
    told = [{"id": n, "status": 2 + n % 3, "created_at": "2024-05-01T08:00:00Z", "requester_id": 2, "subject": "x"} for n in range(20)]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert describe(path).reader == "delimited"


def test_an_unknown_system_s_json_is_drafted_as_the_table_it_is(tmp_path: Path) -> None:
    path = tmp_path / "requests.json"
    path.write_text(json.dumps(REQUESTS), encoding="utf-8")
    text = describe(path).text
    entry = yaml.safe_load(text)["sources"][0]
    assert (entry["reader"], entry["kind"]) == ("delimited", "ticket")
    assert {name: entry["columns"].get(name) for name in ("ticket_id", "created_at_utc", "status")} == {
        name: COLUMNS[name] for name in ("ticket_id", "created_at_utc", "status")
    }
    assert "a record of its list a row" in text
