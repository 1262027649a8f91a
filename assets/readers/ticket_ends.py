"""Solutions, closings and first answers that a list of tickets dates before their creation: a day told without its time, or a mistake.

Belongs here: what holds between the times of one ticket, as SQL over the values of a plan. Does not: reading columns (delimited).
"""

from collections.abc import Mapping
from dataclasses import replace

from assets.readers.derived import Value
from assets.readers.kinds import Kind
from assets.readers.protocol import Refusal

ENDS = ("solved_at_utc", "closed_at_utc", "first_response_at_utc")


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


def ends_before_the_beginning(kind: Kind, values: Mapping[str, Value]) -> list[Refusal]:
    """Refuse a ticket that was solved, closed or answered before it was created: one of two times is wrong, and nobody knows which."""
    begun = values.get("created_at_utc")
    # what is told by another clock than the creation is compared once all are in UTC (core.ticket)
    return [
        Refusal(f"({values[end].sql}) < ({begun.sql})", f"{end} is before created_at_utc")
        for end in _told(kind, values)
        if begun and values[end].is_local == begun.is_local
    ]


def _told(kind: Kind, values: Mapping[str, Value]) -> list[str]:
    return [end for end in ENDS if kind.name == "ticket" and end in values]
