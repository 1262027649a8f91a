"""The gate: every byte of a delivered file passes here before a database sees it.

Belongs here: counting every record of a file from its bytes, taking out those no parser could read, and handing the rest on
as clean UTF-8 with the way back to the original line. Does not: what a column means (readers), SQL (the engine).

Blocks of bytes that prove clean (framing.py) pass at memory speed. Only what does not is looked at line by line; from the
first such place on, the good records are copied to a file of their own.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from assets.readers import parquet
from assets.readers.blocks import KEPT_TEXT_BYTES, has_old_mac_lines, plain_blocks
from assets.readers.framing import MAX_RECORD_BYTES, MAX_RECORD_LINES, clean_lines, frame_of, take_record, write_record
from assets.readers.protocol import Batches, Delimited, Lines, Unreadable
from assets.readers.unpack import is_gzip, is_utf16, open_hashed, open_plain, read_head, sha256_of

_CLOSE_LOOK_BYTES = 256 << 10
_MARK = codecs.BOM_UTF8


@dataclass(frozen=True)
class BadRecord:
    """A record that no parser could read: where it is in the unpacked file, why it is bad, and its first bytes."""

    line: int
    byte_offset: int
    length: int
    reason: str
    text: bytes


@dataclass
class Gated:
    """A file that has passed: what to read, what was counted, and which line each good record stands on.

    `steps` holds (record, line) pairs: from good record number `record` (0 is the first) lines run on from `line`.
    `cells` is empty for text; of a Parquet file it is SQL that gives each column as text, in order.
    """

    path: Path
    skip_lines: int
    sha256: str
    records: int
    skipped: int
    good: int
    bad: list[BadRecord] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    line_counts: dict[int, int] = field(default_factory=dict)
    cells: tuple[str, ...] = ()

    def lines(self, records: np.ndarray) -> np.ndarray:
        """Give the lines on which good records stand."""
        starts = np.array([step[0] for step in self.steps] or [0])
        shifts = np.array([line - record for record, line in self.steps] or [1])
        found: np.ndarray = records + shifts[np.searchsorted(starts, records, side="right") - 1]
        return found


def gate(path: Path, shape: Delimited | Lines | Batches, *, encoding: str, clean_path: Path, count_fields: bool = True) -> Gated:
    """Let a file through; raise `Unreadable` when it is damaged or when most of its records are.

    What has to be cleaned is written to `clean_path`; a file that is clean as it is is not copied.
    `count_fields=False` leaves the number of fields of clean-looking lines to the parser, which then raises.
    """
    if isinstance(shape, Batches):
        with open_hashed(path) as (_, source):
            return Gated(path, 0, source.finish(), records=0, skipped=0, good=0)
    if parquet.is_parquet(path):
        return _gate_parquet(path, shape)
    head = read_head(path)
    utf16, old_mac = is_utf16(head, encoding), has_old_mac_lines(head, encoding)
    sieve = _Sieve(path, shape, "utf-8" if utf16 else encoding, clean_path, count_fields)
    # Bytes that are not the original's own (gzip, UTF-16, another encoding) are written out from the start.
    if is_gzip(path) or utf16 or old_mac or sieve.transcodes:
        sieve.open_sink(0)
    with open_hashed(path) as (stream, source):
        try:
            _run(sieve, plain_blocks(stream, head, encoding))
        finally:
            sieve.close()
        return sieve.result(source.finish())


def _gate_parquet(path: Path, shape: Delimited | Lines) -> Gated:
    """Count the rows of a Parquet file from its footer; its pages are checked by whoever decodes them."""
    if isinstance(shape, Lines):
        raise Unreadable(f"{path.name}: this is a Parquet file, its reader expects lines of text. Deliver the log itself.")
    rows, cells = parquet.layout(path)
    return Gated(path, 0, sha256_of(path), rows, 0, rows, steps=[(0, 1)] if rows else [], cells=cells)


def _run(sieve: "_Sieve", blocks: Iterator[bytes]) -> None:
    rest = b""
    for fresh in blocks:
        block = rest + fresh if rest else fresh
        end = block.rfind(b"\n") + 1
        if sieve.inside_long_line or (end == 0 and len(block) > MAX_RECORD_BYTES):
            block = sieve.drop_long_line(block)
            end = block.rfind(b"\n") + 1
        taken = sieve.take(block[:end] if end < len(block) else block, final=False) if end else 0
        rest = block[taken:]
    sieve.finish(rest)


class _Sieve:
    """The state of one file on its way through: where we are, what was counted, what goes out."""

    def __init__(self, path: Path, shape: Delimited | Lines, encoding: str, clean_path: Path, count_fields: bool) -> None:
        self.frame = frame_of(shape)
        self.codec = codecs.lookup(encoding).name
        self.transcodes = self.codec not in ("utf-8", "ascii")
        self.inside_long_line = False
        self._path, self._clean_path, self._count_fields = path, clean_path, count_fields
        self._sink: BinaryIO | None = None
        self._headers_left = shape.header_records if isinstance(shape, Delimited) else 0
        self._header_bytes = 0
        self._end_of_line: bytes | None = None
        self._line, self._offset = 1, 0
        self._good = self._skipped = 0
        self._header_lines = 0
        self._bad: list[BadRecord] = []
        self._steps: list[tuple[int, int]] = []
        self._line_counts: dict[int, int] = {}
        self._unterminated = False

    def open_sink(self, copy_bytes: int) -> None:
        """From here on good records are copied; `copy_bytes` of the original, all good, come first (less its header)."""
        if self._sink is not None:
            return
        self._sink = self._clean_path.open("wb")
        if copy_bytes > self._header_bytes:
            with open_plain(self._path) as original:
                original.read(self._header_bytes)
                left = copy_bytes - self._header_bytes
                while left:
                    piece = original.read(min(left, 1 << 20))
                    self._sink.write(piece)
                    left -= len(piece)

    def close(self) -> None:
        if self._sink is not None:
            self._sink.close()

    def result(self, sha256: str) -> Gated:
        records = self._good + len(self._bad) + self._skipped
        clean = self._sink is None
        return Gated(
            self._path if clean else self._clean_path,
            self._header_lines if clean else 0,
            sha256,
            records=records,
            skipped=self._skipped,
            good=self._good,
            bad=self._bad,
            steps=self._steps,
            line_counts=self._line_counts,
        )

    def take(self, block: bytes, *, final: bool) -> int:
        """Take whole lines; return how many bytes are done with. What is left needs the bytes that follow."""
        start = self._take_header(block, final=final)
        if start is None:
            return 0
        if start == len(block) or self._take_clean(block[start:] if start else block):
            return len(block)
        while start < len(block):
            end = block.find(b"\n", min(start + _CLOSE_LOOK_BYTES, len(block) - 1)) + 1
            if self._take_clean(block[start:end]):
                start = end
                continue
            self.open_sink(self._offset)
            start, undecided = self._take_closely(block, start, end, final=final)
            if undecided:
                break
        self._give_up_when_hopeless()
        return start

    def finish(self, rest: bytes) -> None:
        """Take what follows the last line end of the file."""
        if self.inside_long_line:
            self._end_long_line(self._long_length)
            return
        if rest:
            self._unterminated = not rest.endswith(b"\n")
            block = rest + b"\n" if self._unterminated else rest
            position = 0
            while position < len(block):
                position += self.take(block[position:], final=True)

    def drop_long_line(self, block: bytes) -> bytes:
        """Swallow a line that is too long to be a record, block by block; return what follows it."""
        if not self.inside_long_line:
            self.open_sink(self._offset)
            self.inside_long_line, self._long_length, self._long_text = True, 0, block[:KEPT_TEXT_BYTES]
        stop = block.find(b"\n")
        if stop < 0:
            self._long_length += len(block)
            return b""
        self._end_long_line(self._long_length + stop)
        self._offset += 1
        return block[stop + 1 :]

    def _end_long_line(self, length: int) -> None:
        self.inside_long_line = False
        self._note_bad(length, f"line longer than {MAX_RECORD_BYTES >> 20} MiB", self._long_text)
        self._offset += length
        self._line += 1

    def _take_clean(self, block: bytes) -> bool:
        if self.transcodes:
            try:
                text = block.decode(self.codec).encode()
            except UnicodeDecodeError:
                return False
        else:
            text = block
        found = clean_lines(text, self.frame, end_of_line=self._end_of_line, count_fields=self._count_fields)
        if found is None or (self._good == 0 and text.startswith(_MARK)):
            return False
        count, self._end_of_line = found
        self._note_good(count, count)
        self._offset += len(block)
        if self._sink is not None:
            self._sink.write(text)
        return True

    def _note_good(self, records: int, lines: int) -> None:
        if not self._steps or self._line - self._good != self._steps[-1][1] - self._steps[-1][0]:
            self._steps.append((self._good, self._line))
        self._good += records
        self._line += lines

    def _note_bad(self, length: int, reason: str, text: bytes) -> None:
        self._bad.append(BadRecord(self._line, self._offset, length, reason, text[:KEPT_TEXT_BYTES]))

    def _take_header(self, block: bytes, *, final: bool) -> int | None:
        start = 0
        while self._headers_left and start < len(block):
            stop = block.index(b"\n", start)
            if block[start:stop].strip(b"\r\n \t") == b"":
                self._pass(1, stop + 1 - start)
                self.open_sink(self._offset)
                start = stop + 1
                continue
            found = self._whole_record(block, start, final=final, any_width=True)
            if found == "undecided":
                return None
            end, lines = (stop + 1, 1) if isinstance(found, str) else (found[1], found[2])
            self._pass(lines, end - start)
            self._headers_left -= 1
            self._header_bytes, self._header_lines = self._offset, self._header_lines + 1
            if lines > 1:
                # Parsers skip lines, not records, so a header of several lines is left out of what they read.
                self.open_sink(self._offset)
            start = end
        return start

    def _pass(self, lines: int, length: int) -> None:
        self._skipped += 1
        self._line += lines
        self._offset += length

    def _take_closely(self, block: bytes, start: int, end: int, *, final: bool) -> tuple[int, bool]:
        """Go through lines one by one up to `end`; return where the next one starts, and whether it needs bytes that follow."""
        out: list[bytes] = []
        position = start
        undecided = False
        while position < end:
            stop = block.index(b"\n", position)
            raw = block[position:stop]
            length = stop + 1 - position
            text = self._readable(raw.removeprefix(_MARK) if self._offset == 0 else raw)
            if isinstance(text, str):
                self._note_bad(len(raw), text, raw)
            elif not text:
                self._pass(1, length)
                position = stop + 1
                continue
            else:
                found = self._whole_record(block, position, final=final)
                if found == "undecided":
                    undecided = True
                    break
                if isinstance(found, tuple):
                    record, after, lines = found
                    if lines > 1:
                        self._line_counts[self._line] = lines
                    out.append(record)
                    self._note_good(1, lines)
                    self._offset += after - position
                    position = after
                    continue
                last = self._unterminated and final and stop + 1 == len(block)
                self._note_bad(len(raw), "truncated last line: " + found if last else found, raw)
            self._line += 1
            self._offset += length
            position = stop + 1
        self._write(out)
        return position, undecided

    def _write(self, records: list[bytes]) -> None:
        if records and self._sink is not None:
            end = self._end_of_line or b"\n"
            self._end_of_line = end
            self._sink.write(end.join(records) + end)

    def _readable(self, raw: bytes) -> bytes | str:
        """Give a line as UTF-8 without its line end, or the reason why it is none."""
        line = raw.removesuffix(b"\r")
        if len(line) > MAX_RECORD_BYTES:
            return f"line longer than {MAX_RECORD_BYTES >> 20} MiB"
        if b"\0" in line:
            return "NUL byte"
        if not line.isascii() or self.transcodes:
            try:
                line = line.decode(self.codec).encode()
            except UnicodeDecodeError:
                return f"undecodable byte (not {self.codec})"
        # A carriage return inside a line ends a record for some parsers and not for others: it becomes a space.
        return line.replace(b"\r", b" ") if b"\r" in line else line

    def _whole_record(self, block: bytes, start: int, *, final: bool, any_width: bool = False) -> tuple[bytes, int, int] | str:
        """Give a record (its clean bytes, where the next starts, its lines), "undecided", or what is wrong with its first line."""
        frame = self.frame
        stop = block.index(b"\n", start)
        line = self._readable(block[start:stop])
        if isinstance(line, str):
            return line
        if start == 0 and self._offset == 0:
            line = line.removeprefix(_MARK)
        if frame.columns == 1 and not frame.quote:
            return "control character 0x1F" if frame.delimiter in line else (line, stop + 1, 1)
        if frame.quote not in line or not frame.quote:
            width = line.count(frame.delimiter) + 1
            return (line, stop + 1, 1) if any_width or width == frame.columns else self._ragged(width)
        fields = take_record(line + b"\n", frame)
        if fields is not None:
            width = len(fields)
            return (write_record(fields, frame), stop + 1, 1) if any_width or width == frame.columns else self._ragged(width)
        return self._several_lines(block, line, stop + 1, final=final, any_width=any_width)

    def _several_lines(self, block: bytes, first: bytes, position: int, *, final: bool, any_width: bool) -> tuple[bytes, int, int] | str:
        """Look for the line that closes the quote `first` leaves open.

        A line on the way that is a whole record by itself says that the quote was never meant to stay open.
        """
        frame, parts, size = self.frame, [first], len(first)
        open_quotes = first.count(frame.quote) % 2
        while len(parts) < MAX_RECORD_LINES and size < MAX_RECORD_BYTES:
            if position >= len(block):
                return "unclosed quote" if final else "undecided"
            stop = block.index(b"\n", position)
            line = self._readable(block[position:stop])
            if isinstance(line, str) or (not any_width and self._stands_alone(line)):
                return "unclosed quote"
            parts.append(line)
            size += len(line) + 1
            position = stop + 1
            open_quotes ^= line.count(frame.quote) % 2
            if not open_quotes:
                fields = take_record(b"\n".join(parts) + b"\n", frame)
                if fields is not None:
                    right = any_width or len(fields) == frame.columns
                    return (write_record(fields, frame), position, len(parts)) if right else "unclosed quote"
        return "unclosed quote"

    def _stands_alone(self, line: bytes) -> bool:
        if self.frame.columns < 3 or line.count(self.frame.delimiter) < self.frame.columns - 1:
            return False
        fields = take_record(line + b"\n", self.frame, strictly=True)
        return fields is not None and len(fields) == self.frame.columns

    def _ragged(self, width: int) -> str:
        return f"{width} fields where {self.frame.columns} are expected"

    def _give_up_when_hopeless(self) -> None:
        if len(self._bad) > 1000 and len(self._bad) > self._good:
            raise Unreadable(hopeless(self._path.name, len(self._bad), self._good + len(self._bad), self._bad[0]))


def hopeless(file_name: str, bad: int, records: int, first: BadRecord) -> str:
    """Say that most of a file cannot be read, and what to look at."""
    return (
        f"{file_name}: {bad} of {records} records cannot be read, the first on line {first.line}: {first.reason}. "
        "Check delimiter, quote and encoding of its source in config/sources.yaml, or have the file delivered again."
    )
