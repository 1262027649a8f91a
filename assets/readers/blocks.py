"""An unpacked file as blocks of bytes whose lines end in newlines, and single lines of it found again.

Belongs here: UTF-16, the line ends of old Macs, reading back the text of a record. Does not: judging records (gate.py).
"""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from assets.readers.framing import MAX_RECORD_BYTES
from assets.readers.protocol import Unreadable
from assets.readers.unpack import decoded_head, is_utf16, open_plain, read_head

BLOCK_BYTES = 512 << 10  # arrays of this size stay in the cache: twice as fast as blocks of 16 MiB
KEPT_TEXT_BYTES = 4096


def has_old_mac_lines(head: bytes, encoding: str) -> bool:
    """Tell files whose lines end in a carriage return alone, as Macs once wrote them."""
    # In UTF-16 the byte of a newline may be half of another sign.
    text = decoded_head(head, encoding) if is_utf16(head, encoding) else head.decode("latin-1")
    return "\r" in text and "\n" not in text


def plain_blocks(stream: BinaryIO, head: bytes, encoding: str) -> Iterator[bytes]:
    """Give a stream whose first bytes are `head` as blocks whose lines end in newlines; UTF-16 comes out as UTF-8."""
    blocks = from_utf16(stream, encoding) if is_utf16(head, encoding) else blocks_of(stream)
    if not has_old_mac_lines(head, encoding):
        return blocks
    return (block.replace(b"\r", b"\n") for block in blocks)


def blocks_of(stream: BinaryIO) -> Iterator[bytes]:
    """Give a stream as blocks of bytes."""
    while block := stream.read(BLOCK_BYTES):
        yield block


def from_utf16(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Give a UTF-16 stream as blocks of UTF-8."""
    decoder: codecs.IncrementalDecoder | None = None
    try:
        for block in blocks_of(stream):
            if decoder is None:
                marked = block[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
                decoder = codecs.getincrementaldecoder("utf-16" if marked else encoding)()
            yield decoder.decode(block).encode()
        if decoder is not None:
            yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise Unreadable(f"the file begins as UTF-16 and cannot be read to its end ({error}). Have it delivered again.") from error


def texts(path: Path, lines: list[int], *, line_counts: dict[int, int], encoding: str) -> dict[int, tuple[int, int, bytes]]:
    """Give byte offset, length and first bytes of records by their line, read again from the delivered file."""
    wanted = np.array(sorted(lines))
    found: dict[int, tuple[int, int, bytes]] = {}
    with open_plain(path) as stream:
        head = read_head(path)
        blocks = plain_blocks(stream, head, encoding)
        line, offset, rest = 1, 0, b""
        for fresh in _with_end(blocks):
            block = rest + fresh
            newlines = np.flatnonzero(np.frombuffer(block, np.uint8) == 10)
            here = wanted[(wanted >= line) & (wanted < line + newlines.size)]
            starts = np.concatenate([[0], newlines + 1])
            for number in here:
                index = int(number) - line
                last = min(index + line_counts.get(int(number), 1) - 1, newlines.size - 1)
                begin, end = int(starts[index]), int(newlines[last])
                found[int(number)] = (offset + begin, end - begin, block[begin : min(end, begin + KEPT_TEXT_BYTES)])
            done = int(starts[-1])
            line, offset, rest = line + newlines.size, offset + done, block[done:]
            # A line of hundreds of megabytes was taken out by the gate; its bytes are not carried along.
            if len(rest) > 2 * MAX_RECORD_BYTES:
                offset, rest = offset + len(rest) - 1, rest[-1:]
    return found


def _with_end(blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield from blocks
    yield b"\n"
