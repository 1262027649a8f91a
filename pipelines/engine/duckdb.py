"""The DuckDB engine: the one door to duckdb. One file, one writer, one lock for the whole run.

Belongs here: connections, transactions, building and publishing tables. Does not: what the tables mean.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb
import pandas as pd

from assets.readers.cells import literal, quoted
from assets.readers.gated import Gated
from assets.readers.protocol import Incoming, Plan
from pipelines.engine import loading
from pipelines.engine.base import EngineBroken, EngineBusy, ModelError, Span, TableColumn
from pipelines.engine.lock import locked
from pipelines.engine.repeats import gives_twice
from pipelines.formula import FORMULA
from pipelines.replacing import NotWritten, full, is_full, replaced

WAREHOUSE_STORAGE = "v1.4.0"  # files written in DuckDB 2's own format cannot be opened by any 1.x client
LOCKED_BY = re.compile(r"lock is held in (.+?) \(PID (\d+)\)")
CHANGED_TABLE = re.compile(
    r"\s*(?:create|drop|alter)\s+(?:or\s+replace\s+)?(?:table|view)\s+(?:if\s+(?:not\s+)?exists\s+)?(\w+\.\w+)", re.I
)


class DuckDBEngine:
    """See `pipelines.engine.base.Engine`. Made by `open_engine`, which holds the lock for as long as it lives."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.con = con
        self.path = path
        self._depth = 0
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._views: set[str] | None = None  # asked for once, as the columns are
        self._columns: dict[str, list[TableColumn]] = {}  # as last seen: to ask the catalogue takes 4 ms, and a run asks a thousand times

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self.con.execute("begin transaction")
        self._depth = 1
        try:
            yield
        except BaseException:
            self.con.execute("rollback")
            self._columns.clear()
            self._views = None
            raise
        else:
            self.con.execute("commit")
        finally:
            self._depth = 0

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> int:
        written = self.con.execute(sql, _used(sql, params)).fetchone()
        if changed := CHANGED_TABLE.match(sql):
            self._columns.pop(changed[1], None)
        return int(written[0]) if written and isinstance(written[0], int) else 0

    def read(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        return self.con.execute(sql, _used(sql, params)).df()

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        return self.con.execute(sql, _used(sql, params)).fetchall()

    def records(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        found = self.con.execute(sql, _used(sql, params))
        names = [name for name, *_ in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        if self._cursor is None:
            self._cursor = self.con.cursor()
        return self._cursor

    def exists(self, table: str) -> bool:
        return bool(self.columns(table))

    def columns(self, table: str) -> list[TableColumn]:
        if table not in self._columns:
            schema, name = table.split(".")
            found = self.con.execute(
                "select column_name, data_type from duckdb_columns() where database_name = current_database()"
                " and schema_name = ? and table_name = ? order by column_index",
                [schema, name],
            ).fetchall()
            self._columns[table] = [TableColumn(column, kind) for column, kind in found]
        return self._columns[table]

    def build(self, table: str, select: str, *, spans: Sequence[Span] | None, day: str = "business_date") -> int:
        select = select.strip().rstrip(";")
        with self.transaction():
            self._schema_of(table)
            if table in self._view_names():
                self.run(f"drop view {table}")
                self._view_names().discard(table)
            if spans is None:
                return self.run(f"create or replace table {table} as {select}")
            self._fit(table, select)
            written = 0
            for span in spans:
                window = {"from": span.first, "to": span.last}
                self.run(f"delete from {table} where {day} between $from and $to", window)
                written += self.run(f"insert into {table} by name {select}", window)
            return written

    def view(self, table: str, select: str) -> None:
        with self.transaction():
            self._schema_of(table)
            if self.exists(table) and table not in self._view_names():
                self.run(f"drop table {table}")
            self.run(f"create or replace view {table} as {select.strip().rstrip(';')}")
            self._view_names().add(table)

    def _view_names(self) -> set[str]:
        if self._views is None:
            known = "select schema_name || '.' || view_name from duckdb_views() where database_name = current_database() and not internal"
            self._views = {name for (name,) in self.con.execute(known).fetchall()}
        return self._views

    def _fit(self, table: str, select: str) -> None:
        """Make the table with the select's columns where it is missing or has others."""
        nothing = {"from": date(1900, 1, 1), "to": date(1900, 1, 1)}
        wanted = self.con.execute(f"describe {select}", _used(select, nothing)).fetchall()
        now = [(column.name, column.type) for column in self.columns(table)]
        if now != [(row[0], row[1]) for row in wanted]:
            self.run(f"drop table if exists {table}")
            self.run(f"create table {table} ({', '.join(f'{quoted(row[0])} {row[1]}' for row in wanted)})")

    def write(
        self,
        table: str,
        frame: pd.DataFrame,
        *,
        columns: Mapping[str, str],
        how: Literal["replace", "freeze", "upsert"] = "replace",
        by: Sequence[str] = (),
        gone: pd.DataFrame | None = None,
    ) -> int:
        missing = [column for column in columns if column not in frame.columns]
        extra = [column for column in frame.columns if column not in columns]
        if missing or extra:
            raise ModelError(f"{table}: the frame lacks {missing or 'nothing'} and has {extra or 'nothing'} that the table does not")
        cast = ", ".join(f"cast({quoted(c)} as {kind}) as {quoted(c)}" for c, kind in columns.items())
        same = " and ".join(f"old.{quoted(c)} is not distinct from new.{quoted(c)}" for c in by)
        with self.transaction():
            self._schema_of(table)
            known = {column.name: column.type.lower() for column in self.columns(table)}
            is_other = bool(known) and list(known.items()) != [(name, kind.lower()) for name, kind in columns.items()]
            # What was kept of earlier runs outlives a table that gained columns; the new ones are unknown there.
            is_kept = is_other and how == "upsert" and known.items() <= {name: kind.lower() for name, kind in columns.items()}.items()
            if is_kept:
                self.run(f"create or replace temp table kept_rows as select * from {table}")
            if is_other:
                self.run(f"drop table {table}")
            self.run(f"create table if not exists {table} ({', '.join(f'{quoted(c)} {k}' for c, k in columns.items())})")
            if is_kept:
                self.run(f"insert into {table} by name select * from kept_rows")
                self.run("drop table kept_rows")
            self.con.register("incoming_frame", frame[list(columns)])
            try:
                if how == "replace":
                    self.run(f"delete from {table}")
                if how == "upsert" and gone is not None and len(gone):
                    self.con.register("gone_keys", gone[list(by)])
                    keys = ", ".join(f"cast({quoted(c)} as {columns[c]}) as {quoted(c)}" for c in by)
                    self.run(f"delete from {table} old where exists (select 1 from (select {keys} from gone_keys) new where {same})")
                    self.con.unregister("gone_keys")
                if how == "upsert":
                    self.run(f"delete from {table} old where exists (select 1 from (select {cast} from incoming_frame) new where {same})")
                fresh = f" where not exists (select 1 from {table} old where {same})" if how == "freeze" else ""
                return self.run(f"insert into {table} select * from (select {cast} from incoming_frame) new{fresh}")
            finally:
                self.con.unregister("incoming_frame")

    def gives_twice(self, sql: str) -> bool:
        return gives_twice(self.con, sql)

    def load(self, plan: Plan, gated: Mapping[int, Gated], *, key: bytes) -> dict[int, Incoming]:
        return loading.load(self.con, plan, gated, key=key)

    def unload(self) -> None:
        loading.unload(self.con)

    def comment(self, table: str, description: str, columns: Mapping[str, str]) -> None:
        with self.transaction():
            self.run(_comments(table, description, columns, kind="view" if table in self._view_names() else "table"))

    def content_hash(self, table: str, *, where: str = "true", leave_out: Sequence[str] = ()) -> str:
        kept = [column.name for column in self.columns(table) if column.name not in leave_out]
        line = ", ".join(f"coalesce(cast({quoted(column)} as varchar), chr(0))" for column in kept)
        # two sums over the halves of a row's md5: order does not matter, and a row that stands twice does not vanish
        found = self.con.execute(
            f"select count(*), sum(md5_number_lower(l)::hugeint), sum(md5_number_upper(l)::hugeint)"
            f" from (select concat_ws(chr(31), {line}) as l from {table} where {where})"
        ).fetchone()
        return hashlib.sha256(repr((kept, found)).encode()).hexdigest()[:32]

    def publish(
        self, tables: Mapping[str, Sequence[str]], target: Path, *, storage_version: str, known: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        with _written(target) as half:
            self.run(f"attach {literal(str(half))} as published (storage_version {literal(storage_version)})")
            try:
                with self.transaction():
                    for table, key in tables.items():
                        self._copy_out(table, key, (known or {}).get(table, ()))
                self.run("checkpoint published")
            finally:
                self.run("detach published")
            half.chmod(0o444)

    def _copy_out(self, table: str, key: Sequence[str], known: Sequence[str]) -> None:
        schema, name = table.split(".")
        comments = dict(
            self.con.execute(
                "select column_name, comment from duckdb_columns() where database_name = current_database()"
                " and schema_name = ? and table_name = ?",
                [schema, name],
            ).fetchall()
        )
        words = self.con.execute(
            "select comment from duckdb_tables() where database_name = current_database() and schema_name = ? and table_name = ?",
            [schema, name],
        ).fetchone()
        kinds = ", ".join(f"{quoted(c.name)} {c.type}{' not null' if c.name in (*key, *known) else ''}" for c in self.columns(table))
        unique = f", primary key ({', '.join(map(quoted, key))})" if key else ""
        out = f"published.{table}"
        self.run(f"create schema if not exists published.{schema}")
        self.run(f"create table {out} ({kinds}{unique})")
        order = f" order by {', '.join(map(quoted, key))}" if key else ""
        self.run(f"insert into {out} select * from {table}{order}")
        self.run(_comments(out, (words or [""])[0] or "", {column: text for column, text in comments.items() if text}))

    def export(self, table: str, target: Path, *, order: Sequence[str]) -> None:
        form = "(format parquet, compression zstd)" if target.suffix == ".parquet" else "(format csv, header)"
        starts = ", ".join(map(literal, FORMULA))
        harmless = f"case when left({{0}}, 1) in ({starts}) then chr(39) || {{0}} else {{0}} end as {{0}}"
        shown = ", ".join(
            harmless.format(quoted(c.name)) if c.type == "VARCHAR" and target.suffix == ".csv" else quoted(c.name)
            for c in self.columns(table)
        )
        with _written(target) as half:
            self.run(f"copy (select {shown} from {table} order by {', '.join(map(quoted, order))}) to {literal(str(half))} {form}")

    def _schema_of(self, table: str) -> None:
        self.run(f"create schema if not exists {table.partition('.')[0]}")


@contextmanager
def open_engine(path: Path, *, memory_limit: str = "2.5GB", threads: int | None = None, wait_s: float = 60.0) -> Iterator[DuckDBEngine]:
    """Open the warehouse for writing and hold its lock until the block ends.

    Waits up to `wait_s` seconds for another run to finish, then raises `EngineBusy` naming its process; `EngineBroken` where the file
    is no database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.with_name(path.name + ".lock"), wait_s=wait_s):
        spill = path.parent / "spill"
        shutil.rmtree(spill, ignore_errors=True)  # what a killed run left there is of no use to anybody, and may name people
        con = _connect(
            path,
            {
                "storage_compatibility_version": WAREHOUSE_STORAGE,
                "memory_limit": memory_limit,
                "temp_directory": str(spill),
                "threads": threads or os.cpu_count() or 2,
                "preserve_insertion_order": True,
            },
        )
        try:
            yield DuckDBEngine(con, path)
        finally:
            con.close()


@contextmanager
def open_to_read(path: Path) -> Iterator[DuckDBEngine]:
    """Open a database that nobody writes: the published one, or the warehouse between runs; raises as `open_engine` does."""
    if not path.exists():
        raise EngineBroken(f"{path} is not there: `switchboard run` makes it.")
    con = _connect(path, {}, read_only=True)
    try:
        yield DuckDBEngine(con, path)
    finally:
        con.close()


def _connect(path: Path, config: dict[str, Any], *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), config=config, read_only=read_only)
    except duckdb.Error as error:
        why = str(error).splitlines()[0]
        if isinstance(error, duckdb.IOException) and "set lock" in why:
            holder = LOCKED_BY.search(str(error))
            raise EngineBusy(
                f"{path} is open in another program{f' (process {holder[2]}, {holder[1]})' if holder else ''}. Wait where that is a run, "
                "close it elsewhere; to look at figures open the published database, which is never locked."
            ) from None
        raise EngineBroken(
            f"{path} cannot be opened: {why} Where the file is damaged or something else, put its backup back, or move it away and run: "
            "a warehouse is filled again from the landing folder, a published database is written again from the warehouse."
        ) from None


def _used(sql: str, params: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """DuckDB refuses parameters that a statement does not name."""
    return {name: value for name, value in (params or {}).items() if f"${name}" in sql} or None


@contextmanager
def _written(target: Path) -> Iterator[Path]:
    """See `replaced`; DuckDB tells of a full disk in words of its own."""
    with replaced(target) as half:
        try:
            yield half
        except duckdb.Error as error:
            raise NotWritten(full(target) if is_full(str(error)) else f"{target} was not written: {error}") from error


def _comments(table: str, description: str, columns: Mapping[str, str], *, kind: str = "table") -> str:
    lines = [f"comment on {kind} {table} is {literal(description)}"]
    lines += [f"comment on column {table}.{quoted(column)} is {literal(words)}" for column, words in columns.items()]
    return ";\n".join(lines)
