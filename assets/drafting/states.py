"""What the states of a stranger's tickets, or the activities of a log, most likely mean: drafted as words to be confirmed.

Belongs here: the question about them. Does not: columns (columns), the words (state_words).
"""

import json
import re
from collections import Counter

from assets.drafting.columns import Table
from assets.drafting.lines import Draft, begin_words, scalar
from assets.drafting.state_words import STATES, state_of
from assets.drafting.ticket_columns import is_complaint
from assets.drafting.ticket_draft import skip_other_fields, write_worth
from assets.drafting.ticket_flags import FLAGS, write_flag

SHOWN_WORDS = 25


def write_states(draft: Draft, table: Table) -> None:
    """Write what the states of tickets mean, and their ratings, as far as it can be guessed, and ask about them."""
    rated = table.guesses.get("satisfaction") if table.kind == "ticket" else None
    rating = table.natures[rated.positions[0]].words if rated else {}
    if any(re.match("(?i)good|bad", word) for word in rating):
        rating = {}  # these two need no number
    guess = table.guesses.get("status") if table.kind in ("ticket", "ticket_update") else None
    if guess is None:
        write_worth(draft, "satisfaction", rating)
        return
    is_log = table.kind == "ticket_update"
    if is_log:
        skip_other_fields(draft, table)
    words = Counter(cell for cell in table.sample.column(guess.positions[0]) if cell)
    meant: dict[str, list[str]] = {}
    for word, _ in words.most_common(SHOWN_WORDS):
        state = state_of(word)
        # what changes nothing in a log tells nothing of how a ticket stands now
        meant.setdefault(state if state and (is_log or state != "same") else "", []).append(word)
    draft.put("words:")
    counted = ", ".join(f"{word} {count}" for word, count in words.most_common(SHOWN_WORDS))
    draft.ask(f"Do these states mean what they are listed under? Found: {counted}.", depth=3)
    draft.put("status:" if set(meant) - {""} else "status: {}", depth=3)
    for state in STATES:
        if state in meant:
            draft.put(f"{state}: [{', '.join(scalar(word) for word in meant[state])}]", depth=4)
    if unknown := meant.get("", []):
        listed = ", ".join(json.dumps(word, ensure_ascii=False) for word in unknown)
        known = f"{', '.join(STATES)} (same: it changes nothing)" if is_log else ", ".join(state for state in STATES if state != "same")
        draft.ask(f"What do these mean? {listed}. Add each to one of: {known}.", depth=4)
    write_worth(draft, "satisfaction", rating, is_first=False)


def write_meanings(draft: Draft, table: Table) -> None:
    """Write which types are complaints, and what the words of yes-or-no columns mean."""
    if table.kind not in ("ticket", "ticket_update"):
        return
    typed = table.guesses.get("type")
    complaints = [word for word in table.natures[typed.positions[0]].words if is_complaint(word)] if typed else []
    if complaints and [word.lower() for word in complaints] != ["complaint"]:
        begin_words(draft)
        draft.ask("Are these complaints? They make a ticket a conflict.", depth=3)
        draft.put(f"type: {{complaint: [{', '.join(scalar(word) for word in complaints)}]}}", depth=3)
    for canonical, what in (("is_merged", "the same request as another"), ("is_spam", "no request at all")):
        if guess := table.guesses.get(canonical):
            title = table.sample.names[guess.positions[0]]
            draft.ask(f"Is a ticket with a yes under {scalar(title)} {what}? It is told, and counts in no KPI.", depth=2)
    for canonical in FLAGS:
        if guess := table.guesses.get(canonical):
            write_flag(draft, canonical, table.sample.names[guess.positions[0]], table.natures[guess.positions[0]].words)
