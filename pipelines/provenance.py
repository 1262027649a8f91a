"""From rows of a query back to the rows they were made of, table by table, down to file and line.

A row of a grouped query came from the rows that its FROM, JOIN and WHERE give for the same group; a row of any other from those with the
same values. So each query is asked again for the rows of one of its sources, held against the rows that are to be explained, and then the
source is explained likewise (Cui, Widom & Wiener 2000, Tracing the lineage of view data in a warehousing environment). All of it is
set-based: one statement a source, whatever the number of rows.
Belongs here: rewriting and asking. Does not: what a person is told (`desk.why`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify

from pipelines.declarations import Header, Model
from pipelines.engine.base import Engine

PLACE = {"file_id", "line"}
APPROXIMATE = ("DOUBLE", "FLOAT")  # sums of floats differ in the last digit from one order of addition to the next
RUNNING = (exp.Sum, exp.Count)
FLOORS = ("raw", "staging", "core", "kpi", "marts")


@dataclass
class Tracer:
    """Walks from rows to the rows behind them. `found` collects leaf tables (those with file and line) and the rows' temporary tables."""

    engine: Engine
    models: Mapping[str, Model]
    found: dict[str, list[str]] = field(default_factory=dict)
    kpi_rows: dict[str, list[str]] = field(default_factory=dict)
    dead_ends: set[str] = field(default_factory=set)
    _number: Iterator[int] = field(default_factory=count)

    def keep(self, sql: str, params: Mapping[str, Any] | None = None) -> str:
        """Keep the result of a query in a temporary table; gives its name."""
        name = f"trace_{next(self._number)}"
        self.engine.run(f"create or replace temp table {name} as {sql}", params)
        return name

    def explain(self, sql: str, wanted: str, params: Mapping[str, Any]) -> None:
        """Explain the rows of `wanted`, which are some of those that `sql` gives."""
        tree = qualify(
            sqlglot.parse_one(sql, read="duckdb"),
            dialect="duckdb",
            schema=self._schema(sql),
            validate_qualify_columns=False,
            identify=False,
        )
        self._query(tree, {}, wanted, params)

    def explain_table(self, table: str, rows: str) -> None:
        """Explain rows of a table: a leaf is kept, a table of the house is followed to what it reads."""
        columns = {column.name for column in self.engine.columns(table)}
        if columns >= PLACE:
            self.found.setdefault(table, []).append(rows)
            return
        if table.startswith("kpi.") and table not in self.models:
            self.kpi_rows.setdefault(table, []).append(rows)
            return
        model = self.models.get(table)
        if model is None or not isinstance(model.header, Header):
            self.dead_ends.add(table)
            return
        params: dict[str, Any] = {}
        if model.header.build == "daily":
            ((first, last),) = self.engine.rows(f"select min({model.header.day}), max({model.header.day}) from {rows}")
            if first is None:
                return
            params = {"from": _day(first), "to": _day(last)}
        self.explain(model.sql, rows, params)

    def _query(self, query: Any, env: Mapping[str, Any], wanted: str, params: Mapping[str, Any]) -> None:
        inner = dict(env)
        with_ = query.args.get("with_") or query.args.get("with")
        for cte in with_.expressions if with_ else ():
            inner[cte.alias] = cte.this
        if isinstance(query, exp.Subquery):
            self._query(query.this, inner, wanted, params)
        elif isinstance(query, exp.SetOperation):
            names = query.named_selects
            for side in (query.left, query.right):
                other = side.named_selects
                renamed = ", ".join(f"{_quoted(a)} as {_quoted(b)}" for a, b in zip(names, other, strict=True))
                self._query(side, inner, self.keep(f"select {renamed} from {wanted}"), params)
        else:
            for source in _sources(query):
                self._source(query, source, inner, wanted, params)

    def _source(self, select: Any, source: Any, env: Mapping[str, Any], wanted: str, params: Mapping[str, Any]) -> None:
        is_table = isinstance(source, exp.Table)
        if not is_table and not isinstance(source.this, exp.Query):
            return  # a list of values written into the query
        table = f"{source.db}.{source.name}" if is_table and source.db else None
        if table and table.split(".")[0] not in FLOORS:
            return  # settings, calendars and books decide, but no record stands in them
        rows = self.keep(self._asked_again(select, source, env, wanted), params)
        self._leave_out_nothing(rows)
        if not self.engine.rows(f"select 1 from {rows} limit 1"):
            return
        if table:
            self.explain_table(table, rows)
        elif is_table:
            self._query(env[source.name], env, rows, params)
        else:
            self._query(source.this, env, rows, params)

    def _asked_again(self, select: Any, source: Any, env: Mapping[str, Any], wanted: str) -> str:
        """Write the query for the rows of one source that stand behind the wanted rows."""
        again = select.copy()
        for clause in ("group", "having", "order", "limit", "offset", "qualify", "windows", "distinct", "with_", "with"):
            again.set(clause, None)
        again.set("expressions", [exp.Column(this=exp.Star(), table=exp.to_identifier(source.alias_or_name))])
        again.set("distinct", exp.Distinct())
        held = f"exists (select 1 from {wanted} as wanted_row where {self._same(select, wanted)})"
        again = again.where(sqlglot.parse_one(held, read="duckdb"))
        for name, query in env.items():
            again = again.with_(name, as_=query.copy())
        return str(again.sql(dialect="duckdb"))

    def _leave_out_nothing(self, rows: str) -> None:
        """Take out the empty row that an outer join gives where it finds nothing."""
        empty = " and ".join(f"{_quoted(name)} is null" for name, *_ in self.engine.rows(f"describe {rows}"))
        self.engine.run(f"delete from {rows} where {empty}")

    def _same(self, select: Any, wanted: str) -> str:
        """Say when a row of the FROM belongs to a wanted row: equal in all that is neither aggregated nor a float."""
        described = self.engine.rows(f"describe {wanted}")
        exact = {name for name, kind, *_ in described if kind not in APPROXIMATE}
        partition, order = _running_total(select)
        conditions = []
        for item in select.selects:
            name, value = item.alias_or_name, item.unalias()
            if name not in exact or value.find(exp.AggFunc) or value.find(exp.Window) or isinstance(value, exp.Null):
                continue
            text, theirs = value.sql(dialect="duckdb"), f"wanted_row.{_quoted(name)}"
            if order and text in order:
                conditions.append(f"{text} <= {theirs}")
            elif not order or text in partition:
                conditions.append(f"{text} is not distinct from {theirs}")
        return " and ".join(f"({condition})" for condition in conditions) or "true"

    def _schema(self, sql: str) -> dict[str, Any]:
        schema: dict[str, Any] = {}
        for table in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Table):
            if table.db:
                columns = {column.name: column.type for column in self.engine.columns(f"{table.db}.{table.name}")}
                schema.setdefault(table.db, {})[table.name] = columns
        return schema


def _sources(select: Any) -> list[Any]:
    from_ = select.args.get("from_") or select.args.get("from")
    return [*([from_.this] if from_ else []), *(join.this for join in select.args.get("joins") or [])]


def _running_total(select: Any) -> tuple[set[str], set[str]]:
    """Give the partition and the order of a running sum: behind it stand all rows up to the wanted one, not that one alone."""
    for window in select.find_all(exp.Window):
        if isinstance(window.this, RUNNING) and window.args.get("order") and window.find_ancestor(exp.Select) is select:
            partition = {part.sql(dialect="duckdb") for part in window.args.get("partition_by") or []}
            return partition, {part.this.sql(dialect="duckdb") for part in window.args["order"].expressions}
    return set(), set()


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
