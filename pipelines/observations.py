"""Quantiles: what the KPIs of one family observe is asked once, and all their quantiles come out of one pass over it.

Belongs here: SQL from single observations to quantiles by scope and period. Does not: reading or writing KPI tables (`kpis`).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date

from pipelines.declarations import KpiHeader, Model, header_of
from pipelines.engine.base import Engine, Span
from pipelines.scopes import by_scope, keys_of

_NO_PAIR = "cast(null as double) as numerator, cast(null as double) as denominator"
LOOKED_AT = 20_000  # observations that tell whether a KPI's observations repeat themselves


def quantile_of(kpi: Model) -> float | None:
    """The quantile a KPI asks for, between 0 and 1; None for a KPI of another measure."""
    measure = header_of(kpi).measure
    return float(measure.split()[1]) if measure.startswith("quantile") else None


def families(kpis: Sequence[Model], spans: Callable[[Model], Sequence[Span]]) -> list[tuple[list[Model], Sequence[Span]]]:
    """KPIs that observe the same in the same spans stand together, every other by itself; in the order of their first."""
    found: dict[Hashable, tuple[list[Model], Sequence[Span]]] = {}
    for kpi in kpis:
        own = spans(kpi)
        key: Hashable = kpi.name if quantile_of(kpi) is None else (kpi.sql, keys_of(header_of(kpi)), tuple(own))
        found.setdefault(key, ([], own))[0].append(kpi)
    return list(found.values())


def observe(engine: Engine, kpis: Sequence[Model], window: Mapping[str, date], *, period: str, period_sql: str) -> bool:
    """Make `kpi_quantile` of a family: a row a scope and period, `value_0` the quantile of the first KPI; False where nothing was observed.

    Waits come in whole seconds: ten million become a few hundred thousand counts, and nothing is lost. Durations of days hardly
    repeat: counting them would only be one more pass. A look at some of them decides; the figures are the same either way.
    """
    header = header_of(kpis[0])
    observed = f"select * from ({kpis[0].sql}) as kpi_file where observation is not null"
    looked_at = f"select observation from ({observed} limit {LOOKED_AT}) as looked_at"
    looked_at_rows, different = engine.rows(f"select count(*), count(distinct observation) from ({looked_at})", window)[0]
    if not looked_at_rows:
        return False
    is_counted = bool(looked_at_rows > 4 * different)
    cases = ", count(*) as cases" if is_counted else ""
    group = f" group by {keys_of(header)}, business_date, observation" if is_counted else ""
    engine.run(
        f"create or replace temp table kpi_observation as select {keys_of(header)}, business_date, "
        f"cast(observation as double) as observation{cases} from ({observed}) as observed{group}",
        window,
    )
    asked = [quantile for kpi in kpis if (quantile := quantile_of(kpi)) is not None]
    found = quantiles(header, asked, period, period_sql, is_counted=is_counted)
    engine.run(f"create or replace temp table kpi_quantile as {found if period == 'business_date' else _with_days(kpis[0], found)}", window)
    return True


def quantiles(header: KpiHeader, asked: Sequence[float], period: str, period_sql: str, *, is_counted: bool) -> str:
    """Give interpolated quantiles (type 7) of observations by scope and period; n is the number of observations.

    `kpi_observation` holds equal ones counted (`is_counted`) or every one by itself, which where most are unlike each other takes
    a quarter of the time. Both give the same number: a quantile is told to a hundred-millionth, below which the two ways round apart.
    """
    cases = ", cases" if is_counted else ""
    source = f"(select {keys_of(header)}, observation{cases}, {period_sql} as {period} from kpi_observation)"
    values = (_of_counts if is_counted else _of_each)(header, asked, period, source)
    told = ", ".join(f"round(value_{place}, 8) as value_{place}" for place in range(len(asked)))
    return f"""
    select scope_type, scope_id, {period}, {_NO_PAIR}, {told}, n
    from ({values}
    ) as quantiles"""


def _with_days(kpi: Model, found: str) -> str:
    """Add the days of each month on which a scope has a figure, which kpi.daily knows already."""
    return f"""
    select quantile.*, days
    from ({found}) as quantile
    join (
        select scope_type, scope_id, cast(date_trunc('month', business_date) as date) as month, count(*) as days
        from kpi.daily
        where kpi = '{kpi.name}' and version = {header_of(kpi).version} and business_date between $from and $to
        group by all
    ) as extent using (scope_type, scope_id, month)"""


def _of_each(header: KpiHeader, asked: Sequence[float], period: str, source: str) -> str:
    values = ", ".join(f"found[{place + 1}] as value_{place}" for place in range(len(asked)))
    found = f"count(*) as n, quantile_cont(observation, [{', '.join(map(str, asked))}]) as found"
    return f"""
        select scope_type, scope_id, {period}, n, {values}
        from ({by_scope(header, found, period, source=source)}) as selected"""


def _of_counts(header: KpiHeader, asked: Sequence[float], period: str, source: str) -> str:
    ranks = ", ".join(f"{quantile} * (n - 1) as rank_{place}" for place, quantile in enumerate(asked))
    ends = ", ".join(
        f"max(rank_{place}) as rank_{place}, max(observation) filter (where upto - cases <= floor(rank_{place})) as low_{place}, "
        f"min(observation) filter (where upto > floor(rank_{place}) + 1 or upto >= n) as high_{place}"
        for place in range(len(asked))
    )
    told = ", ".join(
        f"low_{place} * (1 - (rank_{place} - floor(rank_{place}))) + high_{place} * (rank_{place} - floor(rank_{place})) as value_{place}"
        for place in range(len(asked))
    )
    return f"""
        select scope_type, scope_id, {period}, n, {told}
        from (
            select scope_type, scope_id, {period}, cast(max(n) as bigint) as n, {ends}
            from (
                select ranked.*, {ranks}
                from (
                    select scope_type, scope_id, {period}, observation, cases,
                        sum(cases) over (partition by scope_type, scope_id, {period} order by observation) as upto,
                        sum(cases) over (partition by scope_type, scope_id, {period}) as n
                    from ({by_scope(header, "sum(cases) as cases", period, "observation", source=source)}) as by_scope
                ) as ranked
            ) as placed
            group by scope_type, scope_id, {period}
        ) as neighbours"""
