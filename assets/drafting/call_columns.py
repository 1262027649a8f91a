"""What only a list of calls needs after its headers were read: the column that tells outcomes, and the direction.

Belongs here: second thoughts about columns whose names mislead. Does not: names (vocabulary), other kinds (columns).
"""

from collections.abc import Sequence

from assets.drafting.guesses import Guess
from assets.drafting.natures import Nature
from assets.drafting.vocabulary import folded, outcome_of

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


def reconsider(natures: Sequence[Nature], found: dict[str, Guess], taken: set[int]) -> None:
    """Correct the guesses of a list of calls in place, by the words that stand in its columns."""
    _outcome(natures, found, taken)
    for place, nature in enumerate(natures):
        if nature.look == "word" and {folded(word) for word in nature.words} <= DIRECTIONS and "direction" not in found:
            for canonical in [name for name, guess in found.items() if guess.positions == (place,)]:
                del found[canonical]
            found["direction"] = Guess("direction", (place,), 0.8, "by its words")
            taken.add(place)


def _outcome(natures: Sequence[Nature], found: dict[str, Guess], taken: set[int]) -> None:
    """A column called disposition may hold topics, while another one tells answered from abandoned."""
    told = found.get("outcome")
    if told is None or _outcomes(natures[told.positions[0]]):
        return
    others = [place for place, nature in enumerate(natures) if nature.look == "word" and _outcomes(nature)]
    if others:
        for canonical in [name for name, guess in found.items() if guess.positions == (others[0],)]:
            del found[canonical]
        found["outcome"] = Guess("outcome", (others[0],), 0.6, "by its words")
        taken.add(others[0])


def _outcomes(nature: Nature) -> set[str]:
    return {meaning for word in nature.words if (meaning := outcome_of(word))}
