"""What a record tells without having a column for it: ids made of other columns, the instant that gives it its day.

Belongs here: what follows from the declared columns of one kind. Does not: reading those columns (delimited.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assets.readers.cells import literal
from assets.readers.formats import instant
from assets.readers.protocol import Unreadable
from assets.readers.records import Kind
from assets.readers.spoken_times import whole_day
from assets.settings.sources import Source


@dataclass(frozen=True)
class Value:
    """One canonical column: how it is read, the text it is read from, and what to say when that fails."""

    sql: str
    text: str
    expected: str
    is_local: bool = False
    repaired: str | None = None


# The instants of a dispatch in the order in which they follow each other.
DISPATCH_INSTANTS = tuple(
    f"{told}_at_utc"
    for told in ("received", "answered", "created", "dispatched", "enroute", "arrived", "transporting", "delivered", "closed")
)
CONTRADICTS_S = 60  # schedules state durations in minutes
# kind -> canonical column -> the columns it is the first filled of
_FIRST_OF: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "survey": {"at_utc": ("sent_at_utc", "answered_at_utc")},
    "dispatch": {"at_utc": DISPATCH_INSTANTS},
}
# kind -> canonical column -> the columns whose texts together are it
_MADE_OF: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "dispatch": {"dispatch_id": ("incident_id", "unit_id")},
    "dispatch_event": {"event_id": ("incident_id", "unit_id", "event", "at_utc")},
}
# A log of (case, activity, time) numbers nothing, nor do most lists of reviews, some of calls and answers keyed in by hand: all that a
# record tells makes its id.
_ALL_OF = {"ticket_update": "update_id", "review": "review_id", "call": "leg_id", "survey": "response_id"}
# Of these two people may say the same on one day: each of several equal records of a file is a record.
_SAID_ALIKE = ("review", "survey")


def derivable(kind: Kind, declared: Mapping[str, object]) -> set[str]:
    """Name the canonical columns that need no column of the file, because others that are declared tell them."""
    known = {**_FIRST_OF.get(kind.name, {}), **_MADE_OF.get(kind.name, {})}
    told = {canonical for canonical, origins in known.items() if set(origins) & set(declared)}
    return told | ({_ALL_OF[kind.name]} if kind.name in _ALL_OF else set())


def numbered_id(kind: Kind, declared: Mapping[str, object]) -> str | None:
    """Name the made id of which equal records of one file are told apart by their number among themselves."""
    made = _ALL_OF.get(kind.name)
    return made if kind.name in _SAID_ALIKE and made not in declared else None


def derive(kind: Kind, values: dict[str, Value], source: Source) -> None:
    """Fill what follows from the columns that were read; raise `Unreadable` where they contradict each other."""
    if kind.name == "dispatch":
        _turn_midnight(values, source)
    if kind.name == "shift_activity":
        _end_after_beginning(values)
    if kind.name == "driver_volume" and "driver" not in values:
        values["driver"] = Value(literal(source.id), literal(source.id), "text")
    for canonical, origins in _FIRST_OF.get(kind.name, {}).items():
        told = {origin: values[origin] for origin in origins if origin in values}
        if canonical not in values and told:
            values[canonical] = _first(told, source)
    for canonical, origins in _MADE_OF.get(kind.name, {}).items():
        if canonical not in values:
            text = f"concat_ws(' ', {', '.join(values[origin].text for origin in origins if origin in values)})"
            values[canonical] = Value(text, text, "text")
    if kind.name == "ticket_event" and "event_number" not in values:
        number = f"try_cast(regexp_replace({values['event_id'].text}, '[^0-9]', '', 'g') as bigint)"
        values["event_number"] = Value(number, number, "number")
    made = _ALL_OF.get(kind.name)
    if made and made not in values:
        cells = [value.sql if canonical.endswith("_key") else value.text for canonical, value in sorted(values.items())]
        content = " || '|' || ".join(f"coalesce(cast({text} as varchar), '')" for text in cells)
        values[made] = Value(f"md5({content})", "'made'", "text")


def _first(told: Mapping[str, Value], source: Source) -> Value:
    first, *others = told.values()
    if not others:
        return first
    if len({value.is_local for value in told.values()}) > 1:
        names = " and ".join([", ".join(list(told)[:-1]), list(told)[-1]])
        both = "both " if len(told) == 2 else "all "
        raise Unreadable(f"source {source.id}: {names} must {both}be local times, or {both}have an offset")
    sql, text = (f"coalesce({', '.join(getattr(value, part) for value in told.values())})" for part in ("sql", "text"))
    return Value(sql, text, first.expected, first.is_local)


def _end_after_beginning(values: dict[str, Value]) -> None:
    """Put the end of a shift that passes midnight on the next day; beginning and end stand where a stated duration contradicts them.

    A whole day begins and ends at one moment: it is as long as it is stated to be, or a day.
    """
    start, end = values["started_at_utc"], values["ended_at_utc"]
    told = values.get("duration_s")
    turned = f"({end.sql}) <= ({start.sql})"
    whole = f"when ({end.sql}) = ({start.sql}) and ({told.sql}) > 0 then ({start.sql}) + to_seconds({told.sql}) " if told else ""
    sql = f"case {whole}when {turned} then ({end.sql}) + interval '1 day' else ({end.sql}) end"
    differs = f"abs(epoch({sql}) - epoch({start.sql}) - ({told.sql})) >= {CONTRADICTS_S}" if told else "false"
    values["ended_at_utc"] = replace(end, sql=sql, repaired=f"({turned}) or ({differs})")


def from_midnight(value: Value, formats: Sequence[str]) -> Value:
    """A planned activity of a whole day: its day's beginning stands for the time of day it does not have."""
    told = dict.fromkeys(re.split(r"[ T](?=%[HI])", form)[0] for form in formats)
    # a year of two digits is one of four digits to whoever asks for those first
    days = tuple(sorted(told, key=lambda form: "%Y" in form)) or ("%Y-%m-%d",)
    is_whole, day = whole_day(value.text)
    return replace(value, sql=f"case when {is_whole} then {instant(day, formats=days)} else {value.sql} end")


def _turn_midnight(values: dict[str, Value], source: Source) -> None:
    """Put what happened after midnight on the next day, where an export writes one date and several times of day.

    The date is that of the first of these times. A later one that would lie more than half a day before it has passed
    midnight; less than that is two clocks that differ, and is left as it is written.
    """
    instants = [name for name in (*DISPATCH_INSTANTS, "promised_at_utc") if name in values]
    dates = {name: source.columns[name].columns[0] for name in instants if len(source.columns[name].columns) > 1}
    for name, date in dates.items():
        start = next(other for other in instants if dates.get(other) == date)
        if start == name:
            continue
        value = values[name]
        turned = f"({value.sql}) < ({values[start].sql}) - interval '12 hours'"
        sql = f"case when {turned} then ({value.sql}) + interval '1 day' else ({value.sql}) end"
        values[name] = replace(value, sql=sql, repaired=turned)
