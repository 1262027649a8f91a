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
