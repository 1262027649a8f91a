"""JSON as exports write it: one record a line, one document that holds a list of them, or one document a line, each a page.

Belongs here: finding the records, whatever holds them, and turning them into Arrow batches of text. Does not: any vendor's fields.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from assets.readers.cells import literal
from assets.readers.protocol import Batches, Refusal, Unreadable
from assets.readers.unpack import HEAD_BYTES, open_plain, read_head

Record = Mapping[str, Any]
BATCH_ROWS = 10_000
BROKEN = "broken"  # the column that says why a line is no record
BESIDE = "beside"  # the field of a record that holds the other lists of its document
NO_RECORD = "the line is no JSON object: cut short, or damaged"
OTHER_SHAPE = "a field of the record holds another kind of value than its API documents"
BROKEN_RECORDS = tuple(Refusal(f"{BROKEN} = {literal(why)}", why) for why in (NO_RECORD, OTHER_SHAPE))


def head_of(path: Path) -> bytes:
    """Give a file's first 64 KiB, and of a JSON document or page longer than that an outline: each of its lists with its first entry.

    What was asked for may stand behind a long list of people or groups.
    """
    head = read_head(path)
    if len(head) < HEAD_BYTES or head.lstrip()[:1] != b"{" or b"\n{" in head:
        return head
    with open_plain(path) as stream:
        first = stream.readline()
        value = _value(first) or _value(first + stream.read())
    if not isinstance(value, dict):
        return head
    return json.dumps({name: told[:1] if isinstance(told, list) else told for name, told in value.items()}).encode()


def first_values(head: bytes, *, limit: int = 5) -> list[Any]:
    """Give the first JSON values of a head: lines, or what of a long document can be read from its beginning."""
    text = head.decode("utf-8-sig", "replace").lstrip()
    if text[:1] not in ("{", "["):
        return []
    found = []
    for line in text.splitlines()[: limit * 4]:
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found[:limit] or _beginning(text)


def _beginning(text: str) -> list[Any]:
    """Read a document that the head cuts off: its whole text, or the name of its first list and that list's first record."""
    decoder = json.JSONDecoder()
    try:
        return [decoder.raw_decode(text)[0]]
    except ValueError:
        pass
    place, name = text.find("["), None
    while place >= 0:
        before = text[:place].rstrip()
        name = before.removesuffix(":").rstrip().rsplit('"', 2)[-2] if before.endswith(":") and before.count('"') >= 2 else None
        after = text[place + 1 :].lstrip()
        if after.startswith("{"):
            try:
                record = decoder.raw_decode(after)[0]
            except ValueError:
                return []
            return [{name: [record]} if name else [record]]
        place = text.find("[", place + 1)
    return []


def records_of(
    path: Path, *, lists: Collection[str], beside: Mapping[str, str] | None = None
) -> Iterator[tuple[int, Record | None, bytes | None]]:
    """Give every record with its line, or with its place in the list where one document or line holds many; None for a broken one.

    The third is the line itself, None where records do not stand in lines.

    `lists` are the names under which a document may hold its records; `beside` names further lists and the field that tells their
    entries apart: each record has them, by that field, under `BESIDE`. Raises `Unreadable` where a document is cut short.
    """
    with open_plain(path) as stream:
        first = stream.readline()
        while first and not first.strip():
            first = stream.readline()
        if _value(first) is not None:
            yield from _lines(chain([first], stream), lists, beside)
            return
        whole = first + stream.read()
    value = _value(whole)
    if value is None and len(run_together := list(_run_together(whole))) > 1:
        yield from ((number, record, None) for number, one in enumerate(run_together, start=1) for record in _expanded(one, lists, beside))
        return
    if value is None and whole.lstrip()[:1] == b"{" and b"\n{" in whole:
        yield from _lines(whole.splitlines(), lists, beside)  # the first line alone is damaged
        return
    if value is None:
        raise Unreadable(f"{path.name}: the JSON document cannot be read to its end. Have the export delivered again.")
    yield from ((number, record, None) for number, record in enumerate(_expanded(value, lists, beside), start=1))


def texts_of(path: Path, places: Collection[int], *, lists: Collection[str]) -> dict[int, bytes]:
    """Give the text of the records at these places: the line as it stands, or the record written anew where one document holds many."""
    found: dict[int, bytes] = {}
    for place, record, line in records_of(path, lists=lists):
        if place in places:
            found[place] = line if line is not None else json.dumps(record, ensure_ascii=False).encode() if record is not None else b""
            if len(found) == len(places):
                break
    return found


def _run_together(text: bytes) -> Iterator[Any]:
    """Documents that follow each other without a line end, as some delivery streams write them; a cut one at the end is broken."""
    rest, decoder = text.decode("utf-8-sig", "replace").strip(), json.JSONDecoder()
    while rest.startswith("{"):
        try:
            value, end = decoder.raw_decode(rest)
        except ValueError:
            yield [None]
            return
        yield value
        rest = rest[end:].lstrip()


def _lines(
    lines: Iterable[bytes], lists: Collection[str], beside: Mapping[str, str] | None
) -> Iterator[tuple[int, Record | None, bytes | None]]:
    place = 0
    for number, line in enumerate(lines, start=1):
        value = _value(line)
        if value is None and not line.strip():
            continue
        # a line may be a page of many records: each has a place of its own, and where lines hold one each it is the line
        records = [None] if value is None else list(_expanded(value, lists, beside))
        for record in records:
            place = max(place + 1, number)
            yield place, record, line if record is None or len(records) == 1 else None


def _value(text: bytes) -> Any | None:
    try:
        value = json.loads(text.decode("utf-8-sig"))
    except ValueError:
        return None
    return value if isinstance(value, dict | list) else None


def _expanded(value: Any, lists: Collection[str], beside: Mapping[str, str] | None) -> Iterator[Record | None]:
    if isinstance(value, list):
        for one in value:
            yield one if isinstance(one, dict) else None
        return
    held = next((value[name] for name in lists if isinstance(value.get(name), list)), None)
    if held is None:
        yield value
        return
    others = {name: _by_field(value[name], key) for name, key in (beside or {}).items() if isinstance(value.get(name), list)}
    for one in held:
        yield ({**one, BESIDE: others} if others else one) if isinstance(one, dict) else None


def _by_field(entries: Iterable[Any], key: str) -> dict[Any, Record]:
    return {entry[key]: entry for entry in entries if isinstance(entry, dict) and key in entry}


def as_batches(
    columns: Sequence[str],
    rows: Callable[[Record], Iterable[Mapping[str, Any]]],
    *,
    lists: Collection[str],
    beside: Mapping[str, str] | None = None,
) -> Batches:
    """Make the shape of a plan: each record becomes rows of text under `columns`; `broken` says which lines are no record."""
    names = (*columns, BROKEN)

    def batches(path: Path) -> Iterator[pa.RecordBatch]:
        places: list[int] = []
        cells: list[list[str | None]] = [[] for _ in names]
        for place, record, _ in records_of(path, lists=lists, beside=beside):
            for row in _rows_of(record, rows):
                places.append(place)
                for column, name in zip(cells, names, strict=True):
                    column.append(as_text(row.get(name)))
            if len(places) >= BATCH_ROWS:
                yield _batch(names, places, cells)
                places, cells = [], [[] for _ in names]
        if places:
            yield _batch(names, places, cells)

    return Batches(names, batches, partial(texts_of, lists=tuple(lists)))


def _rows_of(record: Record | None, rows: Callable[[Record], Iterable[Mapping[str, Any]]]) -> Sequence[Mapping[str, Any]]:
    """Give the rows of a record, or one that says why there are none: a damaged record costs itself and no other."""
    if record is None:
        return [{BROKEN: NO_RECORD}]
    try:
        return list(rows(record))
    except (AttributeError, KeyError, TypeError, ValueError):
        return [{BROKEN: OTHER_SHAPE}]


def part(value: Any, name: str) -> Any:
    """Give a part of an object; a flattened export writes the part itself in the object's place."""
    return value.get(name) if isinstance(value, Mapping) else value


def beside(record: Record, name: str, key: Any) -> Record:
    """Give the entry of another list of the record's document (a sideload), or nothing."""
    return (record.get(BESIDE) or {}).get(name, {}).get(key) or {}


def as_text(value: Any) -> str | None:
    """Write a JSON value as a text cell: true and false in words, lists and objects as JSON, nothing for null."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _batch(names: Sequence[str], places: list[int], cells: list[list[str | None]]) -> pa.RecordBatch:
    arrays = [pa.array(places, pa.int64()), *(pa.array(column, pa.string()) for column in cells)]
    return pa.RecordBatch.from_arrays(arrays, names=["record", *names])
