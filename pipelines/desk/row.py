"""From a row of any published table, or one of its columns, back to the records behind it.

Belongs here: finding the row a person means, and telling where it came from. Does not: figures of KPIs (`why`), the walk (`provenance`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets.settings.messages import nearest
from pipelines.declarations import Model
from pipelines.desk.behind import Facts, facts_of, short
from pipelines.desk.catalogue import NotThere
from pipelines.engine.base import Engine
from pipelines.house import ROOT, Declarations
from pipelines.provenance import Tracer

SHOWN_VALUES = 6
OF_TIME = ("DATE", "TIMESTAMP")


@dataclass(frozen=True)
class Place:
    """A published table, and the column that is asked for; the whole row where none is."""

    model: Model
    column: str | None

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell its rows apart."""
        return tuple(getattr(self.model.header, "grain", ()))


def place_of(asked: str, declared: Declarations) -> Place | None:
    """Understand `scorecard`, `marts.scorecard` or `scorecard.actual`; None where no published table is called so."""
    parts = asked.strip().removeprefix("marts.").split(".")
    model = next((model for model in declared.models if model.table == f"marts.{parts[0]}"), None)
    return Place(model, parts[1] if len(parts) > 1 else None) if model and len(parts) < 3 else None


def find_row(engine: Engine, place: Place, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Give the one row that has these values; raises `NotThere`, which says what else to name or what there is."""
    table = place.model.table
    kinds = {column.name: column.type for column in engine.columns(table)}
    for name in [*wanted, *([place.column] if place.column else [])]:
        if name not in kinds:
            raise NotThere(f"{table} has no column {name!r}{nearest(name, kinds)}")
    conditions = []
    for name in wanted:
        # of a day or a time the beginning is enough: month=2026-10, interval_start_local='2026-11-02 11:00'
        as_text = f"cast({name} as varchar)"
        conditions.append(f"starts_with({as_text}, ${name})" if kinds[name] in OF_TIME else f"{as_text} = ${name}")
    where = " and ".join(conditions) or "true"
    count = int(engine.rows(f"select count(*) from {table} where {where}", wanted)[0][0])
    if count == 1:
        return engine.records(f"select {', '.join(kinds)} from {table} where {where}", wanted)[0]
    if not count and not wanted:
        raise NotThere(f"{table} is empty: nothing has been counted or planned there yet.")
    if not count:
        raise NotThere(f"no row of {table} has {_told(wanted)}; there are {_offer(engine, place, {}, list(wanted))}")
    open_keys = [name for name in place.key if name not in wanted]
    having = f" with {_told(wanted)}" if wanted else ""
    raise NotThere(f"{table} has {count:,} rows{having}; name one by KEY=VALUE: {_offer(engine, place, wanted, open_keys)}")


def _told(wanted: Mapping[str, str]) -> str:
    return " and ".join(f"{name}={value!r}" for name, value in wanted.items())


def _offer(engine: Engine, place: Place, wanted: Mapping[str, str], columns: Sequence[str]) -> str:
    """Name some values of columns, of those rows whose other values are given as they are written."""
    where = " and ".join(f"starts_with(cast({name} as varchar), ${name})" for name in wanted) or "true"
    told = []
    for column in columns:
        found = engine.rows(f"select distinct cast({column} as varchar) from {place.model.table} where {where} order by 1", wanted)
        values = [short(value) for (value,) in found]
        if len(values) != 1 or column in wanted:
            shown = ", ".join(values[:SHOWN_VALUES]) + (f" ... {values[-1]}" if len(values) > SHOWN_VALUES else "")
            told.append(f"{column} ({shown})" if values else f"no {column}")
    return "; ".join(told)


def trace(warehouse: Engine, place: Place, row: Mapping[str, Any], declared: Declarations) -> tuple[Tracer, list[Facts], dict[str, Any]]:
    """Walk from the row to its records; gives the walk, the records, and the row as the warehouse has it now."""
    tracer = Tracer(
        warehouse,
        {model.table: model for model in declared.models},
        {kpi.name: kpi for kpi in declared.kpis},
        {analysis.table: analysis for analysis in declared.analyses},
    )
    key = {name: row[name] for name in place.key}
    where = " and ".join(f"{name} is not distinct from ${name}" for name in key)
    rows = tracer.keep(f"select * from {place.model.table} where {where}", key)
    now = warehouse.records(f"select {', '.join(row)} from {rows}")
    tracer.explain_table(place.model.table, rows, frozenset({place.column} if place.column else ()))
    return tracer, facts_of(tracer), now[0] if now else {}


def lines(place: Place, row: Mapping[str, Any], now: Mapping[str, Any], tracer: Tracer, *, declared: Declarations) -> Iterator[str]:
    """Tell the row, the tables it came through with their definitions, and whether the warehouse has it as it was published."""
    table = place.model.table
    key = ", ".join(f"{name} {row[name]}" for name in place.key)
    yield f"{table}{'.' + place.column if place.column else ''}, {key}"
    for name in [place.column] if place.column else row:
        if row[name] is not None and name not in place.key:
            yield f"  {name}: {row[name]}"
    other = [name for name in row if now.get(name) != row[name]]
    same = "the same row" if not other else f"other values of {', '.join(other)}: a run since then has not published"
    yield f"  the warehouse holds {same}"
    versions = ", ".join(f"{kpi} version {version}" for kpi, version in sorted(tracer.versions))
    yield f"  definitions: {versions}" if versions else "  definitions: none of a KPI"
    yield "It came through:"
    sources = {model.table: model.path for model in declared.models}
    hashes = declared.hashes
    for step, count in tracer.steps.items():
        path = sources.get(step)
        floor, _, name = step.partition(".")
        where = (
            path.relative_to(ROOT) if path and path.is_relative_to(ROOT) else f"assets/analysis/{name}.py" if floor == "analysis" else None
        )
        made = f" ({where}, definition {hashes[step][:8]})" if where and step in hashes else ""
        yield f"  {step}: {count:,} row{'s' if count != 1 else ''}{made}"
    for end in sorted(tracer.dead_ends):
        yield f"  {end}: nobody can look behind it"
