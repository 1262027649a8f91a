import csv
import os
import subprocess
import sys
from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest

from pipelines.engine.base import EngineBusy, ModelError, Span
from pipelines.engine.duckdb import open_engine
from pipelines.formula import FORMULA, as_text
from pipelines.replacing import NotWritten

FIRST = date(2026, 1, 1)
SELECT = "select business_date, v from core.source where business_date between $from and $to"


@pytest.fixture
def engine(tmp_path):
    with open_engine(tmp_path / "warehouse.duckdb") as opened:
        opened.run("create schema core")
        opened.run("create table core.source as select date '2026-01-01' + i::int as business_date, i::bigint as v from range(60) t(i)")
        yield opened


def days(first, last):
    return Span(FIRST + timedelta(days=first), FIRST + timedelta(days=last))


def test_building_a_window_replaces_its_days_and_no_others(engine):
    engine.build("core.made", SELECT, spans=[days(0, 59)])
    engine.run("update core.source set v = v + 1000")
    assert engine.build("core.made", SELECT, spans=[days(3, 4), days(50, 50)]) == 3
    assert engine.rows("select count(*), count(*) filter (where v >= 1000) from core.made") == [(60, 3)]


def test_a_build_that_fails_leaves_the_table_as_it_was(engine):
    engine.build("core.made", SELECT, spans=[days(0, 9)])
    before = engine.content_hash("core.made")
    broken = SELECT.replace("v from", "case when v = 5 then error('bad day') end::bigint as v from")
    with pytest.raises(duckdb.Error, match="bad day"):
        engine.build("core.made", broken, spans=[days(0, 9)])
    assert engine.content_hash("core.made") == before


def test_a_select_with_other_columns_makes_the_table_anew(engine):
    engine.build("core.made", SELECT, spans=[days(0, 9)])
    engine.build("core.made", SELECT.replace("v from", "v, v * 2 as twice from"), spans=[days(0, 9)])
    assert [c.name for c in engine.columns("core.made")] == ["business_date", "v", "twice"]


def test_a_view_shows_what_is_stored_below_and_takes_comments(engine):
    engine.build("core.small", "select 1 as a", spans=None)
    engine.view("core.seen", "select a + 1 as b from core.small;")
    engine.comment("core.seen", "What is seen.", {"b": "One more."})
    engine.build("core.small", "select 2 as a", spans=None)
    assert engine.rows("select b from core.seen") == [(3,)]
    assert engine.rows("select comment from duckdb_views() where view_name = 'seen'") == [("What is seen.",)]
    assert engine.rows("select comment from duckdb_columns() where table_name = 'seen'") == [("One more.",)]


def test_a_table_may_become_a_view_and_a_view_a_table(engine):
    engine.build("core.small", "select 1 as a", spans=None)
    engine.build("core.seen", "select 1 as b", spans=None)
    engine.view("core.seen", "select a as c from core.small")
    assert [column.name for column in engine.columns("core.seen")] == ["c"]
    engine.build("core.seen", "select 5 as d, date '2026-09-01' as business_date", spans=[Span(date(2026, 9, 1), date(2026, 9, 1))])
    assert engine.rows("select d from core.seen") == [(5,)]


def test_rows_kept_of_earlier_runs_outlive_a_new_column(engine):
    engine.write("analysis.x", pd.DataFrame({"k": [1], "v": ["a"]}), columns={"k": "bigint", "v": "varchar"}, how="upsert", by=["k"])
    wider = {"k": "bigint", "w": "double", "v": "varchar"}
    engine.write("analysis.x", pd.DataFrame({"k": [2], "w": [0.5], "v": ["b"]}), columns=wider, how="upsert", by=["k"])
    kept = engine.read("select k, w, v from analysis.x order by k")
    assert kept["v"].tolist() == ["a", "b"]
    assert kept["w"].isna().tolist() == [True, False]
    assert [column.name for column in engine.columns("analysis.x")] == list(wider)


def test_a_column_of_another_type_begins_the_table_anew(engine):
    engine.write("analysis.x", pd.DataFrame({"k": [1], "v": ["a"]}), columns={"k": "bigint", "v": "varchar"}, how="upsert", by=["k"])
    engine.write("analysis.x", pd.DataFrame({"k": [2], "v": [1.0]}), columns={"k": "bigint", "v": "double"}, how="upsert", by=["k"])
    assert engine.read("select k from analysis.x")["k"].tolist() == [2]


def test_an_upsert_takes_out_the_keys_that_are_named_as_gone_unknown_ones_too(engine):
    columns = {"k": "varchar", "month": "date", "v": "bigint"}
    rows = pd.DataFrame({"k": ["a", "a", "b"], "month": pd.to_datetime(["2026-01-01", None, "2026-01-01"]), "v": [1, 2, 3]})
    engine.write("analysis.x", rows, columns=columns)
    for month, left in ((None, [("a", 1), ("b", 3)]), (pd.Timestamp("2026-01-01"), [("b", 3)])):
        gone = pd.DataFrame([("a", month)], columns=["k", "month"])
        engine.write("analysis.x", rows.head(0), columns=columns, how="upsert", by=["k", "month"], gone=gone)
        assert engine.rows("select k, v from analysis.x order by all") == left


def test_freeze_keeps_what_is_known_and_upsert_replaces_it(engine):
    columns = {"k": "bigint", "v": "varchar"}
    engine.write("analysis.x", pd.DataFrame({"k": [1, 2], "v": ["a", "b"]}), columns=columns)
    engine.write("analysis.x", pd.DataFrame({"k": [2, 3], "v": ["B", "c"]}), columns=columns, how="freeze", by=["k"])
    assert engine.rows("select k, v from analysis.x order by k") == [(1, "a"), (2, "b"), (3, "c")]
    engine.write("analysis.x", pd.DataFrame({"k": [2], "v": ["B"]}), columns=columns, how="upsert", by=["k"])
    assert engine.rows("select k, v from analysis.x order by k") == [(1, "a"), (2, "B"), (3, "c")]


def test_a_frame_that_does_not_fit_its_table_is_refused_by_name(engine):
    with pytest.raises(ModelError, match=r"analysis\.x.*lacks \['v'\]"):
        engine.write("analysis.x", pd.DataFrame({"k": [1]}), columns={"k": "bigint", "v": "varchar"})


def test_the_content_hash_does_not_know_the_order_of_rows_but_counts_twins(engine):
    engine.run("create table core.a as select * from core.source order by v")
    engine.run("create table core.b as select * from core.source order by v desc")
    assert engine.content_hash("core.a") == engine.content_hash("core.b")
    engine.run("insert into core.b select * from core.source limit 2")
    assert engine.content_hash("core.a") != engine.content_hash("core.b")


def test_the_published_file_has_keys_comments_and_an_old_storage_format(engine, tmp_path):
    engine.run("create schema marts")
    engine.run("create table marts.kpi as select v as k, 'x' as words from core.source")
    engine.comment("marts.kpi", "It's a table.", {"k": "The key."})
    target = tmp_path / "published" / "out.duckdb"
    engine.publish({"marts.kpi": ["k"]}, target, storage_version="v1.0.0")
    assert not target.with_name("out.duckdb.tmp").exists()
    with duckdb.connect(str(target), read_only=True) as con:
        assert con.execute("select comment from duckdb_tables()").fetchone() == ("It's a table.",)
        assert con.execute("select comment from duckdb_columns() where column_name = 'k'").fetchone() == ("The key.",)
        assert con.execute("select constraint_type from duckdb_constraints() where constraint_type = 'PRIMARY KEY'").fetchone()
        assert (
            con.execute("select tags['storage_version'] from duckdb_databases() where database_name = 'out'")
            .fetchone()[0]
            .startswith("v1.0.0")
        )


def test_two_rows_with_one_key_are_never_published(engine, tmp_path):
    engine.run("create schema marts")
    engine.run("create table marts.kpi as select 1 as k from core.source")
    with pytest.raises(NotWritten, match="duplicate key"):
        engine.publish({"marts.kpi": ["k"]}, tmp_path / "out.duckdb", storage_version="v1.0.0")
    assert not (tmp_path / "out.duckdb").exists()


@pytest.mark.parametrize("start", FORMULA, ids=repr)
def test_text_that_begins_like_a_formula_is_exported_as_text_as_the_extracts_do(engine, tmp_path, start):
    words = f"{start}1+1"
    engine.run("create table core.odd as select $words as words, -5 as n, 'a=b' as plain", {"words": words})
    engine.export("core.odd", tmp_path / "odd.csv", order=["words"])
    with (tmp_path / "odd.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [["words", "n", "plain"], [f"'{words}", "-5", "a=b"]]
    assert as_text(words) == f"'{words}"


def test_a_second_writer_waits_and_then_says_who_holds_the_warehouse(engine):
    code = "import sys, pathlib\nfrom pipelines.engine.duckdb import open_engine\n"
    code += "with open_engine(pathlib.Path(sys.argv[1]), wait_s=0.2): pass"
    done = subprocess.run([sys.executable, "-c", code, str(engine.path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"EngineBusy: {engine.path} is being written by process {os.getpid()}" in done.stderr
    assert issubclass(EngineBusy, Exception)


def test_what_a_killed_run_spilled_is_gone_with_the_next(tmp_path):
    left = tmp_path / "spill" / "duckdb_temp_storage.tmp"
    left.parent.mkdir()
    left.write_bytes(b"0301234567")
    with open_engine(tmp_path / "warehouse.duckdb"):
        assert not left.exists()


@pytest.mark.parametrize(("numbers", "comes_twice"), [("", False), ("(1)", False), ("(1), (2)", False), ("(2), (1), (2)", True)])
def test_a_number_that_comes_twice_is_seen_wherever_it_stands(engine, numbers, comes_twice):
    told = f"select n::ubigint from (values {numbers}) as told(n)" if numbers else "select 1::ubigint as n where false"
    assert engine.gives_twice(told) is comes_twice
