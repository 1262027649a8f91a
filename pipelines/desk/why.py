"""From a published number back to the rows and files behind it, with its definition and version.

Belongs here: asking for one number and laying the answer out. Does not: the walk down the tables (`provenance`), names (`catalogue`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pipelines.declarations import KpiHeader, Model
from pipelines.desk.catalogue import Known, NotThere, months_before
from pipelines.engine.base import Engine
from pipelines.provenance import Tracer
from pipelines.summary import figure

SCOPED = {"queue": "queue_id = $scope", "site": "site_id = $scope", "company": "true", "conflict": "is_conflict"}
NEAR = 1e-9  # two sums of the same floats agree to this share


@dataclass(frozen=True)
class Asked:
    """One published number: a KPI of a scope in a month or on a day."""

    known: Known
    model: Model
    scope_type: str
    scope_id: str
    first: date
    last: date

    @property
    def grain(self) -> str:
        """The table and the column that hold the number."""
        return "daily" if self.first == self.last else "monthly"


@dataclass(frozen=True)
class Facts:
    """Rows of one table behind the number, in a temporary table, each with file and line."""

    table: str
    rows: str
    count: int


@dataclass
class Answer:
    """What there is to say about one number."""

    asked: Asked
    published: dict[str, Any]
    recomputed: float | None
    facts: list[Facts] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    beside: tuple[str, ...] = ()


def last_day_of(month: date) -> date:
    """Give the last day of a month."""
    return months_before(month, -1) - timedelta(days=1)


def answer(published: Engine, warehouse: Engine, asked: Asked, models: dict[str, Model]) -> Answer:
    """Explain one number; raises `NotThere` where it is not published."""
    told = _published(published, asked)
    tracer = Tracer(warehouse, models)
    window = {"from": asked.first, "to": asked.last}
    pair = tracer.keep(
        f"select * from ({asked.model.sql}) as kpi_file where {SCOPED[asked.scope_type]}", {**window, "scope": asked.scope_id}
    )
    if _measure(asked) == "snapshot":
        pair = tracer.keep(f"select * from {pair} where business_date = (select max(business_date) from {pair})")
    recomputed = _value(warehouse, pair, asked)
    tracer.explain(asked.model.sql, pair, window)
    facts = [_united(tracer, table, parts) for table, parts in sorted(tracer.found.items())]
    return Answer(asked, told, recomputed, facts, _files(warehouse, facts), tuple(sorted(tracer.dead_ends)))


def _measure(asked: Asked) -> str:
    assert isinstance(asked.model.header, KpiHeader)
    return asked.model.header.measure


def _published(engine: Engine, asked: Asked) -> dict[str, Any]:
    names = ("version", "numerator", "denominator", "value", "n", "low_n", "ci_low", "ci_high", "ci_method", "provisional")
    table, day = ("marts.kpi_daily", "business_date") if asked.grain == "daily" else ("marts.kpi_monthly", "month")
    rows = engine.rows(
        f"select {', '.join(names)} from {table} where kpi = $kpi and scope_type = $kind and scope_id = $scope and {day} = $day"
        " order by version desc limit 1",
        {"kpi": asked.known.kpi, "kind": asked.scope_type, "scope": asked.scope_id, "day": asked.first},
    )
    if not rows:
        when = f"on {asked.first}" if asked.grain == "daily" else f"in {asked.first:%Y-%m}"
        where = {"company": "the company", "conflict": "conflicts"}.get(asked.scope_type, f"{asked.scope_type}/{asked.scope_id}")
        raise NotThere(f"{asked.known.kpi} has no value for {where} {when}: nothing was counted there.")
    return dict(zip(names, rows[0], strict=True))


def _value(engine: Engine, pair: str, asked: Asked) -> float | None:
    """Compute the number anew from the rows that are in the warehouse now."""
    measure = _measure(asked)
    if measure.startswith("quantile"):
        made = f"quantile_cont(cast(observation as double), {measure.split()[1]})"
    elif measure in ("ratio", "mean"):
        made = "sum(numerator) / nullif(sum(denominator), 0)"
    else:
        made = "max(numerator)" if measure == "maximum" else "sum(numerator)"
    found = engine.rows(f"select cast({made} as double) from {pair}")[0][0]
    return None if found is None else float(found)


def _united(tracer: Tracer, table: str, parts: Sequence[str]) -> Facts:
    """Put the rows that several ways have led to together, each once."""
    rows = tracer.keep(" union ".join(f"select * from {part}" for part in parts))
    return Facts(table, rows, int(tracer.engine.rows(f"select count(*) from {rows}")[0][0]))


def _files(engine: Engine, facts: Sequence[Facts]) -> list[dict[str, Any]]:
    if not facts:
        return []
    names = ("path", "source_id", "loaded_at", "sha256", "rows", "first_line", "last_line")
    parts = " union ".join(f"select file_id, line from {fact.rows}" for fact in facts)
    rows = engine.rows(
        "select manifest.path, manifest.source_id, manifest.loaded_at, manifest.sha256, count(*), min(behind.line), max(behind.line)"
        f" from ({parts}) as behind left join ops.file_manifest as manifest on manifest.file_id = behind.file_id"
        " group by all order by manifest.source_id, manifest.path"
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def records(engine: Engine, facts: Facts, *, limit: int | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Give column names and rows of the facts, path and line first, in the order of the files."""
    rest = [name for name, *_ in engine.rows(f"describe {facts.rows}") if name not in ("file_id", "line")]
    shown = ", ".join(f"behind.{name}" for name in rest)
    rows = engine.rows(
        f"select manifest.path, behind.line, {shown} from {facts.rows} as behind"
        " left join ops.file_manifest as manifest on manifest.file_id = behind.file_id"
        f" order by manifest.path, behind.line{'' if limit is None else f' limit {limit}'}"
    )
    return ["path", "line", *rest], rows


def lines(found: Answer, engine: Engine, *, run: dict[str, Any], limit: int) -> Iterator[str]:
    """Tell the answer in lines."""
    asked, told, header = found.asked, found.published, found.asked.model.header
    assert isinstance(header, KpiHeader)
    unit = asked.known.unit
    where = {"company": run["centre_name"], "conflict": "conflicts"}.get(asked.scope_type, f"{asked.scope_type} {asked.scope_id}")
    when = f"{asked.first:%B %Y}" if asked.grain == "monthly" else f"{asked.first}"
    yield f"{asked.known.name}, {where}, {when}: {figure(told['value'], unit)}{' (provisional)' if told['provisional'] else ''}"
    yield f"  {_arithmetic(told, header.measure)}"
    yield f"  definition: version {told['version']}, sql/kpi/{asked.known.kpi}.sql, {header.description}"
    yield f"  published {run['built_at_utc']:%Y-%m-%d %H:%M} UTC by run {run['run_id'][:8]}"
    yield f"  {_agreement(told, found.recomputed, header, unit)}"
    if not found.facts:
        yield "  no record stands behind it: it counts what is absent"
    for fact in found.facts:
        yield f"Rows behind it: {fact.count:,} of {fact.table}"
        names, rows = records(engine, fact, limit=limit)
        for row in rows:
            record = dict(zip(names, row, strict=True))
            shown = ", ".join(
                f"{name} {_short(value)}" for name, value in record.items() if name not in ("path", "line") and value is not None
            )
            yield f"  {record['path']}:{record['line']}  {shown[:220]}"
        if fact.count > limit:
            yield f"  ... and {fact.count - limit:,} more (--limit, or --out rows.csv for all)"
    yield f"Input files: {len(found.files)}"
    for file in found.files:
        span = f"lines {file['first_line']} to {file['last_line']}"
        loaded = f"loaded {file['loaded_at']:%Y-%m-%d %H:%M} UTC" if file["loaded_at"] else "gone from the manifest"
        yield f"  {file['path']}: {file['rows']:,} rows, {span}, source {file['source_id']}, {loaded}, sha256 {str(file['sha256'])[:12]}"


def _arithmetic(told: dict[str, Any], measure: str) -> str:
    if measure.startswith("quantile"):
        made = f"the {float(measure.split()[1]):.0%} quantile of {told['n']:,} observations"
    elif measure in ("ratio", "mean"):
        made = f"{told['numerator']:,.6g} / {told['denominator']:,.6g}, numerator and denominator summed over the period"
    else:
        made = {"maximum": "the largest of the period", "snapshot": "the state at its last day"}.get(measure, "the sum of the period")
    spread = f"; interval {told['ci_low']:.6g} to {told['ci_high']:.6g} ({told['ci_method']})" if told["ci_low"] is not None else ""
    return f"{made}{spread}; n {told['n']:,}{', fewer than a judgement needs' if told['low_n'] else ''}"


def _agreement(told: dict[str, Any], again: float | None, header: KpiHeader, unit: str) -> str:
    value = told["value"]
    if told["version"] != header.version:
        return f"the definition is at version {header.version} now; the number was published by version {told['version']}"
    if value is None or again is None:
        return "the rows in the warehouse give no value" if again is None else f"the rows in the warehouse give {figure(again, unit)}"
    if abs(value - again) <= NEAR * max(abs(value), abs(again), 1):
        return "computed anew from the rows in the warehouse: the same"
    return (
        f"computed anew from the rows in the warehouse: {figure(again, unit)} ({again!r} against {value!r}); rows that came after its days"
        " were sealed, or a load that is not published yet, make the difference"
    )


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
