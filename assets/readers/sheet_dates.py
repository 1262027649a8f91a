"""Dates in the columns of a sheet that a source declares as times: numbers whose format was taken off, and a day beside a time of day.

Belongs here: which columns those are, and what stands in them. Does not: what a date is as text elsewhere (sheets).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from assets.readers.formats import EPOCHS, can_be_read
from assets.readers.records import KINDS
from assets.settings.sources import Source

# Days since 1899 or 1904: a number of five digits is a day between 1954 and 2119, one below 1 a time of day.
FIRST_DAY, LAST_DAY = 20_000, 80_000
HEADER_WITHIN = 100  # titles and filters above a header are fewer
NO_YEAR = 1904  # what a sheet knows as a time of day bears its first days
_DAY, _CLOCK = re.compile(r"\d{5}(\.\d+)?"), re.compile(r"0?\.\d+")


@dataclass(frozen=True)
class TimeColumn:
    """A column of times: the formats declared for it, and whether it is a part (a day, a time of day) of an instant in several columns."""

    formats: Sequence[str]
    is_part: bool


Times = Mapping[str | int, TimeColumn]


def time_columns(source: Source) -> Times:
    """Columns that tell instants or days, by lower-case name or number from 1."""
    if source.kind not in KINDS:
        return {}
    instants = {column.name for column in KINDS[source.kind].columns if column.type in ("timestamp", "date")}
    renamed = source.options.get("renamed", {})
    found: dict[str | int, TimeColumn] = {}
    for canonical, declared in source.columns.items():
        formats = declared.timestamp or source.timestamp
        if formats and formats[0] in EPOCHS:
            continue
        own = declared.columns or ((declared.column,) if declared.column is not None else ())
        told = TimeColumn(formats, is_part=len(declared.columns) > 1)
        for reference in (*(own if canonical in instants else ()), *declared.since, *declared.until):
            for name in (reference, *renamed.get(reference, ())):
                found[name if isinstance(name, int) else str(name).strip().lower()] = told
    return found


def dated(rows: Iterator[Sequence[Any]], times: Times, *, epoch: datetime) -> Iterator[Sequence[Any]]:
    """Give rows with what stands in columns of times as dates, from the row on that bears their names, which is one of the first."""
    places = {name - 1: column for name, column in times.items() if isinstance(name, int)}
    for number, told in enumerate(rows):
        row = list(told)
        if number < HEADER_WITHIN:
            places |= {at: times[name] for at, cell in enumerate(row) if isinstance(cell, str) and (name := cell.strip().lower()) in times}
        for at, column in places.items():
            if at < len(row):
                row[at] = _told(row[at], column, epoch)
        yield row


def _told(cell: Any, column: TimeColumn, epoch: datetime) -> Any:
    cell = _date(cell, column, epoch)
    if not column.is_part or not isinstance(cell, datetime):
        return cell
    if cell.year <= NO_YEAR:
        return cell.time()
    return cell.date().isoformat() if cell.time() == time() else cell


def _date(cell: Any, column: TimeColumn, epoch: datetime) -> Any:
    """Give the date a number means, or the cell as it is where it is none, or where a declared format reads it."""
    from openpyxl.utils.datetime import from_excel

    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return cell
    text = str(cell).strip()
    is_day = _DAY.fullmatch(text) is not None and FIRST_DAY <= float(text) <= LAST_DAY
    if not is_day and not (column.is_part and _CLOCK.fullmatch(text)):
        return cell
    return cell if any(can_be_read(text, form) for form in column.formats) else from_excel(float(text), epoch)
