"""Opening hours as managers write them: days by their names, hours by the clock, as in `mon-fri: "08:00-20:00"`.

Belongs here: reading and refusing them. Does not: the days on which they hold (config_tables).
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from assets.settings.fields import wrong

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = 8  # the weekday number of "on a public holiday"
DAY_S = 86_400


def weekdays_of(text: str) -> tuple[int, ...]:
    """Read "mon-fri", "sat", "sat,sun", "fri-mon" or "holiday" as numbers, 1 for Monday to 7, 8 for a holiday."""
    days: list[int] = []
    for part in text.lower().split(","):
        ends = [end.strip() for end in part.split("-")]
        if ends == ["holiday"]:
            days.append(HOLIDAY)
        elif len(ends) <= 2 and all(end in WEEKDAYS for end in ends):
            first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
            days += [(first + step) % 7 + 1 for step in range((last - first) % 7 + 1)]
        else:
            raise wrong("days such as mon, mon-fri, sat,sun or holiday", _nearest_days(ends))
    return tuple(days)


def _nearest_days(ends: list[str]) -> str:
    short = [next((day for day in WEEKDAYS if end.startswith(day)), end) for end in ends]
    known = len(short) <= 2 and all(end in WEEKDAYS for end in short)
    return f"; did you mean {'-'.join(short)!r}?" if known else ""


def day_key(value: Any) -> str:
    """A day or several, as `weekdays_of` reads them."""
    if not isinstance(value, str):
        raise wrong("days such as mon, mon-fri, sat,sun or holiday")
    weekdays_of(value)
    return value


def _intervals_s(value: Any) -> tuple[tuple[int, int], ...]:
    expected = 'hours such as "08:00-20:00", "09:00-12:00,13:30-17:00" or "closed"'
    if not isinstance(value, str):
        raise wrong(expected)
    if value.strip().lower() == "closed":
        return ()
    found: list[tuple[int, int]] = []
    for part in value.split(","):
        ends = re.fullmatch(r"\s*([01]\d|2[0-3]):([0-5]\d)\s*-\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\s*", part)
        if not ends:
            raise wrong(expected)
        start_s = int(ends[1]) * 3600 + int(ends[2]) * 60
        end_s = int(ends[3]) * 3600 + int(ends[4]) * 60 if ends[3] else DAY_S
        if end_s <= start_s:
            clock = part.strip().split("-")
            hint = f'; write "{clock[0].strip()}-24:00" here and "00:00-{clock[1].strip()}" on the next day'
            hint = f'; did you mean "{clock[0].strip()}-24:00"?' if end_s == 0 else hint
            raise wrong("hours that end after they begin, on the same day", hint if end_s != start_s or end_s == 0 else "")
        if found and start_s < found[-1][1]:
            raise wrong("hours in order that do not overlap")
        found.append((start_s, end_s))
    return tuple(found)


def each_day_once(expected: str) -> Callable[[Any], Any]:
    """Take keys by days in which no day stands twice; `expected` says what they look like."""

    def checked(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise wrong(expected)
        seen: dict[int, str] = {}
        for key in value:
            try:
                days = weekdays_of(str(key))
            except PydanticCustomError:
                continue  # reported where the key itself is read
            for day in days:
                if day in seen:
                    name = "holiday" if day == HOLIDAY else WEEKDAYS[day - 1]
                    raise wrong("each day once", f"; {name} is in {seen[day]!r} and in {str(key)!r}")
                seen[day] = str(key)
        return value

    return checked


Open = Annotated[
    dict[Annotated[str, BeforeValidator(day_key)], Annotated[tuple[tuple[int, int], ...], BeforeValidator(_intervals_s)]],
    BeforeValidator(each_day_once('days and hours such as {mon-fri: "08:00-20:00", sat: "09:00-17:00"}')),
]
