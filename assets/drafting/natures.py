"""What the cells of one column look like: instants and their format, durations, numbers, phone numbers, words.

Belongs here: judging cells by their look. Does not: header words (columns), or reading a whole file (readers do that).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from assets.readers.formats import can_be_read
from assets.readers.lasting import LETTERED, is_lasting
from assets.readers.spoken_times import in_plain_words, with_offset

Look = Literal["empty", "instant", "date", "clock", "duration", "number", "phone", "word", "id", "text"]

DATE_FORMATS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%b-%Y", "%d %b %Y", "%d-%b-%y", "%b %d, %Y", "%Y%m%d", "%y%m%d"),
    *("%a, %d %b %Y", "%a %d %b %Y", "%a %m/%d/%Y", "%a %d/%m/%Y", "%b %d %Y", "%d %B %Y", "%B %d, %Y", "%Y. %m. %d.", "%Y %b %d"),
)
# Months of returns; "%Y-%m" would also read half of a date, but a column is read whole.
MONTH_FORMATS = ("%b-%y", "%b %y", "%b-%Y", "%b %Y", "%B %Y", "%B-%Y", "%B %y", "%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%Y %B", "%Y-%b")
PACKED_FORMATS = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%m%d%Y%H%M")
CLOCK_FORMATS = (
    "%H:%M:%S",
    "%H:%M:%S.%f",
    "%H:%M:%S,%f",
    "%H:%M",
    "%I:%M:%S %p",
    "%I:%M %p",
    "%I:%M%p",
    "%p %I:%M:%S",
    "%p %I:%M",
    "%H.%M.%S",
    "%H.%M",
    "%Hh%M",
)
# A day first and a month first that read the same cells: only the owner knows which.
SWAPPED = {
    "%d/%m/%Y": "%m/%d/%Y",
    "%d/%m/%y": "%m/%d/%y",
    "%d-%m-%Y": "%m-%d-%Y",
    "%a %d/%m/%Y": "%a %m/%d/%Y",
}
JUDGED_CELLS = 1_000
MOST_WAYS, FEWEST_OF_A_WAY = 3, 3
POINTS_OF_A_SCALE = 11  # 0 to 10
MOST_CALLS_S = 7_200
LEAST_HOUR = 4  # most calls are shorter than this, and most come later in the day
READ_UNASKED = re.compile(r"%Y-%m-%d[T ]%H:%M(:%S(\.%f)?)?(Z|%z)")
PHONE = re.compile(r"^\+?[\d\s()./-]{7,20}$")
CLOCK = re.compile(r"^\d{0,3}:[0-5]\d(:[0-5]\d)?([.,]\d+)?$")
HALF = r"(?: ?[AaPp][Mm])"
TWELVE = re.compile(rf"^(?:[AP]M ?)?\d{{1,2}}:[0-5]\d(:[0-5]\d)?{HALF}?$")
INSTANT = re.compile(
    r"^(?P<day>.{6,17}?)(?P<gap>, | | @ |T)"
    rf"(?P<clock>(?:[AP]M ?)?\d{{1,2}}[:.h]\d{{2}}(?:[:.]\d{{2}}(?:[.,]\d+)?)?{HALF}?)"
    r"(?P<zone>Z| UTC| ?[+-]\d{2}(?::?\d{2})?| [A-Z]{2,4})?$"
)
MIDNIGHT = re.compile(r"[T ]00:00:00(\.0+)?$")
NUMBER = re.compile(
    r"^[-+]?(\d+([.,]\d+)?|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(,\d{3})+\.\d+|\d{1,3}([ \u00a0\u202f'’,.]\d{3})+([.,]\d+)?)[ \u00a0\u202f]?%?$"
)
# Seconds or milliseconds since 1970, from 2001 to 2033: as many digits as a telephone number has; numbers that begin with a year have 20.
# What databases write where nothing has happened; readers of tickets take it for nothing.
_NEVER = "(0000|0001|1753|1899|1900|9999|2999)"
NO_DATE = re.compile(rf"{_NEVER}[-/.]\d\d[-/.]\d\d\b|\d\d?[-/.]\d\d?[-/.]{_NEVER}\b")
EPOCHS = {"epoch": re.compile(r"^1\d{9}(\.\d+)?$"), "epoch_ms": re.compile(r"^1\d{12}$")}


@dataclass(frozen=True)
class Nature:
    """What a column looks like. `formats` are the formats that read nearly all of its cells, the likeliest first."""

    look: Look
    filled: int
    cells: int
    formats: tuple[str, ...] = ()
    decimal: str | None = None
    words: Counter[str] = field(default_factory=Counter)
    distinct: int = 0
    unread: str | None = None
    is_mixed: bool = False  # each of the formats reads some of the cells

    @property
    def is_day_order_open(self) -> bool:
        """True when the cells can be read with the day first and with the month first."""
        days = {day_format(spelled) for spelled in self.formats}
        return any({day_first, month_first} <= days for day_first, month_first in SWAPPED.items())


def day_format(spelled: str) -> str:
    """The date part of a format, whatever time follows."""
    return re.split(r"[T ](?=%[HI])", spelled)[0]


def nature_of(cells: Sequence[str]) -> Nature:
    """Judge one column by its cells."""
    known = [cell for cell in cells if cell and cell.lower() not in ("null", "none", "n/a", "na", "-", "nan", "\\n")]
    filled = [cell for cell in known if not NO_DATE.match(cell)]
    if not filled:
        return Nature("empty", 0, len(cells))
    words = Counter(filled)
    # of a second six digits are read, however many are written
    judged = [re.sub(r"(:\d{2}[.,]\d{6})\d+", r"\1", in_plain_words(cell)) for cell in list(words)[:JUDGED_CELLS]]
    seen = Nature("text", filled=len(filled), cells=len(cells), distinct=len(words))
    if _share(judged, CLOCK) > 0.95:
        return replace(seen, look="clock", formats=_clock_formats(judged))
    if sum(map(is_lasting, judged)) > 0.95 * len(judged):
        return replace(seen, look="duration", formats=(LETTERED,))
    if _share(judged, TWELVE) > 0.8:
        return replace(seen, look="clock", formats=_twelve_formats(judged))
    formats, unread = _instant_formats(judged)
    midnights = {found[0] if (found := MIDNIGHT.search(cell)) else "" for cell in judged}
    if formats and len(words) > 2 and len(midnights) == 1 and "" not in midnights:
        # a spreadsheet writes a day as its midnight
        return replace(seen, look="date", formats=tuple(day_format(spelled) + min(midnights) for spelled in formats))
    if formats:
        return replace(seen, look="instant", formats=formats, unread=unread)
    if mixed := _mixed_formats(judged):
        return replace(seen, look="instant", formats=mixed, is_mixed=True)
    formats = _formats(judged, DATE_FORMATS)
    # Six or eight digits are as likely a number: dates repeat, from the top of the file to its end.
    if formats and (not judged[0].isdigit() or (len(filled) >= 20 and len(words) * 3 <= len(filled))):
        return replace(seen, look="date", formats=formats)
    if months := _formats(judged, MONTH_FORMATS):
        return replace(seen, look="date", formats=months)
    is_few = len(words) <= 40 and (len(words) * 4 <= max(len(filled), 8) or (len(words) <= 8 and len(words) * 2 <= len(filled)))
    packed = _formats(judged, PACKED_FORMATS) if all(cell.isdigit() and len(cell) in (12, 14) for cell in judged) else ()
    if packed:
        return replace(seen, look="instant", formats=packed)
    counted = _epoch_format(judged)
    if counted:
        return replace(seen, look="instant", formats=(counted,))
    if _share(judged, NUMBER) > 0.95:
        digits = [cell.lstrip("+-") for cell in judged]
        is_counter = len(words) == len(filled) > 2 and filled == sorted(filled, key=lambda cell: (len(cell), cell))
        if not is_counter and all(re.fullmatch(r"\d{9,15}", cell) for cell in digits[:50]) and len({len(cell) for cell in digits}) <= 4:
            return replace(seen, look="phone")
        signs = {"," if cell.rfind(",") > cell.rfind(".") else "." for cell in judged if "," in cell or "." in cell}
        decimal = "," if "," in signs else "." if signs else None
        is_scale = len(words) <= POINTS_OF_A_SCALE and len(words) * 2 <= len(filled)
        return replace(seen, look="number", decimal=decimal, words=words if is_few or is_scale else Counter())
    if _share(judged, PHONE) > 0.8:
        return replace(seen, look="phone")
    if is_few and max(len(word) for word in words) <= 60:
        return replace(seen, look="word", words=words)
    is_short = all(len(cell) <= 64 and " " not in cell for cell in judged[:50])
    if is_short and len(words) > 0.9 * len(filled):
        return replace(seen, look="id")
    return seen


def is_time_of_day(cells: Sequence[str]) -> bool:
    """Whether clocks with seconds, or of twelve hours, tell when and not how long: half of them lie after four in the morning."""
    hours = sorted(int(cell.split(":")[0]) for cell in cells if re.match(r"\d{1,2}:\d{2}:\d{2}", cell))
    return bool(hours) and hours[len(hours) // 2] >= LEAST_HOUR


def counted_alike(natures: Sequence[Nature], columns: Sequence[Sequence[str]]) -> tuple[Nature, ...]:
    """Take a column for times counted since 1970 where another one holds such times: a few cells alone may be any numbers."""
    counted = next((nature.formats for nature in natures if nature.look == "instant" and nature.formats[0] in EPOCHS), None)
    if counted is None:
        return tuple(natures)
    pattern = EPOCHS[counted[0]]
    return tuple(
        replace(nature, look="instant", formats=counted, words=Counter())
        if nature.look in ("phone", "number") and all(pattern.match(cell) for cell in cells if cell not in ("", "0"))
        else nature
        for nature, cells in zip(natures, columns, strict=True)
    )


def is_read_unasked(spelled: str) -> bool:
    """Whether a format is ISO with its zone, which readers know without being told."""
    return bool(READ_UNASKED.fullmatch(spelled))


def is_milliseconds(cells: Sequence[str]) -> bool:
    """Whether durations of calls are counted in milliseconds: half of them would be longer than two hours if they were seconds."""
    known = sorted(float(cell) for cell in cells if re.fullmatch(r"\d+(\.\d+)?", cell) and float(cell))
    return bool(known) and known[len(known) // 2] > MOST_CALLS_S


def _epoch_format(cells: Sequence[str]) -> str | None:
    """Tell counted times from telephone numbers: one export spans months, the numbers of its callers span everything."""
    times = [cell for cell in cells if cell != "0"]
    for spelled, pattern in EPOCHS.items():
        if len(times) > 2 and all(pattern.match(cell) for cell in times):
            span_s = (float(max(times)) - float(min(times))) / (1 if spelled == "epoch" else 1000)
            return spelled if span_s < 2 * 366 * 86400 else None
    return None


def _share(cells: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(cell)) for cell in cells) / len(cells)


def _clock_formats(cells: Sequence[str]) -> tuple[str, ...]:
    # h:mm:ss or mm:ss; two parts are minutes and seconds in a duration, hours and minutes in a time of day.
    return ("h:mm:ss",) if sum(cell.count(":") == 2 for cell in cells) * 2 >= len(cells) else ("mm:ss",)


def _twelve_formats(cells: Sequence[str]) -> tuple[str, ...]:
    """Formats of a twelve-hour clock that read any cell, the most frequent first: one column may hold 4:00 PM and 1:30:00 PM."""
    read = {spelled: sum(can_be_read(cell, spelled) for cell in cells) for spelled in CLOCK_FORMATS if "%p" in spelled}
    return tuple(sorted((spelled for spelled in read if read[spelled]), key=lambda spelled: -read[spelled]))


def _instant_formats(cells: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """Formats of date and time that read nearly all cells, and a cell that the likeliest one does not read."""
    parts = [found for found in map(INSTANT.match, cells[:50]) if found]
    if len(parts) * 10 < len(cells[:50]) * 9:
        return (), None
    # Day, clock and zone are judged apart: together they make hundreds of formats, each slow to try.
    days = _formats([part["day"] for part in parts], DATE_FORMATS)
    clocks = sorted({clock for part in parts for clock in CLOCK_FORMATS if can_be_read(part["clock"], clock)}, key=CLOCK_FORMATS.index)
    gaps = sorted({part["gap"] for part in parts})
    zones = sorted({_zone_format(part["zone"] or "") for part in parts})
    found = _formats(cells, [f"{day}{gap}{clock}{zone}" for day in days for gap in gaps for clock in clocks for zone in zones])
    unread = next((cell for cell in cells if found and not _reads(cell, found[0])), None)
    return found, unread


def _mixed_formats(cells: Sequence[str]) -> tuple[str, ...]:
    """Formats of a column in which times are written in a few ways, one for each; none where a way is rare or could be read twice."""
    ways: dict[str, list[str]] = {}
    for cell in cells:
        ways.setdefault(re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell)), []).append(cell)
    if not 1 < len(ways) <= MOST_WAYS or min(map(len, ways.values())) < FEWEST_OF_A_WAY:
        return ()
    found = [_instant_formats(alike)[0] for alike in ways.values()]
    is_open = any({day, SWAPPED.get(day)} <= {day_format(spelled) for spelled in told} for told in found for day in map(day_format, told))
    if is_open or not all(found):
        return ()
    first = tuple(dict.fromkeys(told[0] for told in found))
    # a time with its offset beside one without would be read by two clocks
    return first if len({spelled.lower().endswith(("z", "utc")) for spelled in first}) == 1 else ()


def _zone_format(zone: str) -> str:
    if zone.strip().isalpha() and zone not in ("Z", " UTC"):
        return " %Z"
    return zone if zone in ("", "Z", " UTC") else " %z" if zone.startswith(" ") else "%z"


def _formats(cells: Sequence[str], candidates: Sequence[str]) -> tuple[str, ...]:
    """The candidates that read most cells, where that is all but one of a few or 98 of 100."""
    start = cells[:20]
    spare = 1 if len(cells) >= 5 else 0
    needed = len(start) - max(spare, len(start) // 10)
    hopeful = [spelled for spelled in candidates if sum(_reads(cell, spelled) for cell in start) >= needed]
    scored = {spelled: sum(_reads(cell, spelled) for cell in cells) for spelled in hopeful}
    most = max(scored.values(), default=0)
    return tuple(spelled for spelled in hopeful if scored[spelled] == most >= len(cells) - max(spare, 0.02 * len(cells)))


def _reads(cell: str, spelled: str) -> bool:
    if "%Z" in spelled:
        cell, spelled = with_offset(cell), spelled.replace("%Z", "%z")
    if spelled.endswith("%z"):
        cell = re.sub(r"([+-]\d{2})$", r"\g<1>00", cell)  # databases write whole hours so
    try:
        year = datetime.strptime(cell, spelled).year  # noqa: DTZ007  only whether it can be read is asked
    except ValueError:
        return False
    return 1970 <= year <= 2070
