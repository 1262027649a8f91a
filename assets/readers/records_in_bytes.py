"""One record found in doubtful bytes: its clean form, or the reason why it is none.

Belongs here: encodings, quotes over several lines, the number of fields. Does not: counting, what becomes of a bad record (sieve).
"""

import codecs
from dataclasses import dataclass
from functools import cached_property

from assets.readers.framing import MAX_RECORD_BYTES, MAX_RECORD_LINES, Frame, take_record, write_record

MARK = codecs.BOM_UTF8


@dataclass(frozen=True)
class Reading:
    """How the bytes of a file are read: what frames its records, and its encoding."""

    frame: Frame
    codec: str

    @cached_property
    def transcodes(self) -> bool:
        """Whether the bytes are no UTF-8 yet."""
        return self.codec not in ("utf-8", "ascii")

    def readable(self, raw: bytes) -> bytes | str:
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

    def whole_record(
        self, block: bytes, start: int, *, is_start_of_file: bool, final: bool, any_width: bool = False
    ) -> tuple[bytes, int, int] | str:
        """Give a record (its clean bytes, where the next starts, its lines), "undecided", or what is wrong with its first line."""
        frame = self.frame
        stop = block.index(b"\n", start)
        line = self.readable(block[start:stop])
        if isinstance(line, str):
            return line
        if start == 0 and is_start_of_file:
            line = line.removeprefix(MARK)
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
            line = self.readable(block[position:stop])
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
