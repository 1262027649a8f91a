"""From a published number back to the rows and files behind it, with its definition and version.

Belongs here: asking for one number and telling it. Does not: the walk down the tables (`provenance`), the records (`behind`),
rows of other tables (`row`), names (`catalogue`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pipelines.declarations import KpiHeader, Model
from pipelines.desk.behind import Facts, facts_of
from pipelines.desk.catalogue import Catalogue, Known, NotThere, months_before
from pipelines.engine.base import Engine
from pipelines.house import Declarations
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


@dataclass
class Answer:
    """What there is to say about one number."""

    asked: Asked
    published: dict[str, Any]
    recomputed: float | None
    facts: list[Facts] = field(default_factory=list)


def asked_of(known: Catalogue, declared: Declarations, kpi: str, *, month: str | None, day: date | None, scope: str) -> Asked:
    """Understand what a person asks for; raises `NotThere` with the nearest names and the range there is."""
    found = known.kpi(kpi)
    kind, scope_id = known.scope(scope)
    first = day or known.month(month, kpi=found)
    model = next((model for model in declared.kpis if model.name == found.kpi), None)
    if model is None:
        raise NotThere(f"{found.kpi} is published, but sql/kpi/{found.kpi}.sql is gone: nothing can say what it was made of.")
    return Asked(found, model, kind, scope_id, first, day or last_day_of(first))


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
    return Answer(asked, told, recomputed, facts_of(tracer))


def _measure(asked: Asked) -> str:
    assert isinstance(asked.model.header, KpiHeader)
    return asked.model.header.measure


def _published(engine: Engine, asked: Asked) -> dict[str, Any]:
    table, day = ("marts.kpi_daily", "business_date") if asked.grain == "daily" else ("marts.kpi_monthly", "month")
    rows = engine.records(
        "select version, numerator, denominator, value, n, low_n, ci_low, ci_high, ci_method, provisional"
        f" from {table} where kpi = $kpi and scope_type = $kind and scope_id = $scope and {day} = $day"
        " order by version desc limit 1",
        {"kpi": asked.known.kpi, "kind": asked.scope_type, "scope": asked.scope_id, "day": asked.first},
    )
    if not rows:
        when = f"on {asked.first}" if asked.grain == "daily" else f"in {asked.first:%Y-%m}"
        where = {"company": "the company", "conflict": "conflicts"}.get(asked.scope_type, f"{asked.scope_type}/{asked.scope_id}")
        raise NotThere(f"{asked.known.kpi} has no value for {where} {when}: nothing was counted there.")
    return rows[0]


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


def lines(found: Answer, *, run: dict[str, Any]) -> Iterator[str]:
    """Tell the number, how it was made and whether the rows give it again."""
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
