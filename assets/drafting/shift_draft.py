"""The draft of a schedule: what its activities most likely count as, and which time zones its records name.

Belongs here: what only kind shift_activity has. Does not: words of headers (shift_words), the rest of an entry (draft).
"""

import re
from collections import Counter

from assets.drafting.columns import Table
from assets.drafting.lines import Draft, scalar

SHOWN_WORDS = 25
# the first that fits counts: a paid break is a break, a training meeting a training
_CLASSES = (
    ("off", r"day off|off$|rest day|frei|descanso|repos"),
    ("absent", r"time off|vacation|holiday|leave|sick|absen|pto|urlaub|krank|conge|vacacion|ferie|отпуск|больнич"),
    ("lunch", r"lunch|meal|mittag|dejeuner|almuerzo|pranzo|обед"),
    ("break", r"break|rest|pause|descanso|pausa|перерыв"),
    ("training", r"train|schulung|formation|formaci|обучен"),
    ("coaching", r"coach|1:1|one on one"),
    ("meeting", r"meeting|huddle|besprechung|reunion|riunione|собрани|совещани"),
)


def class_of(activity: str) -> str:
    """What an activity most likely counts as; work where nothing else is said.

    >>> class_of("Break 15 Mins / 2:00 - 2:30"), class_of("TIME OFF - PAID"), class_of("US Savings Banking")
    ('break', 'absent', 'work')
    """
    return next((name for name, pattern in _CLASSES if re.search(pattern, activity.lower())), "work")


def write_shift(draft: Draft, table: Table) -> None:
    """Write what activities count as and which zones there are, and ask about both."""
    told = {name: table.sample.column(table.guesses[name].positions[0]) for name in ("activity", "zone") if name in table.guesses}
    draft.put("words:")
    if named := sorted({zone for zone in told.get("zone", ()) if zone}):
        draft.ask("Which IANA time zones do these names mean? Each record is read in its own.", depth=3)
        draft.put(f"zone: {{{', '.join(f'{zone}: [{scalar(zone)}]' for zone in named)}}}", depth=3)
    words = Counter(activity for activity in told.get("activity", ()) if activity)
    draft.ask(
        "Does each activity count as what it is listed under? There are " + ", ".join((*dict(_CLASSES), "work", "other")) + ".", depth=3
    )
    meant: dict[str, list[str]] = {}
    for word, _ in words.most_common(SHOWN_WORDS):
        meant.setdefault(class_of(word), []).append(word)
    listed = (f"{scalar(name)}: [{', '.join(scalar(word) for word in found)}]" for name, found in meant.items())
    draft.put(f"activity: {{{', '.join(listed)}}}", depth=3)
