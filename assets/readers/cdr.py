"""Call detail records: one row a call a switch's trunks have seen, whether it reached a queue or not.

Belongs here: what Asterisk's and FreeSWITCH's records have in common, from a layout to a plan. Does not: their layouts
(asterisk_cdr, freeswitch_cdr), or which calls count as blocked (sql/core).

Options of a source with these readers: `nothing` for customer_key, excluded_callers and excluded_dids, as for queue_log.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assets.readers.callers import excluded, known_caller, refuse_unknown_options
from assets.readers.cells import cell, literal
from assets.readers.formats import expected_instant, has_offset, instant
from assets.readers.headers import DELIMITERS, Header, position_of, read_header
from assets.readers.heads import head_records, plain_name
from assets.readers.protocol import Delimited, Fit, Plan, Refusal, Unreadable
from assets.readers.records import TRUNK_CALL
from assets.readers.unpack import decoded_head
from assets.settings.sources import Source

# Stands for a time of day in whatever order of year, month and day.
_TIME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?|\d{9,10}(\.\d+)?")
INSTANTS = ("at_utc", "answered_at_utc", "ended_at_utc")

Places = dict[str, int]


@dataclass(frozen=True)
class Layout:
    """What is a vendor's own: names of columns by canonical column, the places without a header, and the SQL of its queue.

    needed  columns without which a header is not this vendor's; `first` of INSTANTS is always one.
    placed  from the fields of a first record to the places of canonical columns; empty where the record is another's.
    queue   SQL for the queue's name, from the place of each column to its text.
    """

    names: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    placed: Callable[[Sequence[str]], Places]
    queue: Callable[[Callable[[str], str]], str]


def fit(layout: Layout, head: bytes, what: str) -> Fit:
    """Say how well a file's first record fits a layout, by its header or by the places of its fields."""
    text = decoded_head(head, "utf-8")
    for delimiter in DELIMITERS:
        records = head_records(text, delimiter=delimiter, limit=1)
        if records and _is_header(records[0], layout):
            return Fit(0.85, f"its header is that of {what}")
        if records and layout.placed(records[0]):
            return Fit(0.8, f"its fields stand where {what} has them")
    return Fit(0.0, f"neither header nor fields are those of {what}")


def plan(layout: Layout, source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one file; raise `Unreadable` when neither a header nor the places of its fields tell the columns."""
    refuse_unknown_options(source)
    encoding = source.encoding or "utf-8"
    text = decoded_head(head, encoding)
    wanted = [name for names in layout.names.values() for name in names]
    start = read_header(text, source.model_copy(update={"header": False}), wanted=wanted, file_name=file_name)
    has_header = _is_header(start.first, layout)
    header = read_header(text, source, wanted=wanted, file_name=file_name) if has_header and source.header else start
    places = _places(layout, header, has_header, source, file_name)

    def text_of(column: str) -> str:
        return _text(places[column]) if column in places else "cast(null as varchar)"

    formats = source.timestamp
    instants = _instants(text_of, formats)
    return Plan(
        TRUNK_CALL,
        Delimited(tuple(f"c{place}" for place in range(1, header.columns + 1)), header.delimiter, source.quote, header.header_records),
        {
            **instants,
            "call_id": f"coalesce({text_of('call_id')}, {text_of('channel')} || ' ' || {text_of('at_utc')})",
            "linked_id": text_of("linked_id"),
            "queue": _queue(layout.queue(text_of), text_of("did"), source),
            "is_queued": f"({layout.queue(text_of)}) is not null",
            "context": text_of("context"),
            "did": text_of("did"),
            "customer_key": f"keyed_hash({known_caller(text_of('customer_key'), source)})",
            "disposition": text_of("disposition"),
            "queue_status": text_of("queue_status"),
            "application": text_of("application"),
            "is_excluded": excluded({text_of("customer_key"): "excluded_callers", text_of("did"): "excluded_dids"}, source),
        },
        refusals=tuple(
            Refusal(
                f"{text_of(column)} is not null and ({instants[column]}) is null", f"{column} cannot be read as {expected_instant(formats)}"
            )
            for column in INSTANTS
            if column in places
        ),
        skip=f"{_text(places['at_utc'])} = {literal(header.names[places['at_utc'] - 1])}" if has_header else None,
        encoding=encoding,
        zone=source.timezone,
        local=frozenset(() if has_offset(formats) else INSTANTS),
    )


def looks_like_time(text: str) -> bool:
    """Tell a time by its form."""
    return bool(_TIME.fullmatch(text.strip()))


def _is_header(cells: Sequence[str], layout: Layout) -> bool:
    names = {plain_name(name) for name in cells}
    return all(names & set(layout.names[column]) for column in layout.needed)


def _places(layout: Layout, header: Header, has_header: bool, source: Source, file_name: str) -> Places:
    if has_header:
        names = [plain_name(name) for name in header.names[: header.columns]]
        told = layout.names.items()
        places = {column: names.index(next(n for n in known if n in names)) + 1 for column, known in told if set(known) & set(names)}
    else:
        places = layout.placed(header.first)
    for canonical, declared in source.columns.items():
        if declared.column is None:
            raise Unreadable(f"source {source.id}: {canonical} names no column; say `{canonical}: name or number of a column`")
        where = f"{canonical} of source {source.id}"
        places[canonical] = position_of(declared.column, header, renamed={}, where=where, file_name=file_name)
    absent = [column for column in ("at_utc", "disposition") if column not in places]
    if absent:
        raise Unreadable(
            f"{file_name}, line 1: neither names nor places tell which column is {absent[0]!r} ({header.columns} columns). Export "
            f"with a header, or say under `columns` of source {source.id} which column is which, such as `{absent[0]}: 10`."
        )
    return places


def _instants(text_of: Callable[[str], str], formats: Sequence[str]) -> dict[str, str]:
    """Give beginning, answer and end; a table that keeps durations instead has them counted from the beginning."""
    begun = instant(text_of("at_utc"), formats=formats)
    lasted, billed = (f"try_cast({text_of(column)} as double)" for column in ("duration", "billed"))
    answered = f"case when {billed} > 0 then {begun} + to_seconds({lasted} - {billed}) end"
    return {
        "at_utc": begun,
        "answered_at_utc": f"coalesce({instant(text_of('answered_at_utc'), formats=formats)}, {answered})",
        "ended_at_utc": f"coalesce({instant(text_of('ended_at_utc'), formats=formats)}, {begun} + to_seconds({lasted}))",
    }


def _queue(queue: str, did: str, source: Source) -> str:
    """Name the queue a call was put into; where it came to none, a number dialled that its source names as one of a queue's."""
    numbers = [name for names in source.queue_names.values() for name in names]
    told = f"case when {did} in ({', '.join(map(literal, numbers))}) then {did} end" if numbers else "cast(null as varchar)"
    return f"coalesce({queue}, {told})"


def _text(place: int) -> str:
    """The text of a cell; databases write NULL, \\N or a time of zeros where there is none."""
    text = cell(f"c{place}")
    return f"case when {text} not in ('NULL', '\\N') and {text} not like '0000-00-00%' then {text} end"
