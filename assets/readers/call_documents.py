"""Calls, and events of agents, told as JSON documents: rows of text under the names of their kind become its plan.

Belongs here: what readers of several vendors' JSON share. Does not: any vendor's fields (connect, genesys).
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from assets.readers.callers import known_caller
from assets.readers.cells import cell, iso_instant, unreadable
from assets.readers.documents import BROKEN_RECORDS, Record, as_batches
from assets.readers.protocol import Plan, Refusal
from assets.readers.records import CALL, Column, Kind
from assets.settings.sources import Source


def call_plan(
    source: Source,
    rows: Callable[[Record], Iterable[Mapping[str, Any]]],
    *,
    lists: Collection[str],
    kind: Kind = CALL,
    skip: str | None = None,
) -> Plan:
    """Plan a file whose records `rows` turns into records of a kind: text under its columns, times in ISO with their zone.

    `skip` is the condition for those that tell nothing yet.
    """
    columns = tuple(column.name for column in kind.columns)
    values = {column.name: _value(column, source) for column in kind.columns}
    told = [column.name for column in kind.columns if column.type in ("timestamp", "double")]
    negative = [name for name in columns if name.endswith("_s")]
    return Plan(
        kind,
        as_batches(columns, rows, lists=lists),
        values,
        refusals=(
            *BROKEN_RECORDS,
            *(Refusal(unreadable(name, values[name]), f"{name} cannot be read") for name in told),
            *(Refusal(f"({values[name]}) < 0", f"{name} is negative") for name in negative),
        ),
        skip=skip,
    )


def _value(column: Column, source: Source) -> str:
    if column.type == "timestamp":
        return iso_instant(column.name)
    if column.type in ("double", "boolean"):
        return f"try_cast({cell(column.name)} as {column.type})"
    if column.name == "customer_key":
        return f"keyed_hash({known_caller(cell(column.name), source)})"
    return f"keyed_hash({cell(column.name)})" if column.name.endswith("_key") else cell(column.name)


def padded(text: Any) -> str | None:
    """An ISO time whose month and day have two digits each: some services write 2024-4-2."""
    if not isinstance(text, str):
        return None
    return re.sub(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?=\D|$)", lambda found: "{}-{:0>2}-{:0>2}".format(*found.groups()), text.strip())


def seconds_between(first: str | None, last: str | None) -> float | None:
    """Seconds from one ISO time to another; None where one is missing or cannot be read."""
    try:
        return (datetime.fromisoformat(str(last)) - datetime.fromisoformat(str(first))).total_seconds()
    except (ValueError, TypeError):
        return None


def part(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under a name; an empty one where there is none."""
    found = record.get(name)
    return found if isinstance(found, dict) else {}
