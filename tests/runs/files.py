"""Exports of the small centre, taken apart and put together again.

Belongs here: cutting vendors' files by time, by line and by word. Does not: running anything.
"""

import gzip
import os
import random
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def lines_of(path: Path) -> list[str]:
    """Give the lines of a file, gzip or not, with their ends."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return text.decode("utf-8").splitlines(keepends=True)


def take_out(path: Path, is_late: Callable[[str], bool]) -> list[str]:
    """Take some lines of a file away and give them; the file keeps its name, and the others."""
    lines = lines_of(path)
    kept, late = [line for line in lines if not is_late(line)], [line for line in lines if is_late(line)]
    text = "".join(kept).encode("utf-8")
    if late:
        then = path.stat().st_mtime
        path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
        os.utime(path, (then, then))
    return late


def pbx_day(line: str) -> date:
    """Give the local date of a line of queue_log."""
    return datetime.fromtimestamp(int(line.split("|")[0]), BERLIN).date()


def pbx_call(line: str) -> str:
    """Give the call of a line of queue_log."""
    return line.split("|")[1]


def acd_day(line: str) -> date | None:
    """Give the local date of a record of the ACD export; None for its header."""
    cell = line.split(",")[4]
    return datetime.strptime(cell, "%m/%d/%Y %H:%M:%S").date() if cell[:1].isdigit() else None  # noqa: DTZ007


def split_records(lines: list[str], parts: int, *, header: int, seed: int, shuffled: bool) -> list[str]:
    """Deal the records of a file out to several files, each with the header."""
    records = _whole(lines[header:])
    if shuffled:
        random.Random(seed).shuffle(records)
    size = -(-len(records) // parts)
    return ["".join(lines[:header] + records[k * size : (k + 1) * size]) for k in range(parts) if records[k * size : (k + 1) * size]]


def _whole(lines: list[str]) -> list[str]:
    """Join lines to records: a line break inside quotes ends nothing."""
    records, open_quote = [], False
    for line in lines:
        if open_quote:
            records[-1] += line
        else:
            records.append(line)
        open_quote ^= line.count('"') % 2 == 1
    return records
