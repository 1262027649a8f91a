"""Which kind of record a stranger's table holds: the one that explains most of its columns.

Belongs here: the kinds and how they are weighed. Does not: which column is which (assignment), words (vocabulary), looks (natures),
YAML (draft).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assets.drafting.assignment import ENOUGH, REQUIRED, assign
from assets.drafting.guesses import Guess
from assets.drafting.incidents import is_list_of_incidents, made_id
from assets.drafting.natures import EPOCHS, Nature, counted_alike, nature_of
from assets.drafting.plan_draft import plan_of
from assets.drafting.sample import Sample
from assets.drafting.state_words import state_of
from assets.drafting.ticket_columns import is_told_often
from assets.drafting.totals_columns import is_totals, part_of
from assets.drafting.vocabulary import HEADER_WORDS, event_of, folded, likeness, outcome_of
from assets.readers.derived import DISPATCH_INSTANTS

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
    readings = {kind: assign(sample, natures, kind) for kind in HEADER_WORDS}

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
