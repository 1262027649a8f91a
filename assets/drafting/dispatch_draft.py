"""What a draft asks about dispatching: which services, which events, and whether a unit may be sent to one incident twice.

Belongs here: wording and layout of these questions. Does not: guessing (columns), what every draft has (draft).
"""

import json
from collections.abc import Callable, Mapping, Sequence

from assets.drafting.columns import Table
from assets.drafting.vocabulary import event_of
from assets.settings.words import DISPATCH_EVENTS

SHOWN_WORDS = 25

Put = Callable[[str], None]
Ask = Callable[[str], None]


def ask_about_units(table: Table, ask: Ask) -> None:
    """Ask for an id where incident and unit together do not tell the rows of a dispatch apart."""
    incident, unit = table.guesses.get("incident_id"), table.guesses.get("unit_id")
    if table.kind != "dispatch" or "dispatch_id" in table.guesses or incident is None:
        return
    places = [guess.positions[0] for guess in (incident, unit) if guess is not None]
    told = list(zip(*(table.sample.column(place) for place in places), strict=False))
    if len(set(told)) < len(told):
        ask(
            f"{len(told) - len(set(told))} rows repeat incident and unit, and rows with the same id replace one another. Which columns"
            " tell them apart? Such as dispatch_id: [incident, unit, dispatched]."
        )


def write_dispatch_words(table: Table, put: Put, ask: Ask) -> None:
    """Write what services and events are called, below the key `words`."""
    service = _words(table, "service")
    if service is None:
        ask('Which service is sent? The export does not say. Write such as service: {taxi: [""]}.')
    else:
        ask(f"Which services are these? Found: {_counted(service)}. Write such as medical: [Medical Incident]; others stay as written.")
    put("service: {}")
    disposition = _words(table, "disposition")
    if disposition:
        ask(f"Which of these are tests or duplicates (excluded), or called off (cancelled)? Found: {_counted(disposition)}.")
        put("disposition: {}")
    if table.kind == "dispatch_event":
        _write_events(_words(table, "event") or {}, put, ask)


def _write_events(words: Mapping[str, int], put: Put, ask: Ask) -> None:
    meant: dict[str, list[str]] = {}
    for word in words:
        meant.setdefault(event_of(word) or "", []).append(word)
    ask(f"Do these events mean what they are listed under? Found: {_counted(words)}.")
    put("event:" if set(meant) - {""} else "event: {}")
    for event in DISPATCH_EVENTS:
        if event in meant:
            put(f"  {event}: {_listed(meant[event])}")
    if "" in meant:
        ask(f"What do these mean? {_listed(meant[''])}. Add each to one of: {', '.join(DISPATCH_EVENTS)}.")


def _words(table: Table, canonical: str) -> Mapping[str, int] | None:
    guess = table.guesses.get(canonical)
    return table.natures[guess.positions[0]].words or None if guess else None


def _counted(words: Mapping[str, int]) -> str:
    most = sorted(words, key=lambda word: (-words[word], word))[:SHOWN_WORDS]
    return ", ".join(f"{word} {words[word]}" for word in most)


def _listed(words: Sequence[str]) -> str:
    return json.dumps(list(words[:SHOWN_WORDS]), ensure_ascii=False)
