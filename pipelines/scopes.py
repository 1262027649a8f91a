"""From a KPI's queues to every scope at once: what its rows are grouped by, and quantiles of its observations by scope and period.

Belongs here: SQL that every KPI shares. Does not: reading or writing tables (`kpis`).
"""

from pipelines.declarations import KpiHeader


def keys_of(header: KpiHeader) -> str:
    """Name what a KPI's rows are counted by; the declared subset is a column of the file, true for the rows that belong to it."""
    return "site_id, queue_id" + (f", is_{header.subset}" if header.subset else "")


def scopes_of(header: KpiHeader, *by: str) -> str:
    """Group by every scope at once, and by `by` within each."""
    inner = ", ".join(by)
    own = ("queue_id", "site_id", *((f"is_{header.subset}",) if header.subset else ()))
    return f"grouping sets ({', '.join(f'({scope}, {inner})' for scope in own)}, ({inner}))"


def scope_names(header: KpiHeader) -> str:
    """Name the scope of a grouped row; one without a queue counts for its site, one without a site for the company only.

    A scope without an id is dropped later: rows without queue or site, and those outside the subset.
    """
    is_subset = f"when grouping(is_{header.subset}) = 0 then" if header.subset else ""
    kind, member = (f"{is_subset} '{header.subset}'", f"{is_subset} case when is_{header.subset} then 'all' end") if is_subset else ("", "")
    return f"""case when grouping(queue_id) = 0 then 'queue' when grouping(site_id) = 0 then 'site' {kind} else 'company' end as scope_type,
        case when grouping(queue_id) = 0 then queue_id when grouping(site_id) = 0 then site_id {member} else 'all' end as scope_id"""


def quantiles(header: KpiHeader, quantile: float, period: str, period_sql: str, *, is_counted: bool) -> str:
    """Give the interpolated quantile (type 7) of observations by scope and period; n is the number of observations.

    `kpi_observation` holds equal ones counted (`is_counted`) or every one by itself, which where most are unlike each other takes
    a quarter of the time. Both give the same number: a quantile is told to a hundred-millionth, below which the two ways round apart.
    """
    cases = ", cases" if is_counted else ""
    source = f"(select {keys_of(header)}, observation{cases}, business_date as day, {period_sql} as {period} from kpi_observation)"
    values = (_of_counts if is_counted else _of_each)(header, quantile, period, source)
    # a quantile of a day knows its day; that of a month counts them, each once
    days = f"(select distinct {keys_of(header)}, day, {period} from {source} as observed)"
    return f"""
    select scope_type, scope_id, {period}, last_day, days, cast(null as double) as numerator, cast(null as double) as denominator,
        round(value, 8) as value, n
    from ({values}
    ) as quantiles
    join (
        select {scope_names(header)}, {period}, count(distinct day) as days, max(day) as last_day
        from {days} as seen
        group by {scopes_of(header, period)}
    ) as extent using (scope_type, scope_id, {period})"""


def _of_each(header: KpiHeader, quantile: float, period: str, source: str) -> str:
    return f"""
        select {scope_names(header)}, {period}, count(*) as n, percentile_cont({quantile}) within group (order by observation) as value
        from {source} as observed
        group by {scopes_of(header, period)}"""


def _of_counts(header: KpiHeader, quantile: float, period: str, source: str) -> str:
    return f"""
        select scope_type, scope_id, {period}, n, low * (1 - (rank - floor(rank))) + high * (rank - floor(rank)) as value
        from (
            select scope_type, scope_id, {period}, cast(max(n) as bigint) as n, max(rank) as rank,
                max(observation) filter (where upto - cases <= floor(rank)) as low,
                min(observation) filter (where upto > floor(rank) + 1 or upto >= n) as high
            from (
                select ranked.*, {quantile} * (n - 1) as rank
                from (
                    select scope_type, scope_id, {period}, observation, cases,
                        sum(cases) over (partition by scope_type, scope_id, {period} order by observation) as upto,
                        sum(cases) over (partition by scope_type, scope_id, {period}) as n
                    from (
                        select {scope_names(header)}, {period}, observation, sum(cases) as cases
                        from {source} as counted
                        group by {scopes_of(header, period, "observation")}
                    ) as by_scope
                ) as ranked
            ) as placed
            group by scope_type, scope_id, {period}
        ) as neighbours"""
