"""Monthly trend extracts: tidy rows of the published database as a workbook, CSV or Parquet.

Belongs here: choosing rows, and the two plain formats. Does not: the workbook's looks (`workbook`), names (`catalogue`).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.desk.catalogue import EXTRACT, Catalogue, Known, months_before
from pipelines.engine.base import Engine, TableColumn
from pipelines.formula import as_text
from pipelines.replacing import replaced


@dataclass(frozen=True)
class Extract:
    """Rows of the monthly table for some KPIs and scopes, up to one month, with what a reader must know to trust them."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    kpis: tuple[Known, ...]
    month: date
    words: dict[str, str]  # column -> what it means
    definitions: tuple[dict[str, Any], ...]
    run: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]

    def records(self, kpi: str) -> list[dict[str, Any]]:
        """Give the rows of one KPI by column name."""
        return [record for row in self.rows if (record := dict(zip(self.names, row, strict=True)))["kpi"] == kpi]


def read_extract(
    engine: Engine, known: Catalogue, *, kpis: Sequence[str], month: str | None, scopes: Sequence[str], months: int
) -> Extract:
    """Read the months up to and including `month` of the KPIs and scopes named, of all where none is; raises `NotThere`."""
    chosen = list(dict.fromkeys(known.kpi(kpi) for kpi in kpis)) if kpis else list(known.kpis.values())
    last = known.month(month)
    if month is not None and kpis:
        for kpi in chosen:
            known.month(month, kpi=kpi)
    first = months_before(last, months - 1)
    places = {known.scope(scope) for scope in scopes}
    columns = tuple(engine.columns(EXTRACT))
    names = [column.name for column in columns]
    rows = engine.rows(f"select * from {EXTRACT} where month between $first and $last", {"first": first, "last": last})
    wanted = {kpi.kpi for kpi in chosen}
    at = {name: index for index, name in enumerate(names)}
    kept = [row for row in rows if row[at["kpi"]] in wanted and (not places or (row[at["scope_type"]], row[at["scope_id"]]) in places)]
    rank = {"company": 0, "conflict": 1, "site": 2, "queue": 3}
    kept.sort(key=lambda row: (row[at["kpi"]], rank.get(row[at["scope_type"]], len(rank)), row[at["scope_id"]], row[at["month"]]))
    return Extract(columns, tuple(kept), tuple(chosen), last, _words(engine), _definitions(engine, wanted), read_run(engine))


def write_extract(extract: Extract, target: Path, *, form: str) -> None:
    """Write an extract, replacing `target` in one step; raises `NotWritten`."""
    if form == "csv":
        write_csv(extract.names, extract.rows, target)
        return
    with replaced(target) as half:
        if form == "parquet":
            _write_parquet(extract, half)
        else:
            from pipelines.desk.workbook import write_workbook

            write_workbook(extract, half)


def as_csv(names: Iterable[str], rows: Iterable[Sequence[Any]]) -> str:
    """Lay rows out as CSV; text that a spreadsheet would take for a formula gets a quote before it."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(names)
    for row in rows:
        out.writerow(_cell(value) for value in row)
    return text.getvalue()


def write_csv(names: Iterable[str], rows: Iterable[Sequence[Any]], target: Path) -> None:
    """Write rows as CSV, replacing `target` in one step; raises `NotWritten`."""
    with replaced(target) as half:
        half.write_text(as_csv(names, rows), encoding="utf-8", newline="")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return as_text(value) if isinstance(value, str) else value


def _write_parquet(extract: Extract, half: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"VARCHAR": pa.string(), "DOUBLE": pa.float64(), "BIGINT": pa.int64(), "DATE": pa.date32(), "BOOLEAN": pa.bool_()}
    schema = pa.schema(
        [pa.field(c.name, kinds[c.type], metadata={"description": extract.words.get(c.name, "")}) for c in extract.columns],
        metadata={name: str(value) for name, value in extract.run.items()},
    )
    values = zip(*extract.rows, strict=True) if extract.rows else ([] for _ in extract.columns)
    arrays = [pa.array(list(column), type=field.type) for column, field in zip(values, schema, strict=True)]
    pq.write_table(pa.table(arrays, schema=schema), half, compression="zstd")


def _words(engine: Engine) -> dict[str, str]:
    schema, name = EXTRACT.split(".")
    told = "select column_name, comment from duckdb_columns() where schema_name = $schema and table_name = $name and comment is not null"
    return dict(engine.rows(told, {"schema": schema, "name": name}))


def _definitions(engine: Engine, kpis: set[str]) -> tuple[dict[str, Any], ...]:
    names = "kpi, version, name, description, unit, better, measure, maturity_days, definition_sql"
    rows = engine.records(f"select {names} from marts.meta_kpi where is_current order by kpi")
    return tuple(row for row in rows if row["kpi"] in kpis)


def read_run(engine: Engine) -> dict[str, Any]:
    """Give what the published database says about how it was made."""
    return engine.records("select run_id, built_at_utc, data_through_date, centre_name, files from marts.meta_run")[0]
