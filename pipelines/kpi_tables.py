"""The long tables of KPIs: their columns and keys, and the catalogue that says what each KPI means.

Belongs here: what is written, and the catalogue. Does not: the arithmetic (`kpis`, `observations`).
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from pipelines.declarations import KpiHeader, Model, header_of
from pipelines.engine.base import Engine

VALUE_COLUMNS = {
    "numerator": "double",
    "denominator": "double",
    "value": "double",
    "n": "bigint",
    "low_n": "boolean",
    "ci_low": "double",
    "ci_high": "double",
    "ci_method": "varchar",
    "provisional": "boolean",
}
NAME_COLUMNS = {"kpi": "varchar", "version": "bigint"}
SCOPE_COLUMNS = {**NAME_COLUMNS, "scope_type": "varchar", "scope_id": "varchar"}
DAILY_COLUMNS = {**SCOPE_COLUMNS, "business_date": "date", **VALUE_COLUMNS}
MONTHLY_COLUMNS = {**SCOPE_COLUMNS, "month": "date", "days": "bigint", **VALUE_COLUMNS}
INTERVAL_COLUMNS = {
    **NAME_COLUMNS,
    "queue_id": "varchar",
    "interval_start_utc": "timestamp",
    "interval_start_local": "timestamp",
    "business_date": "date",
    "numerator": "double",
    "denominator": "double",
}
DEFINITION_COLUMNS = {
    **NAME_COLUMNS,
    "name": "varchar",
    "description": "varchar",
    "unit": "varchar",
    "better": "varchar",
    "measure": "varchar",
    "independent": "boolean",
    "maturity_days": "bigint",
    "definition_sql": "varchar",
    "is_current": "boolean",
    "raw_tables": "varchar",
    "lowest": "double",
    "highest": "double",
}
TABLES = {
    "kpi.interval": INTERVAL_COLUMNS,
    "kpi.daily": DAILY_COLUMNS,
    "kpi.monthly": MONTHLY_COLUMNS,
    "kpi.definition": DEFINITION_COLUMNS,
}
GRAINS = {
    "kpi.interval": ("kpi", "version", "queue_id", "interval_start_utc", "business_date"),
    "kpi.daily": ("kpi", "version", "scope_type", "scope_id", "business_date"),
    "kpi.monthly": ("kpi", "version", "scope_type", "scope_id", "month"),
    "kpi.definition": ("kpi", "version"),
}


def catalogue(kpis: Sequence[Model], needs: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Give the catalogue of KPIs as they are defined now, one row a KPI; `needs`: KPI -> raw tables its records come from."""
    rows = [
        (
            k.name,
            h.version,
            h.name,
            h.description,
            h.unit,
            h.better,
            h.measure,
            h.independent,
            h.maturity_days,
            k.sql,
            True,
            ", ".join(needs.get(k.name, ())),
            *h.limits,
        )
        for k in kpis
        if isinstance(h := k.header, KpiHeader)
    ]
    return pd.DataFrame(rows, columns=list(DEFINITION_COLUMNS))


def write_catalogue(engine: Engine, kpis: Sequence[Model], needs: Mapping[str, Sequence[str]] | None = None) -> int:
    """Bring kpi.definition up to date; older versions stay, marked as no longer current."""
    written = engine.write("kpi.definition", catalogue(kpis, needs or {}), columns=DEFINITION_COLUMNS, how="upsert", by=("kpi", "version"))
    names = ", ".join(f"'{k.name}:{header_of(k).version}'" for k in kpis) or "''"
    engine.run(f"update kpi.definition set is_current = (kpi || ':' || version) in ({names})")
    return written


def make_tables(engine: Engine) -> None:
    """Create the long KPI tables where they are missing."""
    engine.run("create schema if not exists kpi")
    for table, columns in TABLES.items():
        there = [(c.name, c.type.lower()) for c in engine.columns(table)]
        wanted = list(columns.items())
        if there and there == wanted[: len(there)]:
            for name, kind in wanted[len(there) :]:  # older versions of definitions stay
                engine.run(f"alter table {table} add column {name} {kind}")
        elif there != wanted:
            engine.run(f"create or replace table {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
