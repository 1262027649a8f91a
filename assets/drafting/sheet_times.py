"""Columns of a sheet that hold dates whose format was taken off: numbers under a header that says when something happened.

Belongs here: guessing which columns those are, for a draft. Does not: reading them (sheet_dates), what a source declares.
"""

import csv
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from assets.drafting.vocabulary import HEADER_WORDS, likeness
from assets.readers.sheet_dates import TimeColumn, Times

LOOKED_AT = 200
# Days of the years 2000 to 2050: numbers of anything else hardly keep between them in every row.
FIRST_DAY, LAST_DAY = 36_526, 54_789
SURE = 0.5
_NUMBER = re.compile(r"\d+(\.\d+)?")


def unformatted_times(path: Path) -> Times:
    """Guess, of a sheet written as CSV, the columns of times that hold numbers alone, by the names in its header."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in islice(csv.reader(file), LOOKED_AT) if any(row)]
    # titles above a header fill a cell or two, and the header is the first row that names each column
    width = max((sum(bool(cell) for cell in row) for row in rows), default=0)
    place = next((place for place, row in enumerate(rows) if sum(bool(cell) for cell in row) * 2 > width), 0)
    body = rows[place + 1 :]
    return {
        name.strip().lower(): TimeColumn((), is_part=False)
        for at, name in enumerate(rows[place] if rows else ())
        if _says_when(name) and _are_days([row[at] for row in body if row[at]])
    }


def _says_when(name: str) -> bool:
    told = (phrases for words in HEADER_WORDS.values() for canonical, phrases in words.items() if canonical.endswith("_at_utc"))
    return any(likeness(name, phrases) > SURE for phrases in told)


def _are_days(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_NUMBER.fullmatch(cell) and FIRST_DAY <= float(cell) <= LAST_DAY for cell in cells)
