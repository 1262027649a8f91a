"""Harlequin's adapter reads a published database: connected read-only, the catalogue, a join, a write refused.

Runs in Harlequin's environment, not in the product's (`python -m tests.bi` makes that, and starts this). Prints one JSON line a finding.
"""

import json
import sys
from typing import Any


def told(what: str, result: Any, *, passed: bool) -> None:
    """Print a finding."""
    print(json.dumps({"what": what, "result": str(result), "passed": passed}), flush=True)


def check(published: str) -> None:
    """Look at the published database as Harlequin does."""
    from harlequin_duckdb.adapter import DuckDbAdapter

    connection = DuckDbAdapter((published,), no_init=True, read_only=True).connect()
    told("connected read-only", "yes", passed=True)
    tables: dict[str, int] = {}
    for database in connection.get_catalog().items:
        for schema in database.fetch_children():
            for table in schema.fetch_children() if schema.label == "marts" else ():
                tables[table.label] = len(table.fetch_children())
    known = {"scorecard", "kpi_daily", "kpi_monthly", "dim_queue", "meta_kpi"}
    told("tables in the catalogue, each with columns", len(tables), passed=known <= set(tables) and min(tables.values()) > 0)
    cursor = connection.execute(
        "select queue.name, sum(daily.numerator) / sum(daily.denominator) from marts.kpi_daily as daily"
        " join marts.dim_queue as queue on queue.queue_id = daily.scope_id where daily.kpi = 'service_level' group by queue.name"
    )
    rows = cursor.fetchall() if cursor is not None else None
    told("a join with a dimension", f"{rows.num_rows if hasattr(rows, 'num_rows') else len(rows or ())} queues", passed=bool(rows))
    try:
        connection.execute("create table marts.mine as select 1 as x")
        told("a write is refused", "it was not", passed=False)
    except Exception as error:  # the adapter's own class, which wraps DuckDB's message
        told("a write is refused", f"{getattr(error, 'msg', error)}"[:80], passed="read-only" in str(getattr(error, "msg", error)))


if __name__ == "__main__":
    check(sys.argv[1])
