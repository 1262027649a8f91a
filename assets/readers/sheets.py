"""A spreadsheet as a container: one sheet of an .xlsx written out as plain CSV, a row a line, so that every reader can read it.

Belongs here: telling workbooks from other archives, choosing the sheet, what a cell is as text. Does not: what columns mean.
"""

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from assets.readers.formats import EPOCHS, ISO_FORMATS
from assets.readers.protocol import Unreadable
from assets.readers.sheet_dates import Times, dated
from assets.readers.unpack import refuse_what_grows_without_end
from assets.settings.sources import Source

WIDTH_FROM_ROWS = 50  # the widest of the first rows says how many columns the table has


def is_workbook(path: Path) -> bool:
    """Tell an .xlsx workbook from any other file, whatever its name."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def write_sheet(path: Path, target: Path, *, sheet: str | int | None = None, times: Times | None = None) -> str:
    """Write one sheet (by name, or number from 1; the first that holds a table where nothing is said) as UTF-8 CSV; give its name.

    Rows stay rows: line 5 is row 5. Line breaks inside cells become blanks. Dates become ISO, truth values words, durations h:mm:ss.
    In the columns of `times` a number is a date too, and a day beside a time of day is a day alone.
    """
    from openpyxl import load_workbook

    size = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        inside = sum(member.file_size for member in archive.infolist())
    refuse_what_grows_without_end(path.name, packed_bytes=size, unpacked_bytes=inside)
    opened = path.open("rb")  # given a name, openpyxl refuses a workbook that is called .csv
    try:
        workbook = load_workbook(opened, read_only=True, data_only=True)
    except Exception as error:
        opened.close()
        raise Unreadable(f"{path.name}: the workbook cannot be opened ({error}). Have it delivered again, or export CSV.") from error
    try:
        chosen = _chosen(workbook, path.name, sheet)
        chosen.reset_dimensions()  # some exports state the size of a sheet wrongly
        with target.open("w", newline="", encoding="utf-8") as file:
            writer, written = csv.writer(file, lineterminator="\n"), 0
            rows = chosen.iter_rows(values_only=True)
            for row in _even(dated(rows, times, epoch=workbook.epoch) if times else rows):
                written += writer.writerow(row)
                refuse_what_grows_without_end(path.name, packed_bytes=size, unpacked_bytes=written)
        return str(chosen.title)
    finally:
        workbook.close()
        opened.close()


def for_sheets(source: Source) -> Source:
    """Change what a source says about text files into what holds of a sheet: real dates are ISO there, whatever people see."""
    iso = ISO_FORMATS

    def also_iso(formats: tuple[str, ...]) -> tuple[str, ...]:
        return (*formats, *iso) if formats and formats[0] not in EPOCHS else formats

    columns = {name: column.model_copy(update={"timestamp": also_iso(column.timestamp)}) for name, column in source.columns.items()}
    options = {key: value for key, value in source.options.items() if key != "sheet"}
    plain = {"encoding": None, "delimiter": ",", "quote": '"', "columns": columns, "options": options}
    return source.model_copy(update=plain | {"timestamp": also_iso(source.timestamp)})


def _chosen(workbook: Any, file_name: str, sheet: str | int | None) -> Any:
    names = list(workbook.sheetnames)
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 1 <= sheet <= len(names):
        return workbook[names[sheet - 1]]
    if sheet is not None:
        found = next((name for name in names if name.strip().lower() == str(sheet).strip().lower()), None)
        if found is None:
            raise Unreadable(f"{file_name}: there is no sheet {sheet!r}; the workbook has {', '.join(names)}. Correct `options: sheet`.")
        return workbook[found]
    # a sheet that explains the others has lines of text and no row of a table
    widths = {name: _widest(workbook[name]) for name in names}
    chosen = next((name for name in names if widths[name] > 1), None) or next((name for name in names if widths[name]), None)
    if chosen:
        return workbook[chosen]
    raise Unreadable(f"{file_name}: every sheet is empty ({', '.join(names)}). Have the workbook delivered again.")


def _widest(sheet: Any) -> int:
    """How many cells the fullest of the first rows has filled; none where a sheet is a chart."""
    rows = sheet.iter_rows(values_only=True) if hasattr(sheet, "iter_rows") else iter(())
    return max((sum(cell is not None for cell in row) for row in _first(rows)), default=0)


def _first(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for _, row in zip(range(WIDTH_FROM_ROWS), rows, strict=False):
        yield row


def _even(rows: Iterator[Sequence[Any]]) -> Iterator[list[str]]:
    """Give rows as text, all as wide as the table; a blank row stays a blank line, and what is wider stays wider."""
    head = [_told(row) for row in _first(rows)]
    width = max((len(row) for row in head), default=0)
    for row in head:
        yield row + [""] * (width - len(row)) if row else []
    for later in rows:
        row = _told(later)
        yield row + [""] * (width - len(row)) if row else []


def _told(row: Sequence[Any]) -> list[str]:
    cells = [as_text(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def as_text(cell: Any) -> str:
    """Write a cell's value as text: 5.0 is 5, a date is ISO, a duration is h:mm:ss.

    >>> as_text(5.0), as_text(timedelta(hours=26, seconds=3)), as_text(True)
    ('5', '26:00:03', 'TRUE')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="microseconds" if cell.microsecond else "seconds")
    if isinstance(cell, date):
        return f"{cell.isoformat()} 00:00:00"
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    return re.sub(r"\s*[\r\n]+\s*", " ", str(cell)).replace("\0", "")
