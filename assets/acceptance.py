"""From the temporary view `incoming` into `raw`: which records are new, which were told before, and which days they touch.

Belongs here: set-based SQL over the records of a batch of files, inside its transaction. Does not: reading files
(pipelines/engine/loading.py), manifest and quarantine (ingest).
"""

from collections.abc import Sequence
from typing import Any

from assets.clocks import Clocks
from assets.judged_tickets import tickets_judged
from assets.readers.records import Kind
from assets.stitched_days import stitched_told
from assets.twin_days import twins_told
from assets.warehouse import Warehouse, run

GOOD = "reason is null and not is_skipped"
# What queue_log writes where there is no queue, and no call.
OWN = "file_id between $first_file and $last_file"
NO_QUEUE = "NONE"
NO_CALL = "('NONE', 'REALTIME', 'MANAGER', 'CLI')"
# A call may go on past midnight, and its halves may come in any order.
REACH = "interval 2 day"
WORDS = {
    "call": ("outcome",),
    "ticket": ("status", "priority"),
    "ticket_update": ("status", "priority"),
    "ticket_user": ("role",),
    "dispatch_event": ("event",),
    "shift_activity": ("activity",),
}
# What is told about a ticket in tables of its own, and what is told about all of them at once.
ABOUT_TICKETS = ("ticket_event", "ticket_sla", "ticket_metric_event", "ticket_figure", "ticket_work")
ABOUT_ALL_TICKETS = ("schedule", "schedule_holiday", "sla_target", "ticket_state")


def accept(
    engine: Warehouse, kind: Kind, *, source_id: str, file_ids: Sequence[int], load_id: str, clocks: Clocks
) -> dict[int, tuple[int, int]]:
    """Insert the new records, set aside those told twice, and note the business days that changed.

    `file_ids` are those of `incoming`, without a gap. Gives, where it is not (0, 0), a file's duplicates and the number of
    records of files loaded before that it replaced.
    """
    of = {"source_id": source_id, "first_file": min(file_ids), "last_file": max(file_ids), "load_id": load_id}
    run(engine, "drop table if exists contest", {})
    contested = _contest_of_keys(engine, kind, of) if kind.key else _contest_of_lines(engine, kind, of)
    columns = ", ".join(column.name for column in kind.columns)
    # a record of several rows has one place, and not all of its rows need be told before
    place = ", ".join(("file_id", "line", *_own_key(kind)))
    losers = f"and ({place}) not in (select ({place}) from contest where is_new and not is_kept)" if contested else ""
    run(
        engine,
        f"insert into {kind.table} (source_id, file_id, line, load_id, {columns}) "
        f"select $source_id, file_id, line, $load_id, {columns} from incoming where {GOOD} {losers}",
        of,
    )
    _note_unmapped(engine, kind, of, clocks)
    _note_days(engine, kind, of, clocks, contested=contested)
    return _set_aside(engine, kind, of) if contested else {}


def _own_key(kind: Kind) -> list[str]:
    return [name for name in kind.key if name != "source_id"]


def _contest_of_keys(engine: Warehouse, kind: Kind, of: dict[str, Any]) -> bool:
    """Make `contest`: every record, new or in raw, whose key is told more than once. The greatest version stays.

    Of records with that version's content the first stays; so a redelivery changes nothing, and a correction does.
    """
    own = _own_key(kind)
    key, version = ", ".join(own), kind.version or "null"
    content = "hash(" + ", ".join(column.name for column in kind.columns) + ")"
    # most files tell nothing twice, and hashes say so in a fraction of the time of texts
    fresh = f"select hash({key}) as key_hash from incoming where {GOOD}"
    known = f"select hash({key}) as key_hash from {kind.table} where source_id = $source_id"
    told_before = f"select 1 from ({fresh}) as fresh inner join ({known}) as known using (key_hash) limit 1"
    if not engine.rows(told_before, {"source_id": of["source_id"]}) and not engine.gives_twice(fresh):
        return False
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
            select true as is_new, cast(null as bigint) as place, file_id, line, {key}, {version} as version,
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
        select is_new, place, file_id, line, {key}, position = 1 as is_kept, kept_file_id, kept_line,
            case when content = stays then 'equal' else 'older_version' end as reason
        from ranked
        """,
        of,
    )
    return True


def _contest_of_lines(engine: Warehouse, kind: Kind, of: dict[str, Any]) -> bool:
    """Make `contest` for a log: the n-th equal line of one file is the n-th equal line of another; the first told stays."""
    span = engine.rows(f"select min({kind.at}), max({kind.at}) from incoming where {GOOD}")[0]
    window = of | {"first_at": span[0], "last_at": span[1]}
    old = f"from {kind.table} where source_id = $source_id and {kind.at} between $first_at and $last_at"
    alone = of["first_file"] == of["last_file"]
    if span[0] is None or (alone and not engine.rows(f"select 1 {old} limit 1", window)):
        return False
    content = "hash(" + ", ".join(column.name for column in kind.columns) + ")"
    run(
        engine,
        f"""
        create or replace temp table contest as
        with told as (
            select true as is_new, file_id, line, {content} as content from incoming where {GOOD}
            union all
            select false, file_id, line, {content} {old}
        ),
        repeated as (select content from told group by content having count(*) > 1),
        numbered as (
            -- rows in raw count as one file: together they are the lines every earlier file agrees on
            select *, row_number() over (
                partition by content, case when is_new then file_id end order by file_id, line
            ) as n
            from told semi join repeated using (content)
        ),
        ranked as (
            select *, row_number() over first_told as position, first_value(file_id) over first_told as kept_file_id,
                first_value(line) over first_told as kept_line
            from numbered
            window first_told as (partition by content, n order by is_new, file_id)
        )
        select is_new, cast(null as bigint) as place, file_id, line, false as is_kept, kept_file_id, kept_line, 'equal' as reason
        from ranked where position > 1
        """,
        window,
    )
    return bool(engine.rows("select 1 from contest limit 1"))


def _set_aside(engine: Warehouse, kind: Kind, of: dict[str, Any]) -> dict[int, tuple[int, int]]:
    """Move the losers of the contest to ops.duplicate, each counted to its own file."""
    run(
        engine,
        "insert into ops.duplicate select $source_id, file_id, line, kept_file_id, kept_line, reason from contest where not is_kept",
        of,
    )
    told: dict[int, tuple[int, int]] = {
        file_id: (duplicates, 0)
        for file_id, duplicates in engine.rows("select file_id, count(*) from contest where is_new and not is_kept group by file_id")
    }
    replaced = engine.rows("select kept_file_id, count(*) from contest where not is_new and not is_kept group by kept_file_id")
    for file_id, superseded in replaced:
        told[file_id] = (told.get(file_id, (0, 0))[0], superseded)
    if replaced:
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
    return told


def _note_unmapped(engine: Warehouse, kind: Kind, of: dict[str, Any], clocks: Clocks) -> None:
    """Count queues and words that config does not know, before anybody looks for them in vain."""
    fields = [*((("queue", kind.queue),) if kind.queue else ()), *((word, word) for word in WORDS.get(kind.name, ()))]
    if not fields:
        return
    told = " union all ".join(
        f"select '{field}', trim({column}), count(*), min({{'file_id': file_id, 'line': line}}) from {kind.table} "
        f"where {OWN} and trim({column}) <> '' group by trim({column})"
        for field, column in fields
    )
    source_id = of["source_id"]
    names = _team_names(engine, of["source_id"]) if kind.name.startswith("ticket") else {}
    for field, word, n, first in engine.rows(told, of):
        if field == "queue":
            known = clocks.knows_queue(source_id, word) or clocks.knows_queue(source_id, names.get(word, "")) or word == NO_QUEUE
        else:
            known = clocks.knows_word(source_id, field, word)
        if known:
            continue
        what = of | {"field": field, "word": word, "n": n} | first
        same = "source_id = $source_id and field = $field and word = $word"
        if engine.rows(f"select 1 from ops.unmapped where {same}", {k: what[k] for k in ("source_id", "field", "word")}):
            run(engine, f"update ops.unmapped set n = n + $n where {same}", what)
        else:
            run(engine, "insert into ops.unmapped values ($source_id, $field, $word, $n, $file_id, $line)", what)


def _team_names(engine: Warehouse, source_id: str) -> dict[str, str]:
    """Help desks name a ticket's team by id; config may know the team by its name instead."""
    teams = engine.rows("select group_id, name from raw.ticket_group where source_id = $source_id", {"source_id": source_id})
    return {group_id: name.strip() for group_id, name in teams}


def _note_days(engine: Warehouse, kind: Kind, of: dict[str, Any], clocks: Clocks, *, contested: bool) -> None:
    """Add the business days of new, superseded and related records to ops.dirty_day."""
    touches = [(of["source_id"], *touched) for touched in _touched(kind, contested=contested)]
    touches += [(of["source_id"], "related", told, kind.table) for told in stitched_told(engine, kind, of, own=OWN)]
    # the days of a call that two sources tell are those of its rows in the export: these are what is left out, or looked up
    touches += [(other, "related", told, "raw.call") for other, told in twins_told(engine, kind, source_id=of["source_id"], own=OWN)]
    touches += [(desk, "related", told, table) for desk, told, table in tickets_judged(engine, kind, own=OWN, of=of)]
    for source_id, reason, touched, table in touches:
        spans = engine.rows(
            f"select trim(queue), min(at_utc), max(at_utc) from ({touched}) where at_utc is not null "
            "group by trim(queue), cast(at_utc as date)",
            of,
        )
        names = _team_names(engine, source_id) if table.startswith("raw.ticket") else {}
        days = clocks.days(source_id, spans, names=names)
        if days:
            run(
                engine,
                """
                insert into ops.dirty_day
                select $table, day, $reason, $load_id from (select unnest(cast($days as date[])) as day)
                where day not in (
                    select business_date from ops.dirty_day where table_name = $table and reason = $reason and load_id = $load_id
                )
                """,
                of | {"table": table, "reason": reason, "days": sorted(days)},
            )


def _touched(kind: Kind, *, contested: bool) -> list[tuple[str, str, str]]:
    """Give (reason, select of at_utc and queue, raw table) of everything a file's records change."""
    table, own = kind.table, f"(select * from {kind.table} where {OWN})"
    queue = kind.queue or "cast(null as varchar)"
    tickets = "select created_at_utc as at_utc, queue from raw.ticket where source_id = $source_id and"
    # A ticket told by its updates alone was created with the first of them, unless one of them says when.
    born = "select coalesce(min(created_at_utc), min(at_utc)) as at_utc, arg_max(queue, at_utc) as queue"
    updated = f"{born} from raw.ticket_update where source_id = $source_id and {{}} group by ticket_id"
    mine = f"ticket_id in (select ticket_id from {own})"
    # What is told about a ticket belongs to the day the ticket was created.
    of_tickets = {
        **dict.fromkeys(ABOUT_TICKETS, mine),
        **dict.fromkeys(ABOUT_ALL_TICKETS, "true"),
        "ticket_group": f"queue in (select group_id from {own})",
        "ticket_user": "ticket_id in (select ticket_id from raw.ticket_event where source_id = $source_id "
        f"and actor_key in (select user_key from {own}))",
    }
    if kind.name in of_tickets:
        which = of_tickets[kind.name]
        return [("related", f"{tickets} {which}", "raw.ticket"), ("related", updated.format(which), "raw.ticket_update")]
    if kind.name == "ticket_update":
        return [("related", f"{tickets} {mine}", "raw.ticket"), ("loaded", updated.format(mine), table)]
    touched = [("loaded", f"select {kind.at} as at_utc, {queue} as queue from {own}", table)]
    if contested:
        lost = "rowid in (select place from contest where not is_new and not is_kept)"
        touched.append(("superseded", f"select {kind.at} as at_utc, {queue} as queue from {table} where {lost}", table))
    old = (
        f"select {kind.at} as at_utc, {queue} as queue from {table} where source_id = $source_id and not {OWN} "
        f"and {kind.at} between (select min({kind.at}) - {REACH} from {own}) and (select max({kind.at}) + {REACH} from {own})"
    )
    if kind.grain:
        # a month's return tells of all its days: its last one is known too, and with it the month is complete
        last_day = f"{kind.at} + interval '1 month' - interval '1 day'"
        touched.append(("loaded", f"select {last_day} as at_utc, {queue} as queue from {own} where {kind.grain} = 'month'", table))
    elif kind.name == "queue_event":
        touched.append(("related", f"{old} and call_id in (select call_id from {own} where call_id not in {NO_CALL})", table))
    elif kind.name == "call":
        touched.append(("related", f"{old} and contact_id in (select contact_id from {own} where contact_id <> leg_id)", table))
    elif kind.name == "ticket":
        merged = f"(select unnest(string_split(absorbed_ids, ',')) from {own} where absorbed_ids is not null)"
        touched.append(("related", f"{tickets} trim(ticket_id) in {merged}", table))
    elif kind.name == "survey":
        # an answer counts on its own day, which may lie after the last on which anybody was asked
        touched.append(("related", f"select answered_at_utc as at_utc, {queue} as queue from {own}", table))
    elif kind.name in ("dispatch", "dispatch_event"):
        # An incident is told where it began, however long it lasts.
        same = f"source_id = $source_id and not {OWN} and incident_id in (select incident_id from {own})"
        touched.append(("related", f"select at_utc, queue from {table} where {same}", table))
    return touched
