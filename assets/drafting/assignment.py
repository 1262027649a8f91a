"""Which column is which canonical column of one kind of record: by the words of its header, then by its cells.

Belongs here: guesses and how they are weighed against each other. Does not: which kind of record explains most columns (columns), words
(vocabulary), looks (natures).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assets.drafting.call_columns import reconsider
from assets.drafting.guesses import Guess
from assets.drafting.natures import Look, Nature, is_time_of_day
from assets.drafting.sample import Sample
from assets.drafting.ticket_columns import is_of_something_else, settle_logs, settle_tickets
from assets.drafting.ticket_flags import FLAGS, is_flag
from assets.drafting.totals_columns import CLOCKS, COUNTED, HOURS, clock_of, said
from assets.drafting.vocabulary import HEADER_WORDS, folded, likeness, outcome_of

ENOUGH = 0.6
REQUIRED = {
    "call": ("leg_id", "entered_at_utc"),
    "survey": ("response_id", "answered_at_utc"),
    "ticket": ("ticket_id", "created_at_utc"),
    "ticket_update": ("ticket_id", "at_utc"),
    "review": ("review_id", "at_utc"),
    "dispatch": ("incident_id", "received_at_utc"),
    "dispatch_event": ("incident_id", "at_utc"),
    "interval_total": ("queue", "at_utc"),
    "volume_plan": ("queue", "at_utc"),
    "shift_activity": ("activity", "started_at_utc"),
}
# Times that a ticket has beside its creation; a time of day alone is a duration there.
LATER_TIMES = ("solved_at_utc", "closed_at_utc", "first_response_at_utc", "vendor_due_at_utc")
MEASURES = frozenset(("duration", "time", "seconds", "secs", "sec", "minutes", "cost", "price", "amount", "zip", "age", "dauer", "duree"))
IDENTIFYING = frozenset(
    ("id", "number", "no", "nr", "key", "uuid", "guid", "token", "reference", "ref", "respondent", "response", "antwort")
)


def assign(sample: Sample, natures: Sequence[Nature], kind: str) -> dict[str, Guess]:
    """Give the column, or columns, of every canonical column of this kind that some column seems to hold."""
    scored = [
        (said(name, canonical, kind) * (1.0 if kind == "dispatch" else _aptness(canonical, natures[position])), canonical, position)
        for canonical in HEADER_WORDS[kind]
        for position, name in enumerate(sample.names)
        if sample.has_header
        and _suits(canonical, natures[position])
        and not (kind == "ticket" and canonical in LATER_TIMES and natures[position].look == "clock")
        and not (canonical.endswith("_s") and "#" in name)
    ]
    found: dict[str, Guess] = {}
    taken: set[int] = set()
    # of two columns named alike the fuller one tells more
    for score, canonical, position in sorted(scored, key=lambda entry: (-entry[0], -natures[entry[2]].filled, entry[2])):
        if (
            score >= ENOUGH
            and canonical not in found
            and position not in taken
            and not _is_about_a_person(canonical, score, sample, position)
            and not (kind == "ticket" and score < 1 and is_of_something_else(canonical, sample.names[position]))
        ):
            found[canonical] = Guess(canonical, (position,), min(score, 1.0), "by its name")
            taken.add(position)
    # Columns a copying tool added for itself begin with an underscore and never mean the record.
    own = {place for place, name in enumerate(sample.names) if name.startswith("_")}
    _by_cells(sample.names, natures, kind, found, taken, own)
    _joined_instant(sample, natures, kind, found, taken)
    if kind in ("dispatch", "shift_activity"):
        _joined_clocks(natures, found)
    if kind == "ticket":
        settle_tickets(sample.names, natures, found, taken)
    if kind == "ticket_update":
        settle_logs(natures, found, taken)
    if kind == "survey" and "nps" not in found and "csat" in found and _asks_to_recommend(sample, natures, found["csat"]):
        found["nps"] = replace(found.pop("csat"), canonical="nps")
    if kind == "call" and "leg_id" not in found and "contact_id" in found:
        found["leg_id"] = Guess("leg_id", found["contact_id"].positions, 0.7, "one row a call")
    if kind == "call":
        reconsider(sample.names, natures, found, taken)
    return found


def _asks_to_recommend(sample: Sample, natures: Sequence[Nature], guess: Guess) -> bool:
    """Whether a score that does not say of what goes from 0 to 10, as only one question does by definition."""
    (place,) = guess.positions
    is_plain = set(folded(sample.names[place]).split()) <= {"score", "rating", "survey", "bewertung", "note"}
    return is_plain and {"0", "10"} <= set(natures[place].words)


def _is_about_a_person(canonical: str, score: float, sample: Sample, position: int) -> bool:
    """A customer's city or complaint is not who the customer is: a name that says more than customer must say what it identifies by."""
    told = set(folded(sample.names[position]).split())
    return canonical == "requester_key" and score < 1 and not told & {"id", "ids", "email", "mail", "number", "key", "phone"}


def _by_cells(names: Sequence[str], natures: Sequence[Nature], kind: str, found: dict[str, Guess], taken: set[int], own: set[int]) -> None:
    """Guess what the names leave open from what stands in the columns."""
    at, identity = REQUIRED[kind][1], REQUIRED[kind][0]

    def take(canonical: str, looks: tuple[Look, ...], *, unique: bool = False) -> None:
        if canonical in found:
            return
        for position, nature in enumerate(natures):
            fits = nature.look in looks and (not unique or (nature.distinct == nature.filled and nature.filled == nature.cells > 1))
            # a measure, such as a latitude or a duration, is no id
            fits = fits and not (unique and (nature.decimal or set(folded(names[position]).split()) & MEASURES))
            # what has an id made of its content needs none that only looks like one, such as a nickname
            title = set(folded(names[position]).split())
            fits = fits and not (unique and kind in ("review", "survey") and title and not title & IDENTIFYING)
            if fits and position not in taken | own:
                found[canonical] = Guess(canonical, (position,), 0.3, "by its cells")
                taken.add(position)
                return

    take(at, ("instant", "date") if kind == "interval_total" else ("instant",))
    if kind == "interval_total":
        return
    if kind == "call":
        words = [
            (sum(count for word, count in nature.words.items() if outcome_of(word)), position)
            for position, nature in enumerate(natures)
            if nature.look == "word" and position not in taken
        ]
        known, position = max(words, default=(0, 0))
        if "outcome" not in found and words and known * 2 >= natures[position].filled:
            found["outcome"] = Guess("outcome", (position,), 0.6, "by its words")
            taken.add(position)
        if "contact_id" not in found:
            take(identity, ("id", "number"), unique=True)
        take("customer_key", ("phone",))
    else:
        take(identity, ("id", "number"), unique=True)


def _joined_instant(sample: Sample, natures: Sequence[Nature], kind: str, found: dict[str, Guess], taken: set[int]) -> None:
    """Join a column of dates and one of times, where no column holds both."""
    at = REQUIRED[kind][1]
    named = found.get(at)
    if named and natures[named.positions[0]].look == "instant":
        return
    dates = [place for place, nature in enumerate(natures) if nature.look == "date"]
    clocks = [
        place
        for place, nature in enumerate(natures)
        if nature.look == "clock" and (place not in taken or (named and place in named.positions))
    ]
    if kind == "interval_total":
        clocks = [place for place in clocks if set(folded(sample.names[place]).split()) <= CLOCKS]
        clocks += [place for place, nature in enumerate(natures) if nature.look == "number" and folded(sample.names[place]) in HOURS]
        clocks = clocks or clock_of(sample, natures, dates, found)
    if not dates or not clocks:
        return

    def worth(place: int) -> tuple[float, bool, float, int]:
        zeros = sum(cell in ("0:00:00", "00:00:00") for cell in sample.column(place)) / max(natures[place].cells, 1)
        return (
            -1.0 if zeros > 0.2 else 0.0,
            is_time_of_day(sample.column(place)),
            likeness(sample.names[place], HEADER_WORDS[kind][at]),
            -place,
        )

    clock = max(clocks, key=worth)
    found[at] = Guess(at, (dates[0], clock), 0.8, "a date and a time joined")


def _joined_clocks(natures: Sequence[Nature], found: dict[str, Guess]) -> None:
    """Join every time of day of a dispatch to the one date of its row; without a date it is no instant."""
    dates = [place for place, nature in enumerate(natures) if nature.look == "date"]
    for told in [name for name in found if name.endswith("_at_utc")]:
        places = found[told].positions
        if len(places) == 1 and natures[places[0]].look == "clock":
            if dates:
                found[told] = Guess(told, (dates[0], places[0]), found[told].score, "a date and a time joined")
            else:
                del found[told]


def _aptness(canonical: str, nature: Nature) -> float:
    """A day alone is a poor instant: a column with the time of day is the better one even under a vaguer name."""
    return 0.65 if canonical.endswith("_at_utc") and nature.look != "instant" else 1.0


def _suits(canonical: str, nature: Nature) -> bool:
    """Whether a column with this look can hold these values; an empty one may hold anything."""
    look = nature.look
    if look == "empty":
        return True
    if canonical in COUNTED:
        # the threshold of a service level stands in some reports as a column of its own, the same in every row
        return look == "number" and (canonical != "answered_in_time" or nature.distinct > 1 or nature.filled < 2)
    if canonical.endswith("_at_utc") or canonical == "at_utc":
        return look in ("instant", "date", "clock")
    if canonical.endswith("_s"):
        return look in ("number", "duration") or (look == "clock" and "%" not in nature.formats[0])
    if canonical == "status" and nature.words and all(re.fullmatch("[A-Z]{2}", word) for word in nature.words):
        return False  # a state of the union
    if canonical in FLAGS:
        return is_flag(nature.words)
    if canonical in ("refund_amount", "vendor_reopens"):
        return look == "number"
    if canonical in ("outcome", "status", "priority", "mode", "direction", "channel") or canonical.startswith("is_"):
        return look == "word" or (look == "number" and bool(nature.words))
    if canonical in ("csat", "nps", "ces", "rating", "contacts_needed", "satisfaction"):
        return look == "word" or (look == "number" and bool(nature.words))
    if canonical == "requester_key" and nature.words and all(word.isdigit() and len(word) <= 2 for word in nature.words):
        return False  # how often the requester wrote
    if canonical in ("customer_key", "requester_key", "did"):
        return look in ("phone", "number", "id", "text", "word")
    if canonical in ("queue", "agent", "topic", "type", "transfer_to", "assignee") and look == "number":
        return bool(nature.words)
    return look not in ("instant", "date", "clock", "duration")
