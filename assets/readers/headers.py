"""What the first records of a delimited file say: its delimiter, its columns, and which of them a source means.

Belongs here: finding declared names among found ones. Does not: values (delimited.py), bytes (gate.py).
"""

import csv
import difflib
import io
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from assets.readers.protocol import Unreadable
from assets.settings.sources import Source

DELIMITERS = (",", ";", "\t", "|")
ABOVE_RECORDS = 30  # titles, filters and dates above a header are fewer than this


@dataclass(frozen=True)
class Header:
    """The columns of a file in order (numbers as text where it has no header), and how to split it.

    `first` is each column's first cell; `above` is what titles above the header tell: a word and what stands beside it.
    """

    names: tuple[str, ...]
    delimiter: str
    header_records: int
    columns: int
    first: tuple[str, ...]
    above: Mapping[str, str]


def read_header(text: str, source: Source, *, wanted: Sequence[str], file_name: str) -> Header:
    """Read the header of a decoded head; without a declared delimiter, the one that shows most of the `wanted` columns."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    told = text[4:5] if text[:4].lower() == "sep=" else ""
    if told:
        text = text.split("\n", 1)[1] if "\n" in text else ""
    candidates = [source.delimiter] if source.delimiter else [told] if told else list(DELIMITERS)
    found = {delimiter: _records(text, delimiter, source.quote) for delimiter in candidates}
    known = {_folded(name) for name in wanted}
    places = {delimiter: _header_place(records, known, wanted) if source.header else 0 for delimiter, records in found.items()}

    def fit(delimiter: str) -> tuple[int, int]:
        named = found[delimiter][places[delimiter]] if found[delimiter] else []
        return sum(_folded(name) in known for name in named), len(named)

    delimiter = max(candidates, key=fit)
    records, place = found[delimiter], places[delimiter]
    if not records:
        raise Unreadable(f"{file_name}: there is no record in it, expected a header and data. Have the export delivered again.")
    filled = [cells for cells in records[place + 1 if source.header else 0 :] if any(cell.strip() for cell in cells)]
    start = tuple(filled[0]) if filled else ()
    names = tuple(name.strip() for name in records[place]) if source.header else tuple(str(i + 1) for i in range(len(start)))
    width = _width(names, start)
    first = tuple(next((cells[i] for cells in filled if i < len(cells) and cells[i].strip()), "") for i in range(width))
    above = told_above(records[:place]) if source.header else {}
    return Header(names, delimiter, (place + 1 if source.header else 0) + (1 if told else 0), width, first, above)


def told_above(records: Sequence[Sequence[str]]) -> dict[str, str]:
    """What titles tell: `Date: 1/16/2024` in one cell, or `Date` and `1/16/2024` in two; where a word stands twice the first counts.

    >>> told_above([["Interval report"], ["Date: 1/16/2024"], ["Skill", "Sales", ""], ["12:00 AM"]])
    {'Date': '1/16/2024', 'Skill': 'Sales'}
    """
    found: dict[str, str] = {}
    for cells in records:
        filled = [cell.strip() for cell in cells if cell.strip()]
        word, _, rest = filled[0].partition(":") if filled else ("", "", "")
        beside = rest.strip() or (filled[1] if len(filled) > 1 else "")
        if beside and not word.strip().isdigit():
            found.setdefault(word.strip(), beside)
    return found


def _header_place(records: Sequence[Sequence[str]], known: Set[str], wanted: Sequence[str]) -> int:
    """Which record is the header: reports put titles, dates and filters above it. The one with most of the names a source declares."""
    told = [len({_folded(name) for name in cells} & known) for cells in records]
    if any(told):
        return told.index(max(told))
    # a source that counts its columns names none: then the header is the first record that has them all
    needed = max((int(name) for name in wanted if name.isdigit()), default=1)
    return next((place for place, cells in enumerate(records) if len(cells) >= needed and any(cell.strip() for cell in cells)), 0)


def _width(names: Sequence[str], first: Sequence[str]) -> int:
    """How many fields records have: some exports end data lines, or only the header, with one delimiter too many."""
    if len(first) == len(names) + 1 and not first[-1].strip():
        return len(first)
    if len(first) == len(names) - 1 and not names[-1]:
        return len(first)
    return len(names)


def _records(text: str, delimiter: str, quote: str) -> list[list[str]]:
    lines = io.StringIO(text.replace("\0", ""), newline="")
    found: list[list[str]] = []
    try:
        plain = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        for cells in csv.reader(lines, delimiter=delimiter, quotechar=quote) if quote else plain:
            # a line of delimiters alone is a record, a line of blanks is none: as the gate counts them
            if (len(cells) > 1 and delimiter.strip()) or any(cell.strip() for cell in cells):
                found.append(cells)
            if len(found) == ABOVE_RECORDS + 2:
                break
    except csv.Error:
        pass
    return found


def position_of(reference: str | int, header: Header, *, renamed: Mapping[str, Sequence[str]], where: str, file_name: str) -> int:
    """Give the position (from 1) of the column a source refers to by name or number; raise `Unreadable` when it is not there."""
    if isinstance(reference, int) or (reference.isdigit() and reference not in header.names):
        if int(reference) <= header.columns:
            return int(reference)
        raise Unreadable(f"{file_name}: {where} is column {reference}, but records have {header.columns} columns. Check the number.")
    choices = [reference, *renamed.get(reference, ())]
    for fold in (str.strip, _folded):
        for choice in choices:
            for position, name in enumerate(header.names, start=1):
                if fold(name) == fold(choice) and position <= header.columns:
                    return position
    raise Unreadable(_missing(reference, header, where=where, file_name=file_name))


def is_there(reference: str | int, header: Header, *, renamed: Mapping[str, Sequence[str]]) -> bool:
    """Say whether `position_of` would find a column."""
    try:
        position_of(reference, header, renamed=renamed, where="", file_name="")
    except Unreadable:
        return False
    return True


def value_above(word: str, header: Header, *, where: str, file_name: str) -> str:
    """Give what stands beside a word above the header; raise `Unreadable` when nothing does."""
    found = next((value for told, value in header.above.items() if _folded(told) == _folded(word)), None)
    if found is None:
        told = ", ".join(f"{name}: {value}" for name, value in header.above.items()) or "nothing"
        raise Unreadable(f"{file_name}: nothing stands beside {word!r} above the header ({where}); found: {told}. Correct `above`.")
    return found


def _missing(reference: str, header: Header, *, where: str, file_name: str) -> str:
    names = [name for name in header.names if name]
    shown = ", ".join(names[:30]) + (f" and {len(names) - 30} more" if len(names) > 30 else "")
    close = difflib.get_close_matches(reference.lower(), [name.lower() for name in names], n=1, cutoff=0.5)
    nearest = next((name for name in names if close and name.lower() == close[0]), None)
    message = f"{file_name}: there is no column {reference!r} ({where}); found: {shown or 'none'}."
    if nearest:
        message += f" Did you mean {nearest!r}?"
    elif len(names) == 1:
        other = next((sign for sign in DELIMITERS if sign in names[0] and sign != header.delimiter), None)
        word = {"\t": "tab"}.get(other or "", f'"{other}"')
        message += f" The whole header is one column: the delimiter may be {word}." if other else ""
    return (
        message + " Correct the column map of its source in config/sources.yaml (another name "
        "of the same column goes under `options: {renamed: ...}`), or have the export delivered with the column."
    )


def _folded(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").split())
