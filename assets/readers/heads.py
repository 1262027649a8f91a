"""The records and column names in the first bytes of a delimited file.

Belongs here: what several readers do with a decoded head. Does not: bytes and encodings (unpack), any vendor's layout.
"""

import csv
import io
from collections.abc import Sequence


def head_records(text: str, *, delimiter: str = ",", limit: int = 10) -> list[list[str]]:
    """Split the first `limit` records the way a CSV reader does: a line break inside quotes ends no record."""
    # Without the NUL bytes: csv raises on them, and the file itself is judged elsewhere.
    lines = io.StringIO(text.replace("\0", ""), newline="")
    found: list[list[str]] = []
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if cells:
                found.append(cells)
            if len(found) == limit:
                break
    except csv.Error:
        return found
    return found


def plain_name(cell: str) -> str:
    """Give a column name as it is meant: some warehouses quote a reserved word once more and write it in capitals."""
    return cell.strip().strip('"').strip().lower()


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Number repeated names and name the unnamed, so that each column of a file has a name of its own."""
    taken: set[str] = set()
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        wanted = name = cell or f"column_{position}"
        copy = 1
        while name.lower() in taken:
            copy += 1
            name = f"{wanted}_{copy}"
        taken.add(name.lower())
        names.append(name)
    return tuple(names)
