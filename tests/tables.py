"""Tables of exactly the declared columns, typed by the dictionary, to put hand-written rows into.

Belongs here: what tests of SQL, of promises and of the house's rules share. Does not: tests, or tables of whole runs (`warehouse`).
"""

from functools import cache
from pathlib import Path
from typing import Any

import sqlglot
import yaml

from assets.config_tables.tables import COLUMNS as CONFIG_TABLES
from assets.ops_tables import OPS_TABLES, raw_tables
from pipelines import kpi_tables, ledger
from pipelines.analyses import read_analyses
from pipelines.declarations import Header, Model, read_kpis, read_models
from pipelines.engine.base import Engine

ROOT = Path(__file__).parents[1]
SQL = ROOT / "sql"
CASES = Path(__file__).parent / "sql"
MODELS: dict[str, Model] = {model.table: model for model in [*read_models(SQL), *read_kpis(SQL)]}
VIEWS = {table for table, model in MODELS.items() if isinstance(model.header, Header) and model.header.build == "view"}
DICTIONARY: dict[str, dict[str, str]] = yaml.safe_load((SQL / "columns.yaml").read_text(encoding="utf-8"))

Rows = list[dict[str, Any]]


@cache
def declared_tables() -> dict[str, dict[str, str]]:
    """Give the columns and types of all tables that no SQL file makes, as they are declared where they are made."""
    return {
        **{table: {name: kind for name, (kind, _) in columns.items()} for table, (_, columns) in {**OPS_TABLES, **raw_tables()}.items()},
        **CONFIG_TABLES,
        **ledger.TABLES,
        **kpi_tables.TABLES,
        **{analysis.table: dict(analysis.columns) for analysis in read_analyses()},
    }


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """Name the columns of a table."""
    if table in declared_tables():
        return tuple(declared_tables()[table])
    return tuple(sqlglot.parse_one(MODELS[table].sql, read="duckdb").named_selects)


@cache
def grains() -> dict[str, tuple[str, ...]]:
    """Give the key of every table that declares one: SQL files, the long KPI tables, analyses."""
    of_models = {table: tuple(model.header.grain) for table, model in MODELS.items() if hasattr(model.header, "grain")}
    return {**of_models, **kpi_tables.GRAINS, **{analysis.table: analysis.grain for analysis in read_analyses()}}


def make_table(engine: Engine, table: str, rows: Rows) -> None:
    """Make a table of exactly its declared columns, typed by the dictionary, and put the given rows into it."""
    columns = columns_of(table)
    unknown = {name for row in rows for name in row} - set(columns)
    assert not unknown, f"{table} has no column {', '.join(sorted(unknown))}"
    typed = ", ".join(f"{name} {DICTIONARY[name]['type']}" for name in columns)
    engine.run(f"create schema if not exists {table.split('.')[0]}")
    engine.run(f"create or replace table {table} ({typed})")
    for row in rows:
        named, bound = ", ".join(row), ", ".join(f"${name}" for name in row)
        if table == "config.queue_day" and "business_date" not in row:
            years = "from config.dates where year between 2023 and 2025"
            engine.run(f"insert into {table} ({named}, business_date) select {bound}, date {years}", row)
        else:
            engine.run(f"insert into {table} ({named}) values ({bound})", row)
