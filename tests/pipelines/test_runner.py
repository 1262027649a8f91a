"""What a run says of itself: why it broke, what became of the files, and nothing that another run did."""

import io
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from rich.console import Console

from pipelines import ledger
from pipelines.engine.base import EngineBroken, EngineBusy
from pipelines.engine.duckdb import open_engine, open_to_read
from pipelines.house import Place
from pipelines.runner import reasons
from pipelines.summary import tell
from pipelines.work import what_became


def broken_job(*, at_once: bool) -> list[dg.DagsterEvent]:
    @dg.resource
    def house(_context: dg.InitResourceContext) -> None:
        if at_once:
            raise EngineBusy("w.duckdb is being written by process 7; waited 60 s.")

    @dg.op(required_resource_keys={"house"})
    def step(_context: dg.OpExecutionContext) -> None:
        raise KeyError("colour")

    @dg.job(resource_defs={"house": house}, logger_defs={})
    def one_step() -> None:
        step()

    return list(one_step.execute_in_process(raise_on_error=False).all_events)


def test_a_run_that_never_began_because_another_one_holds_the_database_says_so() -> None:
    assert list(reasons(broken_job(at_once=True))) == [("to begin", "w.duckdb is being written by process 7; waited 60 s.")]


def test_a_step_that_broke_is_named_with_the_kind_of_its_error_once() -> None:
    assert list(reasons(broken_job(at_once=False))) == [("step", "KeyError: 'colour'")]


@pytest.mark.parametrize(("published", "words"), [(False, "rebuilt nothing"), (True, "what waited was done by another run meanwhile")])
def test_days_of_an_earlier_run_are_not_claimed(tmp_path: Path, published: bool, words: str) -> None:
    out = Console(file=io.StringIO(), width=110)
    with open_engine(tmp_path / "w.duckdb", threads=1) as engine:
        ledger.open_books(engine)
        engine.run("insert into ops.window values ('raw.call', date '2026-10-01')")
        engine.run("create table ops.file_manifest (path varchar, source_id varchar, kind varchar, load_id varchar, status varchar,"
                   " message varchar, file_id bigint)")  # fmt: skip
        place = Place(tmp_path, tmp_path)
        tell(out, engine, place, run_id="b" * 32, seconds=97.4, checks=[], has_planned=False, published=published)
    said = out.file.getvalue()  # type: ignore[attr-defined]
    assert words in said
    assert "restated" not in said and "suites" not in said


def test_a_database_that_another_program_holds_is_told_with_that_program(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    held = f"import duckdb; c = duckdb.connect({str(path)!r}); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(EngineBusy, match=rf"open in another program \(process {other.pid}, \S+\)\. Wait") as told, open_to_read(path):
            pass
        assert "Error" not in str(told.value) and "http" not in str(told.value)
        other.communicate("\n")


def test_a_database_that_is_not_there_is_told_with_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(EngineBroken, match=r"w.duckdb is not there: `switchboard run` makes it"), open_to_read(tmp_path / "w.duckdb"):
        pass


def test_files_are_counted_by_what_became_of_them_and_those_to_look_at_are_named(tmp_path: Path) -> None:
    with open_engine(tmp_path / "w.duckdb", threads=1) as engine:
        engine.run("create schema ops; create table ops.file_manifest (file_id bigint, path varchar, status varchar)")
        rows = "(1, 'a.csv', 'loaded'), (2, 'b.csv', 'refused'), (3, 'b.csv', 'loaded'), (7, 'a.csv', 'copy')"
        engine.run(f"insert into ops.file_manifest values {rows}")
        assert what_became(engine, "landing") == "all 2 files of landing/ are loaded"
        engine.run("insert into ops.file_manifest values (4, 'c.csv', 'copy'), (5, 'd.csv', 'refused'), (6, 'x', 'unclaimed')")
        told = "5 files of landing/ (loaded: 2; copies of others: 1; refused: 1 (d.csv); claimed by no source: 1 (x))"
        assert what_became(engine, "landing") == told
