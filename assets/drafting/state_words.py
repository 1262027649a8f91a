"""What the words mean that help desks and cities use for the state of a ticket, and logs for what was done to it.

Belongs here: words of states and activities. Does not: columns (columns), the draft that lists them (states).
"""

from assets.drafting.vocabulary import likeness

STATES = {
    "new": (
        "new",
        "created",
        "create",
        "insert ticket",
        "registered",
        "logged",
        "submitted",
        "initiated",
        "reported",
        "neu",
        "nouveau",
        "nuevo",
    ),
    "open": (
        *("open", "active", "in progress", "work in progress", "take in charge ticket", "accepted", "assigned", "assign", "assignment"),
        *(
            "reopened",
            "reopen",
            "working",
            "started",
            "dispatched",
            "queued",
            "awaiting assignment",
            "escalated",
            "transferred out",
            "acknowledged",
        ),
        *("waiting on us", "waiting for support", "waiting for agent", "in behandlung", "in bearbeitung", "offen", "en cours"),
        *("en cours attribue", "en cours planifie", "acceptee", "abierto", "en curso", "in corso", "aperto", "em andamento"),
    ),
    "pending": (
        *("pending", "wait", "waiting", "waiting for customer", "waiting on customer", "waiting on contact", "awaiting user info"),
        *("wait user", "wait customer", "pending customer response", "pending reminder", "pending auto close", "awaiting customer"),
        *("wartend", "en attente", "pendiente", "in attesa"),
    ),
    "hold": (
        *("on hold", "hold", "blocked", "suspended", "snoozed", "stalled", "require upgrade", "awaiting vendor", "wait vendor"),
        *("wait implementation", "waiting on third party", "schedule intervention"),
    ),
    "solved": (
        *("solved", "resolved", "resolve", "resolve ticket", "completed", "complete", "done", "fixed", "gelost", "resolu", "resuelto"),
        *("risolto", "problem solved", "information provided", "resol"),
    ),
    "closed": (
        *("closed", "close", "closed successful", "closed unsuccessful", "finished", "geschlossen", "ferme", "clos", "cerrado", "chiuso"),
        *("fechado", "afgesloten", "terminee", "closed with explanation", "closed with monetary relief", "closed with non monetary relief"),
    ),
    "same": (
        *("verified", "assign seriousness", "note", "comment", "update", "operator update", "update from customer", "reassignment"),
        *("caused by ci", "communication with customer", "description update", "impact change", "urgency change"),
        *("notification", "attachment added"),
    ),
    "deleted": (
        *("deleted", "invalid", "duplicate", "duplicate closed", "duplicate open", "spam", "cancelled", "canceled", "cancelled testing"),
        *("withdrawn", "merged", "removed"),
    ),
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
