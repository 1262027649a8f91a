"""The table Asterisk's queue_log can fill (realtime), exported as CSV or with tabs: where each field of an event stands in it.

Belongs here: names and places of columns, the form of times. Does not: what an event means (queue_log, sql/core).
Times are the switch's local time, unless its source says `timezone: UTC` (queue_log_realtime_use_gmt). Parameters stand in
data1 to data5, the fifth with all that did not fit in, or in one column `data` with | between them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assets.readers.cells import cell, literal
from assets.readers.formats import instant
from assets.readers.headers import DELIMITERS, Header, position_of, read_header
from assets.readers.heads import head_records, plain_name
from assets.readers.protocol import Unreadable
from assets.settings.sources import Source

NAMES: dict[str, tuple[str, ...]] = {
    "at_utc": ("time", "eventtime", "timestamp", "datetime", "created"),
    "call_id": ("callid", "call_id", "uniqueid"),
    "queue": ("queuename", "queue_name", "queue"),
    "agent": ("agent", "agentname"),
    "verb": ("event", "verb", "eventname"),
    "p1": ("data1", "arg1"),
    "p2": ("data2", "arg2"),
    "p3": ("data3", "arg3"),
    "p4": ("data4", "arg4"),
    "p5": ("data5", "arg5"),
}
ALL_IN_ONE = ("data", "args")
NEEDED = ("at_utc", "call_id", "queue", "verb")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?|\d{9,10}(\.\d+)?")
_EPOCH = re.compile(r"\d{9,10}(\.\d+)?")
# What every switch writes sooner or later; a table without a header is told by one of them.
_VERBS = (
    *("enterqueue", "connect", "completeagent", "completecaller", "abandon", "exitwithtimeout", "exitempty", "exitwithkey"),
    *("ringnoanswer", "addmember", "removemember", "pause", "unpause", "pauseall", "unpauseall", "queuestart", "configreload"),
    *("did", "agentlogin", "agentlogoff", "penalty"),
)


@dataclass(frozen=True)
class Fields:
    """SQL for the text of each field of an event; five parameters, the last with whatever follows."""

    at: str
    call: str
    queue: str
    agent: str
    verb: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """How an exported table is split, and where the fields stand."""

    columns: tuple[str, ...]
    delimiter: str
    header_records: int
    fields: Fields
    at_utc: str
    expected: str
    is_local: bool
    repeated_header: str | None


def is_table(text: str) -> bool:
    """Tell the table by the names of its columns, or, where it has no header, by a time with a call and an event behind it."""
    return any(_is_header(records[0]) or _time_place(records) for records in _first_records(text))


def read_table(text: str, source: Source, file_name: str) -> Table:
    """Find the fields of an exported table; raise `Unreadable` when one is missing."""
    wanted = [name for names in (*NAMES.values(), ALL_IN_ONE) for name in names]
    start = _first_records(text)
    has_header = source.header and (
        any(_is_header(records[0]) for records in start) or bool(source.columns) or not any(_time_place(records) for records in start)
    )
    header = read_header(text, source.model_copy(update={"header": has_header}), wanted=wanted, file_name=file_name)
    places = _named(header) if has_header else _placed(header, text)
    for canonical, declared in source.columns.items():
        if declared.column is None:
            raise Unreadable(f"source {source.id}: {canonical} names no column; say `{canonical}: name or number of a column`")
        where = f"{canonical} of source {source.id}"
        places[canonical] = position_of(declared.column, header, renamed={}, where=where, file_name=file_name)
    absent = [NAMES[field][0] for field in NEEDED if field not in places]
    if absent:
        raise Unreadable(
            f"{file_name}: found no column {absent[0]!r} of the table queue_log. Export it whole, with its header, or say under "
            "`columns` which column is which (at_utc, call_id, queue, agent, verb, p1 to p5)."
        )
    first = header.first[places["at_utc"] - 1].strip() if places["at_utc"] <= len(header.first) else ""
    at = _text(places["at_utc"])
    is_epoch = not source.timestamp and bool(_EPOCH.fullmatch(first))
    return Table(
        columns=tuple(f"c{place}" for place in range(1, header.columns + 1)),
        delimiter=header.delimiter,
        header_records=header.header_records,
        fields=Fields(
            at=at,
            call=_text(places["call_id"]),
            queue=_text(places["queue"]),
            agent=_text(places["agent"]) if "agent" in places else "cast(null as varchar)",
            verb=_text(places["verb"]),
            parameters=_parameters(places),
        ),
        at_utc=instant(at, formats=("epoch",) if is_epoch else source.timestamp),
        expected="seconds since 1970" if is_epoch else "a time such as 2026-01-31 09:05:00.123456",
        is_local=not is_epoch,
        repeated_header=f"lower({_text(places['verb'])}) in ({', '.join(map(literal, NAMES['verb']))})" if has_header else None,
    )


def _first_records(text: str) -> list[list[list[str]]]:
    """The first records, once by each delimiter that could be meant."""
    found = (head_records(text, delimiter=delimiter, limit=20) for delimiter in DELIMITERS)
    return [records for records in found if records]


def _is_header(cells: list[str]) -> bool:
    names = {plain_name(cell) for cell in cells}
    return all(names & set(NAMES[field]) for field in NEEDED)


def _named(header: Header) -> dict[str, int]:
    names = [plain_name(name) for name in header.names[: header.columns]]
    told = (*NAMES.items(), ("data", ALL_IN_ONE))
    return {field: names.index(next(name for name in known if name in names)) + 1 for field, known in told if set(known) & set(names)}


def _time_place(records: Sequence[Sequence[str]]) -> int | None:
    """The place of a time with a known event four places on, as they follow each other in the table; None where there is none."""
    for cells in records:
        for place, value in enumerate(cells[:-4], start=1):
            if _TIME.fullmatch(value.strip()) and cells[place + 3].strip().lower() in _VERBS:
                return place
    return None


def _placed(header: Header, text: str) -> dict[str, int]:
    """Without a header a time begins, behind a number of the row or not; call, queue, agent, event and its data follow."""
    place = _time_place(head_records(text, delimiter=header.delimiter, limit=20))
    if place is None:
        return {}
    found = {field: place + step for step, field in enumerate(("at_utc", "call_id", "queue", "agent", "verb"))}
    first, behind = place + 5, len(header.first) - place - 4
    # one column of data, or that and five beside it, or the five alone
    if behind == 1 or behind >= 6:
        found["data"] = first
    first += behind >= 6
    return found | {f"p{number}": first + number - 1 for number in range(1, 6) if behind > 1 and number <= behind}


def _parameters(places: dict[str, int]) -> tuple[str, ...]:
    own = [f"coalesce({_text(places[f'p{number}'])}, '')" if f"p{number}" in places else "''" for number in range(1, 6)]
    if "data" not in places:
        return tuple(own)
    told = _text(places["data"])
    split = f"string_split({told}, '|')"
    parts = [*(f"{split}[{number}]" for number in range(1, 5)), f"array_to_string({split}[5:], '|')"]
    return tuple(f"case when {told} is not null then {part} else {text} end" for part, text in zip(parts, own, strict=True))


def _text(place: int) -> str:
    """The text of a cell; databases write NULL and \\N where there is none."""
    return f"nullif(nullif({cell(f'c{place}')}, 'NULL'), '\\N')"
