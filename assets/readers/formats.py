"""SQL for the declared formats of one column: instants, durations, numbers, truth values.

Belongs here: from a trimmed text to a typed value, null where the text cannot be read. Does not: which column it is.
"""

from collections.abc import Sequence
from datetime import datetime

from assets.readers.cells import literal
from assets.readers.lasting import LETTERED, lettered_s
from assets.readers.protocol import Unreadable
from assets.readers.spoken_times import halves_of_day, offsets_for_names

# Clock formats: a LIKE pattern that must hold before the text is read as hours, minutes and seconds.
CLOCKS = {
    "h:mm:ss": "%_:__:__%",
    "hh:mm:ss": "%_:__:__%",
    "h:mm:ss.fff": "%_:__:__%",
    "hh:mm:ss.fff": "%_:__:__%",
    "h:mm": "%_:__",
    "hh:mm": "%_:__",
}
MINUTE_CLOCKS = ("m:ss", "mm:ss")
UNITS = {"s": 1.0, "seconds": 1.0, "ms": 0.001, "milliseconds": 0.001, "min": 60.0, "minutes": 60.0, "hours": 3_600.0, "days": 86_400.0}
TIMES_OF_DAY = "['%I:%M:%S %p', '%I:%M %p']"
DURATIONS = (*CLOCKS, *MINUTE_CLOCKS, LETTERED, *UNITS)
# A blank, a no-break space, a narrow one, and the apostrophes of Switzerland.
PARTS_THOUSANDS = " \u00a0\u202f\u2019'"
ENDS_A_SHARE = " %\u00a0\u202f"
# Times counted since 1970, in UTC by nature: microseconds of one step. What is not between 1990 and 2041 is no such count.
EPOCHS = {"epoch": 1_000_000, "epoch_ms": 1_000}
_FIRST_S, _LAST_S = 631_152_000, 2_240_611_200

ISO_FORMATS = tuple(f"%Y-%m-%d{between}%H:%M{seconds}" for between in (" ", "T") for seconds in (":%S", ":%S.%f", ":%S.%g", ""))


def number(text: str, *, decimal: str = ".") -> str:
    """A number with the given decimal sign; groups of three digits may be parted by the other sign, a blank or an apostrophe.

    `%` behind it is a hundredth. A sign that parts no such group is no number: 12.5 is not 125 where the decimal sign is a comma.
    """
    other = "," if decimal == "." else "."
    value = (
        f"try_cast({text} as double)"
        if decimal == "."
        else f"try_cast(case when not contains({text}, '.') then {_point(text)} end as double)"
    )
    shape = literal(f"[-+]?[0-9]{{1,3}}([{other}{PARTS_THOUSANDS}][0-9]{{3}})+([{decimal}][0-9]*)?")
    bare = f"rtrim({text}, '{ENDS_A_SHARE}')"
    parted = f"regexp_replace({bare}, {literal(f'[{other}{PARTS_THOUSANDS}]')}, '', 'g')"
    alone = bare if decimal == "." else f"case when not contains({text}, '.') then {bare} end"
    whole = f"case when regexp_full_match({bare}, {shape}) then {parted} else {alone} end"
    grouped = f"try_cast({whole if decimal == '.' else _point(whole)} as double) / case when right({text}, 1) = '%' then 100 else 1 end"
    # what is a plain number, as nearly all are, is read at once
    return f"case when isfinite({value}) then {value} when {value} is null and isfinite({grouped}) then {grouped} end"


def _point(text: str) -> str:
    return f"replace({text}, ',', '.')"


def duration_s(text: str, *, form: str | None, decimal: str = ".") -> str:
    """Seconds, from a number of seconds, milliseconds, minutes, hours or days, or from a clock such as 1:02:03."""
    form = (form or "seconds").lower()
    if form in UNITS:
        value = number(text, decimal=decimal)
        return value if UNITS[form] == 1.0 else f"({value}) * {UNITS[form]}"
    clock = f"replace({text}, ',', '.')" if decimal == "," else text
    if form in MINUTE_CLOCKS:
        # Minutes may pass 59, which an interval only allows of hours: hours and minutes, divided by 60. Some switches write none as ":05".
        return (
            f"case when {text} like ':__' then epoch(try_cast('0:0' || {text} as interval)) "
            f"when {text} like '%_:__' then epoch(try_cast({text} || ':00' as interval)) / 60 "
            f"when {text} like '%_:__%' then epoch(try_cast('0:' || {clock} as interval)) end"
        )
    if form == LETTERED:
        return lettered_s(text)
    if form not in CLOCKS:
        raise Unreadable(f"found the format {form!r} for a duration, expected one of {', '.join(DURATIONS)}")
    told = f"case when {text} like {literal(CLOCKS[form])} then epoch(try_cast({clock} as interval)) end"
    # spreadsheets show a duration as a time of day: 12:07:00 AM is seven minutes
    return f"coalesce({told}, epoch(cast(try_strptime({text}, {TIMES_OF_DAY}) as time)))"


def instant(text: str, *, formats: Sequence[str]) -> str:
    """An instant in one of several strptime formats, tried in order; ISO where none is given. `%z` makes it UTC.

    `%p` is AM or PM in several languages, `%Z` the short name of a zone, such as CEST, that has one meaning.
    Instead of strptime formats `epoch` or `epoch_ms` stands for a number of seconds or milliseconds since 1970.
    """
    if any(form in EPOCHS for form in formats):
        if len(formats) > 1:
            raise Unreadable(f"found the formats {', '.join(formats)}; {' and '.join(EPOCHS)} stand alone. Take the others out.")
        step_us, value = EPOCHS[formats[0]], f"try_cast({text} as double)"
        within = f"{value} between {_FIRST_S * 1_000_000 // step_us} and {_LAST_S * 1_000_000 // step_us}"
        return f"case when {within} then make_timestamp(cast(round({value} * {step_us}) as bigint)) end"
    if any("%p" in form for form in formats):
        text = halves_of_day(text)
    if any("%Z" in form for form in formats):
        text = offsets_for_names(text)
    chosen = [literal(form.replace("%Z", "%z")) for form in formats or ISO_FORMATS]
    parsed = f"try_strptime({text}, {chosen[0] if len(chosen) == 1 else '[' + ', '.join(chosen) + ']'})"
    return f"timezone('UTC', {parsed})" if has_offset(formats) else parsed


def can_be_read(text: str, form: str) -> bool:
    """Tell whether a text is a time in a strptime format."""
    try:
        datetime.strptime(text, form)  # noqa: DTZ007  only whether it can be read is asked
    except ValueError:
        return False
    return True


def has_offset(formats: Sequence[str]) -> bool:
    """Tell whether the text itself says how far it is from UTC."""
    return any("%z" in form.lower() or form in EPOCHS for form in formats)


def expected_instant(formats: Sequence[str]) -> str:
    """Say what a time should look like, for people."""
    counts = {"epoch": "seconds since 1970", "epoch_ms": "milliseconds since 1970"}
    if formats and formats[0] in counts:
        return counts[formats[0]]
    return "a time written " + " or ".join(formats) if formats else "an ISO time such as 2026-01-31 09:05:00"


def truth(text: str, *, yes: Sequence[str], no: Sequence[str]) -> str:
    """A truth value from the words that mean yes and no, whatever their case."""
    lists = [", ".join(literal(word.lower()) for word in words) for words in (yes, no)]
    return f"case when lower({text}) in ({lists[0]}) then true when lower({text}) in ({lists[1]}) then false end"
