"""The sieve of one text file: clean blocks pass at memory speed, what does not is looked at line by line.

Belongs here: where we are, what was counted, what goes out. Does not: opening files (gate), judging one record (records_in_bytes).
"""

import codecs
from pathlib import Path
from typing import BinaryIO

from assets.readers.blocks import KEPT_TEXT_BYTES
from assets.readers.framing import MAX_RECORD_BYTES, clean_lines, frame_of
from assets.readers.gated import BadRecord, Gated, hopeless
from assets.readers.protocol import Delimited, Lines, Unreadable
from assets.readers.records_in_bytes import MARK, Reading
from assets.readers.unpack import open_plain

_CLOSE_LOOK_BYTES = 256 << 10


class Sieve:
    """The state of one file on its way through: where we are, what was counted, what goes out."""

    def __init__(self, path: Path, shape: Delimited | Lines, encoding: str, clean_path: Path, count_fields: bool) -> None:
        self.reading = Reading(frame_of(shape), codecs.lookup(encoding).name)
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
        """Close the file of good records, where there is one."""
        if self._sink is not None:
            self._sink.close()

    def result(self, sha256: str) -> Gated:
        """Give what was counted, and the file to read: the original where all of it is clean."""
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
        if self.reading.transcodes:
            try:
                text = block.decode(self.reading.codec).encode()
            except UnicodeDecodeError:
                return False
        else:
            text = block
        found = clean_lines(text, self.reading.frame, end_of_line=self._end_of_line, count_fields=self._count_fields)
        if found is None or (self._good == 0 and text.startswith(MARK)):
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
            found = self.reading.whole_record(block, start, is_start_of_file=self._offset == 0, final=final, any_width=True)
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
            text = self.reading.readable(raw.removeprefix(MARK) if self._offset == 0 else raw)
            if isinstance(text, str):
                self._note_bad(len(raw), text, raw)
            elif not text:
                self._pass(1, length)
                position = stop + 1
                continue
            else:
                found = self.reading.whole_record(block, position, is_start_of_file=self._offset == 0, final=final)
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

    def _give_up_when_hopeless(self) -> None:
        if len(self._bad) > 1000 and len(self._bad) > self._good:
            raise Unreadable(hopeless(self._path.name, len(self._bad), self._good + len(self._bad), self._bad[0]))
