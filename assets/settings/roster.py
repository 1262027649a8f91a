"""The kinds of value that say who is scheduled and which shifts there may be.

Belongs here: people by days and hours. Does not: opening hours and other single values (fields), which key has which (staffing).
"""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from assets.settings.fields import wrong
from assets.settings.hours import DAY_S, day_key, each_day_once

Spans = tuple[tuple[int, int, float], ...]


def _spans(value: Any) -> Spans:
    """Start and end in seconds of the day and people; shifts may overlap, their people add up."""
    expected = 'hours and people such as "08:00-16:00 6, 12:00-20:00 4", or "nobody"'
    if isinstance(value, tuple):
        return value
    if not isinstance(value, str):
        raise wrong(expected)
    if value.strip().lower() == "nobody":
        return ()
    found: list[tuple[int, int, float]] = []
    for part in value.split(","):
        said = re.fullmatch(r"\s*([01]\d|2[0-3]):([0-5]\d)\s*-\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\s+(\d+(?:\.\d+)?)\s*", part)
        if not said:
            raise wrong(expected)
        start_s = int(said[1]) * 3600 + int(said[2]) * 60
        end_s = int(said[3]) * 3600 + int(said[4]) * 60 if said[3] else DAY_S
        if end_s <= start_s:
            raise wrong("hours that end after they begin; a night is two days' hours, the first to 24:00 and the second from 00:00")
        found.append((start_s, end_s, float(said[5])))
    return tuple(found)


Roster = Annotated[
    dict[Annotated[str, BeforeValidator(day_key)], Annotated[Spans, BeforeValidator(_spans)]],
    BeforeValidator(each_day_once('days, hours and people such as {mon-fri: "08:00-16:00 6, 12:00-20:00 4"}')),
]
