"""From rows of a query back to the rows they were made of, table by table, down to file and line.

A row of a grouped query came from the rows that its FROM, JOIN and WHERE give for the same group; a row of any other from those with the
same values. So each query is asked again for the rows of one of its sources, held against the rows that are to be explained, and then the
source is explained likewise (Cui, Widom & Wiener 2000, Tracing the lineage of view data in a warehousing environment). All of it is
set-based: one statement a source, whatever the number of rows. Rows that several ways lead to are put together before they are explained.
Behind a row of an analysis stand, of each query it reads, the rows with the same keys; what Python made of them its module says.
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

from assets.readers.cells import quoted
from pipelines.analyses import Analysis
from pipelines.declarations import Header, KpiHeader, Model, tables_read
from pipelines.engine.base import Engine

PLACE = {"file_id", "line"}
APPROXIMATE = ("DOUBLE", "FLOAT")  # sums of floats differ in the last digit from one order of addition to the next
RUNNING = (exp.Sum, exp.Count)
FLOORS = ("raw", "staging", "core", "kpi", "analysis", "marts")
NO_RECORDS = ("kpi.definition",)  # words about figures, made of no record
PERIODS = {"kpi.interval": "business_date", "kpi.daily": "business_date", "kpi.monthly": "month"}
SCOPES = {
    "company": "true",
    "site": "pair.site_id = told.scope_id",
    "queue": "pair.queue_id = told.scope_id",
    "conflict": "pair.is_conflict",
}
# what a row of an analysis and a row it was made of can have in common; of other times is what no key of time finds
KEYS = (
    "kpi",
    "definition_version",
    "scope_type",
    "scope_id",
    "queue_id",
    "site_id",
    "agent_id",
    "target_id",
    "intervention_id",
    "day_type",
)
TIMES = ("interval_start_utc", "business_date", "month")
SPANS = (("baseline_start", "window_end"), ("baseline_start", "baseline_end"), ("window_start", "window_end"))
Names = frozenset[str]  # columns that are asked for; none means all
ALL: Names = frozenset()
Env = Mapping[str, tuple[Any, str]]  # name of a common table expression -> its tree and its text
LEFT_OUT = ("expressions", "group", "having", "order", "limit", "offset", "qualify", "windows", "distinct", "with_", "with")


@dataclass
class Tracer:
    """Walks from rows to the rows behind them.

    `found` collects leaf tables (those with file and line) and the rows' temporary tables, `steps` the tables on the way and how many
    rows of each, `versions` the KPIs and their versions, `dead_ends` the tables nobody can look behind.
    """

    engine: Engine
    models: Mapping[str, Model]
    kpis: Mapping[str, Model] = field(default_factory=dict)
    analyses: Mapping[str, Analysis] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    versions: set[tuple[str, int]] = field(default_factory=set)
    dead_ends: set[str] = field(default_factory=set)
    _waiting: dict[str, tuple[list[str], Names]] = field(default_factory=dict)
    _number: Iterator[int] = field(default_factory=count)

    def keep(self, sql: str, params: Mapping[str, Any] | None = None) -> str:
        """Keep the result of a query in a temporary table; gives its name."""
        name = f"trace_{next(self._number)}"
        self.engine.run(f"create or replace temp table {name} as {sql}", params)
        return name

    def explain(self, sql: str, wanted: str, params: Mapping[str, Any]) -> None:
        """Explain the rows of `wanted`, which are some of those that `sql` gives, down to files and lines."""
        self._explain(sql, wanted, params, ALL)
        self._walk()

    def explain_table(self, table: str, rows: str, columns: Names) -> None:
        """Explain those columns of rows of a table, all of them where none is named, down to files and lines."""
        self._wait(table, rows, columns)
        self._walk()

    def _explain(self, sql: str, wanted: str, params: Mapping[str, Any], asked: Names) -> None:
        tree = qualify(
            sqlglot.parse_one(sql, read="duckdb"),
            dialect="duckdb",
            schema=self._schema(sql),
            validate_qualify_columns=False,
            identify=False,
        )
        self._query(tree, {}, wanted, params, asked)

    def _wait(self, table: str, rows: str, columns: Names) -> None:
        parts, asked = self._waiting.get(table, ([], columns))
        self._waiting[table] = ([*parts, rows], asked | columns if asked and columns else ALL)

    def _walk(self) -> None:
        """Explain what waits, the highest table first, so that all ways to a table have been gone before it is looked behind."""
        order = {table: place for place, table in enumerate((*self.models, *PERIODS, *self.analyses))}
        while self._waiting:
            table = max(self._waiting, key=lambda name: (FLOORS.index(name.split(".")[0]), order.get(name, 0)))
            parts, columns = self._waiting.pop(table)
            rows = parts[0] if len(parts) == 1 else self.keep(" union ".join(f"select * from {part}" for part in parts))
            self.steps[table] = int(self.engine.rows(f"select count(*) from {rows}")[0][0])
            self._open(table, rows, columns)

    def _open(self, table: str, rows: str, columns: Names) -> None:
        if {column.name for column in self.engine.columns(table)} >= PLACE:
            self.found.setdefault(table, []).append(rows)
        elif table in PERIODS and self.kpis:
            self._open_kpis(table, rows)
        elif table in self.analyses:
            self._open_analysis(self.analyses[table], rows)
        elif isinstance(getattr(self.models.get(table), "header", None), Header):
            self._open_model(self.models[table], rows, columns)
        else:
            self.dead_ends.add(table)

    def _open_model(self, model: Model, rows: str, columns: Names) -> None:
        header = model.header
        assert isinstance(header, Header)
        params: dict[str, Any] = {}
        if header.build == "daily":
            ((first, last),) = self.engine.rows(f"select min({header.day}), max({header.day}) from {rows}")
            if first is None:
                return
            params = {"from": _day(first), "to": _day(last)}
        self._explain(model.sql, rows, params, columns)

    def _open_kpis(self, table: str, rows: str) -> None:
        """Ask the KPI's own file for the pairs that a figure sums, scope by scope."""
        day = PERIODS[table]
        if table == "kpi.interval":
            rows = self.keep(f"select kpi, version, 'queue' as scope_type, queue_id as scope_id, business_date from {rows}")
        end = "max(business_date)" if day == "business_date" else "max(month) + interval '1 month' - interval '1 day'"
        asked = f"select kpi, version, scope_type, min({day}), {end} from {rows} group by kpi, version, scope_type order by all"
        for kpi, version, scope, first, last in self.engine.rows(asked):
            self.versions.add((kpi, version))
            model = self.kpis.get(kpi)
            if model is None or not isinstance(model.header, KpiHeader) or model.header.version != version:
                self.dead_ends.add(f"{kpi} version {version}")
                continue
            params = {"from": _day(first), "to": _day(last)}
            when = "pair.business_date" if day == "business_date" else "cast(date_trunc('month', pair.business_date) as date)"
            same = f"told.kpi = '{kpi}' and told.scope_type = '{scope}' and told.{day} = {when} and {SCOPES[scope]}"
            pair = self.keep(f"select pair.* from ({model.sql}) as pair where exists (select 1 from {rows} as told where {same})", params)
            self._explain(model.sql, pair, params, ALL)

    def _open_analysis(self, analysis: Analysis, rows: str) -> None:
        mine = {name for name, *_ in self.engine.rows(f"describe {rows}")}
        for sql in analysis.reads.values():
            read = self.keep(f"select * from ({sql}) as read limit 0")
            theirs = {name for name, *_ in self.engine.rows(f"describe {read}")}
            if analysis.table in tables_read(sql, analysis.table):
                continue  # what stood before stands for itself
            names = {name: "version" if name == "definition_version" and name not in theirs else name for name in KEYS}
            same = [f"read.{names[key]} is not distinct from told.{key}" for key in KEYS if key in mine and names[key] in theirs]
            span = next((span for span in SPANS if set(span) <= mine and "business_date" in theirs), None)
            if span:
                same.append(f"read.business_date between told.{span[0]} and told.{span[1]}")
            times = [f"read.{time} is not distinct from told.{time}" for time in TIMES if time in mine and time in theirs]
            for conditions in ([*same, *times], same):
                held = " and ".join(conditions) or "true"
                behind = self.keep(f"select read.* from ({sql}) as read where exists (select 1 from {rows} as told where {held})")
                if self.engine.rows(f"select 1 from {behind} limit 1"):
                    self._explain(sql, behind, {}, ALL)
                    break

    def _query(self, query: Any, env: Env, wanted: str, params: Mapping[str, Any], asked: Names) -> None:
        inner = dict(env)
        with_ = query.args.get("with_") or query.args.get("with")
        for cte in with_.expressions if with_ else ():
            inner[cte.alias] = (cte.this, cte.this.sql(dialect="duckdb"))
        if isinstance(query, exp.Subquery):
            self._query(query.this, inner, wanted, params, asked)
        elif isinstance(query, exp.SetOperation):
            names = query.named_selects
            for side in (query.left, query.right):
                other = side.named_selects
                renamed = ", ".join(f"{quoted(a)} as {quoted(b)}" for a, b in zip(names, other, strict=True))
                theirs = frozenset(b for a, b in zip(names, other, strict=True) if a in asked)
                self._query(side, inner, self.keep(f"select {renamed} from {wanted}"), params, theirs)
        else:
            for source in _sources(query):
                feeding = _feeding(query, source.alias_or_name, asked)
                if feeding or not asked:
                    self._source(query, source, inner, wanted, params, feeding)

    def _source(self, select: Any, source: Any, env: Env, wanted: str, params: Mapping[str, Any], asked: Names) -> None:
        is_table = isinstance(source, exp.Table)
        if not is_table and not isinstance(source.this, exp.Query):
            return  # a list of values written into the query
        table = f"{source.db}.{source.name}" if is_table and source.db else None
        if table and (table.split(".")[0] not in FLOORS or table in NO_RECORDS):
            return  # settings, calendars and books decide, but no record stands in them
        rows = self.keep(self._asked_again(select, source, env, wanted), params)
        self._leave_out_nothing(rows)
        if not self.engine.rows(f"select 1 from {rows} limit 1"):
            return
        if table:
            self._wait(table, rows, asked)
        elif is_table:
            self._query(env[source.name][0], env, rows, params, asked)
        else:
            self._query(source.this, env, rows, params, asked)

    def _asked_again(self, select: Any, source: Any, env: Env, wanted: str) -> str:
        """Write the query for the rows of one source that stand behind the wanted rows."""
        kept = {name: _copied(clause) for name, clause in select.args.items() if name not in LEFT_OUT}
        star = exp.Column(this=exp.Star(), table=exp.to_identifier(source.alias_or_name))
        again = exp.Select(**kept, expressions=[star], distinct=exp.Distinct())
        held = f"exists (select 1 from {wanted} as wanted_row where {self._same(select, wanted)})"
        again = again.where(sqlglot.parse_one(held, read="duckdb"), copy=False)
        # written as text once a query: to copy the trees into each question takes most of the time
        before = ", ".join(f"{quoted(name)} as ({text})" for name, (_, text) in env.items())
        return f"{f'with {before} ' if before else ''}{again.sql(dialect='duckdb')}"

    def _leave_out_nothing(self, rows: str) -> None:
        """Take out the empty row that an outer join gives where it finds nothing."""
        empty = " and ".join(f"{quoted(name)} is null" for name, *_ in self.engine.rows(f"describe {rows}"))
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
            text, theirs = value.sql(dialect="duckdb"), f"wanted_row.{quoted(name)}"
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


def _feeding(select: Any, source: str, asked: Names) -> Names:
    """Name the columns of a source from which the columns asked for are made; all of them where all are asked for."""
    items = [item for item in select.selects if item.alias_or_name in asked]
    return frozenset(column.name for item in items for column in item.find_all(exp.Column) if column.table == source)


def _copied(clause: Any) -> Any:
    return (
        [_copied(part) for part in clause] if isinstance(clause, list) else clause.copy() if isinstance(clause, exp.Expression) else clause
    )


def _running_total(select: Any) -> tuple[set[str], set[str]]:
    """Give the partition and the order of a running sum: behind it stand all rows up to the wanted one, not that one alone."""
    for window in select.find_all(exp.Window):
        if isinstance(window.this, RUNNING) and window.args.get("order") and window.find_ancestor(exp.Select) is select:
            partition = {part.sql(dialect="duckdb") for part in window.args.get("partition_by") or []}
            return partition, {part.this.sql(dialect="duckdb") for part in window.args["order"].expressions}
    return set(), set()


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value
