"""What passing the gate gives: the good records with their lines, the bad ones with their reasons, every one counted.

Belongs here: these shapes, and when a file is past hope. Does not: telling good from bad (records_in_bytes, sieve).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
RAGGED = re.compile(r"(\d+) fields where (\d+) are expected")
UNREAD_TIME = re.compile(r"cannot be read as (?:a time|an ISO time|seconds since|milliseconds since)")
TIME = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T]\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[AaPp]\.? ?[Mm]\.?)?)?")


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


def hopeless(file_name: str, bad: int, records: int, first: BadRecord) -> str:
    """Say that most of a file cannot be read, and what to look at."""
    return (
        f"{file_name}: {bad} of {records} records cannot be read, the first on line {first.line}: {first.reason}. "
        f"{_advice(first)}, or have the file delivered again."
    )


def _advice(first: BadRecord) -> str:
    """Say which key of the source to look at, by what stands in the record; of its cells only a time is shown."""
    text = first.text.decode("utf-8", "replace")
    if fields := RAGGED.match(first.reason):
        other = next((sign for sign in SIGNS if text.count(sign) + 1 == int(fields[2])), None)
        if other:
            return f"{SIGNS[other].title()} part its {fields[2]} fields: correct `delimiter` of its source in config/sources.yaml"
    if UNREAD_TIME.search(first.reason):
        shown = TIME.search(text)
        told = f", such as {shown[0]!r}" if shown else ""
        return f"Hold `timestamp` of its source in config/sources.yaml against the times that stand there{told}"
    return "Check delimiter, quote and encoding of its source in config/sources.yaml"
