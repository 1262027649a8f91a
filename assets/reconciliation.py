"""The proof that nothing is lost: records counted in a file's bytes against rows in the tables, recomputable at any time.

Belongs here: one row a loaded file, and one a source and rebuilt day, in ops.reconciliation. Does not: the conservation law of
a queue's calls (expectations).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from assets.clocks import Clock, Clocks
from assets.warehouse import Warehouse

CHECK = "records_of_file"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
BUCKET_S = 900  # every zone's offset and every switch is a multiple of a quarter of an hour
# raw table -> its instant, what of it counts, and the table that must hold as many rows of a day
BALANCES: Mapping[str, tuple[str, str, str, str]] = {
    "events_of_day": ("raw.queue_event", "at_utc", "true", "staging.queue_event"),
    "calls_of_day": ("raw.call", "entered_at_utc", "true", "staging.call"),
    "totals_of_day": ("raw.interval_total", "at_utc", "true", "staging.interval_total"),
    "trunk_calls_of_day": ("raw.trunk_call", "at_utc", "true", "staging.trunk_call"),
    "tickets_of_day": ("raw.ticket", "created_at_utc", "true", "staging.ticket"),
    "surveys_of_day": ("raw.survey", "at_utc", "true", "staging.survey"),
    "dispatches_of_day": ("raw.dispatch", "at_utc", "true", "staging.dispatch"),
    "dispatch_events_of_day": ("raw.dispatch_event", "at_utc", "true", "staging.dispatch_event"),
    "reviews_of_day": ("raw.review", "at_utc", "true", "staging.review"),
    "legs_of_day": ("raw.queue_event", "at_utc", "verb = 'ENTERQUEUE'", "core.queue_log_leg"),
    "call_legs_of_day": ("raw.call", "entered_at_utc", "true", "core.queue_leg"),
}
# Records that are no leg of their own, because another source tells the same call: they stand in a table beside.
BESIDE: Mapping[str, str] = {"call_legs_of_day": "core.twin_call"}
# A view is asked by the instant that is stored below it: so a day costs a day, however long the history.
VIEWS = ("staging.call",)
# Tables that hold rows of other raw tables too: which sources the check is about.
SOURCES: Mapping[str, str] = {
    "call_legs_of_day": "in (select source_id from raw.call)",
    "tickets_of_day": "not in (select source_id from raw.ticket_update)",
}
# Lines of a queue log (left) and what of them is part of a leg (right). What is left over belongs to calls whose entry no file tells,
# as where a log begins in the middle of a call: they are no legs, and here they are counted.
LEFT_OVER: Mapping[str, tuple[str, str]] = {
    "ends_of_day": (
        "select source_id, queue, at_utc from raw.queue_event"
        " where verb in (select verb from config.queue_verb where leg_part in ('end', 'exit'))",
        "select source_id, queue_raw as queue, ended_at_utc as at_utc from core.queue_log_leg where ended_at_utc is not null",
    ),
    "connections_of_day": (
        "select source_id, queue, at_utc from raw.queue_event where verb = 'CONNECT'",
        # a call that leaves and comes back inside one second has two legs for that second, and the line is still one
        "select event.source_id, event.queue, event.at_utc from raw.queue_event event semi join core.queue_log_leg leg"
        " on leg.source_id = event.source_id and leg.call_id = event.call_id and leg.queue_raw = trim(event.queue)"
        " and event.at_utc >= leg.entered_at_utc and (leg.ended_at_utc is null or event.at_utc <= leg.ended_at_utc)"
        " and leg.business_date between $first and $last where event.verb = 'CONNECT'",
    ),
}
COLUMNS = {
    "check_id": "varchar",
    "source_id": "varchar",
    "file_id": "bigint",
    "business_date": "date",
    "lhs": "bigint",
    "rhs": "bigint",
    "residual": "bigint",
    "passed": "boolean",
}


def reconcile(engine: Warehouse) -> pd.DataFrame:
    """Recompute every file's balance, write it to ops.reconciliation and return it.

    lhs was counted by the gate before any database saw the file; rhs is counted in the tables as they stand now. Only headers,
    blank lines and records a reader skips leave no row, so their number comes from the manifest.
    """
    kinds = [kind for (kind,) in engine.rows("select distinct kind from ops.file_manifest where status = 'loaded' order by kind")]
    raw = " union all ".join(f"select file_id, count(*) as n from raw.{kind} group by file_id" for kind in kinds)
    with engine.transaction():
        engine.run("delete from ops.reconciliation where check_id = $check_id", {"check_id": CHECK})
        if kinds:
            engine.run(
                f"""
                insert into ops.reconciliation
                with stored as (select file_id, sum(n) as n from ({raw}) group by file_id),
                doubled as (select file_id, count(*) as n from ops.duplicate group by file_id),
                refused as (select file_id, count(*) as n from ops.quarantine group by file_id),
                balance as (
                    select
                        f.source_id,
                        f.file_id,
                        f.records as lhs,
                        cast(coalesce(stored.n, 0) + coalesce(doubled.n, 0) + coalesce(refused.n, 0) + f.skipped as bigint) as rhs,
                    from ops.file_manifest f
                    left join stored on stored.file_id = f.file_id
                    left join doubled on doubled.file_id = f.file_id
                    left join refused on refused.file_id = f.file_id
                    where f.status = 'loaded'
                )
                select $check_id, source_id, file_id, cast(null as date), lhs, rhs, lhs - rhs, lhs = rhs from balance
                """,
                {"check_id": CHECK},
            )
    return engine.read("select * from ops.reconciliation where check_id = $check_id order by file_id", {"check_id": CHECK})


def reconcile_days(engine: Warehouse, clocks: Clocks, days: Mapping[str, Set[date]]) -> pd.DataFrame:
    """Balance the days a run has rebuilt, source by source, write the rows to ops.reconciliation and return them.

    `days` are the rebuilt days by raw table. lhs counts raw records in quarters of an hour and gives each its business day
    with Python's own time zones; rhs counts what SQL made of that day through config.zone_day: no query feeds both.
    """
    rows = [row for check in BALANCES for row in _balance(engine, clocks, check, days.get(BALANCES[check][0], frozenset()))]
    rows += [row for check in LEFT_OVER for row in _left_over(engine, clocks, check, days.get("raw.queue_event", frozenset()))]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    by = ("check_id", "source_id", "business_date")
    engine.write("ops.reconciliation", frame, columns=COLUMNS, how="upsert", by=by)
    return frame


def _balance(engine: Warehouse, clocks: Clocks, check: str, days: Set[date]) -> Iterator[tuple[object, ...]]:
    if not days:
        return
    table, at, counted, made = BALANCES[check]
    window = {"first": min(days) - timedelta(days=2), "last": max(days) + timedelta(days=3)}
    names = dict(engine.rows("select distinct group_id, name from raw.ticket_group")) if table == "raw.ticket" else {}
    lhs = _by_day(engine, clocks, f"select source_id, queue, {at} as at_utc from {table} where {counted}", window, names)
    sources = f"and source_id {SOURCES[check]} " if check in SOURCES else ""
    stored = f" where {at} >= $since and {at} < $until" if made in VIEWS else ""
    rows = " union all ".join(f"select source_id, business_date from {told}" for told in (made + stored, BESIDE.get(check)) if told)
    found = engine.rows(
        f"select source_id, business_date, count(*) from ({rows}) where business_date between $first and $last {sources}group by all",
        {"first": min(days), "last": max(days)} | ({"since": window["first"], "until": window["last"]} if stored else {}),
    )
    rhs = {(source, day): int(n) for source, day, n in found}
    for source, day in sorted({*lhs, *rhs}):
        if day in days:
            left, right = lhs[source, day], rhs.get((source, day), 0)
            yield check, source, None, day, left, right, left - right, left == right


def _left_over(engine: Warehouse, clocks: Clocks, check: str, days: Set[date]) -> Iterator[tuple[object, ...]]:
    """Count lines of a queue log (lhs) and those of them that are part of a leg (rhs), by the day of the line.

    Less than nothing is left over only where one line was taken for two legs.
    """
    if not days:
        return
    window = {"first": min(days) - timedelta(days=2), "last": max(days) + timedelta(days=3)}
    lhs, rhs = (_by_day(engine, clocks, lines, window, {}) for lines in LEFT_OVER[check])
    for source, day in sorted({*lhs, *rhs}):
        if day in days:
            left, right = lhs[source, day], rhs[source, day]
            yield check, source, None, day, left, right, left - right, left >= right


def _by_day(
    engine: Warehouse, clocks: Clocks, instants: str, window: Mapping[str, date], names: Mapping[str, str]
) -> Counter[tuple[str, date]]:
    """Count instants by source and business day: in quarters of an hour, each given its day by Python's own time zones."""
    found: Counter[tuple[str, date]] = Counter()
    known: dict[tuple[Clock, int], date] = {}
    buckets = engine.rows(
        f"select source_id, queue, cast(floor(epoch(at_utc) / {BUCKET_S}) as bigint), count(*) from ({instants}) "
        "where at_utc >= $first and at_utc < $last group by all",
        window,
    )
    for source, queue, bucket, n in buckets:
        clock = clocks.clock(source, queue.strip() if queue else queue, names=names)
        if (clock, bucket) not in known:
            known[clock, bucket] = clock.day(EPOCH + timedelta(seconds=bucket * BUCKET_S))
        found[source, known[clock, bucket]] += n
    return found
