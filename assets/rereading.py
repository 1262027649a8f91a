"""Files whose source entry was corrected after they were loaded: what they gave is forgotten, so that they are read anew.

Belongs here: forgetting. Does not: finding them (landing), reading them (ingest). Only files that still lie in the landing
folder are forgotten: what nobody could read again must never be thrown away. And only when each of them can be read with the
entry as it is now: a mistake in it would otherwise take away what had been loaded.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from assets.batches import PART, Run, refusal
from assets.clocks import Clocks
from assets.judged_tickets import tickets_judged
from assets.landing import Delivered
from assets.readers.records import KINDS, Kind
from assets.warehouse import Warehouse, run

REASON = "read anew"
OF_FILES = "file_id in (select unnest($numbers))"
SHOWN_FILES = 3


class WouldBeLost(Exception):
    """Files that are loaded would not be with their source's changed entry; the message says which, why, and what to do."""


def refuse_to_lose(run: Run, files: Sequence[Delivered]) -> None:
    """Try every file that is to be read anew, and raise `WouldBeLost` where one would not be loaded; nothing is loaded here."""
    anew = [file for file in files if file.is_read_anew]
    with tempfile.TemporaryDirectory(prefix="switchboard-") as folder:
        refused = [(file, told) for file in anew if (told := refusal(run, file, clean_path=Path(folder) / "tried"))]
    if not refused:
        return
    sources = sorted({file.source.id for file, _ in refused if file.source})
    named = "\n".join(f"  {file.name}: {told.removeprefix(f'{file.name}: ')}" for file, told in refused[:SHOWN_FILES])
    more = f"\n  and {len(refused) - SHOWN_FILES} more" if len(refused) > SHOWN_FILES else ""
    raise WouldBeLost(
        f"config/sources.yaml: the entry of source {', '.join(sources)} has changed, and with it {len(refused)} of {len(anew)} files that "
        f"are loaded would be lost. Nothing was changed; what they gave stands.\n{named}{more}\n"
        "Correct the entry and run again. A file whose records shall go has to leave the landing folder first."
    )


def forget(engine: Warehouse, files: Sequence[Delivered], clocks: Clocks, *, load_id: str) -> int:
    """Take back what these files gave, in one transaction, and mark its days; gives the number of files that had been loaded."""
    names = {file.name for file in files if file.is_read_anew}
    with engine.transaction():
        found = engine.rows("select file_id, kind, source_id, path from ops.file_manifest where status in ('loaded', 'copy')")
        told = [(file_id, kind, source) for file_id, kind, source, path in found if path in names or path.rpartition(PART)[0] in names]
        for kind, source in sorted({(kind, source) for _, kind, source in told if kind}):
            numbers = [file_id for file_id, own_kind, own_source in told if (own_kind, own_source) == (kind, source)]
            _mark_days(engine, KINDS[kind], source, numbers, clocks, load_id=load_id)
            run(engine, f"delete from raw.{kind} where file_id in (select unnest($numbers))", {"numbers": numbers})
        for table in ("ops.duplicate", "ops.quarantine", "ops.file_manifest"):
            numbers = [file_id for file_id, _, _ in told]
            run(engine, f"delete from {table} where file_id in (select unnest($numbers))", {"numbers": numbers})
    return len(told)


def _mark_days(engine: Warehouse, kind: Kind, source: str, numbers: Sequence[int], clocks: Clocks, *, load_id: str) -> None:
    """Mark the days of the records; what is told about tickets marks the days its source's tickets were created on."""
    mine = {"source": source, "numbers": list(numbers)}
    if kind.name.startswith("ticket"):
        touched = [(source, "select created_at_utc as at_utc, queue from raw.ticket where source_id = $source", "raw.ticket")]
    else:
        queue = kind.queue or "cast(null as varchar)"
        touched = [(source, f"select {kind.at} as at_utc, {queue} as queue from {kind.table} where {OF_FILES}", kind.table)]
    touched += tickets_judged(engine, kind, own=OF_FILES, of=mine)
    for desk, told, table in touched:
        spans = engine.rows(
            f"select trim(queue), min(at_utc), max(at_utc) from ({told}) where at_utc is not null "
            "group by trim(queue), cast(at_utc as date)",
            mine,
        )
        is_of_tickets = table.startswith("raw.ticket")
        names = dict(engine.rows("select distinct group_id, name from raw.ticket_group")) if is_of_tickets else {}
        run(
            engine,
            "insert into ops.dirty_day select $table, day, $reason, $load_id from (select unnest(cast($days as date[])) as day)",
            {"table": table, "days": sorted(clocks.days(desk, spans, names=names)), "reason": REASON, "load_id": load_id},
        )
