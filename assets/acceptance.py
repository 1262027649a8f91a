"""From the temporary view `incoming` into `raw`: which records are new, which were told before, and which days they touch.

Belongs here: set-based SQL over one file's records, inside the transaction of that file. Does not: reading files
(pipelines/engine/loading.py), manifest and quarantine (ingest).
"""

from dataclasses import dataclass
from typing import Any

from assets.readers.records import Kind
from assets.warehouse import Warehouse, run

GOOD = "reason is null and not is_skipped"
# Call ids that queue_log writes where there is no call.
NO_CALL = "('NONE', 'REALTIME', 'MANAGER', 'CLI')"
# A call may go on past midnight, and its halves may come in any order.
REACH = "interval 2 day"
WORDS = {"call": ("outcome",), "ticket": ("status", "priority"), "ticket_user": ("role",)}


@dataclass(frozen=True)
class Accepted:
    """What became of a file's good records."""

    loaded: int
    duplicates: int
    superseded: int


def accept(engine: Warehouse, kind: Kind, *, source_id: str, file_id: int, load_id: str) -> Accepted:
    """Insert the new records, set aside those told twice, and note the business days that changed."""
    of = {"source_id": source_id, "file_id": file_id, "load_id": load_id}
    run(engine, "drop table if exists contest", {})
    contested = _contest_of_keys(engine, kind, of) if kind.key else _contest_of_lines(engine, kind, of)
    columns = ", ".join(column.name for column in kind.columns)
    losers = "and line not in (select line from contest where is_new and not is_kept)" if contested else ""
    run(
        engine,
        f"insert into {kind.table} (source_id, file_id, line, load_id, {columns}) "
        f"select $source_id, $file_id, line, $load_id, {columns} from incoming where {GOOD} {losers}",
        of,
    )
    _note_unmapped(engine, kind, of)
    _note_days(engine, kind, of, contested=contested)
    duplicates = superseded = 0
    if contested:
        duplicates, superseded = _set_aside(engine, kind, of)
    loaded = int(engine.rows(f"select count(*) from {kind.table} where file_id = $file_id", of)[0][0])
    return Accepted(loaded, duplicates, superseded)


def _contest_of_keys(engine: Warehouse, kind: Kind, of: dict[str, Any]) -> bool:
    """Make `contest`: every record, new or in raw, whose key is told more than once. The greatest version stays.

    Of records with that version's content the first stays; so a redelivery changes nothing, and a correction does.
    """
    own = [name for name in kind.key if name != "source_id"]
    key, version = ", ".join(own), kind.version or "null"
    content = "hash(" + ", ".join(column.name for column in kind.columns) + ")"
    run(
        engine,
        f"""
        create or replace temp table contested as
        select {key} from incoming where {GOOD} group by {key} having count(*) > 1
        union
        select {key} from {kind.table} old
        where source_id = $source_id and ({key}) in (select ({key}) from incoming where {GOOD})
        """
        if len(own) > 1
        else f"""
        create or replace temp table contested as
        select {key} from incoming where {GOOD} group by {key} having count(*) > 1
        union
        select old.{key} from {kind.table} old semi join (select {key} from incoming where {GOOD}) fresh using ({key})
        where old.source_id = $source_id
        """,
        of,
    )
    if not engine.rows("select 1 from contested limit 1"):
        return False
    run(
        engine,
        f"""
        create or replace temp table contest as
        with told as (
            select true as is_new, cast(null as bigint) as place, $file_id as file_id, line, {key}, {version} as version,
                {content} as content
            from incoming semi join contested using ({key}) where {GOOD}
            union all
            select false, old.rowid, file_id, line, {key}, {version}, {content}
            from {kind.table} old semi join contested using ({key}) where source_id = $source_id
        ),
        latest as (
            select *, first_value(content) over (partition by {key} order by version desc nulls last, file_id desc, line desc) as stays
            from told
        ),
        ranked as (
            select *, row_number() over first_told as position, first_value(file_id) over first_told as kept_file_id,
                first_value(line) over first_told as kept_line
            from latest
            window first_told as (partition by {key} order by content = stays desc, file_id, line)
        )
        select is_new, place, file_id, line, position = 1 as is_kept, kept_file_id, kept_line,
            case when content = stays then 'equal' else 'older_version' end as reason
        from ranked
        """,
        of,
    )
    return True


def _contest_of_lines(engine: Warehouse, kind: Kind, of: dict[str, Any]) -> bool:
    """Make `contest` for a log: the n-th equal line of this file is the n-th equal line already in raw."""
    span = engine.rows(f"select min({kind.at}), max({kind.at}) from incoming where {GOOD}")[0]
    window = of | {"first_at": span[0], "last_at": span[1]}
    old = f"from {kind.table} where source_id = $source_id and {kind.at} between $first_at and $last_at"
    if span[0] is None or not engine.rows(f"select 1 {old} limit 1", window):
        return False
    content = "hash(" + ", ".join(column.name for column in kind.columns) + ")"
    run(
        engine,
        f"""
        create or replace temp table contest as
        with fresh as (select line, {content} as content from incoming where {GOOD}),
        told as (select file_id, line, {content} as content {old}),
        fresh_numbered as (
            select line, content, row_number() over (partition by content order by line) as n
            from fresh semi join told using (content)
        ),
        told_numbered as (
            select file_id, line, content, row_number() over (partition by content order by file_id, line) as n
            from told semi join fresh using (content)
        )
        select true as is_new, cast(null as bigint) as place, $file_id as file_id, fresh_numbered.line, false as is_kept,
            told_numbered.file_id as kept_file_id, told_numbered.line as kept_line, 'equal' as reason
        from fresh_numbered join told_numbered using (content, n)
        """,
        window,
    )
    return bool(engine.rows("select 1 from contest limit 1"))


def _set_aside(engine: Warehouse, kind: Kind, of: dict[str, Any]) -> tuple[int, int]:
    """Move the losers of the contest to ops.duplicate, each counted to its own file."""
    run(
        engine,
        "insert into ops.duplicate select $source_id, file_id, line, kept_file_id, kept_line, reason from contest where not is_kept", of
    )
    duplicates, superseded = engine.rows(
        "select count(*) filter (where is_new), count(*) filter (where not is_new) from contest where not is_kept"
    )[0]
    if superseded:
        run(engine, f"delete from {kind.table} where rowid in (select place from contest where not is_new and not is_kept)", {})
        run(
        engine,
            """
            update ops.file_manifest f set loaded = loaded - lost.n, duplicates = duplicates + lost.n
            from (select file_id, count(*) as n from contest where not is_new and not is_kept group by file_id) lost
            where f.file_id = lost.file_id
            """,
            {},
        )
    return int(duplicates), int(superseded)


def _note_unmapped(engine: Warehouse, kind: Kind, of: dict[str, Any]) -> None:
    """Count queues and words that config does not know, before anybody looks for them in vain."""
    parts = []
    if kind.queue:
        named = "or name in (select queue_raw from config.queue_alias where source_id = $source_id)"
        group = f"or word in (select group_id from raw.ticket_group where source_id = $source_id and (false {named}))"
        parts.append(
            f"""
            select 'queue' as field, trim({kind.queue}) as word, count(*) as n, min(line) as line from {kind.table}
            where file_id = $file_id and trim({kind.queue}) <> 'NONE'
            group by trim({kind.queue})
            having not (word in (select queue_raw from config.queue_alias where source_id = $source_id)
                {group if kind.name == "ticket" else ""})
            """
        )
    parts += [
        f"""
        select '{field}' as field, trim({field}) as word, count(*) as n, min(line) as line from {kind.table}
        where file_id = $file_id and {field} is not null
        group by trim({field})
        having lower(word) not in (select word from config.word where source_id = $source_id and field = '{field}')
        """
        for field in WORDS.get(kind.name, ())
    ]
    for part in parts:
        found = engine.rows(part, of)
        for field, word, n, line in found:
            what = of | {"field": field, "word": word, "n": n, "line": line}
            same = "source_id = $source_id and field = $field and word = $word"
            if engine.rows(f"select 1 from ops.unmapped where {same}", what):
                run(engine, f"update ops.unmapped set n = n + $n where {same}", what)
            else:
                run(engine, "insert into ops.unmapped values ($source_id, $field, $word, $n, $file_id, $line)", what)


def _note_days(engine: Warehouse, kind: Kind, of: dict[str, Any], *, contested: bool) -> None:
    """Add the business days of new, superseded and related records to ops.dirty_day."""
    touched = [("loaded", f"select {kind.at} as at_utc, {kind.queue or 'null'} as queue from {kind.table} where file_id = $file_id")]
    if contested:
        lost = "rowid in (select place from contest where not is_new and not is_kept)"
        touched.append(("superseded", f"select {kind.at} as at_utc, {kind.queue or 'null'} as queue from {kind.table} where {lost}"))
    own = f"(select * from {kind.table} where file_id = $file_id)"
    span = f"(select min({kind.at}) - {REACH} from {own}) and (select max({kind.at}) + {REACH} from {own})"
    table = kind.table
    if kind.name == "queue_event":
        touched.append(
            (
                "related",
                f"select at_utc, queue from {table} old where source_id = $source_id and at_utc between {span} and file_id <> $file_id "
                f"and call_id in (select call_id from {own} where call_id not in {NO_CALL})",
            )
        )
    elif kind.name == "call":
        touched.append(
            (
                "related",
                f"select entered_at_utc as at_utc, queue from {table} where source_id = $source_id and entered_at_utc between {span} "
                f"and file_id <> $file_id and contact_id in (select contact_id from {own} where contact_id <> leg_id)",
            )
        )
    elif kind.name in ("ticket_event", "ticket_user", "ticket_group"):
        # What is told about a ticket belongs to the day the ticket was created.
        of_tickets = {
            "ticket_event": f"ticket_id in (select ticket_id from {own})",
            "ticket_group": f"queue in (select group_id from {own})",
            "ticket_user": "ticket_id in (select ticket_id from raw.ticket_event where source_id = $source_id "
            f"and actor_key in (select user_key from {own}))",
        }[kind.name]
        touched = [("related", f"select created_at_utc as at_utc, queue from raw.ticket where source_id = $source_id and {of_tickets}")]
        table = "raw.ticket"
    elif kind.name == "ticket":
        merged = f"(select unnest(string_split(absorbed_ids, ',')) from {own} where absorbed_ids is not null)"
        touched.append(
            ("related", f"select created_at_utc as at_utc, queue from {table} where source_id = $source_id and trim(ticket_id) in {merged}")
        )
    for reason, select in touched:
        run(engine, _days(select), of | {"reason": reason, "table": table})


def _days(touched: str) -> str:
    """Insert the business days of `touched` (at_utc, queue): the queue's site and day start, else the source's."""
    return f"""
        insert into ops.dirty_day
        with minutes as (
            select distinct trim(queue) as queue, date_trunc('minute', at_utc) as at_utc from ({touched}) where at_utc is not null
        ),
        sited as (
            select minutes.at_utc, coalesce(q.site_id, grouped.site_id, s.site_id) as site_id
            from minutes
            join config.source s on s.source_id = $source_id
            left join config.queue_alias a on a.source_id = s.source_id and a.queue_raw = minutes.queue
            left join config.queue q on q.queue_id = a.queue_id
            left join (
                select g.group_id, min(q.site_id) as site_id
                from raw.ticket_group g
                join config.queue_alias a on a.source_id = g.source_id and a.queue_raw = trim(g.name)
                join config.queue q on q.queue_id = a.queue_id
                where g.source_id = $source_id
                group by g.group_id
            ) grouped on grouped.group_id = minutes.queue
        ),
        days as (
            select distinct cast(sited.at_utc + to_seconds(
                case when z.switch_at is null or sited.at_utc < z.switch_at then z.offset_s else z.offset_after_s end - site.day_start_s
            ) as date) as business_date
            from sited
            join config.site site on site.site_id = sited.site_id
            join config.zone_day z on z.zone = site.timezone and z.reading = 'utc' and z.date = cast(sited.at_utc as date)
        )
        select $table, business_date, $reason, $load_id from days
        where not exists (
            select 1 from ops.dirty_day d
            where d.table_name = $table and d.business_date = days.business_date and d.reason = $reason and d.load_id = $load_id
        )
        """
