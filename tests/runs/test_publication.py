"""What outsiders read: whole, plain, explained, and readable by older clients."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import sqlalchemy

from pipelines.engine.duckdb import open_engine
from pipelines.house import Declarations, Place
from pipelines.publish import STORAGE_VERSION, keep_copy, never_null
from pipelines.runner import what_stands
from tests.runs.centre import Centre

PLAIN = {"VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "INTEGER"}


@pytest.fixture
def published(undisturbed: Centre) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(undisturbed.database), read_only=True) as con:
        yield con


@pytest.mark.slow
def test_the_published_file_has_one_schema_of_tables_with_plain_types_keys_and_comments(published: duckdb.DuckDBPyConnection) -> None:
    own = "database_name = current_database()"
    tables = published.execute(f"select schema_name, table_name, has_primary_key, comment from duckdb_tables() where {own}").fetchall()
    assert len(tables) > 10
    assert {schema for schema, *_ in tables} == {"marts"}
    assert published.execute(f"select view_name from duckdb_views() where not internal and {own}").fetchall() == []
    assert [name for _, name, has_key, _ in tables if not has_key] == []
    assert [name for _, name, _, comment in tables if not comment] == []
    columns = published.execute(f"select table_name, column_name, data_type, comment from duckdb_columns() where {own}").fetchall()
    assert {kind for _, _, kind, _ in columns} <= PLAIN
    assert [f"{table}.{column}" for table, column, _, comment in columns if not comment] == []


@pytest.mark.slow
def test_the_published_file_says_when_it_was_made_and_from_how_much(undisturbed: Centre, published: duckdb.DuckDBPyConnection) -> None:
    ((through, files),) = published.execute("select data_through_date::varchar, files from marts.meta_run").fetchall()
    assert (through, files) == ("2026-10-31", sum(path.is_file() for path in undisturbed.landing.rglob("*")))
    assert not undisturbed.database.stat().st_mode & 0o222


@pytest.mark.slow
def test_the_extracts_hold_what_the_published_table_holds(undisturbed: Centre, published: duckdb.DuckDBPyConnection) -> None:
    folder = undisturbed.database.parent
    table = published.execute("select * from marts.monthly_extract order by all").fetchall()
    assert table == published.execute(f"select * from '{folder}/monthly_extract.parquet' order by all").fetchall()
    assert published.execute(f"select count(*) from read_csv('{folder}/monthly_extract.csv')").fetchall() == [(len(table),)]


def test_a_reader_during_fifty_replacements_never_sees_half_a_file(tmp_path: Path) -> None:
    target, rows = tmp_path / "published" / "switchboard.duckdb", 5_000
    # a reader of its own process: in this one all connections to a path would share what is already open
    reader = subprocess.Popen([sys.executable, "-c", READER, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with open_engine(tmp_path / "warehouse.duckdb", threads=1) as engine:
        for number in range(51):
            engine.build("marts.version", f"select range as row_no, {number} as version from range({rows})", spans=None)
            engine.publish({"marts.version": ["row_no"]}, target, storage_version=STORAGE_VERSION)
    told, _ = reader.communicate("stop\n", timeout=60)
    seen = [tuple(line) for line in json.loads(told)]  # type: ignore[misc]
    assert len(seen) > 1
    assert {(count, versions) for count, versions, _ in seen} == {(rows, 1)}
    assert [newest for *_, newest in seen] == sorted(newest for *_, newest in seen)
    assert seen[-1][2] == 50


READER = """
import json, pathlib, select, sys, time
import duckdb
target, seen, stop = pathlib.Path(sys.argv[1]), [], False
while True:
    stop = bool(select.select([sys.stdin], [], [], 0)[0])
    if target.exists():
        with duckdb.connect(str(target), read_only=True) as con:
            query = "select count(*), count(distinct version), max(version) from marts.version"
            seen.append(con.execute(query).fetchone())
    else:
        time.sleep(0.01)
    if stop:
        break
print(json.dumps(seen))
"""


CLIENT = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
tables = [name for (name,) in con.execute("select table_name from duckdb_tables() where schema_name = 'marts' order by 1").fetchall()]
counts = {name: con.execute(f"select count(*) from marts.{name}").fetchone()[0] for name in tables}
words = con.execute("select count(*) from duckdb_columns() where schema_name = 'marts' and comment is not null").fetchone()[0]
print(json.dumps([duckdb.__version__, counts, words]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.1", "1.4", "1.5"])
def test_an_older_client_of_duckdb_reads_every_published_table_and_its_words(undisturbed: Centre, tmp_path: Path, version: str) -> None:
    folder = tmp_path / "client"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--target", str(folder)]
    got = subprocess.run([*install, f"duckdb=={version}.*"], capture_output=True, text=True, check=False, timeout=300)
    if got.returncode:
        pytest.skip(f"pip cannot get a duckdb {version} client here")
    done = subprocess.run(
        [sys.executable, "-c", CLIENT, str(undisturbed.database)],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told, counts, words = json.loads(done.stdout)
    assert told.startswith(f"{version}.")
    with duckdb.connect(str(undisturbed.database), read_only=True) as con:
        assert counts == {name: con.execute(f"select count(*) from marts.{name}").fetchall()[0][0] for name in counts}
        assert len(counts) == con.execute("select count(*) from duckdb_tables() where schema_name = 'marts'").fetchall()[0][0]
        assert words == con.execute("select count(*) from duckdb_columns() where schema_name = 'marts'").fetchall()[0][0]


@pytest.mark.slow
def test_sqlalchemy_sees_the_columns_with_their_types_and_words(undisturbed: Centre) -> None:
    engine = sqlalchemy.create_engine(f"duckdb:///{undisturbed.database}", connect_args={"read_only": True})
    with engine.connect() as con:
        looked = sqlalchemy.inspect(con)
        tables = looked.get_table_names(schema="marts")
        assert {"scorecard", "kpi_monthly", "dim_agent", "dim_date", "dim_queue", "dim_site", "meta_kpi", "meta_run"} <= set(tables)
        columns = looked.get_columns("kpi_monthly", schema="marts")
        assert [column["name"] for column in columns if not column["comment"] or str(column["type"]) == "NULL"] == []
        assert con.execute(sqlalchemy.text("select count(*) from marts.kpi_monthly")).scalar_one() > 0
    engine.dispose()


@pytest.mark.slow
def test_a_missing_extract_is_written_again_and_a_report_that_cannot_be_leaves_the_publication_alone(centre: Centre) -> None:
    published, folder = centre.database.read_bytes(), centre.database.parent
    extract = (folder / "monthly_extract.csv").read_bytes()
    (folder / "monthly_extract.csv").unlink()
    shutil.move(folder / "report", folder / "old")
    (folder / "report").touch()
    said = centre.run()
    assert said.code == 1
    assert "3 files missing in published/ (monthly_extract.csv, report/2026-09.html, report/2026-10.html)" in said.words
    assert f"Not published: {centre.database} stands as it was" in said.words
    assert centre.database.read_bytes() == published
    (folder / "report").unlink()
    centre.good_run()
    assert (folder / "monthly_extract.csv").read_bytes() == extract
    assert sorted(path.name for path in (folder / "report").iterdir()) == ["2026-09.html", "2026-10.html"]
    assert "Nothing to do" in centre.good_run().words


def test_a_run_that_breaks_tells_which_published_files_it_has_replaced(tmp_path: Path) -> None:
    place = Place(tmp_path, tmp_path)
    extract = place.published / "monthly_extract.csv"
    assert what_stands(place, {place.database: 1}, {place.database: 1}) == f"Not published: {place.database} stands as it was"
    told = what_stands(place, {place.database: 1, extract: 1}, {place.database: 2, extract: 1})
    assert told == f"Published in part: {place.database} is new, 1 file of published/ replaced (switchboard.duckdb)"
    told = what_stands(place, {place.database: 1}, {place.database: 1, extract: 1})
    assert told == f"Published in part: {place.database} stands as it was, 1 file of published/ replaced (monthly_extract.csv)"


@pytest.mark.slow
def test_what_is_promised_never_to_be_null_is_declared_so(undisturbed: Centre, published: duckdb.DuckDBPyConnection) -> None:
    declared = never_null(Declarations(), ["marts.scorecard", "marts.kpi_daily"])
    strict = {
        f"marts.{table}.{column}"
        for table, column in published.execute("select table_name, column_name from duckdb_columns() where not is_nullable").fetchall()
    }
    assert {f"{table}.{column}" for table, columns in declared.items() for column in columns} <= strict
    assert "marts.scorecard.target_id" in strict


@pytest.mark.slow
def test_every_table_lies_beside_the_database_as_parquet_too(undisturbed: Centre, published: duckdb.DuckDBPyConnection) -> None:
    folder = undisturbed.database.parent / "parquet"
    tables = [name for (name,) in published.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()]
    assert sorted(path.stem for path in folder.iterdir()) == sorted(tables)
    for table in tables:
        counts = published.execute(
            f"select (select count(*) from marts.{table}), (select count(*) from '{folder}/{table}.parquet')"
        ).fetchall()
        assert counts[0][0] == counts[0][1], table


def test_the_last_publications_are_kept_under_their_date(tmp_path: Path) -> None:
    target = tmp_path / "switchboard.duckdb"
    for minute in range(5):
        target.unlink(missing_ok=True)
        target.write_text(f"publication {minute}")
        keep_copy(target, keep=3, now=datetime(2026, 11, 1, 6, minute, tzinfo=UTC))
    copies = sorted((tmp_path / "copies").iterdir())
    assert [path.name for path in copies] == [f"switchboard-20261101T06{minute:02}00.duckdb" for minute in (2, 3, 4)]
    assert [path.read_text() for path in copies] == [f"publication {minute}" for minute in (2, 3, 4)]
    keep_copy(target, keep=0, now=datetime(2026, 11, 1, 7, tzinfo=UTC))
    assert list((tmp_path / "copies").iterdir()) == []
