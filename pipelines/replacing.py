"""A file that people read is written beside itself and takes its own place in one step, or stays as it was.

Belongs here: the half-made file, the step, and the words for why it could not be made. Does not: what is in the file.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SHUT = (errno.EACCES, errno.EPERM, errno.EROFS)


class NotWritten(Exception):
    """A file could not be written; the message says why and what to do, and that the old one stands."""


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to; when the block ends well, that file becomes `target` in one step.

    Open readers keep the old file whole. Raises `NotWritten`, and leaves the old file as it is, where the folder is read-only, the
    disk is full, or a spreadsheet program holds `target` open; whatever else the block raises passes through.
    """
    half = target.with_name(target.name + ".tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _refuse_if_open(target)
        _forget(half)
        yield half
        with half.open("rb") as handle:
            os.fsync(handle.fileno())
        half.replace(target)
        _settle_folder(target.parent)
    except OSError as error:
        raise NotWritten(_why(target, error)) from error
    finally:
        _forget(half)


def is_full(text: str) -> bool:
    """Say whether a library's own words tell of a full disk."""
    return any(os.strerror(number).lower() in text.lower() for number in FULL)


def full(target: Path) -> str:
    """Say that the disk has no room for `target`."""
    left = shutil.disk_usage(target.parent).free / 1e6
    return f"{target} was not written: the disk is full ({left:,.0f} MB left). {_stands(target)} Make room and try again."


def _why(target: Path, error: OSError) -> str:
    if error.errno in FULL:
        return full(target)
    if error.errno in SHUT:
        shut = error.filename or target.parent
        return f"{target} was not written: {shut} may not be written to ({error.strerror}). {_stands(target)} Choose another folder."
    return f"{target} was not written: {error.strerror or error}{f' ({error.filename})' if error.filename else ''}. {_stands(target)}"


def _stands(target: Path) -> str:
    return "The old file stands as it was." if os.path.lexists(target) else "Nothing was left behind."


def _refuse_if_open(target: Path) -> None:
    """LibreOffice and Excel put a file of their own beside a document they hold; what is replaced under them they overwrite later."""
    for mark in (target.with_name(f".~lock.{target.name}#"), target.with_name(f"~${target.name}")):
        if mark.exists():
            who = mark.read_bytes()[:80].decode("utf-8", errors="replace").split(",")[1:2]
            by = f" by {who[0].strip()}" if who and who[0].strip() else ""
            raise NotWritten(
                f"{target} was not written: it is open in a spreadsheet program{by}. Close it there and try again, or write to another"
                f" name. Where no program has it open, {mark.name} is left over from a crash: delete it."
            )


def _forget(half: Path) -> None:
    for leftover in (half, half.with_name(half.name + ".wal")):
        try:
            leftover.unlink(missing_ok=True)
        except OSError:
            continue  # a folder that takes nothing holds nothing of ours either


def _settle_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
