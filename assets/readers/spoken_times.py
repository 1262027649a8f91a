"""Words inside written times: the halves of a 12-hour clock in several languages, and short names of time zones.

Belongs here: words that strptime does not know, turned into those it does. Does not: formats (formats), IANA zones (zones).
"""

import re
from collections.abc import Mapping, Sequence

from assets.readers.cells import literal
from assets.readers.protocol import Unreadable
from assets.zones import zone_names

# Signs and words for the two halves of the day, as the regional formats of spreadsheets and operating systems write them.
_MORNING = (r"a[.]?\s?m[.]?", r"π[.]?\s?μ[.]?", "上午", "午前", "오전", r"de[.]", r"f[.]?\s?m[.]?", r"dop[.]", "ص")
_AFTERNOON = (r"p[.]?\s?m[.]?", r"μ[.]?\s?μ[.]?", "下午", "午後", "오후", r"du[.]", r"e[.]?\s?m[.]?", r"odp[.]", "م")

# Names that mean one offset wherever they are written. IST is India, Israel or Ireland: it is left out, and such a time is refused.
_OFFSETS = {
    "+00:00": ("UTC", "GMT", "Z", "WET"),
    "+01:00": ("CET", "BST", "WEST"),
    "+02:00": ("CEST", "EET", "SAST"),
    "+03:00": ("EEST", "MSK"),
    "+08:00": ("AWST",),
    "+09:00": ("JST", "KST"),
    "+10:00": ("AEST",),
    "+11:00": ("AEDT",),
    "+12:00": ("NZST",),
    "+13:00": ("NZDT",),
    "-03:00": ("BRT", "ADT"),
    "-04:00": ("EDT", "AST"),
    "-05:00": ("EST", "CDT"),
    "-06:00": ("CST", "MDT"),
    "-07:00": ("MST", "PDT"),
    "-08:00": ("PST", "AKDT"),
    "-09:00": ("AKST",),
    "-10:00": ("HST",),
}


_HALVES = {half: rf"(?i)(^|[\s\d])({'|'.join(words)})(\s|\d|$)" for half, words in (("AM", _MORNING), ("PM", _AFTERNOON))}
_OFFSET_OF = {name: offset for offset, names in _OFFSETS.items() for name in names}
_WHOLE_DAY = (
    r"(?i)(full|all|whole) ?day$|ganzt(ä|ae)gig$|ganztags$|journ(é|e)e enti(è|e)re$|todo el d(í|i)a$|tutto il giorno$"
    r"|весь день$|全天$"
)
# "09:00-09:30" is told by its beginning; "T09:00-05:00" and "09:00:00-05:00" end in an offset.
_HALF = r"(?: ?[AaPp][.]?[Mm][.]?)?"
_MINUTE, _SECOND = rf"\d{{1,2}}:\d{{2}}{_HALF}", rf"\d{{1,2}}:\d{{2}}:\d{{2}}{_HALF}"
_UNTILS = (
    rf"(^|[^T:\d])({_MINUTE})\s*(?:-|–|to|bis)\s*(?:{_SECOND}|{_MINUTE})$",
    rf"(^|[^:\d])({_SECOND})\s*(?:-|–|to|bis)\s*{_SECOND}$",
    rf"(^|[^:\d])({_SECOND})\s+(?:-|–|to|bis)\s+{_MINUTE}$",
)


def halves_of_day(text: str) -> str:
    """SQL: the text with whatever word says morning or afternoon turned into AM or PM."""
    for half, pattern in _HALVES.items():
        text = rf"regexp_replace({text}, {literal(pattern)}, '\1{half}\3')"
    return text


def offsets_for_names(text: str) -> str:
    """SQL: the text with the short name of a zone at its end turned into an offset; null where the name is not known."""
    name = rf"upper(regexp_extract({text}, '[A-Za-z]+$'))"
    known = " ".join(f"when {name} in ({', '.join(map(literal, names))}) then {literal(offset)}" for offset, names in _OFFSETS.items())
    return rf"regexp_replace({text}, '[A-Za-z]+$', '') || case {known} end"


def whole_day(text: str) -> tuple[str, str]:
    """SQL: whether words for a whole day stand in place of a time of day, and the text without them."""
    return f"regexp_matches({text}, {literal(_WHOLE_DAY)})", f"trim(regexp_replace({text}, {literal(_WHOLE_DAY)}, ''))"


def beginning(text: str) -> str:
    """SQL: the text of an interval's time without the time it ends at."""
    for pattern in _UNTILS:
        text = rf"regexp_replace({text}, {literal(pattern)}, '\1\2')"
    return text


def named_zone(text: str, words: Mapping[str, Sequence[str]], *, where: str) -> str:
    """SQL: the IANA zone a record names, by itself or by one of its words; null where it is none of the declared ones."""
    for zone in words:
        if zone not in zone_names():
            raise Unreadable(f"{where}: found {zone!r} under `words: zone`, expected an IANA time zone such as Europe/Berlin")
    known = " ".join(
        f"when lower({text}) in ({', '.join(literal(word.strip().lower()) for word in (zone, *named))}) then {literal(zone)}"
        for zone, named in words.items()
    )
    return f"case {known} end" if known else "cast(null as varchar)"


def in_plain_words(cell: str) -> str:
    """The same for one text: its half of the day as AM or PM, an interval by its beginning.

    >>> in_plain_words("2024/5/1 下午 9:05"), in_plain_words("09:00 - 09:30"), in_plain_words("2024-05-01T09:00:00-05:00")
    ('2024/5/1 PM 9:05', '09:00', '2024-05-01T09:00:00-05:00')
    """
    for half, pattern in _HALVES.items():
        cell = re.sub(pattern, rf"\1{half}\3", cell)
    for pattern in _UNTILS:
        cell = re.sub(pattern, r"\1\2", cell)
    return cell


def with_offset(cell: str) -> str:
    """One text with the short name of a zone at its end turned into an offset, where the name has one meaning.

    >>> with_offset("2024-07-01 10:00 CEST"), with_offset("2024-07-01 10:00 IST")
    ('2024-07-01 10:00 +02:00', '2024-07-01 10:00 IST')
    """
    return re.sub(r"[A-Za-z]+$", lambda name: _OFFSET_OF.get(name[0].upper(), name[0]), cell)
