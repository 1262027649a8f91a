"""A database file that is damaged or none at all, and a clock that cannot be right, are told in words by every command."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli import PLAIN_ERRORS, switchboard
from pipelines.engine.base import EngineBroken
from pipelines.engine.duckdb import open_engine, open_to_read
from pipelines.house import Place
from pipelines.ledger import open_books

CHANGED_BY_A_RUN = ("SWITCHBOARD_CONFIG", "SWITCHBOARD_DATA", "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "GX_ANALYTICS_ENABLED")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    for name in CHANGED_BY_A_RUN:
        monkeypatch.setenv(name, os.environ.get(name, ""))
    place = Place(Path(__file__).parents[2] / "config", tmp_path / "data")
    place.published.mkdir(parents=True)
    place.landing.mkdir()
    return place


def told(place: Place, *words: str) -> tuple[int, str]:
    """Exit code and all that a command says; an error that `main` tells in words is part of it, any other fails the test."""
    done = CliRunner().invoke(switchboard, [*words, "--config", str(place.config), "--data", str(place.data)])
    if done.exception and not isinstance(done.exception, SystemExit):
        assert isinstance(done.exception, PLAIN_ERRORS), repr(done.exception)
        return 2, done.output + str(done.exception)
    return done.exit_code, done.output


@pytest.mark.parametrize("damage", ["garbage", "nothing", "cut short"])
@pytest.mark.parametrize("door", [open_engine, open_to_read])
def test_whichever_way_a_file_is_damaged_it_is_named_with_what_to_do(tmp_path: Path, door, damage: str) -> None:
    path = tmp_path / "some.duckdb"
    with open_engine(path, threads=1) as engine:
        engine.run("create table t as select range from range(100000)")
    whole = path.read_bytes()
    path.write_bytes({"garbage": b"no database" * 1000, "nothing": b"", "cut short": whole[: len(whole) // 3]}[damage])
    with pytest.raises(EngineBroken, match=r"some.duckdb cannot be opened: .* put its backup back, or move it away and run"), door(path):
        pass


@pytest.mark.parametrize("words", [["status"], ["doctor"], ["run", "--no-sample"]])
def test_a_damaged_warehouse_is_told_in_words(place: Place, words: list[str]) -> None:
    place.warehouse.write_bytes(b"no database" * 1000)
    code, said = told(place, *words)
    assert f"{place.warehouse} cannot be opened: " in said
    assert code == {"status": 0, "doctor": 1, "run": 2}[words[0]]


@pytest.mark.parametrize("words", [["status"], ["doctor"], ["extract", "--list"], ["report"], ["why", "csat_mean"]])
def test_a_damaged_publication_is_told_in_words(place: Place, words: list[str]) -> None:
    place.database.write_bytes(b"no database" * 1000)
    code, said = told(place, *words)
    assert f"{place.database} cannot be opened: " in said
    assert code == {"status": 0, "doctor": 1}.get(words[0], 2)


def strangers(path: Path) -> bytes:
    with open_engine(path, threads=1) as engine:
        for number in range(5):
            engine.run(f"create table customer_{number} (name varchar)")
    return path.read_bytes()


@pytest.mark.parametrize("words", [["status"], ["doctor"], ["run", "--no-sample"]])
def test_a_database_of_somebody_else_is_no_warehouse_and_stays_as_it_was(place: Place, words: list[str]) -> None:
    before = strangers(place.warehouse)
    code, said = told(place, *words)
    assert f"{place.warehouse} is a database, but none that Switchboard made: it holds main.customer_0, " in said
    assert "main.customer_2 and 2 more, and no ops.definition. It was left as it is. Move it away, or name another folder" in said
    assert code == {"status": 0, "doctor": 1, "run": 2}[words[0]]
    assert place.warehouse.read_bytes() == before


@pytest.mark.parametrize("words", [["status"], ["doctor"], ["extract", "--list"], ["report"], ["why", "csat_mean"], ["run", "--no-sample"]])
def test_a_database_of_somebody_else_is_no_publication_and_is_not_published_over(place: Place, words: list[str]) -> None:
    before = strangers(place.database)
    code, said = told(place, *words)
    assert f"{place.database} is a database, but none that Switchboard made: it holds main.customer_0, " in said
    assert code == {"status": 0, "doctor": 1}.get(words[0], 2)
    assert place.database.read_bytes() == before


def test_a_publication_that_holds_nothing_is_told_in_words(place: Place) -> None:
    with open_engine(place.database, threads=1):
        pass
    assert "it holds nothing, and no marts.meta_run" in told(place, "status")[1]


@pytest.mark.parametrize("words", [["status"], ["doctor"], ["run", "--no-sample"]])
def test_a_word_that_is_no_day_cannot_be_today(place: Place, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setenv("SWITCHBOARD_TODAY", "foo")
    with open_engine(place.warehouse, threads=1):
        pass
    _, said = told(place, *words)
    assert "SWITCHBOARD_TODAY: found 'foo', expected a day such as 2026-11-01" in said


def test_a_clock_that_stands_before_the_last_complete_day_is_told_by_the_doctor(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_TODAY", "2026-10-14")
    with open_engine(place.warehouse, threads=1) as engine:
        open_books(engine)
        engine.run("insert into ops.data_through values (date '2026-10-31')")
    code, said = told(place, "doctor")
    assert code == 1 and "today is 2026-10-14, yet days are complete through 2026-10-31; set this machine's clock right" in said
