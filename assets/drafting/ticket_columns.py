"""What the columns of a list or a log of tickets tell each other: ends told as days, complaints among the types, beginnings of steps.

Belongs here: second thoughts about guesses of kinds ticket and ticket_update. Does not: the first ones (columns), YAML (ticket_draft).
"""

from collections.abc import Sequence
from dataclasses import replace

from assets.drafting.guesses import Guess
from assets.drafting.natures import Nature
from assets.drafting.state_words import state_of
from assets.drafting.vocabulary import HEADER_WORDS, folded, likeness

ENOUGH = 0.6
# What a dissatisfied customer writes, in a cell that tells it from a question or a fault.
COMPLAINTS = frozenset(
    (
        *("complaint", "complaints", "complaint case", "customer complaint", "grievance", "plainte", "reclamation", "queja", "quejas"),
        *("reclamo", "reclamos", "beschwerde", "beschwerden", "reklamation", "reclamacao", "reclamo servicio", "klacht"),
        *("klachten", "claim", "skarga", "жалоба", "投诉", "苦情"),
    )
)
OF_TICKETS = frozenset(
    (
        *("ticket", "case", "request", "incident", "issue", "complaint", "service", "sr", "record", "enquiry", "inquiry", "work", "order"),
        *("solicitud", "prestacion", "demande", "vorgang", "anfrage", "anliegen", "meldung", "richiesta", "chamado", "melding", "contact"),
    )
)
PHONES = frozenset(("phone", "tel", "telephone", "mobile", "caller", "telefon", "telefono", "telefone", "fax", "cell"))


def is_complaint(word: str) -> bool:
    """Whether a word as a whole says that a ticket is a complaint."""
    return folded(word) in COMPLAINTS


def is_of_something_else(canonical: str, name: str) -> bool:
    """Whether a header that only holds the word type, or reason, tells it of a device, a place or a state, and not of the ticket."""
    told = set(folded(name).split())
    if canonical == "topic":
        return bool(told & {"status", "state"})
    return canonical == "type" and bool(told & {"type", "typ", "tipo", "тип"}) and not told & OF_TICKETS


def settle_tickets(names: Sequence[str], natures: Sequence[Nature], found: dict[str, Guess], taken: set[int]) -> None:
    """Look again at a list of tickets: its number, its state, its type and its ends."""
    _take(found, taken, "ticket_id", _numbers_that_look_like_phones(names, natures, taken))
    _take(found, taken, "status", [place for place, nature in _free_words(natures, taken) if _tells_states(nature)])
    complaints = [place for place, nature in enumerate(natures) if any(map(is_complaint, nature.words))]
    if complaints and not ("type" in found and found["type"].positions[0] in complaints):
        used = {guess.positions[0]: name for name, guess in found.items()}
        place = complaints[0]
        if used.get(place, "topic") == "topic":
            found.pop(used.get(place, ""), None)
            found["type"] = Guess("type", (place,), 0.7, "it tells complaints from the rest")
            taken.add(place)
    _ends(names, natures, found, taken)


def settle_logs(natures: Sequence[Nature], found: dict[str, Guess], taken: set[int]) -> None:
    """Look again at a log: where only a beginning is told, it is the time of the step."""
    if "at_utc" not in found and "created_at_utc" in found:
        found["at_utc"] = replace(found.pop("created_at_utc"), canonical="at_utc")
    if "status" in found and not natures[found["status"].positions[0]].words:
        del found["status"]
    taken.update(place for guess in found.values() for place in guess.positions)


def is_told_often(found: dict[str, Guess], natures: Sequence[Nature]) -> bool:
    """Whether the number of a case stands in many records, as in a log of what was done to it, and in no list of cases."""
    named = found.get("ticket_id")
    if named is None or named.score < 1 or not {"at_utc", "status"} <= set(found):
        return False
    nature = natures[named.positions[0]]
    return nature.filled >= 1.5 * nature.distinct


def _take(found: dict[str, Guess], taken: set[int], canonical: str, places: Sequence[int]) -> None:
    if canonical not in found and places:
        found[canonical] = Guess(canonical, (places[0],), 0.3, "by its cells")
        taken.add(places[0])


def _numbers_that_look_like_phones(names: Sequence[str], natures: Sequence[Nature], taken: set[int]) -> list[int]:
    return [
        place
        for place, nature in enumerate(natures)
        if place not in taken
        and nature.look == "phone"
        and nature.distinct == nature.cells > 2
        and not set(folded(names[place]).split()) & PHONES
    ]


def _free_words(natures: Sequence[Nature], taken: set[int]) -> list[tuple[int, Nature]]:
    return [(place, nature) for place, nature in enumerate(natures) if place not in taken and nature.look == "word"]


def _tells_states(nature: Nature) -> bool:
    meant = [state_of(word) for word in nature.words]
    return (
        len(nature.words) > 1
        and 3 * sum(state is not None for state in meant) >= 2 * len(meant)
        and bool({"solved", "closed"} & set(meant))
    )


def _ends(names: Sequence[str], natures: Sequence[Nature], found: dict[str, Guess], taken: set[int]) -> None:
    """A day alone ends a ticket where no column tells the moment, and the time of day that is named like it belongs to it."""
    for canonical in ("solved_at_utc", "closed_at_utc"):
        days = [
            (likeness(name, HEADER_WORDS["ticket"][canonical]), -place)
            for place, name in enumerate(names)
            if place not in taken and natures[place].look == "date"
        ]
        score, place = max(days, default=(0.0, 0))
        if canonical not in found and score >= ENOUGH:
            found[canonical] = Guess(canonical, (-place,), score, "by its name")
            taken.add(-place)
        guess = found.get(canonical)
        if guess and len(guess.positions) == 1 and natures[guess.positions[0]].look == "date":
            wanted = folded(names[guess.positions[0]]).replace("date", "time")
            clocks = [place for place, name in enumerate(names) if natures[place].look == "clock" and folded(name) == wanted]
            if clocks and wanted != folded(names[guess.positions[0]]):
                found[canonical] = replace(guess, positions=(guess.positions[0], clocks[0]), reason="a date and a time joined")
                taken.add(clocks[0])
