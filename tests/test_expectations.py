"""Every promise of `expectations/` is seen broken: `tests/expectations/<schema>/<table>.yaml` holds the rows that do it.

A fixture says `good` (rows that keep the whole suite; what is not named is null), `beside` (table -> rows of other tables the
promises look into) and `broken`: each entry names in `breaks` the `notes` of the promise it breaks, and how: `change` (columns of
the first good row, or of row number `row`, get these values) or `add` (a copy of that row with these values joins the good rows).
An entry breaks that promise and no other, but for those in `also`.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.checks import broken_promises, read_suites
from pipelines.engine.base import Engine
from pipelines.engine.duckdb import open_engine
from tests.tables import ROOT, Rows, make_table

SUITES = read_suites(ROOT / "expectations")
FIXTURES = Path(__file__).parent / "expectations"
KEYS, ENTRY_KEYS = {"beside", "good", "broken"}, {"breaks", "also", "change", "add", "row"}


@cache
def fixture_of(table: str) -> dict[str, Any]:
    path = FIXTURES / f"{table.replace('.', '/')}.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def entries() -> Iterator[Any]:
    for table in SUITES:
        for entry in fixture_of(table).get("broken", []):
            how = entry.get("change", entry.get("add"))
            yield pytest.param(table, entry, id=f"{table}: {entry['breaks']} {how}")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(tmp_path_factory.mktemp("promises") / "promises.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def broken_by(engine: Engine) -> Any:
    """Give the notes of the promises that rows of a table break; one cursor for all, so that GX keeps one data source."""
    cursor = engine.cursor()

    def look(table: str, rows: Rows) -> set[str]:
        for other, its_rows in fixture_of(table).get("beside", {}).items():
            make_table(engine, other, its_rows)
        make_table(engine, table, rows)
        found = broken_promises(cursor, SUITES[table], query=f"select * from {table}", table=table)
        errors = [str(broken) for broken in found if broken.error]
        assert not errors, f"expectations/{table.replace('.', '/')}.yaml: {'; '.join(errors)}"
        return {broken.expectation.notes for broken in found}

    return look


def changed(good: Rows, entry: dict[str, Any]) -> Rows:
    """Give the good rows with the one change of an entry."""
    place = entry.get("row", 1) - 1
    if "add" in entry:
        return [*good, {**good[place], **entry["add"]}]
    return [{**row, **entry["change"]} if number == place else row for number, row in enumerate(good)]


@pytest.mark.parametrize("table", sorted(SUITES))
def test_every_promise_has_rows_that_break_it(table: str) -> None:
    file = f"tests/expectations/{table.replace('.', '/')}.yaml"
    fixture = fixture_of(table)
    assert fixture, f"add {file}: `good` rows that keep every promise of {table}, and under `broken` one entry for each promise"
    assert set(fixture) <= KEYS, f"{file}: expected {', '.join(sorted(KEYS))}, found {', '.join(sorted(set(fixture) - KEYS))}"
    for entry in fixture["broken"]:
        assert set(entry) <= ENTRY_KEYS and len({"change", "add"} & set(entry)) == 1, f"{file}: {entry}: one of `change` and `add`"
    promised, seen = {item.notes for item in SUITES[table]}, {entry["breaks"] for entry in fixture["broken"]}
    never = "\n".join(f"  - {{breaks: {notes!r}, change: {{...}}}}" for notes in sorted(promised - seen))
    assert not never, f"a promise never seen broken may be one that cannot be; add to `broken` of {file}:\n{never}"
    assert not seen - promised, f"{file}: no promise of {table} has these notes: {seen - promised}"


@pytest.mark.parametrize("table", sorted(SUITES))
def test_the_notes_of_a_suite_say_why_and_tell_its_promises_apart(table: str) -> None:
    notes = [item.notes for item in SUITES[table]]
    file = f"expectations/{table.replace('.', '/')}.yaml"
    twice = {note for note in notes if notes.count(note) > 1}
    assert not twice, f"{file}: say for each promise why it is made; said twice: {twice}"
    words = [note for note in notes if not (note.endswith(".") and note[0].isupper())]
    assert not words, f"{file}: people read the notes when a promise breaks; write sentences instead of {words}"


@pytest.mark.parametrize("table", sorted(SUITES))
def test_good_rows_break_no_promise(broken_by: Any, table: str) -> None:
    assert broken_by(table, fixture_of(table)["good"]) == set()


@pytest.mark.parametrize(("table", "entry"), list(entries()))
def test_broken_rows_break_their_promise(broken_by: Any, table: str, entry: dict[str, Any]) -> None:
    found = broken_by(table, changed(fixture_of(table)["good"], entry))
    assert found == {entry["breaks"], *entry.get("also", [])}


def test_every_fixture_belongs_to_a_suite() -> None:
    left = {f"{path.parent.name}.{path.stem}" for path in FIXTURES.glob("*/*.yaml")} - set(SUITES)
    assert not left, f"tests/expectations: there is no suite for {', '.join(sorted(left))}; remove the file or write its promises"
