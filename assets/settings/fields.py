"""The kinds of value a setting can have, each with its own words for what it expects.

Belongs here: single values (an id, a share, a time zone). Does not: opening hours (hours), which key has which (centre and so on).
"""

import codecs
import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from assets.settings.messages import nearest, show
from assets.zones import zone_names


class Model(BaseModel):
    """Keys of the settings: a closed set, and frozen once they are read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def wrong(expected: str, hint: str = "") -> PydanticCustomError:
    """The error a field raises: what it expects, and a hint on the remedy."""
    return PydanticCustomError("mistake", "{expected}{hint}", {"expected": expected, "hint": hint})


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("text")
    if not str(value).strip():
        raise wrong("text that is not blank")
    return str(value).strip()


def _word(value: Any) -> str:
    """A word of an export; the empty one stands for an empty cell, or a column that is not there."""
    return "" if isinstance(value, str) and not value.strip() else _text(value)


def _identifier(value: Any) -> str:
    expected = "an id of lower-case letters, digits and underscores that begins with a letter"
    if not isinstance(value, str):
        raise wrong(expected)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", value):
        offer = re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")
        raise wrong(expected, f"; did you mean {offer!r}?" if re.fullmatch(r"[a-z][a-z0-9_]*", offer) else "")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong("a whole number")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        comma = re.fullmatch(r"(-?\d+),(\d+)", value) if isinstance(value, str) else None
        raise wrong("a number", f"; did you mean {comma[1]}.{comma[2]}?" if comma else "")
    if not math.isfinite(value):
        raise wrong("a finite number")
    return float(value)


def _share(value: Any) -> float:
    expected = "a share from 0 to 1 (0.8 means 80 %)"
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", value) if isinstance(value, str) else None
    if percent:
        raise wrong(expected, f"; did you mean {float(percent[1]) / 100:g}?")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(expected)
    if not 0 <= value <= 1:
        raise wrong(expected, f"; did you mean {value / 100:g}?" if 1 < value <= 100 else "")
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        yes_no = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(str(value).lower())
        raise wrong("true or false", f"; did you mean {yes_no}?" if yes_no else "")
    return value


def _day(value: Any) -> date:
    expected = "a date written as year-month-day, such as 2026-12-31"
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise wrong(expected)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise wrong(expected, "; the calendar has no such day") from None


def _zone(value: Any) -> str:
    expected = "an IANA time zone such as Europe/Berlin"
    if not isinstance(value, str):
        raise wrong(expected)
    if value not in zone_names():
        raise wrong(expected, nearest(value, zone_names()))
    return value


def _currency(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{3}", value):
        upper = isinstance(value, str) and re.fullmatch(r"[A-Za-z]{3}", value)
        raise wrong("a currency of three capital letters such as EUR", f"; did you mean {value.upper()}?" if upper else "")
    return value


def _clock_s(value: Any) -> int:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    if not found:
        raise wrong('a time of day from "00:00" to "23:59"')
    return int(found[1]) * 3600 + int(found[2]) * 60


def _files(value: Any) -> str:
    expected = 'a file pattern relative to the landing folder, such as "acd/calls_*.csv*"'
    if not isinstance(value, str) or not value.strip():
        raise wrong(expected)
    if "\\" in value:
        raise wrong(expected, f"; write forward slashes: {value.replace(chr(92), '/')!r}")
    if value.startswith("/") or re.match(r"[A-Za-z]:", value) or ".." in value.split("/"):
        raise wrong(expected, "; it may not leave the landing folder")
    return value


def _encoding(value: Any) -> str:
    try:
        name = codecs.lookup(str(value)).name
        return "latin-1" if name == "iso8859-1" else name
    except LookupError:
        common = ("utf-8", "utf-16", "latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "iso8859-2", "gb18030", "big5", "shift_jis")
        raise wrong("an encoding such as utf-8, cp1252 or latin-1", nearest(str(value), common)) from None


def _delimiter(value: Any) -> str:
    if not isinstance(value, str) or (value != "tab" and len(value) != 1):
        raise wrong('one character such as "," or ";", or the word tab')
    return "\t" if value == "tab" else value


def _quote(value: Any) -> str:
    if not isinstance(value, str) or (value != "none" and len(value) > 1):
        raise wrong("one character, or the word none where the file quotes nothing")
    return "" if value == "none" else value


def _column_reference(value: Any) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int) or (isinstance(value, str) and not value.strip()):
        raise wrong("the name of a column, or its number counted from 1")
    if isinstance(value, int) and value < 1:
        raise wrong("the number of a column, counted from 1")
    return value


def _scope(value: Any) -> str:
    expected = "company, conflict, site/<id> or queue/<id>"
    if not isinstance(value, str) or not re.fullmatch(r"company|conflict|(site|queue)/.+", value):
        hint = "; did you mean 'company'?" if str(value).lower() in ("all", "centre", "center", "total") else ""
        raise wrong(expected, hint or (nearest(value, ("company", "conflict")) if isinstance(value, str) and "/" not in value else ""))
    return value


def one_or_many(value: Any) -> Any:
    """Take a single value where a list is expected as a list of one."""
    return [value] if isinstance(value, str | int | float) else value


def at_least_one(value: Any) -> Any:
    """A list that is not empty."""
    if isinstance(value, list) and not value:
        raise wrong("at least one entry")
    return value


def one_of(*choices: str) -> BeforeValidator:
    """A value out of a fixed set of words."""

    def choose(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise wrong("one of " + ", ".join(choices), _offer(value, choices))
        return value

    return BeforeValidator(choose)


def _offer(value: Any, choices: tuple[str, ...]) -> str:
    offer = nearest(value, choices) if isinstance(value, str) else ""
    return offer if "did you mean" in offer else ""


def between(low: float, high: float | None, *, whole: bool, unit: str = "") -> BeforeValidator:
    """A number within bounds, both included."""
    kind = ("a whole number" if whole else "a number") + (f" of {unit}" if unit else "")
    expected = f"{kind} from {low:g} to {high:g}" if high is not None else f"{kind}, {low:g} or more"

    def bounded(value: Any) -> float:
        number = _checked(_whole if whole else _number, value, expected)
        if number < low or (high is not None and number > high):
            raise wrong(expected)
        return number

    return BeforeValidator(bounded)


def _checked(check: Callable[[Any], float], value: Any, expected: str) -> float:
    try:
        return check(value)
    except PydanticCustomError as failure:
        raise wrong(expected, str((failure.context or {}).get("hint", ""))) from None


def _interval_minutes(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in (5, 10, 15, 20, 30, 60):
        raise wrong("5, 10, 15, 20, 30 or 60 minutes")
    return value


def scale_in_order(value: Any) -> Any:
    """A scale's min is below its max."""
    if isinstance(value, Mapping):
        low, high = value.get("min"), value.get("max")
        if isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
            raise wrong("a scale whose min is below its max", f"; min is {show(low)} and max is {show(high)}")
    return value


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(one_or_many)]
Words = Annotated[tuple[Annotated[str, BeforeValidator(_word)], ...], BeforeValidator(one_or_many)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
Number = Annotated[float, BeforeValidator(_number)]
Share = Annotated[float, BeforeValidator(_share)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
Zone = Annotated[str, BeforeValidator(_zone)]
Currency = Annotated[str, BeforeValidator(_currency)]
Clock = Annotated[int, BeforeValidator(_clock_s)]
FilePattern = Annotated[str, BeforeValidator(_files)]
Encoding = Annotated[str, BeforeValidator(_encoding)]
Delimiter = Annotated[str, BeforeValidator(_delimiter)]
Quote = Annotated[str, BeforeValidator(_quote)]
ColumnReference = Annotated[str | int, BeforeValidator(_column_reference)]
ColumnReferences = Annotated[tuple[ColumnReference, ...], BeforeValidator(one_or_many)]
Scope = Annotated[str, BeforeValidator(_scope)]
IntervalMinutes = Annotated[int, BeforeValidator(_interval_minutes)]
Seconds = Annotated[float, between(0, None, whole=False, unit="seconds")]
Days = Annotated[int, between(0, None, whole=True, unit="days")]
Count = Annotated[int, between(0, None, whole=True)]
