"""Tables as Dagster assets: every file of `sql/<schema>/`, the three long KPI tables and every analysis becomes one.

Belongs here: turning declarations into assets with their checks and metadata. Does not: planning, arithmetic, SQL.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines import kpi_tables
from pipelines import kpis as kpi_engine
from pipelines.analyses import Analysis, run_analysis
from pipelines.checks import Broken, Expectation, broken_promises, window_query
from pipelines.declarations import Header, Model
from pipelines.engine.base import Span
from pipelines.house import ROOT, Declarations, House
from pipelines.ledger import all_days, all_spans, is_daily, spans_of
from pipelines.lineage import column_origins
from pipelines.observations import families
from pipelines.page import FRESH, check_name, look_into, written_in
from pipelines.windows import month_spans

OWNERS = ["team:switchboard"]


def table_assets(declared: Declarations) -> list[dg.AssetsDefinition]:
    """Make the assets of all tables that SQL and Python build."""
    return [
        *(_model_asset(model, declared) for model in declared.models),
        *_kpi_assets(declared),
        *(_analysis_asset(analysis, declared) for analysis in declared.analyses),
    ]


def floor_of(table: str) -> str:
    """Give the schema of `schema.table`."""
    return table.partition(".")[0]


def key_of(table: str) -> dg.AssetKey:
    """Give the asset key of `schema.table`."""
    return dg.AssetKey(table.split("."))


def _asset(
    table: str,
    work: Callable[[House], tuple[int | None, Sequence[Span] | None]],
    *,
    reads: Sequence[str],
    description: str,
    code_version: str,
    kinds: set[str],
    day: str,
    grain: Sequence[str],
    declared: Declarations,
    source: Path,
    sql: str | None = None,
) -> dg.AssetsDefinition:
    suite = declared.suites.get(table, ())
    key = key_of(table)

    @dg.asset(
        key=key,
        deps=[key_of(read) for read in reads if read != table],
        group_name=floor_of(table),
        description=description,
        code_version=code_version,
        kinds=kinds,
        owners=OWNERS,
        tags={"grain": "-".join(grain)[:60]} if grain else {},
        metadata=written_in(source, declared.expectations / Path(*key.path).with_suffix(".yaml")),
        freshness_policy=FRESH if floor_of(table) == "marts" else None,
        check_specs=[_spec(key, suite)] if suite else [],
        required_resource_keys={"house"},
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def build(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows only the bare name
        house: House = context.resources.house
        started = time.monotonic()
        with house.engine.transaction():  # a commit waits for the disk: one a table
            rows, windows = work(house)
            house.engine.comment(table, description, _words(house, table))
        built = time.monotonic()
        results = []
        if suite:
            broken = _look(house, table, suite, windows, day)
            results.append(_check_result(key, suite, broken))
        took = {"build_s": round(built - started, 3), "check_s": round(time.monotonic() - built, 3)}
        metadata = _metadata(house, table, rows, windows) | took | (_lineage(house, sql, reads) if sql else {})
        metadata |= look_into(house.engine, table)
        return dg.MaterializeResult(metadata=metadata, check_results=results)

    return build


def _spec(key: dg.AssetKey, suite: Sequence[Expectation]) -> dg.AssetCheckSpec:
    words = "\n".join(f"- {item.notes} *({item.severity})*" for item in suite)
    return dg.AssetCheckSpec(name=check_name(suite), asset=key, description=words, blocking=True)


def _look(house: House, table: str, suite: Sequence[Expectation], windows: Sequence[Span] | None, day: str) -> list[Broken]:
    if windows is not None and not windows:
        return []
    return broken_promises(house.engine.cursor(), suite, query=window_query(table, windows, day), table=table)


def _check_result(key: dg.AssetKey, suite: Sequence[Expectation], broken: Sequence[Broken]) -> dg.AssetCheckResult:
    critical = any(b.expectation.severity == "critical" or b.error for b in broken)
    return dg.AssetCheckResult(
        check_name=check_name(suite),
        asset_key=key,
        passed=not broken,
        severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
        description="\n".join(str(b) for b in broken) or "every promise holds",
        metadata={"broken": len(broken)},
    )


def _words(house: House, table: str) -> dict[str, str]:
    return {c.name: house.declared.dictionary[c.name] for c in house.engine.columns(table) if c.name in house.declared.dictionary}


def _metadata(house: House, table: str, rows: int | None, windows: Sequence[Span] | None) -> dict[str, Any]:
    words = _words(house, table)
    columns = [dg.TableColumn(name=c.name, type=c.type.lower(), description=words.get(c.name)) for c in house.engine.columns(table)]
    told: dict[str, Any] = {"dagster/column_schema": dg.TableSchema(columns=columns), "dagster/table_name": table}
    if rows is None:
        return told | {"windows": "a view: nothing is written"}
    return told | {
        "dagster/row_count": int(house.engine.rows(f"select count(*) from {table}")[0][0]),
        "rows_written": rows,
        "windows": "whole table" if windows is None else ", ".join(f"{s.first} to {s.last}" for s in windows) or "no day to rebuild",
    }


def _lineage(house: House, sql: str, reads: Sequence[str]) -> dict[str, Any]:
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for table in reads:
        floor, _, name = table.partition(".")
        schema.setdefault(floor, {})[name] = {c.name: c.type for c in house.engine.columns(table)}
    origins = column_origins(sql, schema)
    deps = {
        column: [dg.TableColumnDep(asset_key=key_of(table), column_name=name) for table, name in found] for column, found in origins.items()
    }
    return {"dagster/column_lineage": dg.TableColumnLineage(deps_by_column=deps)}


def _model_asset(model: Model, declared: Declarations) -> dg.AssetsDefinition:
    header = model.header
    assert isinstance(header, Header)
    day = header.day

    def work(house: House) -> tuple[int | None, Sequence[Span] | None]:
        if header.build == "view":
            house.engine.view(model.table, model.sql)
            return None, None
        windows = spans_of(house.engine, model.table) if is_daily(model) else None
        return house.engine.build(model.table, model.sql, spans=windows, day=day), windows

    return _asset(
        model.table,
        work,
        reads=model.reads,
        description=header.description,
        code_version=model.code_hash,
        kinds={"duckdb", "sql"},
        day=day,
        grain=header.grain,
        declared=declared,
        source=model.path,
        sql=model.sql,
    )


def _kpi_assets(declared: Declarations) -> Iterator[dg.AssetsDefinition]:
    """kpi.definition, then kpi.daily (which writes kpi.interval in the same breath), then kpi.monthly."""
    files = declared.kpis
    reads = sorted({read for kpi in files for read in kpi.reads} | {"config.centre", "config.queue", "config.site", "config.zone_day"})

    def catalogue(house: House) -> tuple[int, None]:
        kpi_tables.make_tables(house.engine)
        return kpi_tables.write_catalogue(house.engine, files, declared.needs), None

    def days(house: House) -> tuple[int, Sequence[Span]]:
        windows = all_spans(house.engine)
        together = families(files, lambda kpi: windows.get(f"kpi/{kpi.name}", ()))
        rows = sum(kpi_engine.build_days(house.engine, kpis, spans) for kpis, spans in together)
        return rows, windows.get("kpi.daily", ())

    def intervals(house: House) -> tuple[int, Sequence[Span]]:
        windows = spans_of(house.engine, "kpi.interval")
        inside = window_query("kpi.interval", windows, "business_date")
        return int(house.engine.rows(f"select count(*) from ({inside})")[0][0]), windows

    def months(house: House) -> tuple[int, Sequence[Span]]:
        days = all_days(house.engine)
        together = families(files, lambda kpi: month_spans(days.get(f"kpi/{kpi.name}", ())))
        rows = sum(kpi_engine.build_months(house.engine, kpis, spans) for kpis, spans in together)
        return rows, month_spans(days.get("kpi.monthly", ()))

    hashes = "-".join(kpi.code_hash for kpi in files)
    made: list[tuple[str, Any, list[str], str, str]] = [
        (
            "kpi.definition",
            catalogue,
            ["config.centre"],
            "business_date",
            "What each KPI means: its words, unit, direction and the SQL that computes it.",
        ),
        (
            "kpi.daily",
            days,
            ["kpi.definition", "config.t_quantile", *reads],
            "business_date",
            "Every KPI by queue, site and company, one row a day: numerator, denominator, value and how sure it is.",
        ),
        (
            "kpi.interval",
            intervals,
            ["kpi.daily"],
            "business_date",
            "Every KPI that has a time of day, by queue and interval: the pair whose sums give every coarser figure.",
        ),
        (
            "kpi.monthly",
            months,
            ["kpi.daily"],
            "month",
            "Every KPI by queue, site and company, one row a month: ratios of sums, with an interval that takes days as units.",
        ),
    ]
    for table, work, upstream, day, description in made:
        yield _asset(
            table,
            work,
            reads=[*upstream],
            description=description,
            code_version=hashlib.sha256(hashes.encode()).hexdigest()[:16],
            kinds={"duckdb", "sql"},
            day=day,
            grain=kpi_tables.GRAINS[table],
            declared=declared,
            source=Path(kpi_engine.__file__),
        )


def _analysis_asset(analysis: Analysis, declared: Declarations) -> dg.AssetsDefinition:
    return _asset(
        analysis.table,
        lambda house: (run_analysis(house.engine, analysis), None),
        reads=analysis.tables,
        description=analysis.description,
        code_version=analysis.code_hash,
        kinds={"duckdb", "python"},
        day="business_date",
        grain=analysis.grain,
        declared=declared,
        source=ROOT / "assets" / "analysis" / f"{analysis.name}.py",
    )
