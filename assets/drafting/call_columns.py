"""What only a list of calls needs after its headers were read: the column that tells outcomes, and the direction.

Belongs here: second thoughts about columns whose names mislead. Does not: names (vocabulary), other kinds (columns).
"""

from collections.abc import Sequence

from assets.drafting.guesses import Guess
from assets.drafting.natures import Nature
from assets.drafting.vocabulary import folded, likeness, outcome_of
from assets.readers.declared_values import NO, YES

DIRECTIONS = frozenset(
    (
        *("inbound", "outbound", "internal", "incoming", "outgoing", "in", "out", "eingehend", "ausgehend"),
        *(
            "entrante",
            "saliente",
            "entrant",
            "sortant",
        ),
    )
)


# A duration that says nothing more may be the whole call; one that says of what goes before it.
WHOLE = frozenset(
    (
        "duration",
        "call duration",
        "duration total",
        "total duration",
        "dauer",
        "duree",
        "duracion",
        "durata",
        "duracao",
        "handle seconds",
        "διαρκεια",
        "длительность",
    )
)
# Moments of a call that end a wait, and a conversation.
ANSWERED_AT = (
    *(
        "connected to agent",
        "connected to agent timestamp",
        "answered at",
        "answer time",
        "answered time",
        "time answered",
        "answer",
        "answered",
    ),
    *(
        "date connected",
        "connected at",
        "connect time",
        "agent connected",
        "agent answer time",
        "pickup time",
        "picked up",
        "call answered",
        "t answer",
    ),
    *("angenommen", "angenommen um", "heure reponse", "hora respuesta", "ora risposta", "接听时间", "接聽時間", "время ответа", "ответ"),
)
ENDED_AT = (
    *(
        "date ended",
        "segstop",
        "disconnect timestamp",
        "ended at",
        "end time",
        "call end",
        "call end time",
        "end",
        "ended",
        "t end",
        "disconnected at",
        "disconnected",
    ),
    *(
        "hangup time",
        "hung up",
        "released",
        "release time",
        "disconnect time",
        "ende",
        "anrufende",
        "endzeit",
        "fin",
        "heure fin",
        "hora fin",
    ),
    *("fine", "结束时间", "挂断时间", "結束時間", "掛斷時間", "конец", "окончание", "завершение", "время окончания"),
)
TALK = (
    "talktime",
    "duration in call",
    "in call duration",
    "total talk",
    "talk",
    "talk time",
    "talk duration",
    "conversation",
    "interaction duration",
    "gesprachszeit",
    "billsec",
)


def reconsider(names: Sequence[str], natures: Sequence[Nature], found: dict[str, Guess], taken: set[int]) -> None:
    """Correct the guesses of a list of calls in place, by the words that stand in its columns."""
    _outcome(names, natures, found, taken)
    _talk(names, natures, found, taken)
    for place, nature in enumerate(natures):
        if nature.look == "word" and {folded(word) for word in nature.words} <= DIRECTIONS and "direction" not in found:
            for canonical in [name for name, guess in found.items() if guess.positions == (place,)]:
                del found[canonical]
            found["direction"] = Guess("direction", (place,), 0.8, "by its words")
            taken.add(place)


def _talk(names: Sequence[str], natures: Sequence[Nature], found: dict[str, Guess], taken: set[int]) -> None:
    """A duration of the whole call gives way to one of the conversation."""
    told = found.get("talk_s")
    if told is None or folded(names[told.positions[0]]) not in WHOLE:
        return
    others = [place for place, nature in enumerate(natures) if place not in taken and nature.look in ("number", "clock", "duration")]
    best = max(others, key=lambda place: likeness(names[place], TALK), default=None)
    if best is not None and likeness(names[best], TALK) >= 1:
        found["talk_s"] = Guess("talk_s", (best,), 1.0, "by its name")
        taken.add(best)


def _outcome(names: Sequence[str], natures: Sequence[Nature], found: dict[str, Guess], taken: set[int]) -> None:
    """A column called disposition may hold topics, while another one tells answered from abandoned."""
    told = found.get("outcome")
    if told is None or _is_yes_or_no(names[told.positions[0]], natures[told.positions[0]]):
        return
    flag = next((place for place, name in enumerate(names) if place not in taken and _is_yes_or_no(name, natures[place])), None)
    if flag is not None and not _is_mostly_known(natures[told.positions[0]]):
        found["disposition"] = Guess("disposition", told.positions, told.score, told.reason)
        found["outcome"] = Guess("outcome", (flag,), 1.0, "by its name")
        taken.add(flag)
        return
    if _outcomes(natures[told.positions[0]]):
        return
    others = [place for place, nature in enumerate(natures) if nature.look == "word" and _outcomes(nature)]
    if others:
        for canonical in [name for name, guess in found.items() if guess.positions == (others[0],)]:
            del found[canonical]
        found["outcome"] = Guess("outcome", (others[0],), 0.6, "by its words")
        taken.add(others[0])


def _is_mostly_known(nature: Nature) -> bool:
    """Whether the words of most records are outcomes: of a list of dispositions only some are."""
    return 2 * sum(count for word, count in nature.words.items() if outcome_of(word)) >= nature.filled


def _is_yes_or_no(name: str, nature: Nature) -> bool:
    """A column called answered, or abandoned, that says yes or no."""
    return outcome_of(name) in ("answered", "abandoned") and {word.lower() for word in nature.words} <= {*YES, *NO}


def _outcomes(nature: Nature) -> set[str]:
    return {meaning for word in nature.words if (meaning := outcome_of(word))}


def moments(names: Sequence[str], natures: Sequence[Nature], entered: int) -> dict[str, int]:
    """The columns that tell when a call was answered and when it ended, where there are such beside the one it entered by."""
    others = [place for place, nature in enumerate(natures) if nature.look == "instant" and place != entered]
    found = {}
    for moment, phrases in {"answered": ANSWERED_AT, "ended": ENDED_AT}.items():
        best = max(others, key=lambda place: likeness(names[place], phrases), default=None)
        if best is not None and likeness(names[best], phrases) >= 0.75:
            found[moment] = best
            others.remove(best)
    return found
