"""Which rows stand behind a row of a query: hand-made tables, every shape of query the house uses."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from pipelines.analyses import Analysis
from pipelines.declarations import Header, KpiHeader, Model, _model
from pipelines.engine.duckdb import DuckDBEngine, open_engine
from pipelines.provenance import Tracer

CALLS = """
select * from (values
    (1, 1, 'a', date '2026-01-01', 10, true), (1, 2, 'a', date '2026-01-01', 20, false), (1, 3, 'b', date '2026-01-01', 30, true),
    (1, 4, 'a', date '2026-01-02', 40, true), (2, 1, 'a', date '2026-01-03', 50, true)
) as call(file_id, line, queue_id, business_date, wait_s, is_answered)
"""


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    with open_engine(tmp_path_factory.mktemp("trace") / "w.duckdb", threads=1) as opened:
        opened.build("core.call", CALLS, spans=None)
        yield opened


def behind(engine: DuckDBEngine, sql: str, where: str, models: dict[str, Model] | None = None) -> list[tuple[int, int]]:
    """Give file and line of the rows behind those rows of the query that fulfil a condition."""
    tracer = Tracer(engine, models or {})
    window = {"from": "2026-01-01", "to": "2026-12-31"}
    tracer.explain(sql, tracer.keep(f"select * from ({sql}) as q where {where}", window), window)
    parts = [f"select file_id, line from {rows}" for found in tracer.found.values() for rows in found]
    return sorted(engine.rows(" union ".join(parts))) if parts else []


GROUPED = (
    "select queue_id, business_date, count(*) filter (where is_answered) as numerator, count(*) as denominator"
    " from core.call group by queue_id, business_date"
)


def test_behind_a_group_stand_all_its_rows_and_no_others(engine: DuckDBEngine) -> None:
    assert behind(engine, GROUPED, "queue_id = 'a' and business_date = date '2026-01-01'") == [(1, 1), (1, 2)]


def test_a_row_that_a_filter_left_out_is_not_behind_it(engine: DuckDBEngine) -> None:
    assert behind(engine, "select queue_id, sum(wait_s) as n from core.call where is_answered group by queue_id", "queue_id = 'a'") == [
        (1, 1), (1, 4), (2, 1),
    ]  # fmt: skip


def test_common_table_expressions_are_followed(engine: DuckDBEngine) -> None:
    sql = f"with day as ({GROUPED}) select queue_id, sum(denominator) as n from day where numerator > 0 group by queue_id"
    assert behind(engine, sql, "queue_id = 'b'") == [(1, 3)]


def test_both_sides_of_a_union_are_followed_by_position(engine: DuckDBEngine) -> None:
    sql = (
        "with side as (select queue_id as name, line from core.call where line = 1 union all select 'b' as name, line from core.call"
        " where queue_id = 'b') select name, count(*) as n from side group by name"
    )
    assert behind(engine, sql, "name = 'b'") == [(1, 3)]
    assert behind(engine, sql, "name = 'a'") == [(1, 1), (2, 1)]


def test_what_an_outer_join_did_not_find_is_no_row(engine: DuckDBEngine) -> None:
    sql = (
        "select call.queue_id, call.line, other.wait_s as later from core.call as call left join core.call as other"
        " on other.line = call.line + 1 and other.file_id = call.file_id and other.queue_id = call.queue_id"
    )
    assert behind(engine, sql, "queue_id = 'b'") == [(1, 3)]
    assert behind(engine, sql, "line = 1 and later is not null") == [(1, 1), (1, 2)]


def test_behind_a_running_total_stands_all_that_came_before(engine: DuckDBEngine) -> None:
    sql = (
        "with day as (select queue_id, business_date, count(*) as n from core.call group by queue_id, business_date)"
        " select queue_id, business_date, sum(n) over (partition by queue_id order by business_date) as total from day"
    )
    assert behind(engine, sql, "business_date = date '2026-01-02'") == [(1, 1), (1, 2), (1, 4)]


def test_a_row_judged_by_the_one_before_stands_for_itself(engine: DuckDBEngine) -> None:
    sql = (
        "with c as (select call.*, lag(wait_s) over customer as before_s from core.call as call window customer as"
        " (partition by queue_id order by file_id, line)) select queue_id, line, count(*) as n from c"
        " where before_s < 30 group by queue_id, line"
    )
    assert behind(engine, sql, "true") == [(1, 2), (1, 4)]


def test_tables_without_lines_are_followed_to_those_that_have_them(engine: DuckDBEngine, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sql") / "core"
    folder.mkdir()
    header = "-- description: Days.\n-- grain: [queue_id, business_date]\n-- build: daily\n"
    (folder / "day.sql").write_text(header + GROUPED.replace(" group by", " where business_date between $from and $to group by"))
    model = _model(folder / "day.sql", Header)
    engine.build("core.day", GROUPED, spans=None)
    sql = "select queue_id, sum(denominator) as denominator from core.day where business_date between $from and $to group by queue_id"
    assert behind(engine, sql, "queue_id = 'b'", {"core.day": model}) == [(1, 3)]


def traced(tracer: Tracer) -> list[tuple[int, int]]:
    parts = [f"select file_id, line from {rows}" for found in tracer.found.values() for rows in found]
    return sorted(tracer.engine.rows(" union ".join(parts))) if parts else []


def test_only_what_feeds_the_column_that_is_asked_for_is_followed(engine: DuckDBEngine, tmp_path: Path) -> None:
    sql = (
        "with first as (select min(line) as line, queue_id from core.call where file_id = 1 group by queue_id),"
        " waits as (select queue_id, sum(wait_s) as wait_s from core.call where file_id = 2 group by queue_id)"
        " select waits.queue_id, first.line, waits.wait_s from waits left join first on first.queue_id = waits.queue_id"
    )
    engine.build("marts.queue", sql, spans=None)
    model = made(tmp_path / "marts", "queue", sql, "queue_id")
    for column, expected in (("line", [(1, 1), (1, 2), (1, 4)]), ("wait_s", [(2, 1)])):
        tracer = Tracer(engine, {"marts.queue": model})
        tracer.explain_table("marts.queue", tracer.keep("select * from marts.queue"), frozenset({column}))
        assert traced(tracer) == expected
        assert tracer.steps == {"marts.queue": 1, "core.call": len(expected)}


def test_a_figure_of_a_kpi_comes_from_the_pairs_of_its_scope_and_period(engine: DuckDBEngine, tmp_path: Path) -> None:
    rows = (
        "('waits', 1, 'queue', 'a', date '2026-01-01'), ('waits', 1, 'company', 'all', date '2026-01-03'), ('gone', 2, 'site', 's', null)"
    )
    engine.build("kpi.daily", f"select * from (values {rows}) as d(kpi, version, scope_type, scope_id, business_date)", spans=None)
    sql = (
        "select 's' as site_id, queue_id, business_date, sum(wait_s) as numerator, count(*) as denominator from core.call"
        " where business_date between $from and $to group by queue_id, business_date"
    )
    folder = tmp_path / "kpi"
    folder.mkdir()
    head = "-- name: Waits\n-- description: Waits.\n-- unit: seconds\n-- better: lower\n-- measure: mean\n"
    (folder / "waits.sql").write_text(head + sql)
    kpi = _model(folder / "waits.sql", KpiHeader)
    for where, expected in (("scope_type = 'queue'", [(1, 1), (1, 2)]), ("scope_type = 'company'", [(2, 1)])):
        tracer = Tracer(engine, {}, {"waits": kpi})
        tracer.explain_table("kpi.daily", tracer.keep(f"select * from kpi.daily where {where}"), frozenset())
        assert (traced(tracer), tracer.versions) == (expected, {("waits", 1)})
    tracer = Tracer(engine, {}, {"waits": kpi})
    tracer.explain_table("kpi.daily", tracer.keep("select * from kpi.daily where kpi = 'gone'"), frozenset())
    assert (traced(tracer), tracer.dead_ends) == ([], {"gone version 2"})


def test_behind_a_row_of_an_analysis_stands_what_it_reads_of_the_same_keys_and_days(engine: DuckDBEngine) -> None:
    def analysis(name: str, reads: dict[str, str]) -> Analysis:
        return Analysis(name, "", reads, ("queue_id",), "replace", ("queue_id",), {}, lambda **_: pd.DataFrame(), "")

    history = analysis("history", {"calls": "select queue_id, business_date, wait_s from core.call", "rest": "select 1 as x"})
    plan = analysis("plan", {"ahead": "select queue_id, business_date, volume from analysis.history"})
    days = "('a', date '2026-02-01', 5), ('a', date '2026-02-02', 7), ('b', date '2026-02-01', 9)"
    engine.build("analysis.history", f"select * from (values {days}) as h(queue_id, business_date, volume)", spans=None)
    engine.build("analysis.plan", "select queue_id, business_date, 2 as agents from analysis.history", spans=None)
    tracer = Tracer(engine, {}, {}, {found.table: found for found in (history, plan)})
    one = "select * from analysis.plan where queue_id = 'a' and business_date = date '2026-02-01'"
    tracer.explain_table("analysis.plan", tracer.keep(one), frozenset())
    assert tracer.steps == {"analysis.plan": 1, "analysis.history": 1, "core.call": 4}  # the day planned, then all days of its queue
    compared = "select 'a' as queue_id, date '2026-01-01' as baseline_start, date '2026-01-02' as window_end"
    engine.build("analysis.compared", compared, spans=None)
    tracer = Tracer(engine, {}, {}, {"analysis.compared": analysis("compared", dict(history.reads))})
    tracer.explain_table("analysis.compared", tracer.keep("select * from analysis.compared"), frozenset())
    assert traced(tracer) == [(1, 1), (1, 2), (1, 4)]


def made(folder: Path, name: str, sql: str, grain: str) -> Model:
    folder.mkdir()
    (folder / f"{name}.sql").write_text(f"-- description: Made.\n-- grain: [{grain}]\n-- build: table\n{sql}")
    return _model(folder / f"{name}.sql", Header)
