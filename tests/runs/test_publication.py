"""What outsiders read: whole, plain, explained, and readable by older clients."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.engine.duckdb import open_engine
from pipelines.publish import STORAGE_VERSION
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


def test_a_reader_during_twenty_replacements_never_sees_half_a_file(tmp_path: Path) -> None:
    target, rows = tmp_path / "published" / "switchboard.duckdb", 20_000
    # a reader of its own process: in this one all connections to a path would share what is already open
    reader = subprocess.Popen([sys.executable, "-c", READER, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with open_engine(tmp_path / "warehouse.duckdb", threads=1) as engine:
        for number in range(21):
            engine.build("marts.version", f"select range as row_no, {number} as version from range({rows})", spans=None)
            engine.publish({"marts.version": ["row_no"]}, target, storage_version=STORAGE_VERSION)
    told, _ = reader.communicate("stop\n", timeout=60)
    seen = [tuple(line) for line in json.loads(told)]  # type: ignore[misc]
    assert len(seen) > 1
    assert {(count, versions) for count, versions, _ in seen} == {(rows, 1)}
    assert [newest for *_, newest in seen] == sorted(newest for *_, newest in seen)
    assert seen[-1][2] == 20


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


@pytest.mark.slow
def test_a_client_of_duckdb_1_4_reads_the_published_file(undisturbed: Centre, tmp_path: Path) -> None:
    folder = tmp_path / "client"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), "duckdb==1.4.*"]
    got = subprocess.run(install, capture_output=True, text=True, check=False, timeout=300)
    if got.returncode:
        pytest.skip("pip cannot get a duckdb 1.4 client here")
    code = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True); "
        "print(duckdb.__version__, con.execute('select count(*) from marts.kpi_daily').fetchone()[0])"
    )
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(undisturbed.database)], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    version, rows = done.stdout.split()
    assert version.startswith("1.4.")
    with duckdb.connect(str(undisturbed.database), read_only=True) as con:
        assert con.execute("select count(*) from marts.kpi_daily").fetchall() == [(int(rows),)]
