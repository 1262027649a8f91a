"""Times of a list of tickets that are not what they look like: dates that stand for none, days told without a time, ends before beginnings.

Belongs here: what holds between the times of one ticket, as SQL over the values of a plan. Does not: reading columns (delimited).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from assets.readers.derived import Value
from assets.readers.kinds import Kind
from assets.readers.protocol import Refusal
from assets.readers.spans import seconds_between
from assets.zones import switches

ENDS = ("solved_at_utc", "closed_at_utc", "first_response_at_utc")
BEGINNINGS = ("created_at_utc", "at_utc")
# Databases write 1900, 1753, 0001 or 1970 where nothing has happened yet, and 9999 or 2099 where nothing will.
FIRST_YEAR, LAST_YEAR = 1971, 2098
NO_DATE = f"stands for no date: it is before {FIRST_YEAR} or after {LAST_YEAR}"


def dates_that_stand_for_none(kind: Kind, values: dict[str, Value]) -> list[Refusal]:
    """Take a date that nobody could mean, or one of noughts alone, for none; refuse the record whose beginning it is."""
    if kind.name not in ("ticket", "ticket_update"):
        return []
    refusals = []
    for column in kind.columns:
        told = values.get(column.name)
        if column.type != "timestamp" or told is None:
            continue
        is_out = f"(({told.sql}) < timestamp '{FIRST_YEAR}-01-01' or ({told.sql}) >= timestamp '{LAST_YEAR + 1}-01-01')"
        if column.name in BEGINNINGS:
            refusals.append(Refusal(is_out, f"{column.name} {NO_DATE}"))
            continue
        is_none = f"(coalesce({is_out}, false) or ltrim({told.text}, '0/.:- T') = '')"
        values[column.name] = replace(
            told, sql=f"case when not {is_none} then {told.sql} end", text=f"case when not {is_none} then {told.text} end"
        )
    return refusals


def due_at_the_end_of_its_day(values: dict[str, Value], formats: Sequence[str]) -> None:
    """Put a due time that is told as a day alone at that day's end: what is done on the day is done in time."""
    due = values.get("vendor_due_at_utc")
    if due and formats and not any(hour in form for form in formats for hour in ("%H", "%I", "%c", "%X", "epoch")):
        values["vendor_due_at_utc"] = replace(due, sql=f"({due.sql}) + interval '1 day'")


def end_on_the_first_day(kind: Kind, values: dict[str, Value]) -> None:
    """Put an end that is told as a day alone, the day of the creation, at the creation: its midnight lies before, and no time is known."""
    for end in _told(kind, values):
        told, begun = values[end], values["created_at_utc"]
        # of a creation with its offset the clock on the wall is what is written before the offset
        wall = begun.sql if told.is_local == begun.is_local else f"try_cast(left({begun.text}, 19) as timestamp)" if told.is_local else None
        if wall:
            at_midnight = f"({told.sql}) = date_trunc('day', {told.sql}) and ({told.sql}) = date_trunc('day', {wall})"
            is_early = f"coalesce({at_midnight} and ({told.sql}) < ({wall}), false)"
            values[end] = replace(told, sql=f"case when {is_early} then {wall} else {told.sql} end", repaired=is_early)


def ends_before_the_beginning(kind: Kind, values: Mapping[str, Value], *, zone: str | None) -> list[Refusal]:
    """Refuse a ticket that was solved, closed or answered before it was created: one of two times is wrong, and nobody knows which."""
    begun = values.get("created_at_utc")
    # what is told by another clock than the creation is compared once all are in UTC (core.ticket)
    return [
        Refusal(is_before(values[end].sql, begun.sql, zone=zone if begun.is_local else None), f"{end} is before created_at_utc")
        for end in _told(kind, values)
        if begun and values[end].is_local == begun.is_local
    ]


def is_before(end: str, begun: str, *, zone: str | None) -> str:
    """SQL of whether an end lies before its beginning on the clock of `zone`, also where the hour that comes twice is read either way."""
    plain = f"({end}) < ({begun})"
    return f"{plain} and {seconds_between(begun, end, zone=zone)} < 0" if zone and switches(zone) else plain


def second_passes(columns: Collection[str]) -> dict[str, str]:
    """Which local columns of a ticket cannot lie before which other (`after` of a plan)."""
    return dict.fromkeys([end for end in ENDS if end in columns], "created_at_utc") if "created_at_utc" in columns else {}


def _told(kind: Kind, values: Mapping[str, Value]) -> list[str]:
    return [end for end in ENDS if kind.name == "ticket" and end in values]
