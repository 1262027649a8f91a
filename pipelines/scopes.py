"""From a KPI's queues to every scope at once: what its rows are grouped by, and what is told of each scope.

Belongs here: SQL that every KPI shares. Does not: reading or writing tables (`kpis`).
"""

from pipelines.declarations import KpiHeader


def keys_of(header: KpiHeader) -> str:
    """Name what a KPI's rows are counted by; the declared subset is a column of the file, true for the rows that belong to it."""
    return "site_id, queue_id" + (f", is_{header.subset}" if header.subset else "")


def by_scope(header: KpiHeader, told: str, *by: str, source: str) -> str:
    """Select `told` of a source with the KPI's keys for every scope at once, by `by` within each: scope_type, scope_id, `by`, `told`.

    A row without a queue counts for its site, one without a site for the company only: a scope without an id is dropped later.
    The subset is asked for by itself, of its own rows: most KPIs have few of them.
    """
    inner = ", ".join(by)
    subset = f"""
union all
select '{header.subset}' as scope_type, 'all' as scope_id, {inner}, {told}
from {source} as observed
where is_{header.subset}
group by {inner}"""
    return f"""
select case when grouping(queue_id) = 0 then 'queue' when grouping(site_id) = 0 then 'site' else 'company' end as scope_type,
    case when grouping(queue_id) = 0 then queue_id when grouping(site_id) = 0 then site_id else 'all' end as scope_id, {inner}, {told}
from {source} as observed
group by grouping sets ((queue_id, {inner}), (site_id, {inner}), ({inner})){subset if header.subset else ""}"""
