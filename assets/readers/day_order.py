"""Which way round a file writes its dates, told from its own first records: 03/04 is two days, and only one of them is meant.

Belongs here: choosing strptime formats for numeric and named months. Does not: zones, or which columns hold times.
"""

import re
from collections.abc import Iterable, Sequence

from assets.readers.cells import literal
from assets.readers.protocol import Unreadable

_NUMERIC = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{2}|\d{4})(?=\D|$)")
_NAMED = re.compile(r"^(\d{1,2})([-/. ])([^\W\d_]{3,9})\.?\2(\d{2}|\d{4})(?=\D|$)")
_YEAR_FIRST = re.compile(r"^\d{4}([-/.])\d{1,2}\1\d{1,2}")
_LONG_MONTHS = ("january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december")
_CLOCK = re.compile(r"\s(\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)\s*([AaPp][Mm])?")
# Short names of months in exports of other languages; those that English shares are left out.
MONTHS = {
    "Jan": "janv|ene|gen",
    "Feb": "févr|fév|fev|feb",
    "Mar": "mär|mrz|mars|mrt",
    "Apr": "avr|abr",
    "May": "mai|mei|mag",
    "Jun": "juin|giu",
    "Jul": "juil|lug",
    "Aug": "août|aoû|ago",
    "Sep": "sept|set",
    "Oct": "okt|out|ott",
    "Dec": "dez|déc|dic",
}


def instant_formats(cells: Iterable[str], *, where: str) -> tuple[str, ...]:
    """Give the strptime formats that read these times, or raise `Unreadable` where day and month cannot be told apart.

    One file is written one way: a single date such as 29-02-2016 says it for all. Times with the year first need no such proof.
    """
    told = [cell.strip() for cell in cells if cell.strip()]
    days = _day_formats(told, where=where)
    clocks = {_clock_format(found) for cell in told if (found := _CLOCK.search(cell))} or {"%H:%M:%S"}
    # a cell without seconds, or without a time of day, stands beside others in most exports
    spelled = {clock for found in clocks for clock in (found, found.replace(":%S.%f", ":%S"), found.replace(":%S", "").replace(".%f", ""))}
    ordered = sorted(spelled, key=lambda clock: (-len(clock), clock))
    return tuple(f"{day} {clock}" for day in days for clock in ordered) + days


def two_readings(cells: Iterable[str]) -> tuple[str, str]:
    """Give both formats of times whose day and month cannot be told apart, the likelier first: with AM and PM the month leads."""
    told = [cell.strip() for cell in cells if cell.strip()]
    numeric = [found for cell in told if (found := _NUMERIC.match(cell))]
    clocks = [_clock_format(found) for cell in told if (found := _CLOCK.search(cell))] or ["%H:%M:%S"]
    sign, year = (numeric[0][2], "%Y" if len(numeric[0][4]) == 4 else "%y") if numeric else ("/", "%Y")
    clock = max(clocks, key=len)
    readings = [f"{first}{sign}{second}{sign}{year} {clock}" for first, second in (("%d", "%m"), ("%m", "%d"))]
    return (readings[1], readings[0]) if "%p" in clock else (readings[0], readings[1])


def _day_formats(told: Sequence[str], *, where: str) -> tuple[str, ...]:
    numeric = [found for cell in told if (found := _NUMERIC.match(cell))]
    named = [found for cell in told if (found := _NAMED.match(cell))]
    years = sorted({found[1] for cell in told if (found := _YEAR_FIRST.match(cell))})
    formats = [f"%Y{sign}%m{sign}%d" for sign in years]
    for found in named:
        month = "%B" if found[3].lower() in _LONG_MONTHS else "%b"
        formats.append(f"%d{found[2]}{month}{found[2]}{'%Y' if len(found[4]) == 4 else '%y'}")
    if numeric:
        day_first = any(int(found[1]) > 12 for found in numeric)
        month_first = any(int(found[3]) > 12 for found in numeric)
        # a point between the numbers is written in countries that put the day first
        pointed = all(found[2] == "." for found in numeric) and not month_first
        if day_first == month_first and not pointed:
            seen = "some dates begin with the day, others with the month" if day_first else "no date has a number above 12"
            raise Unreadable(
                f"{where}: {numeric[0][0]!r} can be read with the day first and with the month first ({seen}). "
                'Say how times are written, such as `timestamp: "%d/%m/%Y %H:%M:%S"`.'
            )
        order = ("%d", "%m") if day_first or pointed else ("%m", "%d")
        formats += [f"{order[0]}{found[2]}{order[1]}{found[2]}{'%Y' if len(found[4]) == 4 else '%y'}" for found in numeric]
    return tuple(dict.fromkeys(formats)) or ("%Y-%m-%d",)


def _clock_format(found: re.Match[str]) -> str:
    clock, half = found[1], found[2]
    seconds = (":%S.%f" if "." in clock else ":%S") if clock.count(":") == 2 else ""
    return f"%I:%M{seconds} %p" if half else f"%H:%M{seconds}"


def instant_of(text: str, formats: Sequence[str]) -> str:
    """SQL for an instant in the first of several formats that reads the text."""
    listed = ", ".join(literal(spelled) for spelled in formats)
    # a T between date and time, and the blank before AM that some exports leave out
    plain = f"regexp_replace(regexp_replace({text}, '^(\\d{{4}}-\\d+-\\d+)T', '\\1 '), '(\\d)\\s*([AaPp][Mm])$', '\\1 \\2')"
    if any("%b" in spelled for spelled in formats):
        for month, said in MONTHS.items():
            plain = f"regexp_replace({plain}, '(?i)([^a-z])({said})\\.?([^a-z])', '\\1{month}\\3')"
    return f"try_strptime({plain}, [{listed}])"
