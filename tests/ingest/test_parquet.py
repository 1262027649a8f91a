"""A Parquet export loads as the same export in delimited text does, its bad rows and damage included."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from assets.ingest import FileResult
from pipelines.engine.duckdb import DuckDBEngine
from tests.warehouse import CALLS, QUEUE_LOG, deliver, open_warehouse, run_ingest, settings_of

COLUMNS = {**CALLS["columns"], "talk_s": "Talk"}
SETTINGS = settings_of(QUEUE_LOG, {**CALLS, "files": "acd/*", "timestamp": [], "columns": COLUMNS})
at = datetime.fromisoformat
LOADED = "select line, leg_id, queue, entered_at_utc, wait_s, talk_s, outcome from raw.call order by line"


def written(path: Path, **columns: Any) -> Path:
    """Write three calls; `columns` replaces some of their columns."""
    told = {
        "Call ID": ["a", "b", "c"],
        "Skill": ["Orders", "Orders", None],
        "ANI": ["+49 30 1", "+49 30 2", None],
        "Start": [at("2024-01-01 10:00"), at("2024-07-01 10:00"), at("2024-01-01 10:00:00.500000")],
        "Wait": [5, 6, 7],
        "Talk": [65.5, None, 60.0],
        "Result": ["Handled", "Lost", "Handled"],
    } | columns
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.table(told), path, row_group_size=2)
    return path


def ingested(engine: DuckDBEngine, landing: Path, name: str) -> FileResult:
    """Ingest the folder and give what became of one file, its books balanced."""
    result = next(file for file in run_ingest(SETTINGS, engine, landing).files if file.name == name)
    assert engine.rows("select count(*) from ops.reconciliation where not passed") == [(0,)]
    return result


def test_typed_columns_become_the_records_that_text_would_have_given(tmp_path: Path) -> None:
    written(tmp_path / "acd" / "calls.parquet")
    with open_warehouse(SETTINGS) as engine:
        result = ingested(engine, tmp_path, "acd/calls.parquet")
        assert (result.status, result.records, result.loaded) == ("loaded", 3, 3)
        assert engine.rows(LOADED) == [
            (1, "a", "Orders", at("2024-01-01 09:00"), 5.0, 65.5, "Handled"),
            (2, "b", "Orders", at("2024-07-01 08:00"), 6.0, None, "Lost"),
            (3, "c", None, at("2024-01-01 09:00:00.500000"), 7.0, 60.0, "Handled"),
        ]


def test_the_same_calls_as_text_and_as_parquet_are_duplicates(tmp_path: Path) -> None:
    written(tmp_path / "acd" / "b.parquet")
    text = "Call ID,Skill,ANI,Start,Wait,Talk,Result\na,Orders,+49 30 1,2024-01-01 10:00:00,5,65.5,Handled\n"
    deliver(tmp_path, "acd/a.csv", text)
    with open_warehouse(SETTINGS) as engine:
        assert ingested(engine, tmp_path, "acd/b.parquet").duplicates == 1
        assert len(engine.rows(LOADED)) == 3


def test_instants_with_a_zone_and_ids_that_became_floating_point_are_read_as_they_were_meant(tmp_path: Path) -> None:
    instants = pa.array([datetime(2024, 1, 1, 9, tzinfo=UTC)] * 3, pa.timestamp("us", tz="America/New_York"))
    written(tmp_path / "acd" / "calls.parquet", **{"Start": instants, "Call ID": [4711.0, 4712.0, 4713.5]})
    with open_warehouse(SETTINGS) as engine:
        ingested(engine, tmp_path, "acd/calls.parquet")
        assert [(leg, at) for _, leg, _, at, *_ in engine.rows(LOADED)] == [
            (leg, at("2024-01-01 09:00")) for leg in ("4711", "4712", "4713.5")
        ]


def test_a_bad_row_is_quarantined_with_its_number_and_text(tmp_path: Path) -> None:
    written(tmp_path / "acd" / "calls.parquet", Wait=[5, 6, -7])
    with open_warehouse(SETTINGS) as engine:
        assert ingested(engine, tmp_path, "acd/calls.parquet").quarantined == 1
        assert engine.rows("select line, reason, text from ops.quarantine") == [
            (3, "wait_s is negative", "c,,,2024-01-01 10:00:00.######,-7,60,Handled")
        ]


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_file_cut_short_is_refused_by_name(tmp_path: Path, kept: float) -> None:
    path = written(tmp_path / "acd" / "calls.parquet")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with open_warehouse(SETTINGS) as engine:
        result = ingested(engine, tmp_path, "acd/calls.parquet")
        assert result.status == "refused"
        assert result.message.startswith("acd/calls.parquet: the Parquet file is damaged or cut short")


def test_a_file_whose_pages_are_damaged_is_refused_and_the_others_load(tmp_path: Path) -> None:
    path = written(tmp_path / "acd" / "calls.parquet")
    content = bytearray(path.read_bytes())
    content[4:200] = bytes(196)
    path.write_bytes(content)
    written(tmp_path / "acd" / "good.parquet")
    with open_warehouse(SETTINGS) as engine:
        assert ingested(engine, tmp_path, "acd/calls.parquet").status == "refused"
        assert len(engine.rows(LOADED)) == 3


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "acd" / "calls.parquet"
    path.parent.mkdir()
    parquet.write_table(pa.table({"Call ID": ["a"], "Begin": [at("2024-01-01 00:00")]}), path)
    with open_warehouse(SETTINGS) as engine:
        result = ingested(engine, tmp_path, "acd/calls.parquet")
        assert result.status == "refused"
        assert "there is no column" in result.message


def test_a_queue_log_is_lines_of_text_and_no_parquet_file(tmp_path: Path) -> None:
    written(tmp_path / "pbx" / "queue_log")
    with open_warehouse(SETTINGS) as engine:
        result = ingested(engine, tmp_path, "pbx/queue_log")
        assert result.status == "refused"
