"""From the landing folder into `raw`, losing nothing: each file in one transaction, each record accounted for.

Belongs here: the order of events for one file and for all. Does not: finding files (landing), bytes (readers/gate), SQL over
records (acceptance), proof (reconciliation).
"""

import re
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from assets.acceptance import accept
from assets.clocks import Clocks, read_clocks
from assets.landing import Delivered, naive_utc, pending, unclaimed_message
from assets.ops_tables import OPS_TABLES, ensure_tables
from assets.readers.gate import BadRecord, Gated, gate, hopeless, texts
from assets.readers.keys import secret_key
from assets.readers.protocol import Batches, Incoming, NotUsed, Plan, Unreadable
from assets.readers.registry import READERS
from assets.readers.unpack import read_head, refuse_what_is_no_export, sha256_of
from assets.reconciliation import reconcile
from assets.settings import Settings
from assets.warehouse import Warehouse

__all__ = ["FileResult", "IngestReport", "Progress", "ingest", "pending", "reconcile"]

# Above this size the parser counts fields itself, and only a file it stumbles over is counted in bytes again.
COUNT_FIELDS_BELOW_BYTES = 256 << 20
HOPELESS_FROM_RECORDS = 20


@dataclass(frozen=True)
class FileResult:
    """What became of one file."""

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


Progress = Callable[[FileResult, int, int], None]  # result, number of the file, number of files


@dataclass(frozen=True)
class IngestReport:
    """What one run of ingest did; every sum is over its files."""

    load_id: str
    files: tuple[FileResult, ...]
    dirty_days: int
    warnings: tuple[str, ...] = field(default=())

    @property
    def rows_by_source(self) -> dict[str, int]:
        """Rows loaded, by source."""
        sums: Counter[str] = Counter()
        for file in self.files:
            if file.source_id and file.status == "loaded":
                sums[file.source_id] += file.loaded
        return dict(sums)

    @property
    def quarantined(self) -> int:
        """Records in quarantine."""
        return sum(file.quarantined for file in self.files)

    @property
    def duplicates(self) -> int:
        """Records told twice, and older versions replaced in files loaded before."""
        return sum(file.duplicates + file.superseded for file in self.files)

    @property
    def skipped(self) -> int:
        """Headers, blank lines and records that are no data."""
        return sum(file.skipped for file in self.files)

    @property
    def repaired(self) -> int:
        """Records with a value put right by a stated rule."""
        return sum(file.repaired for file in self.files)

    @property
    def refused(self) -> tuple[FileResult, ...]:
        """Files that were not loaded and that people should look at."""
        return tuple(file for file in self.files if file.status in ("refused", "unclaimed"))


def ingest(
    settings: Settings,
    engine: Warehouse,
    *,
    landing: Path,
    load_id: str,
    now: datetime,
    settle_s: float = 0.0,
    progress: Progress | None = None,
) -> IngestReport:
    """Load every file that waits. A file that cannot be read is refused by name and reason, and never stops the others.

    The config.* tables must be written before: time zones, aliases and words are read from them.
    """
    ensure_tables(engine)
    _forget_what_is_mapped_now(engine)
    files = pending(settings, engine, landing, now=now, settle_s=settle_s)
    key, warning = secret_key()
    run = _Run(engine, load_id, now, key, read_clocks(engine))
    results = []
    for number, file in enumerate(files, start=1):
        result = _one(run, file, settings)
        results.append(result)
        if progress:
            progress(result, number, len(files))
    if any(result.status == "loaded" for result in results):
        reconcile(engine)
    dirty = engine.rows("select count(distinct business_date) from ops.dirty_day where load_id = $load_id", {"load_id": load_id})
    return IngestReport(load_id, tuple(results), int(dirty[0][0]), (warning,) if warning and results else ())


@dataclass(frozen=True)
class _Run:
    """What all files of one run share."""

    engine: Warehouse
    load_id: str
    now: datetime
    key: bytes
    clocks: Clocks


def _one(run: _Run, file: Delivered, settings: Settings) -> FileResult:
    book = _Book(run.engine, file, run.load_id, run.now)
    if file.source is None:
        return book.close("unclaimed", unclaimed_message(settings, file.name))
    copy_of = _same_content(run.engine, file)
    if copy_of:
        return book.close("copy", f"same content as {copy_of}; nothing is loaded twice", sha256=sha256_of(file.path))
    try:
        return _load(run, file, book)
    except NotUsed as reason:
        return book.close("ignored", str(reason))
    except Unreadable as reason:
        return book.close("refused", str(reason))
    except OSError as error:
        return book.close("refused", f"{file.name}: the file cannot be read ({error.strerror or error}). Check its permissions.")


def _load(run: _Run, file: Delivered, book: "_Book") -> FileResult:
    engine, source = run.engine, file.source
    if source is None:
        raise ValueError("only files with a source are loaded")
    head = read_head(file.path)
    refuse_what_is_no_export(head, file.name, encoding=source.encoding or "utf-8")
    plan = READERS[source.reader].plan(source, head, file.name)
    with tempfile.TemporaryDirectory(prefix="switchboard-") as folder:
        gated, found = _gate_and_load(engine, file, plan, Path(folder), key=run.key)
        bad = gated.bad + (_refused(engine, file, plan, gated) if found.refused else [])
        records = found.records + len(gated.bad) - found.skipped
        if len(bad) * 2 > records >= HOPELESS_FROM_RECORDS or len(bad) == records >= 2:
            raise Unreadable(hopeless(file.name, len(bad), records, bad[0]))
        with engine.transaction():
            file_id = book.open()
            accepted = accept(
                engine,
                plan.kind,
                good=found.records - found.refused - found.skipped,
                source_id=source.id,
                file_id=file_id,
                load_id=run.load_id,
                clocks=run.clocks,
            )
            _quarantine(engine, file_id, bad, plan.encoding)
            return book.close(
                "loaded",
                None,
                sha256=gated.sha256,
                encoding=plan.encoding,
                kind=plan.kind.name,
                records=found.records + len(gated.bad) + gated.skipped if isinstance(plan.shape, Batches) else gated.records,
                loaded=accepted.loaded,
                duplicates=accepted.duplicates,
                superseded=accepted.superseded,
                quarantined=len(bad),
                skipped=gated.skipped + found.skipped,
                repaired=found.repaired,
                first_at_utc=found.first_at_utc,
                last_at_utc=found.last_at_utc,
            )


def _gate_and_load(engine: Warehouse, file: Delivered, plan: Plan, folder: Path, *, key: bytes) -> tuple[Gated, Incoming]:
    counts = file.size < COUNT_FIELDS_BELOW_BYTES
    gated = gate(file.path, plan.shape, encoding=plan.encoding, workspace=folder, count_fields=counts)
    try:
        return gated, engine.load(plan, gated, key=key)
    except Unreadable:
        if counts or isinstance(plan.shape, Batches):
            raise
    gated = gate(file.path, plan.shape, encoding=plan.encoding, workspace=folder, count_fields=True)
    return gated, engine.load(plan, gated, key=key)


def _refused(engine: Warehouse, file: Delivered, plan: Plan, gated: Gated) -> list[BadRecord]:
    """Give the records that SQL refused, with their text read again from the file itself."""
    refused = engine.rows("select line, reason from incoming where reason is not null order by line")
    if isinstance(plan.shape, Batches):
        return [BadRecord(line, 0, 0, reason, b"") for line, reason in refused]
    where = texts(file.path, [line for line, _ in refused], line_counts=gated.line_counts, encoding=plan.encoding)
    return [BadRecord(line, *where[line][:2], reason, where[line][2]) for line, reason in refused]


def _quarantine(engine: Warehouse, file_id: int, bad: list[BadRecord], encoding: str) -> None:
    if not bad:
        return
    frame = pd.DataFrame(
        {
            "file_id": file_id,
            "line": [record.line for record in bad],
            "byte_offset": [record.byte_offset for record in bad],
            "length": [record.length for record in bad],
            "reason": [record.reason for record in bad],
            "text": [masked(record.text, encoding) for record in bad],
        }
    )
    columns = {name: kind for name, (kind, _) in OPS_TABLES["ops.quarantine"][1].items()}
    engine.write("ops.quarantine", frame, columns=columns, how="freeze", by=("file_id", "line"))


def masked(text: bytes, encoding: str) -> str:
    """Show a record's text to people: numbers of five and more digits may be a customer's and are masked."""
    shown = text.decode(encoding, "backslashreplace").rstrip("\r\n").replace("\0", "\\x00")
    return re.sub(r"\d{5,}", lambda digits: "#" * len(digits[0]), shown)


def _same_content(engine: Warehouse, file: Delivered) -> str | None:
    """Name the loaded file with the same bytes; only a file of the same size is worth hashing before it is read."""
    same_size = engine.rows("select sha256, path from ops.file_manifest where bytes = $bytes and status = 'loaded'", {"bytes": file.size})
    if not same_size:
        return None
    own = sha256_of(file.path)
    return next((path for sha256, path in same_size if sha256 == own), None)


def _forget_what_is_mapped_now(engine: Warehouse) -> None:
    engine.run(
        """
        delete from ops.unmapped u
        where exists (select 1 from config.queue_alias a where u.field = 'queue' and a.source_id = u.source_id and a.queue_raw = u.word)
            or exists (select 1 from config.word w where w.source_id = u.source_id and w.field = u.field and w.word = lower(u.word))
        """
    )


class _Book:
    """The manifest's row of one file."""

    def __init__(self, engine: Warehouse, file: Delivered, load_id: str, now: datetime) -> None:
        self._engine, self._file, self._load_id, self._now = engine, file, load_id, now
        self._file_id: int | None = None

    def open(self) -> int:
        """Give the file its number; an earlier attempt at the same file is forgotten."""
        if self._file_id is None:
            self._engine.run(
                "delete from ops.file_manifest where path = $path and status in ('refused', 'unclaimed', 'ignored')",
                {"path": self._file.name},
            )
            found = self._engine.rows("select coalesce(max(file_id), 0) + 1 from ops.file_manifest")
            self._file_id = int(found[0][0])
        return self._file_id

    def close(self, status: str, message: str | None, **facts: Any) -> FileResult:
        """Write the row and return the result."""
        file, superseded = self._file, facts.pop("superseded", 0)
        with self._engine.transaction():
            row = dict.fromkeys(OPS_TABLES["ops.file_manifest"][1]) | {
                "file_id": self.open(),
                "source_id": file.source.id if file.source else None,
                "path": file.name,
                "bytes": file.size,
                "mtime": file.mtime,
                "status": status,
                "message": message,
                "settings_hash": file.settings_hash,
                "load_id": self._load_id,
                "loaded_at": naive_utc(self._now),
            }
            row |= dict.fromkeys(("records", "loaded", "duplicates", "quarantined", "skipped", "repaired"), 0) | facts
            places = ", ".join(f"${name}" for name in row)
            self._engine.run(f"insert into ops.file_manifest ({', '.join(row)}) values ({places})", row)
        return FileResult(
            file.name,
            file.source.id if file.source else None,
            row["kind"],
            status,
            message,
            row["file_id"],
            *(row[name] for name in ("records", "loaded", "duplicates", "quarantined", "skipped", "repaired")),
            superseded=superseded,
        )
