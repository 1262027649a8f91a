"""A warehouse holds its customers under one key."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.remembered_key import OtherKey, other_key
from assets.settings.settings import Settings
from pipelines.engine.duckdb import DuckDBEngine
from tests.warehouse import CALLS, CALLS_HEADER, deliver, open_warehouse, run_ingest, settings_of

SETTINGS = settings_of(CALLS)


def row(number: int) -> str:
    return f"{number},orders,0301234567,2026-02-10 10:0{number}:00,10,0:01:00,Handled\n"


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    with open_warehouse(SETTINGS) as opened:
        yield opened


def load(engine: DuckDBEngine, landing: Path, number: int, *, settings: Settings = SETTINGS) -> list[str]:
    deliver(landing, f"acd/{number}.csv", CALLS_HEADER + row(number))
    return [file.status for file in run_ingest(settings, engine, landing, f"run-{number}").files]


def hashes(engine: DuckDBEngine) -> int:
    return int(engine.rows("select count(distinct customer_key) from raw.call")[0][0])


@pytest.mark.parametrize(("first", "then"), [("ours", "theirs"), ("ours", ""), ("", "ours")], ids=["another", "forgotten", "sample's"])
def test_new_files_under_another_key_are_not_loaded_and_wait(
    engine: DuckDBEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, then: str
) -> None:
    monkeypatch.setenv("SWITCHBOARD_KEY", first)
    load(engine, tmp_path, 1)
    monkeypatch.setenv("SWITCHBOARD_KEY", then)
    with pytest.raises(OtherKey, match=r"SWITCHBOARD_KEY is .* the one this warehouse was filled with: .* or, .* delete the warehouse"):
        load(engine, tmp_path, 2)
    assert engine.rows("select count(*) from raw.call") == [(1,)]
    monkeypatch.setenv("SWITCHBOARD_KEY", first)
    assert load(engine, tmp_path, 3) == ["loaded", "loaded"]
    assert hashes(engine) == 1


def test_a_run_without_new_files_needs_no_key(engine: DuckDBEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_KEY", "ours")
    load(engine, tmp_path, 1)
    monkeypatch.delenv("SWITCHBOARD_KEY")
    assert run_ingest(SETTINGS, engine, tmp_path, "run-2").files == ()


def test_a_warehouse_that_knows_no_key_takes_the_present_one(engine: DuckDBEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_KEY", "ours")
    load(engine, tmp_path, 1)
    engine.run("drop table ops.hash_key")
    load(engine, tmp_path, 2)
    assert other_key(engine, b"ours") is None and other_key(engine, b"theirs")


def test_a_warehouse_that_holds_no_file_takes_any_key(engine: DuckDBEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_KEY", "")
    deliver(tmp_path, "acd/0.csv", "no,table,of,ours\n1,2,3,4\n")
    assert [file.status for file in run_ingest(SETTINGS, engine, tmp_path, "run-0").files] == ["refused"]
    monkeypatch.setenv("SWITCHBOARD_KEY", "ours")
    assert "loaded" in load(engine, tmp_path, 1)


def test_the_mark_of_a_key_does_not_hold_it(engine: DuckDBEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_KEY", "ours")
    load(engine, tmp_path, 1)
    ((mark,),) = engine.rows("select fingerprint from ops.hash_key")
    assert len(mark) == 16 and "ours" not in mark
