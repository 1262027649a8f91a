"""A Parquet file as the table of text that delimited readers plan for: its columns are the header, its rows the records.

Belongs here: the head a plan is made from, the number of records, each column as text, a row's text for people. Does not: reading
it into the database (the engine), what a column means (readers).

A Parquet column has a type already. It still goes through text, so that words, formats, refusals and every vendor's column map
hold for both forms of an export alike.
"""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import parquet

from assets.readers.cells import literal, quoted
from assets.readers.protocol import Unreadable
from assets.readers.sheets import for_sheets
from assets.settings.sources import Source

MAGIC = b"PAR1"
_HEAD_ROWS = 20
# Beyond this a floating-point number no longer holds every whole number, so it is no id.
_WHOLE_BELOW = 9_007_199_254_740_992


class Layout(NamedTuple):
    """What the file itself says: how many records there are, and SQL that gives each column as text, in order."""

    records: int
    cells: tuple[str, ...]


def is_parquet(path: Path) -> bool:
    """Tell Parquet by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def layout(path: Path) -> Layout:
    """Read the footer; raise `Unreadable` when the file is damaged."""
    file = _opened(path)
    return Layout(int(file.metadata.num_rows), tuple(_cell(column) for column in file.schema_arrow))


def head(path: Path, *, rows: int = _HEAD_ROWS) -> bytes:
    """Give header and first rows as a delimited file would have them: comma, double quotes, UTF-8."""
    file = _opened(path)
    batch = next(file.iter_batches(batch_size=rows), None)
    return _written([file.schema_arrow.names, *(_texts(batch) if batch is not None else [])]).encode()


def for_columns(source: Source) -> Source:
    """Change what a source says about text files into what holds of typed columns, as of a sheet's cells."""
    return for_sheets(source).model_copy(update={"header": True, "decimal": "."})


def texts(path: Path, records: Iterable[int]) -> dict[int, bytes]:
    """Give the text of some records (1 is the first), as a delimited file would have it."""
    wanted, file = sorted(set(records)), _opened(path)
    found: dict[int, bytes] = {}
    first = 1
    for number in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(number).num_rows
        here = [record for record in wanted if first <= record < first + rows]
        if here:
            taken = file.read_row_group(number).take([record - first for record in here])
            lines = [line for batch in taken.to_batches() for line in _texts(batch)]
            found |= {record: _written([line]).rstrip("\r\n").encode() for record, line in zip(here, lines, strict=True)}
        first += rows
    return found


def _opened(path: Path) -> Any:
    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(f"{path.name}: the Parquet file is damaged or cut short ({error}). Have it delivered again.") from error


def _cell(column: pa.Field) -> str:
    name, kind = quoted(column.name), column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return f"strftime(timezone('UTC', {name}), {literal('%Y-%m-%dT%H:%M:%S.%fZ')})"
    if pa.types.is_floating(kind):
        # Whole numbers with gaps are written as floating-point ones by the usual tools; an id of 4711.0 was 4711.
        whole = f"{name} = floor({name}) and abs({name}) < {_WHOLE_BELOW}"
        return f"case when {whole} then cast(cast({name} as bigint) as varchar) else cast({name} as varchar) end"
    if pa.types.is_binary(kind):
        return f"decode({name})"
    return f"cast({name} as varchar)"


def _texts(batch: pa.RecordBatch) -> list[list[str]]:
    return [[_text(value) for value in row.values()] for row in batch.to_pylist()]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if value.tzinfo else str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_BELOW:
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _written(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
