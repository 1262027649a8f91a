"""Exports whose columns change: what is new is told, what is missing is refused or empty, a rename is declared."""

from pathlib import Path
from typing import Any

import pytest

from tests.warehouse import CALLS, deliver, open_warehouse, run_ingest, settings_of

FIRST = "Call ID,Skill,ANI,Start,Wait,Talk,Result,Note\n1,orders,0301234567,2024-01-15 09:00:00,10,0:02:00,Handled,x\n"
HEADER = "Call ID,Skill,ANI,Start,Wait,Talk,Result"
RECORD = "2,orders,0301234567,2024-01-16 09:00:00,10,0:02:00,Handled"


def second(folder: Path, content: str, **options: Any) -> Any:
    """Load a first export, then a second one; give what became of the second and the engine's answer on its record."""
    settings = settings_of(CALLS | {"options": options})
    with open_warehouse(settings) as engine:
        deliver(folder, "acd/a.csv", FIRST)
        (before,) = run_ingest(settings, engine, folder).files
        assert (before.status, before.message) == ("loaded", None)
        deliver(folder, "acd/b.csv", content)
        (result,) = run_ingest(settings, engine, folder).files
        return result, engine.rows("select wait_s from raw.call where leg_id = '2'")


def test_a_new_column_and_one_that_is_gone_are_told_and_the_file_loads(tmp_path: Path) -> None:
    result, rows = second(tmp_path, f"{HEADER},Sentiment,Language\n{RECORD},good,en\n")
    assert (result.status, rows) == ("loaded", [(10.0,)])
    assert result.message == "acd/b.csv: new columns, not read: Language, Sentiment; columns that are gone: Note"


def test_the_same_columns_in_another_order_are_no_change(tmp_path: Path) -> None:
    result, rows = second(tmp_path, f"Note,{HEADER}\nx,{RECORD}\n")
    assert (result.message, rows) == (None, [(10.0,)])


def test_a_source_may_have_files_with_new_columns_refused(tmp_path: Path) -> None:
    result, rows = second(tmp_path, f"{HEADER},Note,Sentiment\n{RECORD},x,good\n", drift={"new": "refuse"})
    assert (result.status, rows) == ("refused", [])
    assert "no export of source acd had before: Sentiment" in result.message


def test_a_declared_column_that_is_missing_refuses_the_file_and_names_the_way_to_declare_a_rename(tmp_path: Path) -> None:
    result, rows = second(tmp_path, f"{HEADER.replace('Wait', 'Queue seconds')},Note\n{RECORD},x\n")
    assert (result.status, rows) == ("refused", [])
    assert "there is no column 'Wait'" in result.message
    assert "renamed" in result.message


def test_a_rename_that_is_declared_is_no_change(tmp_path: Path) -> None:
    content = f"{HEADER.replace('Wait', 'Queue seconds')},Note\n{RECORD},x\n"
    result, rows = second(tmp_path, content, renamed={"Wait": ["Queue seconds"]})
    assert (result.status, result.message, rows) == ("loaded", None, [(10.0,)])


def test_a_missing_column_may_be_read_as_empty(tmp_path: Path) -> None:
    content = f"{HEADER.replace(',Wait', '')},Note\n{RECORD.replace(',10,', ',')},x\n"
    result, rows = second(tmp_path, content, drift={"missing": "empty"})
    assert (result.status, result.message, rows) == (
        "loaded",
        "acd/b.csv: columns that are gone: Wait; declared and not there, read as empty: wait_s",
        [(None,)],
    )


def test_a_declared_column_that_is_not_even_in_the_first_export_is_told(tmp_path: Path) -> None:
    settings = settings_of(CALLS | {"options": {"drift": {"missing": "empty"}}})
    with open_warehouse(settings) as engine:
        deliver(tmp_path, "acd/a.csv", f"{HEADER.replace(',Wait', '')}\n{RECORD.replace(',10,', ',')}\n")
        (result,) = run_ingest(settings, engine, tmp_path).files
    assert (result.status, result.message) == ("loaded", "acd/a.csv: declared and not there, read as empty: wait_s")


def test_a_column_that_every_record_needs_refuses_the_file_even_where_missing_ones_may_be_empty(tmp_path: Path) -> None:
    content = f"{HEADER.replace(',Start', '')},Note\n" + f"{RECORD.replace(',2024-01-16 09:00:00', '')},x\n" * 3
    result, rows = second(tmp_path, content, drift={"missing": "empty"})
    assert (result.status, rows) == ("refused", [])
    assert "entered_at_utc is missing" in result.message


def test_types_are_frozen_by_the_map_and_a_cell_of_another_is_quarantined(tmp_path: Path) -> None:
    result, rows = second(tmp_path, f"{HEADER},Note\n{RECORD.replace(',10,', ',ten,')},x\n3{RECORD[1:]},x\n")
    assert (result.status, result.loaded, result.quarantined, rows) == ("loaded", 1, 1, [])


@pytest.mark.parametrize("drift", [{"new": "ignore"}, {"types": "evolve"}])
def test_an_unknown_mode_is_refused_with_those_there_are(tmp_path: Path, drift: dict[str, str]) -> None:
    settings = settings_of(CALLS | {"options": {"drift": drift}})
    with open_warehouse(settings) as engine:
        deliver(tmp_path, "acd/a.csv", FIRST)
        (result,) = run_ingest(settings, engine, tmp_path).files
    assert result.status == "refused"
    assert "expected new: report or refuse and missing: refuse or empty" in str(result.message)
