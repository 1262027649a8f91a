"""A batch of files of one source with one plan, loaded in one transaction: all of them or nothing.

Belongs here: from a delivered file to its records in `raw`, its bad records in quarantine, its row in the manifest.
Does not: choosing files (landing, ingest), bytes (readers/gate), SQL over records (acceptance).
Small files cost what their statements cost, so they share them; a file that spoils its batch is loaded by itself.
"""

import errno
import re
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from assets.acceptance import accept
from assets.clocks import Clocks
from assets.drift import note_columns
from assets.landing import Delivered, unclaimed_message, why_no_file
from assets.manifest import FileResult, next_file_id, note_files
from assets.ops_tables import OPS_TABLES
from assets.readers import parquet
from assets.readers.blocks import KEPT_TEXT_BYTES, texts
from assets.readers.documents import head_of
from assets.readers.gate import gate
from assets.readers.gated import BadRecord, Gated, hopeless
from assets.readers.json_lists import for_lists, is_json, write_list
from assets.readers.protocol import Batches, Incoming, NotUsed, Plan, Unreadable
from assets.readers.registry import READERS
from assets.readers.sheet_dates import time_columns
from assets.readers.sheets import for_sheets, is_workbook, write_sheet
from assets.readers.unpack import refuse_what_is_no_export, sha256_of
from assets.recognition import ANY, fits_of, tried
from assets.settings.settings import Settings
from assets.settings.sources import Source
from assets.warehouse import Warehouse

# Above this size the parser counts fields itself, and only a file it stumbles over is counted in bytes again.
COUNT_FIELDS_BELOW_BYTES = 256 << 20
HOPELESS_FROM_RECORDS = 20
PART = "#"  # between a file's name and that of one of its further lists


@dataclass(frozen=True)
class Run:
    """What all files of one run share."""

    engine: Warehouse
    settings: Settings
    load_id: str
    now: datetime
    key: bytes
    clocks: Clocks
    contents: dict[int, dict[str, str]]  # of files loaded before and in this run: size -> sha256 -> path


@dataclass(frozen=True)
class Prepared:
    """A file that has passed the gate and waits to be loaded."""

    file: Delivered
    source: Source
    plan: Plan
    gated: Gated
    clean_path: Path
    plain_path: Path  # the file itself, or the sheet of a workbook, or a list of JSON, as text

    @property
    def source_id(self) -> str:
        """The id of its source."""
        return self.source.id

    def goes_with(self, other: "Prepared") -> bool:
        """Say whether both can be read by one statement."""
        same = self.plan == other.plan and self.source_id == other.source_id
        same = same and (self.gated.skip_lines, self.gated.cells) == (other.gated.skip_lines, other.gated.cells)
        return same and not isinstance(self.plan.shape, Batches)


Ahead = Future[Prepared | None]  # what `look_ahead` gives


def look_ahead(run: Run, file: Delivered, *, clean_path: Path) -> Prepared | None:
    """Let a file through the gate in a thread of its own, touching no database; None where its turn must be waited for."""
    if file.source is None or run.contents.get(file.size) or why_no_file(file.path):
        return None
    return _let_through(file, file.source, clean_path=clean_path, count_fields=file.size < COUNT_FIELDS_BELOW_BYTES)


def prepare(run: Run, file: Delivered, *, clean_path: Path, ahead: Ahead | None = None) -> Prepared | FileResult:
    """Let a file through the gate; a file that is not loaded gets its row in the manifest at once. `ahead` may have done so."""
    if told := why_no_file(file.path):
        return set_aside(run, file, "refused", told)
    if file.source is None:
        return set_aside(run, file, "unclaimed", unclaimed_message(run.settings, file.name) + _recognised(file))
    try:
        # Only a file of the same size is worth hashing before it is read.
        same_size = run.contents.get(file.size, {})
        if same_size and (copy_of := same_size.get(sha256_of(file.path))):
            return _copy(run, file, copy_of)
        if ahead and (prepared := ahead.result()):
            return prepared
        return _let_through(file, file.source, clean_path=clean_path, count_fields=file.size < COUNT_FIELDS_BELOW_BYTES)
    except NotUsed as reason:
        return set_aside(run, file, "ignored", str(reason))
    except Unreadable as reason:
        is_vendor = file.source.reader != ANY
        return set_aside(run, file, "refused", f"{reason}{_recognised(file, declared=file.source.reader) if is_vendor else ''}")
    except OSError as error:
        room = f"Make room in {tempfile.gettempdir()}, where files are unpacked, then touch the file."
        remedy = room if error.errno == errno.ENOSPC else "Check its permissions."
        return set_aside(run, file, "refused", f"the file cannot be read ({error.strerror or error}). {remedy}")


def refusal(run: Run, file: Delivered, *, clean_path: Path) -> str | None:
    """Say why a file would not be loaded as its source is declared now; None where it would. Nothing is loaded."""
    try:
        assert file.source is not None
        one = _let_through(file, file.source, clean_path=clean_path, count_fields=True)
        found = run.engine.load(one.plan, {0: one.gated}, key=run.key)[0]
    except (Unreadable, OSError) as reason:
        return str(reason)
    return _hopeless(one, found, _bad_records(run.engine, 0, one, found))


def _let_through(file: Delivered, declared: Source, *, clean_path: Path, count_fields: bool) -> Prepared:
    source, plain_path = declared, file.path
    if is_workbook(file.path):
        plain_path = clean_path.with_suffix(".sheet")
        write_sheet(file.path, plain_path, sheet=source.options.get("sheet"), times=time_columns(source))
        source = for_sheets(source)
    elif source.reader == ANY and is_json(head_of(file.path)):
        plain_path = clean_path.with_suffix(".table")
        write_list(file.path, plain_path)
        source = for_lists(source)
    if parquet.is_parquet(file.path):
        source, head = parquet.for_columns(source), parquet.head(file.path)
    else:
        head = head_of(plain_path)
    refuse_what_is_no_export(head, file.name, encoding=source.encoding or "utf-8")
    plan = READERS[source.reader].plan(source, head, file.name)
    gated = gate(plain_path, plan.shape, encoding=plan.encoding, clean_path=clean_path, count_fields=count_fields)
    if plain_path != file.path:
        gated = replace(gated, sha256=sha256_of(file.path))
    return Prepared(file, source, plan, gated, clean_path, plain_path)


def _recognised(file: Delivered, *, declared: str | None = None) -> str:
    """Say which reader knows a file that was not loaded, or which were tried; nothing where it cannot be looked into."""
    try:
        head = head_of(file.path)
        refuse_what_is_no_export(head, file.name)
        told = tried(fits_of(head, file.path.name), declared=declared)
    except (OSError, Unreadable):
        return ""
    return f" {told}" if told else ""


def load_batch(run: Run, batch: Sequence[Prepared]) -> list[FileResult]:
    """Load files that go together and give what became of each."""
    first: dict[str, Prepared] = {}
    results = []
    for one in batch:
        earlier = first.setdefault(one.gated.sha256, one)
        if earlier is not one:
            results.append(_copy(run, one.file, earlier.file.name))
    parts = [part for one in first.values() for part in _parts(one)]
    return [result for part in parts for result in _load_or_part(run, [part])] + results + _load_or_part(run, list(first.values()))


def _parts(one: Prepared) -> Iterator[Prepared]:
    """Give a file's other kinds of records as files of their own. They come first: what is killed after them is read again whole."""
    for name, plan in one.plan.parts.items():
        gated = replace(one.gated, sha256=f"{one.gated.sha256}{PART}{name}")
        yield replace(one, file=replace(one.file, name=f"{one.file.name}{PART}{name}"), plan=plan, gated=gated)


def _load_or_part(run: Run, batch: Sequence[Prepared]) -> list[FileResult]:
    """Load a batch, or find the file that spoils it by halves."""
    try:
        return _load(run, batch)
    except Unreadable as reason:
        if len(batch) == 1:
            return [_load_by_itself(run, batch[0], reason)]
        middle = len(batch) // 2
        parts = (batch[:middle], batch[middle:])
        return [result for part in parts for result in _load_or_part(run, part)]


def set_aside(run: Run, file: Delivered, status: str, message: str) -> FileResult:
    """Note a file that is not loaded, its name in front of the message."""
    told = f"{file.name}: {message.removeprefix(file.name + ': ').removeprefix(file.path.name + ': ')}"
    files = {next_file_id(run.engine): file}
    return note_files(run.engine, files, status=status, message=told, load_id=run.load_id, now=run.now)[0]


def masked(text: bytes, encoding: str) -> str:
    """Show a record's text to people: numbers of five and more digits may be a customer's and are masked."""
    shown = text.decode(encoding, "backslashreplace").rstrip("\r\n").replace("\0", "\\x00")
    return re.sub(r"\d{5,}", lambda digits: "#" * len(digits[0]), shown)


def _load_by_itself(run: Run, one: Prepared, reason: Unreadable) -> FileResult:
    """Refuse a file, unless counting the fields of its lines in bytes shows which of them spoil it."""
    counted = one.file.size < COUNT_FIELDS_BELOW_BYTES or isinstance(one.plan.shape, Batches)
    if counted:
        return set_aside(run, one.file, "refused", str(reason))
    try:
        gated = gate(one.plain_path, one.plan.shape, encoding=one.plan.encoding, clean_path=one.clean_path, count_fields=True)
        gated = replace(gated, sha256=one.gated.sha256)
        return _load(run, [replace(one, gated=gated)])[0]
    except Unreadable as again:
        return set_aside(run, one.file, "refused", str(again))


def _load(run: Run, batch: Sequence[Prepared]) -> list[FileResult]:
    engine, plan = run.engine, batch[0].plan
    first = next_file_id(engine)
    files = {first + number: one for number, one in enumerate(batch)}
    found = engine.load(plan, {file_id: one.gated for file_id, one in files.items()}, key=run.key)
    bad = {file_id: _bad_records(engine, file_id, one, found[file_id]) for file_id, one in files.items()}
    lost = {file_id: told for file_id, one in files.items() if (told := _hopeless(one, found[file_id], bad[file_id]))}
    if lost:
        rest = [one for file_id, one in files.items() if file_id not in lost]
        refused = [set_aside(run, files[file_id].file, "refused", told) for file_id, told in lost.items()]
        return refused + (_load(run, rest) if rest else [])
    with engine.transaction():
        accepted = accept(engine, plan.kind, source_id=batch[0].source_id, file_ids=list(files), load_id=run.load_id, clocks=run.clocks)
        told = note_columns(engine, batch[0].source, plan, list(files))
        _quarantine(engine, files, bad)
        facts = {
            file_id: _facts(one, found[file_id], len(bad[file_id]), told) | _counts(found[file_id], accepted.get(file_id, (0, 0)))
            for file_id, one in files.items()
        }
        delivered = {file_id: one.file for file_id, one in files.items()}
        results = note_files(engine, delivered, status="loaded", load_id=run.load_id, now=run.now, facts=facts)
    for one in batch:
        run.contents.setdefault(one.file.size, {})[one.gated.sha256] = one.file.name
    return results


def _facts(one: Prepared, found: Incoming, bad: int, told: str | None) -> dict[str, object]:
    gated = one.gated
    return {
        "sha256": gated.sha256,
        "encoding": one.plan.encoding,
        "kind": one.plan.kind.name,
        "records": found.records if isinstance(one.plan.shape, Batches) else gated.records,
        "quarantined": bad,
        "skipped": gated.skipped + found.skipped,
        "repaired": found.repaired,
        "first_at_utc": found.first_at_utc,
        "last_at_utc": found.last_at_utc,
        "message": f"{one.file.name}: {told}" if told else None,
    }


def _counts(found: Incoming, told: tuple[int, int]) -> dict[str, object]:
    duplicates, superseded = told
    return {
        "loaded": found.records - found.refused - found.skipped - duplicates,
        "duplicates": duplicates,
        "superseded": superseded,
    }


def _hopeless(one: Prepared, found: Incoming, bad: list[BadRecord]) -> str | None:
    """Say why a file as a whole is refused when most of its records are: then its settings are wrong, not its records."""
    records = found.records + len(one.gated.bad) - found.skipped
    if len(bad) * 2 > records >= HOPELESS_FROM_RECORDS or len(bad) == records >= 2:
        return hopeless(one.file.name, len(bad), records, bad[0])
    return None


def _bad_records(engine: Warehouse, file_id: int, one: Prepared, found: Incoming) -> list[BadRecord]:
    """Give the gate's bad records and those that SQL refused, these with their text read again from the file itself."""
    if not found.refused:
        return one.gated.bad
    refused = engine.rows(
        "select line, reason from incoming where reason is not null and file_id = $file_id order by line", {"file_id": file_id}
    )
    if isinstance(one.plan.shape, Batches) or one.gated.cells:
        read_again = one.plan.shape.texts if isinstance(one.plan.shape, Batches) else parquet.texts
        rows = read_again(one.plain_path, {line for line, _ in refused})
        return [BadRecord(line, 0, len(rows[line]), reason, rows[line][:KEPT_TEXT_BYTES]) for line, reason in refused]
    where = texts(one.plain_path, [line for line, _ in refused], line_counts=one.gated.line_counts, encoding=one.plan.encoding)
    return sorted(
        [*one.gated.bad, *(BadRecord(line, *where[line][:2], reason, where[line][2]) for line, reason in refused)],
        key=lambda record: record.line,
    )


def _quarantine(engine: Warehouse, files: dict[int, Prepared], bad: dict[int, list[BadRecord]]) -> None:
    rows = [
        (file_id, record.line, record.byte_offset, record.length, record.reason, masked(record.text, files[file_id].plan.encoding))
        for file_id, records in bad.items()
        for record in records
    ]
    if rows:
        columns = {name: kind for name, (kind, _) in OPS_TABLES["ops.quarantine"][1].items()}
        frame = pd.DataFrame(rows, columns=list(columns))
        engine.write("ops.quarantine", frame, columns=columns, how="freeze", by=("file_id", "line"))


def _copy(run: Run, file: Delivered, of: str) -> FileResult:
    file_id = next_file_id(run.engine)
    return note_files(
        run.engine,
        {file_id: file},
        status="copy",
        message=f"{file.name}: same content as {of}; nothing is loaded twice",
        load_id=run.load_id,
        now=run.now,
        facts={file_id: {"sha256": sha256_of(file.path)}},
    )[0]
