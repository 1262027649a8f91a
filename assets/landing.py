"""The landing folder: which files are there, whose they are, and which of them are new.

Belongs here: a quick look by path, size and time of change. Does not: reading a file (readers), loading it (ingest).
"""

import difflib
import fnmatch
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assets.ops_tables import ensure_tables
from assets.settings.settings import Settings
from assets.settings.sources import Source
from assets.settings.words import WORD_FIELDS
from assets.warehouse import Warehouse

# Names under which browsers and transfer programs write a file that is not finished.
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~", ".swp")
# Words that are kept as written and conformed in staging: a new one needs no file to be read again.
CONFORMED_LATER = (*WORD_FIELDS, "status", "priority", "role", "channel", "direction")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Delivered:
    """A file in the landing folder; `name` is its path relative to that folder, with forward slashes."""

    path: Path
    name: str
    size: int
    mtime: datetime
    source: Source | None
    settings_hash: str
    is_second_attempt: bool = False
    is_read_anew: bool = False


def pending(settings: Settings, engine: Warehouse, landing: Path, *, now: datetime, settle_s: float = 0.0) -> list[Delivered]:
    """Give the files that wait to be loaded, in the order in which they will be; a file still being written is left alone.

    A file that is known by path, size and time of change is not opened. It waits again when the settings that read it have
    changed: one that was refused, unclaimed or ignored for another attempt, one that was loaded to be read anew.
    """
    ensure_tables(engine)
    known = {
        (path, size, mtime_us): (status, settings_hash)
        for path, size, mtime_us, status, settings_hash in engine.rows(
            "select path, bytes, epoch_us(mtime), status, settings_hash from ops.file_manifest order by file_id"
        )
    }
    failed = {path for (path, _, _), (status, _) in known.items() if status not in ("loaded", "copy")}
    latest = naive_utc(now) - timedelta(seconds=settle_s)
    waiting = []
    for file in look(settings, landing):
        if settle_s > 0 and file.mtime > latest:
            continue
        before = known.get((file.name, file.size, round((file.mtime - _EPOCH) / timedelta(microseconds=1))))
        if before is None or before[1] != file.settings_hash:
            anew = before is not None and before[0] in ("loaded", "copy")
            if anew and file.source is None:
                continue  # its source was taken out of the settings: what it gave stays
            waiting.append(replace(file, is_second_attempt=file.name in failed, is_read_anew=anew))
    return waiting


def look(settings: Settings, landing: Path) -> list[Delivered]:
    """Give every finished file in the landing folder with the source that claims it, in order of source and name."""
    order = {source.id: number for number, source in enumerate(settings.sources)}
    hashes = {source.id: settings_hash(settings, source) for source in settings.sources}
    unclaimed = hashlib.sha256(repr([source.files for source in settings.sources]).encode()).hexdigest()[:16]
    found = []
    for path, status in _files(landing):
        name = path.relative_to(landing).as_posix()
        source = claiming_source(settings, name)
        mtime = _EPOCH + timedelta(microseconds=status.st_mtime_ns // 1000)
        found.append(Delivered(path, name, status.st_size, mtime, source, hashes[source.id] if source else unclaimed))
    return sorted(found, key=lambda file: (order[file.source.id] if file.source else len(order), file.name))


def claiming_source(settings: Settings, name: str) -> Source | None:
    """Give the first source whose pattern fits a file's name."""
    return next((source for source in settings.sources if _fits(name.split("/"), source.files.split("/"))), None)


def settings_hash(settings: Settings, source: Source) -> str:
    """Hash everything in the settings that decides how a source's files are read; words that SQL looks up are left out."""
    told = source.model_dump(mode="json")
    told["words"] = {field: words for field, words in told["words"].items() if field not in CONFORMED_LATER}
    return hashlib.sha256((repr(told) + settings.site(source.site).timezone).encode()).hexdigest()[:16]


def unclaimed_message(settings: Settings, name: str) -> str:
    """Say that nobody claims a file, which source comes nearest, and how to write an entry for it."""
    patterns = {source.files: source for source in settings.sources}
    close = difflib.get_close_matches(name, patterns, n=1, cutoff=0.3)
    nearest = f" The nearest is source {patterns[close[0]].id!r} with files: {close[0]!r}." if close else ""
    return (
        f"{name}: no source in config/sources.yaml claims this file.{nearest} Rename or move the file, widen that pattern, or "
        "draft an entry of its own with `switchboard describe`, which looks into the file."
    )


def why_no_file(path: Path) -> str | None:
    """Say why something in the landing folder cannot be taken for a file, and what to do; nothing where it can."""
    if path.is_symlink() and path.is_dir():
        return (
            f"this is a link to a folder ({path.readlink()}), and only links to files are followed: a folder may lead round in a circle or "
            "far away. Move the folder here, mount it here, or link its files one by one."
        )
    if path.is_symlink() and not path.is_file():
        return f"this is a link ({path.readlink()}) that leads to no file. Link it anew, or delete it."
    return "this folder may not be looked into. Give this user the right to read it." if path.is_dir() else None


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Give every file below a folder, and what cannot be looked into; `why_no_file` tells which is which."""
    if not folder.is_dir():
        return
    try:
        entries = list(os.scandir(folder))
    except PermissionError:
        yield folder, folder.stat()
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False) or Path(entry.path).is_file():
            yield Path(entry.path), entry.stat()
        elif entry.is_symlink():
            yield Path(entry.path), entry.stat(follow_symlinks=False)


def _fits(parts: list[str], pattern: list[str]) -> bool:
    """Match a path with a pattern folder by folder; `**` stands for any number of folders."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[skipped:], pattern[1:]) for skipped in range(len(parts) + 1))
    return bool(parts) and fnmatch.fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def naive_utc(at: datetime) -> datetime:
    """Give a time as UTC without a zone, as timestamps are stored; one without a zone is taken to be UTC."""
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
