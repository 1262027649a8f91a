"""Workbooks as centres send them: a sheet is read as the table it shows, by any reader."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assets.readers.protocol import Unreadable
from assets.readers.sheets import is_workbook, write_sheet
from tests.warehouse import open_warehouse, run_ingest, settings_of


def at(*parts: int) -> datetime:
    """A cell's date: workbooks know no zones."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc]


SOURCE: dict[str, Any] = {
    "id": "phone_survey",
    "reader": "delimited",
    "kind": "survey",
    "files": "surveys/*.xlsx",
    "site": "berlin",
    "timezone": "Europe/Berlin",
    "timestamp": "%d/%m/%Y %H:%M",
    "columns": {"response_id": "No", "contact_id": "Call", "answered_at_utc": "Answered", "csat": "Score", "mode": "How"},
    "scales": {"csat": {"min": 1, "max": 5}},
}
ROWS: list[list[Any]] = [
    ["No", "Call", "Answered", "Score", "How", "Note"],
    [1, "c-1", at(2024, 7, 1, 10, 30), 5, "mail", "came by\nmail"],
    [],
    [2, "c-2", "02/07/2024 11:00", 9, "phone", None],
    [3, "c-3", at(2024, 1, 2, 9, 0), 4.0, "phone", None],
]


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def test_a_sheet_is_a_table_whatever_its_dates_look_like(tmp_path: Path) -> None:
    workbook(tmp_path / "surveys" / "july.xlsx", Cover=[], Answers=ROWS)
    with open_warehouse(settings := settings_of(SOURCE)) as engine:
        (result,) = run_ingest(settings, engine, tmp_path).files
        assert (result.status, result.loaded, result.quarantined, result.skipped) == ("loaded", 2, 1, 2), result
        found = engine.rows("select response_id, cast(answered_at_utc as varchar), csat, line from raw.survey order by line")
        assert found == [("1", "2024-07-01 08:30:00", 5.0, 2), ("3", "2024-01-02 08:00:00", 4.0, 5)], "a row is a line"
        ((line, reason, text),) = engine.rows("select line, reason, text from ops.quarantine")
    assert (line, reason) == (4, "csat: the answer is outside its scale, 1 to 5")
    assert text.startswith("2,c-2,02/07/2024 11:00")


@pytest.mark.parametrize("since", [1900, 1904])
def test_a_date_whose_format_was_taken_off_is_still_a_date(tmp_path: Path, since: int) -> None:
    first = 45_474 if since == 1900 else 45_474 - 1_462  # the first of July 2024
    rows = [["No", "Call", "Answered", "Score"], [1, 45_474, first + 0.4375, 5], [2, "c-2", str(first + 1), 4], [3, "c-3", 7, 4]]
    path = workbook(tmp_path / "surveys" / "july.xlsx", Answers=rows)
    if since == 1904:
        book = openpyxl.load_workbook(path)
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.save(path)
    columns = {name: column for name, column in SOURCE["columns"].items() if name != "mode"}
    with open_warehouse(settings := settings_of(SOURCE | {"columns": columns})) as engine:
        run_ingest(settings, engine, tmp_path)
        found = engine.rows("select contact_id, cast(answered_at_utc as varchar) from raw.survey order by line")
        assert found == [("45474", "2024-07-01 08:30:00"), ("c-2", "2024-07-01 22:00:00")], "numbers elsewhere stay numbers"
        ((reason,),) = engine.rows("select reason from ops.quarantine")
    assert reason.startswith("answered_at_utc cannot be read as a time")


def test_a_day_and_a_time_of_day_in_two_columns_are_one_instant_however_the_sheet_keeps_them(tmp_path: Path) -> None:
    kept = [(at(2024, 7, 1), time(10, 30)), (45_474, 0.4375), (at(2024, 7, 1), at(1899, 12, 30, 10, 30)), ("01/07/2024", "10:30")]
    rows = [["No", "Day", "Clock", "Score"], *([number, day, clock, 4] for number, (day, clock) in enumerate(kept))]
    workbook(tmp_path / "surveys" / "july.xlsx", Answers=rows)
    columns = {"response_id": "No", "answered_at_utc": {"columns": ["Day", "Clock"]}, "csat": "Score"}
    with open_warehouse(settings := settings_of(SOURCE | {"columns": columns})) as engine:
        (result,) = run_ingest(settings, engine, tmp_path).files
        assert (result.status, result.loaded) == ("loaded", len(kept)), result.message
        assert engine.rows("select distinct cast(answered_at_utc as varchar) from raw.survey") == [("2024-07-01 08:30:00",)]


def test_the_sheet_that_is_named_is_read_and_the_workbook_known_again_by_its_bytes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "surveys" / "july.xlsx", Notes=[["x", "y"], [1, 2]], Answers=ROWS)
    settings = settings_of(SOURCE | {"options": {"sheet": "answers"}})
    with open_warehouse(settings) as engine:
        (result,) = run_ingest(settings, engine, tmp_path).files
        assert (result.status, result.loaded) == ("loaded", 2)
        (tmp_path / "surveys" / "again.xlsx").write_bytes(path.read_bytes())
        (copy,) = run_ingest(settings, engine, tmp_path).files
    assert copy.status == "copy"


def test_a_sheet_that_only_explains_the_others_is_passed_over(tmp_path: Path) -> None:
    notes, target = [["Read me first"], [], ["Scores are 1 to 5"]], tmp_path / "plain.csv"
    assert write_sheet(workbook(tmp_path / "a.xlsx", Notes=notes, Empty=[], Answers=ROWS), target) == "Answers"
    assert write_sheet(workbook(tmp_path / "b.xlsx", Empty=[], Notes=notes), target) == "Notes"


def test_a_sheet_that_is_not_there_is_named_beside_those_that_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", Notes=[[1]], Answers=ROWS)
    with pytest.raises(Unreadable, match=r"no sheet 'Totals'; the workbook has Notes, Answers"):
        write_sheet(path, tmp_path / "x.csv", sheet="Totals")
    assert write_sheet(path, tmp_path / "x.csv", sheet=2) == "Answers"


def test_cells_become_plain_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", Sheet=[["a", "b", "c", "d", "e"], [1.5, timedelta(hours=26, seconds=3), time(9, 5), True, 'a "b", c']]
    )
    write_sheet(path, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == 'a,b,c,d,e\n1.5,26:00:03,09:05:00,TRUE,"a ""b"", c"\n'


def test_another_archive_and_an_empty_workbook_are_no_sheets(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("a,b\n1,2\n")
    assert not is_workbook(tmp_path / "x.xlsx")
    with pytest.raises(Unreadable, match="every sheet is empty"):
        write_sheet(workbook(tmp_path / "empty.xlsx", One=[], Two=[]), tmp_path / "x.csv")


def test_a_workbook_is_read_whatever_its_file_is_called(tmp_path: Path) -> None:
    path = workbook(tmp_path / "export.xlsx", Answers=ROWS).rename(tmp_path / "export.csv")
    assert is_workbook(path) and write_sheet(path, tmp_path / "plain.csv") == "Answers"
