"""Where records begin and end in delimited bytes.

Belongs here: proving a block of whole lines clean at memory speed, and taking one doubtful record apart.
Does not: reading files, deciding what becomes of a bad record (gate.py).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assets.readers.protocol import Delimited, Lines

MAX_RECORD_BYTES = 1 << 20
MAX_RECORD_LINES = 1000
LINE_SEPARATOR = b"\x1f"  # the delimiter under which the engine reads whole lines, so no line may contain it
_NEWLINE, _RETURN = 10, 13


@dataclass(frozen=True)
class Frame:
    """What separates fields and records of one file; `columns` is 1 and `quote` is empty where a line is a record."""

    columns: int
    delimiter: bytes = LINE_SEPARATOR
    quote: bytes = b""


def frame_of(shape: Delimited | Lines) -> Frame:
    """Return the frame of a plan's shape."""
    if isinstance(shape, Lines):
        return Frame(columns=1)
    return Frame(columns=len(shape.columns), delimiter=shape.delimiter.encode(), quote=shape.quote.encode())


def clean_lines(block: bytes, frame: Frame, *, end_of_line: bytes | None, count_fields: bool) -> tuple[int, bytes] | None:
    """Count the records of a block of whole UTF-8 lines and tell its line end; None when any line needs a closer look.

    Clean means: no NUL, valid UTF-8, no blank or overlong line, one kind of line end, every quote opening or closing a field
    within one line, and (with `count_fields`) the expected number of fields in each.
    """
    if b"\0" in block or not _is_utf8(block):
        return None
    octets = np.frombuffer(block, np.uint8)
    newlines = np.flatnonzero(octets == _NEWLINE)
    if newlines.size == 0:
        return None
    lengths = np.diff(newlines, prepend=-1) - 1
    found = b"\n"
    shortest = 1
    if b"\r" in block:
        if not _ends_in_return(octets, newlines) or np.count_nonzero(octets == _RETURN) != newlines.size:
            return None
        found, shortest = b"\r\n", 2
    if (end_of_line is not None and found != end_of_line) or lengths.min() < shortest or lengths.max() > MAX_RECORD_BYTES:
        return None
    if frame.columns == 1 and not frame.quote:
        return None if frame.delimiter in block else (int(newlines.size), found)
    quotes: np.ndarray | None = None
    if frame.quote and frame.quote in block:
        quotes = np.flatnonzero(octets == frame.quote[0])
        if not _quotes_pair_up(octets, quotes, newlines, frame):
            return None
    if (count_fields or quotes is not None) and not _fields_agree(octets, newlines, quotes, frame):
        return None
    return int(newlines.size), found


def _is_utf8(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _ends_in_return(octets: np.ndarray, newlines: np.ndarray) -> bool:
    return bool(newlines[0] > 0 and (octets[newlines - 1] == _RETURN).all())


def _quotes_pair_up(octets: np.ndarray, quotes: np.ndarray, newlines: np.ndarray, frame: Frame) -> bool:
    if quotes.size % 2 or (np.searchsorted(quotes, newlines) % 2).any():
        return False
    opens, closes = quotes[::2], quotes[1::2]
    before = octets[np.maximum(opens - 1, 0)]
    after = octets[closes + 1]  # a block ends in a newline, so there always is one more byte
    opens_well = (before == frame.delimiter[0]) | (before == _NEWLINE) | (before == frame.quote[0]) | (opens == 0)
    closes_well = (after == frame.delimiter[0]) | (after == _NEWLINE) | (after == _RETURN) | (after == frame.quote[0])
    return bool(opens_well.all() and closes_well.all())


def _fields_agree(octets: np.ndarray, newlines: np.ndarray, quotes: np.ndarray | None, frame: Frame) -> bool:
    marks = np.flatnonzero((octets == frame.delimiter[0]) | (octets == _NEWLINE))
    if quotes is not None:
        marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    if marks.size != newlines.size * frame.columns:
        return False
    # With the right total, every line is right exactly when each n-th mark is a newline.
    return bool((octets[marks[frame.columns - 1 :: frame.columns]] == _NEWLINE).all())


@lru_cache(maxsize=32)
def _field_pattern(frame: Frame) -> re.Pattern[bytes]:
    quote, delimiter = re.escape(frame.quote), re.escape(frame.delimiter)
    bare = rb"([^" + delimiter + rb"\n]*+)"
    if not frame.quote:
        return re.compile(rb"(?!)()|" + bare + rb"(" + delimiter + rb"|\n)")
    quoted = quote + rb"((?:[^" + quote + rb"]++|" + quote * 2 + rb")*+)" + quote
    return re.compile(rb"(?:" + quoted + rb"|(?!" + quote + rb")" + bare + rb")(" + delimiter + rb"|\n)")


def take_record(text: bytes, frame: Frame, *, strictly: bool = False) -> list[bytes] | None:
    """Take one record's bytes, ended by a newline, apart into fields; None when a quote does not open or close one.

    A quote inside a field without quotes is text like any other, unless `strictly`.
    """
    pattern, position, fields = _field_pattern(frame), 0, []
    while match := pattern.match(text, position):
        quoted, bare, mark = match.groups()
        if strictly and quoted is None and frame.quote and frame.quote in bare:
            return None
        fields.append(bare if quoted is None else quoted.replace(frame.quote * 2, frame.quote))
        position = match.end()
        if mark == b"\n":
            return fields if position == len(text) else None
    return None


def write_record(fields: list[bytes], frame: Frame) -> bytes:
    """Write fields as one record in the strictest form of the frame, without its line end."""
    return frame.delimiter.join(_quoted(field, frame) for field in fields)


def _quoted(field: bytes, frame: Frame) -> bytes:
    if frame.quote in field or frame.delimiter in field or b"\n" in field:
        return frame.quote + field.replace(frame.quote, frame.quote * 2) + frame.quote
    return field
