"""Calls told as JSON documents: rows of text under the names of `raw.call` become its plan.

Belongs here: what readers of several vendors' JSON share. Does not: any vendor's fields (connect, genesys).
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from assets.readers.cells import cell, iso_instant, unreadable
from assets.readers.documents import BROKEN, NO_RECORD, Record, as_batches
from assets.readers.protocol import Plan, Refusal
from assets.readers.records import CALL

COLUMNS = tuple(column.name for column in CALL.columns)
TYPES = {column.name: column.type for column in CALL.columns}


def call_plan(rows: Callable[[Record], Iterable[Mapping[str, Any]]], *, lists: Collection[str]) -> Plan:
    """Plan a file whose records `rows` turns into legs: text under the columns of `raw.call`, times in ISO with their zone."""
    values = {name: _value(name) for name in COLUMNS}
    told = [name for name in COLUMNS if TYPES[name] in ("timestamp", "double")]
    negative = [name for name in COLUMNS if name.endswith("_s")]
    return Plan(
        CALL,
        as_batches(COLUMNS, rows, lists=lists),
        values,
        refusals=(
            Refusal(f"{BROKEN} is not null", NO_RECORD),
            *(Refusal(unreadable(name, values[name]), f"{name} cannot be read") for name in told),
            *(Refusal(f"({values[name]}) < 0", f"{name} is negative") for name in negative),
        ),
    )


def _value(name: str) -> str:
    if TYPES[name] == "timestamp":
        return iso_instant(name)
    if TYPES[name] == "double":
        return f"try_cast({cell(name)} as double)"
    return f"keyed_hash({cell(name)})" if name.endswith("_key") else cell(name)


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
