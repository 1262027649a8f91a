"""Durations told in letters: 1h 2m 5s, PT4M, 2 days 03:04:05, 1.02:03:04, P2DT4H, 4 Tage 2 Stunden.

Belongs here: their pattern, which Python and SQL both read, and how their seconds are counted. Does not: clocks and plain numbers
(formats).
"""

import re

from assets.readers.cells import literal

LETTERED = "h m s"
_UNITS = (
    (86_400, r"days?|d|tage?n?|jours?|j|d[ií]as?|giorn[oi]|dag(?:en)?"),
    (3_600, r"hours?|hrs?|h|std\.?|stunden?|heures?|horas?|ore|uur"),
    (60, r"minut(?:es?|en|os?|i)|mins?\.?|m"),
    (1, r"seconds?|secs?|s|sek(?:unden?)?|secondes?|segundos?|secondi"),
)
_BETWEEN = "(?:[ ,t]|and |und |et )*"
_COUNTED = _BETWEEN.join(rf"(?:(-?\d+(?:[.,]\d+)?) ?(?:{unit}))?" for _, unit in _UNITS)
_CLOCK = r"(?:\+?(\d+:\d\d(?::\d\d(?:[.,]\d+)?)?))?"
PATTERN = f"(?i)p?t?{_COUNTED}{_BETWEEN}{_CLOCK}"
LASTING = re.compile(rf"(?=.*\d){PATTERN.removeprefix('(?i)')}$", re.IGNORECASE)
# .NET parts the days from the clock by a point
_POINT_AFTER_DAYS = (r"^(\d+)\.(\d+:)", r"\1d \2")


def is_lasting(cell: str) -> bool:
    """Tell whether a cell is a duration in letters.

    >>> [is_lasting(cell) for cell in ("2 days 03:04:05", "1.02:03:04", "P2DT4H", "4 Tage 2 Stunden", "1 MAIN")]
    [True, True, True, True, False]
    """
    return bool(LASTING.match(re.sub(*_POINT_AFTER_DAYS, cell)))


def lasting_s(cell: str) -> float:
    """The seconds of a duration in letters.

    >>> lasting_s("1h 2m 5s"), lasting_s("PT4M"), lasting_s("1 day 00:00:30")
    (3725.0, 240.0, 86430.0)
    """
    found = LASTING.match(re.sub(*_POINT_AFTER_DAYS, cell))
    if found is None:
        return 0.0
    *counts, clock = found.groups()
    told = sum(float(count.replace(",", ".")) * unit_s for count, (unit_s, _) in zip(counts, _UNITS, strict=True) if count)
    parts = [float(part.replace(",", ".")) for part in clock.split(":")] if clock else []
    return told + sum(part * unit_s for part, unit_s in zip(parts, (3_600, 60, 1), strict=False))


def lettered_s(text: str) -> str:
    """SQL for the seconds of a duration in letters; null where the text is none."""
    whole = f"regexp_replace({text}, {literal(_POINT_AFTER_DAYS[0])}, {literal(_POINT_AFTER_DAYS[1])})"
    pattern = literal(PATTERN)

    def part(place: int) -> str:
        return f"replace(regexp_extract({whole}, {pattern}, {place}), ',', '.')"

    counted = [f"coalesce(try_cast({part(place)} as double), 0) * {unit_s}" for place, (unit_s, _) in enumerate(_UNITS, start=1)]
    clock = f"coalesce(epoch(try_cast({part(len(_UNITS) + 1)} as interval)), 0)"
    # a text without a figure tells no duration
    return f"case when {text} similar to '.*[0-9].*' and regexp_full_match({whole}, {pattern}) then {' + '.join([*counted, clock])} end"
