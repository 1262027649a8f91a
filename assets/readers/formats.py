"""SQL for the declared formats of one column: instants, durations, numbers, truth values.

Belongs here: from a trimmed text to a typed value, null where the text cannot be read. Does not: which column it is.
"""

from collections.abc import Sequence

from assets.readers.cells import literal
from assets.readers.protocol import Unreadable

# Clock formats: a LIKE pattern that must hold, and what completes the text to hours, minutes and seconds.
CLOCKS = {
    "h:mm:ss": ("%_:__:__%", ""),
    "hh:mm:ss": ("%_:__:__%", ""),
    "h:mm:ss.fff": ("%_:__:__%", ""),
    "hh:mm:ss.fff": ("%_:__:__%", ""),
    "m:ss": ("%_:__%", "0:"),
    "mm:ss": ("%_:__%", "0:"),
    "h:mm": ("%_:__", ""),
    "hh:mm": ("%_:__", ""),
}
UNITS = {"s": 1.0, "seconds": 1.0, "ms": 0.001, "milliseconds": 0.001, "min": 60.0, "minutes": 60.0}
DURATIONS = (*CLOCKS, *UNITS)

ISO_FORMATS = tuple(
    f"%Y-%m-%d{between}%H:%M{seconds}" for between in (" ", "T") for seconds in (":%S", ":%S.%f", ":%S.%g", "")
)


def number(text: str, *, decimal: str = ".") -> str:
    """A number with the given decimal sign; with a decimal comma, points between digits are thousands."""
    plain = f"replace(replace({text}, '.', ''), ',', '.')" if decimal == "," else text
    value = f"try_cast({plain} as double)"
    return f"case when isfinite({value}) then {value} end"


def duration_s(text: str, *, form: str | None, decimal: str = ".") -> str:
    """Seconds, from a number of seconds, milliseconds or minutes, or from a clock such as 1:02:03."""
    form = (form or "seconds").lower()
    if form in UNITS:
        value = number(text, decimal=decimal)
        return value if UNITS[form] == 1.0 else f"({value}) * {UNITS[form]}"
    if form not in CLOCKS:
        raise Unreadable(f"found the format {form!r} for a duration, expected one of {', '.join(DURATIONS)}")
    pattern, before = CLOCKS[form]
    clock = f"{literal(before)} || {text}" if before else text
    if decimal == ",":
        clock = f"replace({clock}, ',', '.')"
    return f"case when {text} like {literal(pattern)} then epoch(try_cast({clock} as interval)) end"


def instant(text: str, *, formats: Sequence[str]) -> str:
    """An instant in one of several strptime formats, tried in order; ISO where none is given. `%z` makes it UTC."""
    chosen = [literal(form) for form in formats or ISO_FORMATS]
    parsed = f"try_strptime({text}, {chosen[0] if len(chosen) == 1 else '[' + ', '.join(chosen) + ']'})"
    return f"timezone('UTC', {parsed})" if has_offset(formats) else parsed


def has_offset(formats: Sequence[str]) -> bool:
    """Tell whether the text itself says how far it is from UTC."""
    return any("%z" in form for form in formats)


def truth(text: str, *, yes: Sequence[str], no: Sequence[str]) -> str:
    """A truth value from the words that mean yes and no, whatever their case."""
    lists = [", ".join(literal(word.lower()) for word in words) for words in (yes, no)]
    return f"case when lower({text}) in ({lists[0]}) then true when lower({text}) in ({lists[1]}) then false end"
