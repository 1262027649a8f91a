"""The manifest's rows: what became of every file, as people and later runs read it.

Belongs here: `FileResult` and its row in ops.file_manifest. Does not: deciding what becomes of a file (batches, ingest).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assets.landing import Delivered, naive_utc
from assets.ops_tables import OPS_TABLES
from assets.warehouse import Warehouse

COUNTS = ("records", "loaded", "duplicates", "quarantined", "skipped", "repaired")


@dataclass(frozen=True)
class FileResult:
    """What became of one file. `superseded` counts records of files loaded before that this one replaced."""

    name: str
    source_id: str | None
    kind: str | None
    status: str
    message: str | None
    file_id: int
    records: int = 0
    loaded: int = 0
    duplicates: int = 0
    quarantined: int = 0
    skipped: int = 0
    repaired: int = 0
    superseded: int = 0


def next_file_id(engine: Warehouse) -> int:
    """Give the number the next file gets."""
    return int(engine.rows("select coalesce(max(file_id), 0) + 1 from ops.file_manifest")[0][0])


def note_file(
    engine: Warehouse,
    file: Delivered,
    *,
    file_id: int,
    status: str,
    load_id: str,
    now: datetime,
    message: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> FileResult:
    """Write a file's row, in place of that of an earlier attempt that failed, and give it as a result."""
    told = dict(facts or {})
    superseded = told.pop("superseded", 0)
    row: dict[str, Any] = dict.fromkeys(OPS_TABLES["ops.file_manifest"][1]) | {
        "file_id": file_id,
        "source_id": file.source.id if file.source else None,
        "path": file.name,
        "bytes": file.size,
        "mtime": file.mtime,
        "status": status,
        "message": message,
        "settings_hash": file.settings_hash,
        "load_id": load_id,
        "loaded_at": naive_utc(now),
    }
    row |= dict.fromkeys(COUNTS, 0) | told
    with engine.transaction():
        if file.is_second_attempt:
            engine.run(
                "delete from ops.file_manifest where path = $path and status in ('refused', 'unclaimed', 'ignored')", {"path": file.name}
            )
        places = ", ".join(f"${name}" for name in row)
        engine.run(f"insert into ops.file_manifest ({', '.join(row)}) values ({places})", row)
    counts = {name: int(row[name]) for name in COUNTS}
    return FileResult(file.name, row["source_id"], row["kind"], status, message, file_id, **counts, superseded=superseded)
