"""The gate: every byte of a delivered file passes here before a database sees it.

Belongs here: counting every record of a file from its bytes, taking out those no parser could read, and handing the rest on
as clean UTF-8 with the way back to the original line. Does not: what a column means (readers), SQL (the engine).

Blocks of bytes that prove clean (framing.py) pass at memory speed. Only what does not is looked at line by line; from the
first such place on, the good records are copied to a file of their own.
"""

from collections.abc import Iterator
from pathlib import Path

from assets.readers import parquet
from assets.readers.blocks import has_old_mac_lines, plain_blocks
from assets.readers.framing import MAX_RECORD_BYTES
from assets.readers.gated import Gated
from assets.readers.protocol import Batches, Delimited, Lines, Unreadable
from assets.readers.sieve import Sieve
from assets.readers.unpack import is_gzip, is_utf16, open_hashed, read_head, sha256_of


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
    sieve = Sieve(path, shape, "utf-8" if utf16 else encoding, clean_path, count_fields)
    # Bytes that are not the original's own (gzip, UTF-16, another encoding) are written out from the start.
    if is_gzip(path) or utf16 or old_mac or sieve.reading.transcodes:
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


def _run(sieve: Sieve, blocks: Iterator[bytes]) -> None:
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
