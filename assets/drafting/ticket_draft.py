"""What a list of tickets leaves open: requests without a number, durations where moments are asked, a due time, ratings in words.

Belongs here: further keys under `columns` of kind ticket, and the questions about them. Does not: guessing (columns), states (states).
"""

import json
import re
from collections.abc import Callable, Mapping

from assets.drafting.columns import Table
from assets.drafting.lines import Draft, scalar
from assets.drafting.ticket_columns import is_complaint
from assets.drafting.vocabulary import folded, likeness

Reference = Callable[[Table, int], str]
# What changes while a request is worked on tells no two requests apart.
CHANGING = ("status", "updated_at_utc", "solved_at_utc", "closed_at_utc", "first_response_at_utc", "vendor_due_at_utc", "assignee")
MOST_TOLD = 6
UNITS = (("hours", r"\b(h|hr|hrs|hour|hours|stunden|heures|horas)\b"), ("days", r"\b(days?|tage|jours|j|dias)\b"), ("minutes", r"\bmin"))
FIELDS = ("field", "field name", "fieldname", "field label", "changed field", "field event", "attribute", "property", "feld", "campo")
STATE = r"\b(status|state|stage|etat|estado|stato|zustand)\b"
SPANS = {
    "first_response_at_utc": (
        *("first response time", "time to first response", "first response in min", "first reply time", "time to first reply"),
        *("response time", "time to first agent email reply", "time to respond", "first response hours", "first response minutes"),
        *("first response mins", "response minutes", "response hours"),
    ),
    "vendor_due_at_utc": ("sla hours", "sla target hours", "sla days", "target hours", "target days", "target resolution hours"),
    "solved_at_utc": (
        *("resolution time", "time to resolution", "time to resolve", "time to close", "time to last close"),
        *("full resolution time", "days to close", "days to resolve", "days open", "total days open", "days to resolution"),
        *("time elapsed", "elapsed time", "losungszeit", "bearbeitungsdauer", "delai de traitement", "delai de resolution"),
        *(
            "tiempo de resolucion",
            "resolution hours",
            "resolution minutes",
            "resolution days",
            "tat",
            "tat days",
            "turnaround time",
            "tempo de resolucao",
            "dias abierto",
            "dauer",
            "duree",
        ),
    ),
}


def write_made_id(draft: Draft, table: Table, reference: Reference) -> bool:
    """Write an id made of what a request tells for good, where no column numbers requests; say whether there was enough for one."""
    changing = {place for name in CHANGING if name in table.guesses for place in table.guesses[name].positions}
    begun = table.guesses.get("created_at_utc")
    told = [
        place
        for place, nature in enumerate(table.natures)
        if place not in changing and nature.look in ("word", "text", "id", "number") and nature.filled == nature.cells
    ]
    if table.kind != "ticket" or begun is None or "ticket_id" in table.guesses or not told:
        return False
    listed = ", ".join(reference(table, place) for place in (*begun.positions, *told[:MOST_TOLD]))
    draft.ask("No column numbers the requests: do these together tell them apart, and stay as they are while a request is open?", depth=3)
    draft.put(f"ticket_id: {{columns: [{listed}]}}", depth=3)
    return True


def write_spans(draft: Draft, table: Table, reference: Reference) -> None:
    """Write moments as the creation and a duration, where an export tells only how long it took."""
    begun = table.guesses.get("created_at_utc")
    if table.kind != "ticket" or begun is None or len(begun.positions) > 1:
        return
    used = {place for guess in table.guesses.values() for place in guess.positions}
    for canonical, phrases in SPANS.items():
        if canonical in table.guesses or (canonical == "solved_at_utc" and "closed_at_utc" in table.guesses):
            continue
        scored = [
            (likeness(name, phrases), -place)
            for place, name in enumerate(table.sample.names)
            if place not in used and table.natures[place].look in ("number", "clock", "duration")
        ]
        score, place = max(scored, default=(0.0, 0))
        if score >= 0.6:
            form, is_sure = form_of_span(table, -place)
            unit = "" if is_sure else " In which unit? format: may be seconds, minutes, hours or days."
            draft.ask(f"Does {reference(table, -place)} count from the creation, by day and by night?{unit}", depth=3)
            spelled = f"column: {reference(table, begun.positions[0])}, plus: {reference(table, -place)}, format: {json.dumps(form)}"
            draft.put(f"{canonical}: {{{spelled}}}", depth=3)


def ask_about_ends(draft: Draft, table: Table, reference: Reference) -> None:
    """Ask when tickets ended, where their state says that they did and no column tells the time; and what effort means."""
    if table.kind != "ticket" or {"solved_at_utc", "closed_at_utc"} & set(table.guesses) or "status" not in table.guesses:
        return
    if any(line.strip().startswith("solved_at_utc:") for line in draft.lines):
        return
    used = {place for guess in table.guesses.values() for place in guess.positions}
    others = [
        reference(table, place) for place, nature in enumerate(table.natures) if nature.look in ("instant", "date") and place not in used
    ]
    if answered := table.guesses.get("first_response_at_utc"):
        others.append(reference(table, answered.positions[0]))
    changed = table.guesses.get("updated_at_utc")
    stands = f" Until then the last change ({reference(table, changed.positions[0])}) stands for it." if changed else ""
    listed = f" Is it one of {', '.join(others)}? Then closed_at_utc: that column." if others else ""
    draft.ask(f"No column was recognised as the time when a ticket was solved or closed.{listed}{stands}", depth=3)


def skip_other_fields(draft: Draft, table: Table) -> None:
    """Of a history that names the field each record changed, keep the changes of the state and what names the creation."""
    for place, name in enumerate(table.sample.names):
        words = table.natures[place].words
        if folded(name) in FIELDS and any(re.search(STATE, folded(word)) for word in words):
            others = [word for word in words if not re.search(f"{STATE}|creat", folded(word))]
            if others:
                draft.ask(f"Only changes of the state are states: are the other {len(others)} fields to be passed over, under options?")
                draft.options.setdefault("skip", f"{{{scalar(name)}: [{', '.join(map(scalar, others))}]}}")


def write_complaint(draft: Draft, table: Table, reference: Reference) -> None:
    """Offer to take every record for a complaint, where its number is called that of a complaint and no column tells types."""
    named = table.guesses.get("ticket_id") if table.kind == "ticket" and "type" not in table.guesses else None
    if named and any(is_complaint(word) for word in folded(table.sample.names[named.positions[0]]).split()):
        draft.ask(f"Is every record a complaint, as {reference(table, named.positions[0])} says? That makes each a conflict.", depth=3)
        draft.put("type: {value: complaint}", depth=3)


def form_of_span(table: Table, place: int) -> tuple[str, bool]:
    """The form of a duration, and whether its cells or its header say so."""
    nature, title = table.natures[place], folded(table.sample.names[place])
    if nature.look in ("clock", "duration"):
        return nature.formats[0], True
    named = next((unit for unit, pattern in UNITS if re.search(pattern, title)), None)
    likeliest = "hours" if nature.decimal else "seconds"
    return named or likeliest, named is not None or bool(re.search(r"\b(s|sec|secs|seconds)\b", title))


def ask_about_due(draft: Draft, table: Table, reference: Reference) -> None:
    """Ask about the due time of a ticket, because it becomes a promise."""
    due = table.guesses.get("vendor_due_at_utc") if table.kind == "ticket" else None
    if due and table.natures[due.positions[0]].look != "empty":
        draft.ask(
            f"Was the ticket promised to be done by {reference(table, due.positions[0])}? Where `sla` promises nothing, it counts as that.",
            depth=3,
        )


STARS = {
    "1": ("1", "one", "very dissatisfied", "extremely dissatisfied", "very unsatisfied", "extremely unhappy", "very unhappy", "very poor"),
    "2": ("2", "two", "dissatisfied", "somewhat dissatisfied", "unsatisfied", "unhappy", "poor"),
    "3": ("3", "three", "neutral", "neither satisfied nor dissatisfied", "okay", "average"),
    "4": ("4", "four", "satisfied", "somewhat satisfied", "happy"),
    "5": ("5", "five", "very satisfied", "extremely satisfied", "extremely happy", "very happy", "excellent"),
}


def worth_of(words: Mapping[str, int]) -> dict[str, list[str]]:
    """What answers in words are worth on 1 to 5, as far as they say it themselves; a plain number needs no word.

    >>> worth_of({"Very satisfied": 3, "Rated 2 out of 5 stars": 1, "4": 9})
    {'2': ['Rated 2 out of 5 stars'], '5': ['Very satisfied']}
    """
    found: dict[str, list[str]] = {}
    for word in words:
        spelled = folded(re.sub(r"(?i)^rated (\d) out of 5( stars)?$", r"\1", word.strip()))
        worth = next((stars for stars, said in STARS.items() if spelled in said), None)
        if worth and not re.match(r"[-+]?\d", word):
            found.setdefault(worth, []).append(word)
    return dict(sorted(found.items()))


def write_worth(draft: Draft, name: str, words: Mapping[str, int], *, is_first: bool = True) -> None:
    """Write what each answer in words is worth below `words:`, which stands once, and ask about it."""
    worded = [word for word in words if not re.match(r"[-+]?\d", word)]
    if not worded:
        return
    found = worth_of(words)
    unknown = [word for word in worded if word not in {said for told in found.values() for said in told}]
    if is_first:
        draft.put("words:")
    open_ones = f" What are these worth? {', '.join(unknown)}." if unknown else ""
    draft.ask(f"Is each answer worth what it is listed under?{open_ones} Written such as 5: [Very satisfied].", depth=3)
    draft.put(f"{name}:" if found else f"{name}: {{}}", depth=3)
    for worth, told in found.items():
        draft.put(f"{json.dumps(worth)}: [{', '.join(scalar(word) for word in told)}]", depth=4)
