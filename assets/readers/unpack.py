"""A delivered file as a stream of plain bytes, hashed on the way; and the files that are no exports at all.

Belongs here: opening, gzip and how much may come out of it, the sha256 of what was delivered, recognising pages, pointers and
binaries. Does not: records.
"""

import gzip
import hashlib
import io
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from assets.readers.protocol import Unreadable

HEAD_BYTES = 64 * 1024
LARGE_BYTES = 64 << 20  # below this a packed file may be as tight as it likes
ABSURD_FOLD = 200  # exports shrink to a fourth to a tenth, one line again and again to a 340th; deflate can reach a 1030th
RESERVE_BYTES = 100 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BINARY_MAGIC = {
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"PK\x05\x06": "an empty zip archive",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"%PDF": "a PDF",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
}


class HashingReader(io.RawIOBase):
    """Reads a file and hashes every byte that passes, so that nothing is read twice."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        """Say that it can be read from."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes; the base class would copy them once more."""
        piece = self._file.read(size)
        self._digest.update(piece)
        return piece

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with the next bytes."""
        view = memoryview(cast(bytearray, buffer))
        count = self._file.readinto(view) or 0
        self._digest.update(view[:count])
        return count

    def finish(self) -> str:
        """Read what is left and return the sha256 of the whole file."""
        while self.read(1 << 20):
            pass
        return self._digest.hexdigest()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def is_gzip(path: Path) -> bool:
    """Tell gzip by its first bytes: exports are renamed more often than repacked."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP_MAGIC


def is_utf16(head: bytes, encoding: str) -> bool:
    """Tell UTF-16 by declaration or by its byte-order mark, which nothing else begins with."""
    return encoding.lower().replace("_", "-").startswith("utf-16") or head[:2] in _UTF16_MARKS


@contextmanager
def open_plain(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading, unpacked when it is gzip; a damaged gzip raises `Unreadable`."""
    try:
        if is_gzip(path):
            with path.open("rb") as packed, _unpacked(path, packed) as plain:
                yield plain
        else:
            with path.open("rb") as plain:
                yield plain
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"{path.name}: the gzip file is damaged or cut short ({error}). Have it delivered again.") from error


@contextmanager
def open_hashed(path: Path) -> Iterator[tuple[BinaryIO, HashingReader]]:
    """Open as `open_plain` does, together with the reader that knows the sha256 of the delivered bytes."""
    source = HashingReader(path)
    try:
        if is_gzip(path):
            with _unpacked(path, io.BufferedReader(source, 1 << 20)) as plain:
                yield plain, source
        else:
            yield cast(BinaryIO, source), source
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"{path.name}: the gzip file is damaged or cut short ({error}). Have it delivered again.") from error
    finally:
        source.close()


class _Unpacked(io.RawIOBase):
    """Unpacks gzip and counts what comes out, so that no file becomes more than there is room for."""

    def __init__(self, path: Path, packed: BinaryIO) -> None:
        self._gzip = gzip.GzipFile(fileobj=packed, mode="rb")
        self._path, self._packed_bytes, self._count = path, path.stat().st_size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        count = self._gzip.readinto(cast(bytearray, buffer))
        self._count += count
        refuse_what_grows_without_end(self._path.name, packed_bytes=self._packed_bytes, unpacked_bytes=self._count)
        return count


def _unpacked(path: Path, packed: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(_Unpacked(path, packed), 1 << 20)


def refuse_what_grows_without_end(file_name: str, *, packed_bytes: int, unpacked_bytes: int) -> None:
    """Raise `Unreadable` where a packed file has become absurdly large, or the folder it is unpacked into has hardly room left."""
    if unpacked_bytes < LARGE_BYTES:
        return
    if unpacked_bytes > ABSURD_FOLD * packed_bytes:
        raise Unreadable(
            f"{file_name}: {packed_bytes / 1e6:,.2f} MB unpack to {unpacked_bytes / 1e6:,.0f} MB and more, over {ABSURD_FOLD} times as "
            "much: no export is so repetitive, the file is damaged or made to fill the disk. Have it delivered again, or unpacked."
        )
    folder = tempfile.gettempdir()
    if (free := shutil.disk_usage(folder).free) < RESERVE_BYTES:
        raise Unreadable(
            f"{file_name}: after {unpacked_bytes / 1e6:,.0f} MB of it there are {free / 1e6:,.0f} MB left in {folder}, where files are "
            "unpacked. Make room there, or set TMPDIR to a folder that has it, then touch the file."
        )


def sha256_of(path: Path) -> str:
    """Hash a file as delivered."""
    source = HashingReader(path)
    try:
        return source.finish()
    finally:
        source.close()


def read_head(path: Path) -> bytes:
    """Return the first 64 KiB of a file, unpacked."""
    with open_plain(path) as stream:
        return stream.read(HEAD_BYTES)


def decoded_head(head: bytes, encoding: str) -> str:
    """Decode a file's first bytes, ending at the last whole line where there is one; bytes that fit nothing become U+FFFD."""
    if is_utf16(head, encoding):
        codec = "utf-16" if head[:2] in _UTF16_MARKS else encoding
        text = head[: len(head) // 2 * 2].decode(codec, "replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace")
    cut = text.rfind("\n")
    return text if len(head) < HEAD_BYTES or cut < 0 else text[: cut + 1]


def refuse_what_is_no_export(head: bytes, file_name: str, *, encoding: str = "utf-8") -> None:
    """Raise `Unreadable` for an empty file, a web page, a git-LFS pointer, an archive or another binary."""
    if not head:
        raise Unreadable(f"{file_name}: the file is empty (0 bytes). Have the export delivered again.")
    for magic, what in _BINARY_MAGIC.items():
        if head.startswith(magic):
            raise Unreadable(f"{file_name}: this is {what}, expected a text export (plain or gzip). Export it as CSV.")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<") and b"<html" in start):
        raise Unreadable(
            f"{file_name}: this is an HTML page, expected a text export. The download probably ended on a login or error page: "
            "open the file in a browser to see which, then fetch the export again."
        )
    if start.startswith(b"version https://git-lfs.github.com/spec/"):
        raise Unreadable(f"{file_name}: this is a git-LFS pointer, not the file itself. Run `git lfs pull` where it came from.")
    if not is_utf16(head, encoding) and head.count(0) * 20 > len(head):
        raise Unreadable(
            f"{file_name}: every {max(1, len(head) // head.count(0))}. byte is NUL, so this is no plain text. If it is UTF-16 without "
            "a byte-order mark, say `encoding: utf-16-le` for its source; otherwise export it as CSV."
        )
