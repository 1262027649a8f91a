"""From the temporary view `incoming` into `raw`: which records are new, and which were told before.

Belongs here: set-based SQL over the records of a batch of files, inside its transaction. Does not: reading files
(pipelines/engine/loading.py), manifest and quarantine (ingest), which days they touch (touched_days).
"""

from collections.abc import Sequence
from typing import Any

from assets.clocks import Clocks
from assets.readers.records import Kind
from assets.touched_days import OWN, note_days, team_names
from assets.warehouse import Warehouse, run

GOOD = "reason is null and not is_skipped"
# What queue_log writes where there is no queue.
NO_QUEUE = "NONE"
WORDS = {
    "call": ("outcome",),
    "ticket": ("status", "priority"),
    "ticket_update": ("status", "priority"),
    "ticket_user": ("role",),
    "dispatch_event": ("event",),
    "shift_activity": ("activity",),
}


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
    note_days(engine, kind, of, clocks, contested=contested)
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
    names = team_names(engine, of["source_id"]) if kind.name.startswith("ticket") else {}
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
