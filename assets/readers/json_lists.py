"""JSON as a container: a list of records written out as plain CSV, a record a row, so that what is declared for a table holds for it.

Belongs here: finding the list in a document, JSON by lines, what a nested record is as a row. Does not: what columns mean, vendors' own
JSON (their readers).
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assets.readers.protocol import Unreadable
from assets.readers.unpack import open_plain, refuse_what_grows_without_end
from assets.settings.sources import Source

_BEGINS = re.compile(rb'(\xef\xbb\xbf)?\s*(\[\s*\{|\{\s*")')
MOST_BYTES = 512 << 20  # a document is read as a whole, into several times its size of memory; lines are not
DEPTH = 4  # how far below the top of a document its list may lie


def is_json(head: bytes) -> bool:
    """Tell a list of objects, or an object, from any other text."""
    return bool(_BEGINS.match(head))


def write_list(path: Path, target: Path) -> None:
    """Write the records of a JSON document, or of JSON by lines, as UTF-8 CSV with one row each; record n stands on line n + 1.

    Names of nested objects are joined by a point, lists of plain values by commas, lists of objects stay JSON. Of GeoJSON the properties
    are the record. A line that is no object becomes a row of one field, which is set aside. Raises `Unreadable` for a document that is
    damaged or holds no list of records.
    """
    names: dict[str, None] = {}
    for record in _records(path):
        if isinstance(record, Mapping):
            names |= dict.fromkeys(_row(record))
    # what is nested in one record is null in another: its parts tell it
    nested = {name.rsplit(".", depth)[0] for name in names for depth in range(1, name.count(".") + 1)}
    names = {name: None for name in names if name not in nested}
    if len(names) < 2:
        raise Unreadable(f"{path.name} is JSON whose records tell fewer than two things each: no table can be made of it.")
    size, written = path.stat().st_size, 0
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for record in _records(path):
            row = _row(record) if isinstance(record, Mapping) else None
            written += writer.writerow([row.get(name, "") for name in names] if row is not None else [_plain(record)])
            refuse_what_grows_without_end(path.name, packed_bytes=size, unpacked_bytes=written)


def for_lists(source: Source) -> Source:
    """Change what a source says about text files into what holds of the table that was made."""
    return source.model_copy(update={"encoding": None, "delimiter": ",", "quote": '"'})


def _records(path: Path) -> Iterator[Any]:
    if _is_of_lines(path):
        with open_plain(path) as file:
            yield from (_parsed_line(line) for line in file if line.strip())
        return
    with open_plain(path) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(f"{path.name}: the JSON document is larger than {MOST_BYTES >> 20} MB. Have it delivered as one object a line.")
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path.name}: the JSON is damaged or cut short ({error}). Have it delivered again.") from error
    found = document if isinstance(document, list) else _longest_list(document, DEPTH)
    yield from [document] if found is None else found


def _is_of_lines(path: Path) -> bool:
    with open_plain(path) as file:
        return _is_whole_object(file.readline().removeprefix(b"\xef\xbb\xbf")) and bool(file.readline().strip())


def _is_whole_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _parsed_line(line: bytes) -> Any:
    text = line.decode("utf-8-sig", "replace")
    try:
        return json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return text


def _longest_list(document: Mapping[str, Any], depth: int) -> list[Any] | None:
    """The longest list of objects in a document, such as `result.records`; none where it holds no list of objects."""
    lists = [value for value in document.values() if isinstance(value, list) and any(isinstance(item, dict) for item in value)]
    inner = [_longest_list(value, depth - 1) for value in document.values() if isinstance(value, dict)] if depth > 1 else []
    return max([*lists, *(value for value in inner if value is not None)], key=len, default=None)


def _row(record: Mapping[str, Any], above: str = "") -> dict[str, str]:
    if not above and record.get("type") == "Feature" and isinstance(record.get("properties"), dict):
        record = record["properties"]
    told: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            told |= _row(value, f"{above}{name}.")
        else:
            told[f"{above}{name}"] = _plain(value)
    return told


def _plain(value: Any) -> str:
    """A value as one line of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return ", ".join(map(_plain, value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.splitlines())
