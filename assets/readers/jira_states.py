"""What Jira's states mean: the names new sites come with, and the category that every state of any site has.

Belongs here: words, and the choice between a state's name and its category. Does not: columns of exports (jira, jira_csv).
"""

from assets.readers.cells import literal
from assets.settings.sources import Source

# States have names of the centre's own; these are those that new sites come with, and the ids that are the same everywhere.
STATES: dict[str, tuple[str, ...]] = {
    "new": ("to do", "new", "backlog", "selected for development", "waiting for triage", "10000", "zu erledigen", "à faire", "por hacer"),
    "open": (
        *("open", "in progress", "reopened", "waiting for support", "in review", "escalated", "work in progress", "1", "3", "4"),
        *("in arbeit", "en cours", "en curso"),
    ),
    "pending": ("waiting for customer", "pending", "waiting for approval"),
    "hold": ("on hold", "blocked", "waiting for third party", "waiting for vendor"),
    "solved": ("done", "resolved", "completed", "5", "fertig", "terminé", "terminé(e)", "listo"),
    "closed": ("closed", "canceled", "cancelled", "declined", "won't do", "6"),
}


# The categories themselves have the same ids on every site.
CATEGORIES = {"2": "to do", "4": "in progress", "3": "done"}


def told_state(status: str, category: str, source: Source) -> str:
    """SQL for a state's name where its meaning is known or declared, else for its category: To Do, In Progress or Done."""
    declared = [word for words in source.words.get("status", {}).values() for word in words]
    known = {word.strip().lower() for word in (*declared, *(word for words in STATES.values() for word in words))}
    listed = ", ".join(literal(word) for word in sorted(known))
    return f"case when lower({status}) in ({listed}) then {status} else coalesce({category}, {status}) end"


def state_of_id(identity: str, name: str, category_id: str, source: Source) -> str:
    """SQL for the word a state's id stands for: the id itself where the source declares it, else as `told_state` has it."""
    declared = [word.strip().lower() for words in source.words.get("status", {}).values() for word in words]
    category = f"case {category_id} {' '.join(f'when {literal(known)} then {literal(word)}' for known, word in CATEGORIES.items())} end"
    told = told_state(name, category, source)
    return f"case when lower({identity}) in ({', '.join(map(literal, declared))}) then {identity} else {told} end" if declared else told
