"""The manifest's rows: what became of every file, as people and later runs read it.

Belongs here: `FileResult` and its row in ops.file_manifest. Does not: deciding what becomes of a file (batches, ingest).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

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


def loaded_contents(engine: Warehouse) -> dict[int, dict[str, str]]:
    """Give size -> sha256 -> path of every file that was loaded."""
    contents: dict[int, dict[str, str]] = {}
    for size, sha256, path in engine.rows("select bytes, sha256, path from ops.file_manifest where status = 'loaded'"):
        contents.setdefault(size, {})[sha256] = path
    return contents


def next_file_id(engine: Warehouse) -> int:
    """Give the number the next file gets."""
    return int(engine.rows("select coalesce(max(file_id), 0) + 1 from ops.file_manifest")[0][0])


def note_files(
    engine: Warehouse,
    files: Mapping[int, Delivered],
    *,
    status: str,
    load_id: str,
    now: datetime,
    message: str | None = None,
    facts: Mapping[int, Mapping[str, Any]] | None = None,
) -> list[FileResult]:
    """Write the rows of files by their id, in place of those of earlier attempts that failed; give them as results."""
    columns = {name: kind for name, (kind, _) in OPS_TABLES["ops.file_manifest"][1].items()}
    rows, results = [], []
    for file_id, file in files.items():
        told = dict((facts or {}).get(file_id, {}))
        superseded = told.pop("superseded", 0)
        row: dict[str, Any] = dict.fromkeys(columns) | {
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
        rows.append(row)
        counts = {name: int(row[name]) for name in COUNTS}
        results.append(
            FileResult(file.name, row["source_id"], row["kind"], status, row["message"], file_id, **counts, superseded=superseded)
        )
    # Dates of any year and nulls in any column: pandas must not guess the types, the engine casts them.
    frame = pd.DataFrame(rows, columns=list(columns), dtype="object")
    with engine.transaction():
        for file in files.values():
            if file.is_second_attempt:
                engine.run(
                    "delete from ops.file_manifest where path = $path and status in ('refused', 'unclaimed', 'ignored')",
                    {"path": file.name},
                )
        engine.write("ops.file_manifest", frame, columns=columns, how="freeze", by=("file_id",))
    return results
