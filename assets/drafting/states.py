"""What the states of a stranger's tickets, or the activities of a log, most likely mean: drafted as words to be confirmed.

Belongs here: words of states and activities, and the question about them. Does not: columns (columns), other words (vocabulary).
"""

import json
from collections import Counter

from assets.drafting.columns import Table
from assets.drafting.lines import Draft, scalar
from assets.drafting.vocabulary import likeness

SHOWN_WORDS = 25
PENDING = ("pending customer response", "waiting on customer", "wartend", "en attente")
STATES = {
    "new": ("new", "created", "insert ticket", "registered", "logged", "submitted", "neu", "nouveau", "nuevo"),
    "open": (
        *("open", "active", "in progress", "take in charge ticket", "accepted", "assigned", "reopened", "working", "in behandlung"),
        *("en cours", "abierto", "started", "dispatched", "queued", "awaiting assignment", "assignment"),
    ),
    "pending": ("pending", "wait", "waiting", "waiting for customer", "awaiting user info", "wait user", "wait customer", *PENDING),
    "hold": (
        "on hold",
        "hold",
        "blocked",
        "suspended",
        "require upgrade",
        "awaiting vendor",
        "wait vendor",
        "wait implementation",
        "waiting on third party",
        "schedule intervention",
    ),
    "solved": ("solved", "resolved", "resolve ticket", "completed", "done", "fixed", "gelost", "resolu", "resuelto"),
    "closed": ("closed", "close", "finished", "geschlossen", "ferme", "cerrado", "chiuso"),
    "same": ("verified", "assign seriousness", "note", "comment", "update", "notification", "attachment added"),
    "deleted": ("deleted", "invalid", "duplicate", "spam", "cancelled", "canceled", "withdrawn"),
}
ENOUGH = 0.75


def state_of(word: str) -> str | None:
    """The canonical state a word most likely stands for.

    >>> state_of("Resolve ticket"), state_of("VERIFIED")
    ('solved', 'same')
    """
    scored = {state: likeness(word, words) for state, words in STATES.items()}
    best = max(scored, key=lambda state: scored[state])
    return best if scored[best] >= ENOUGH else None


def write_states(draft: Draft, table: Table) -> None:
    """Write what the states of tickets mean, as far as it can be guessed, and ask about them."""
    guess = table.guesses.get("status") if table.kind in ("ticket", "ticket_update") else None
    if guess is None:
        return
    words = Counter(cell for cell in table.sample.column(guess.positions[0]) if cell)
    meant: dict[str, list[str]] = {}
    for word, _ in words.most_common(SHOWN_WORDS):
        meant.setdefault(state_of(word) or "", []).append(word)
    draft.put("words:")
    counted = ", ".join(f"{word} {count}" for word, count in words.most_common(SHOWN_WORDS))
    draft.ask(f"Do these states mean what they are listed under? Found: {counted}.", depth=3)
    draft.put("status:" if set(meant) - {""} else "status: {}", depth=3)
    for state in STATES:
        if state in meant:
            draft.put(f"{state}: [{', '.join(scalar(word) for word in meant[state])}]", depth=4)
    if unknown := meant.get("", []):
        listed = ", ".join(json.dumps(word, ensure_ascii=False) for word in unknown)
        draft.ask(f"What do these mean? {listed}. Add each to one of: {', '.join(STATES)} (same: it changes nothing).", depth=4)
