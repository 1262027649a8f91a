"""Which column of a stranger's table is which canonical column: by the words of its header, then by its cells.

Belongs here: guesses and how they are weighed. Does not: words (vocabulary), looks (natures), YAML (draft).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assets.drafting.call_columns import reconsider
from assets.drafting.guesses import Guess
from assets.drafting.incidents import is_list_of_incidents, made_id
from assets.drafting.natures import EPOCHS, Look, Nature, counted_alike, is_time_of_day, nature_of
from assets.drafting.plan_draft import plan_of
from assets.drafting.sample import Sample
from assets.drafting.state_words import state_of
from assets.drafting.ticket_columns import is_of_something_else, is_told_often, settle_logs, settle_tickets
from assets.drafting.ticket_flags import FLAGS, is_flag
from assets.drafting.totals_columns import CLOCKS, COUNTED, HOURS, clock_of, is_totals, part_of, said
from assets.drafting.vocabulary import HEADER_WORDS, event_of, folded, likeness, outcome_of
from assets.readers.derived import DISPATCH_INSTANTS

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
TOLD_OFTEN = ("ticket_update", "dispatch", "dispatch_event", "shift_activity")  # kinds with many records of one id
MADE = ("review_id", "leg_id", "response_id")  # an id that is made of what a record tells, where no column holds one
# A column of these, and the kind is hardly another.
TELLING = {
    "call": ("entered_at_utc", "wait_s", "talk_s", "outcome", "did"),
    "survey": ("csat", "nps", "ces"),
    "ticket": ("ticket_id", "priority"),
    "ticket_update": ("status",),
    "review": ("rating", "topics"),
    "dispatch": ("unit_id", "dispatched_at_utc", "enroute_at_utc", "arrived_at_utc"),
    "dispatch_event": ("event", "unit_id"),
    "interval_total": (),
    "shift_activity": ("activity", "started_at_utc", "ended_at_utc"),
}
# Times that a ticket has beside its creation; a time of day alone is a duration there.
LATER_TIMES = ("solved_at_utc", "closed_at_utc", "first_response_at_utc", "vendor_due_at_utc")
MEASURES = frozenset(("duration", "time", "seconds", "secs", "sec", "minutes", "cost", "price", "amount", "zip", "age", "dauer", "duree"))
IDENTIFYING = frozenset(
    ("id", "number", "no", "nr", "key", "uuid", "guid", "token", "reference", "ref", "respondent", "response", "antwort")
)
FEW_WORDS = 12
QUESTION_WORDS = 5
# Kinds that look like others: only a column named so makes them likely.
ONLY_WITH = {
    "shift_activity": ("schedule state", "schedule activity", "scheduled activity", "activity code", "shift activity", "activity"),
    "ticket_update": (
        *("activity", "concept name", "event", "change date time", "status change date", "activity name", "operation"),
        *("to status", "new status", "changed at", "previous update"),
    ),
    "review": ("review", "stars", "bewertung"),
}


@dataclass(frozen=True)
class Table:
    """A sample with every column judged and the best reading of the whole."""

    sample: Sample
    natures: tuple[Nature, ...]
    kind: str
    guesses: dict[str, Guess]
    finer_id: tuple[int, ...]

    @property
    def required(self) -> tuple[str, str]:
        """The id and the time without which there is no record; of the times of a dispatch the first that was found will do."""
        identity, at = REQUIRED[self.kind]
        if self.kind == "dispatch":
            at = next((told for told in DISPATCH_INSTANTS if told in self.guesses), at)
        return identity, at


def judge(sample: Sample) -> Table:
    """Judge every column and choose the kind of record that explains most of them."""
    columns = [sample.column(place) for place in range(len(sample.names))]
    looks = counted_alike([_of_outcomes(nature_of(cells), cells) for cells in columns], columns)
    natures = tuple(_of_ids(name, nature) for name, nature in zip(sample.names, looks, strict=True))
    readings = {kind: _assign(sample, natures, kind) for kind in HEADER_WORDS}

    is_of_incidents = is_list_of_incidents(sample.names, natures, readings)

    is_log = is_told_often(readings["ticket_update"], natures)
    # a list may tell a ticket again as it stands later, but then it tells its creation apart from that
    begun, told_at = readings["ticket"].get("created_at_utc"), readings["ticket_update"].get("at_utc")
    is_no_list = begun is None or (told_at is not None and begun.positions == told_at.positions)

    def worth(kind: str) -> float:
        if kind == "dispatch" and is_of_incidents:
            return 100.0
        if is_log and (kind == "shift_activity" or (kind == "ticket" and is_no_list)):
            return -1.0  # the steps of cases have activities too, and are no cases
        found = readings[kind]
        is_named = any(likeness(name, ONLY_WITH.get(kind, ())) >= ENOUGH for name in sample.names)
        is_named |= kind == "ticket_update" and is_log and is_no_list
        if kind in ONLY_WITH and not (is_named and set(TELLING[kind]) <= set(found)):
            return -1.0
        return sum(guess.score for guess in found.values()) + 2.0 * sum(_is_telling(sample, natures, found[name]) for name in told(kind))

    def told(kind: str) -> list[str]:
        return [name for name in TELLING[kind] if name in readings[kind]]

    single = [kind for kind in HEADER_WORDS if kind != "interval_total"]
    possible = [kind for kind in single if _is_possible(kind, readings[kind], natures, is_of_incidents=is_of_incidents)]
    if _is_of_requests(readings["ticket"], natures):
        possible = [kind for kind in possible if kind not in ("call", "dispatch_event")]
    kind = max(possible, key=worth)
    if plan := plan_of(sample, natures, readings["interval_total"], other=readings[kind].get(REQUIRED[kind][0])):
        return Table(sample, natures, "volume_plan", plan, ())
    if is_totals(readings["interval_total"], readings[kind], REQUIRED[kind][0], natures):
        sums = readings["interval_total"]
        return Table(sample, natures, "interval_total", sums | part_of(sample, natures, sums), ())
    found = readings[kind]
    if kind == "dispatch" and "incident_id" not in found:
        found |= made_id(sample, natures, found)
    identity = found.get(REQUIRED[kind][0])
    is_named = identity is not None and identity.score > 0.5
    is_repeated = is_named and identity is not None and natures[identity.positions[0]].distinct < natures[identity.positions[0]].filled
    # A log tells of one case many times, and an incident is told once for every unit: that is their nature.
    is_odd = is_repeated and kind not in TOLD_OFTEN
    finer = _finer(sample, natures, identity.positions[0]) if identity and is_odd else ()
    return Table(sample, natures, kind, found, finer)


def _is_telling(sample: Sample, natures: Sequence[Nature], guess: Guess) -> bool:
    """Whether a column speaks for its kind: named so as a whole, or a question put to people; a ticket's state is no call's outcome."""
    nature, title = natures[guess.positions[0]], sample.names[guess.positions[0]]
    if guess.canonical in TELLING["survey"] and ("?" in title or len(folded(title).split()) >= QUESTION_WORDS):
        return True
    if guess.canonical == "outcome" and nature.words:
        outcomes, states = (sum(bool(meant(word)) for word in nature.words) for meant in (outcome_of, state_of))
        return guess.score >= 1 and outcomes > 0 and outcomes >= states
    return guess.score >= 1


def _of_ids(name: str, nature: Nature) -> Nature:
    """Numbers of cases may look like telephone numbers or seconds since 1970: their name tells, and that none is told twice."""
    is_alike = nature.look == "phone" or (nature.look == "instant" and nature.formats[0] in EPOCHS)
    is_named = len(folded(name)) > len("number") and likeness(name, HEADER_WORDS["ticket"]["ticket_id"]) >= 1
    return replace(nature, look="id", formats=()) if is_alike and is_named and nature.distinct == nature.cells else nature


def _of_outcomes(nature: Nature, cells: Sequence[str]) -> Nature:
    """A few records repeat no word, yet a column of outcomes is known by what its words mean."""
    words = Counter(cell for cell in cells if cell)
    if nature.look not in ("text", "id") or len(words) > FEW_WORDS or 2 * sum(bool(outcome_of(word)) for word in words) <= len(words):
        return nature
    return replace(nature, look="word", words=words)


def _is_of_requests(found: dict[str, Guess], natures: Sequence[Nature]) -> bool:
    """Whether every record is a request with its own number, a state, and when it came and ended: a city's list, not its dispatching."""
    named = {name for name, guess in found.items() if guess.score >= 1}
    if not {"ticket_id", "created_at_utc", "status"} <= named or not {"closed_at_utc", "solved_at_utc"} & named:
        return False
    number = natures[found["ticket_id"].positions[0]]
    return number.distinct == number.filled


def _is_possible(kind: str, found: dict[str, Guess], natures: Sequence[Nature], *, is_of_incidents: bool) -> bool:
    """Dispatching is told by its own times, or by its own events; a call or ticket has words in common with it, but not those."""
    if kind == "dispatch":
        told = sum(told in found for told in ("dispatched_at_utc", "enroute_at_utc", "arrived_at_utc"))
        return told >= 2 or is_of_incidents
    if kind == "dispatch_event":
        event = found.get("event")
        words = natures[event.positions[0]].words if event else {}
        known = {event_of(word) for word in words} - {None}
        return len(known) >= 3 and "dispatched" in known
    return True


def _finer(sample: Sample, natures: Sequence[Nature], position: int) -> tuple[int, ...]:
    """A column that is unique, or makes a repeating id unique; ids and words before times, which are unique by chance."""
    told_once = len({tuple(record) for record in sample.records})
    tried = [place for look in ("id", "word", "number", "text") for place, nature in enumerate(natures) if nature.look == look]
    for place in tried:
        nature = natures[place]
        if place == position or nature.filled < nature.cells:
            continue
        if nature.distinct == nature.cells:
            return (place,)
        pairs = set(zip(sample.column(place), sample.column(position), strict=False))
        if len(pairs) == told_once:
            return place, position
    return ()


def _assign(sample: Sample, natures: Sequence[Nature], kind: str) -> dict[str, Guess]:
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
