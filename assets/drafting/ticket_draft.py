"""What a list of tickets leaves open: requests without a number, durations where moments are asked, a due time, ratings in words.

Belongs here: further keys under `columns` of kind ticket, and the questions about them. Does not: guessing (columns), states (states).
"""

import json
import re
from collections.abc import Callable, Mapping

from assets.drafting.columns import Table
from assets.drafting.lines import Draft, scalar
from assets.drafting.vocabulary import folded, likeness

Reference = Callable[[Table, int], str]
# What changes while a request is worked on tells no two requests apart.
CHANGING = ("status", "updated_at_utc", "solved_at_utc", "closed_at_utc", "first_response_at_utc", "vendor_due_at_utc", "assignee")
MOST_TOLD = 6
UNITS = (("hours", r"\b(h|hr|hrs|hour|hours|stunden|heures|horas)\b"), ("days", r"\b(days?|tage|jours|dias)\b"), ("minutes", r"\bmin"))
SPANS = {
    "first_response_at_utc": (
        *("first response time", "time to first response", "first response in min", "first reply time", "time to first reply"),
        *("response time", "time to first agent email reply", "time to respond"),
    ),
    "solved_at_utc": (
        *("resolution time", "time to resolution", "time to resolve", "time to close", "time to last close"),
        *("full resolution time", "days to close", "days to resolve"),
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
            form, is_sure = _form(table, -place)
            unit = "" if is_sure else " In which unit? format: may be seconds, minutes, hours or days."
            draft.ask(f"Does {reference(table, -place)} count from the creation, by day and by night?{unit}", depth=3)
            spelled = f"column: {reference(table, begun.positions[0])}, plus: {reference(table, -place)}, format: {json.dumps(form)}"
            draft.put(f"{canonical}: {{{spelled}}}", depth=3)


def _form(table: Table, place: int) -> tuple[str, bool]:
    """The form of a duration, and whether its cells or its header say so."""
    nature, title = table.natures[place], folded(table.sample.names[place])
    if nature.look in ("clock", "duration"):
        return nature.formats[0], True
    named = next((unit for unit, pattern in UNITS if re.search(pattern, title)), None)
    return named or "seconds", named is not None or bool(re.search(r"\b(s|sec|secs|seconds)\b", title))


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
