"""Whether a table lists incidents to which somebody is sent, though it tells no time of any unit: many cities publish no more than that.

Belongs here: what speaks for incidents and against calls and tickets, and an id where no column holds one. Does not: header words
(dispatch_words).
"""

from collections.abc import Mapping, Sequence

from assets.drafting.guesses import Guess
from assets.drafting.natures import Nature
from assets.drafting.sample import Sample
from assets.drafting.vocabulary import folded, outcome_of

INCIDENTS = frozenset(("incident", "cad", "apparatus", "einsatz", "einsatznummer"))  # what only who sends units numbers
# Whoever is sent has to find the place.
LATITUDE = frozenset(("lat", "latitude", "latitude x", "blurred latitude", "y coordinate", "breitengrad"))
LONGITUDE = frozenset(("lng", "lon", "long", "longitude", "longitude x", "blurred longitude", "x coordinate", "langengrad"))
# No help desk has these beside the number of an incident.
SENT = frozenset(("pump", "pumps", "fire", "firehouse", "apparatus", "ambulance", "ems", "beat", "battalion", "unit", "nature"))
PLACES = frozenset(("addr", "address", "location", "block", "street", "intersection", "adresse"))


def is_list_of_incidents(names: Sequence[str], natures: Sequence[Nature], readings: Mapping[str, Mapping[str, Guess]]) -> bool:
    """Whether a column numbers incidents, or a map shows them, and nothing says that records are calls or tickets."""
    named = {kind: {name for name, guess in readings[kind].items() if guess.score > 0.5} for kind in ("call", "ticket", "dispatch")}
    is_numbered = any(set(folded(name).split()) & INCIDENTS for name in names) and "incident_id" in named["dispatch"]
    titles = {folded(name) for name in names}
    is_on_a_map = bool(titles & LATITUDE) and bool(titles & LONGITUDE)
    is_call = {"wait_s", "talk_s", "agent"} & named["call"] or _tells_outcomes(readings["call"], natures)
    is_ticket = {"assignee", "requester_key"} & named["ticket"]
    if not (is_numbered and any(set(title.split()) & SENT for title in titles)):
        is_ticket |= {"status", "queue", "topic"} & named["ticket"]
    return (is_numbered or is_on_a_map) and "received_at_utc" in named["dispatch"] and not is_call and not is_ticket


def made_id(sample: Sample, natures: Sequence[Nature], found: Mapping[str, Guess]) -> dict[str, Guess]:
    """Make an id of the moment, the place and what happened there; none where no column tells a place."""
    begun, service = found.get("received_at_utc"), found.get("service")
    places = [place for place, name in enumerate(sample.names) if set(folded(name).split()) & PLACES and natures[place].look != "empty"]
    if begun is None or not places:
        return {}
    told = (*begun.positions, places[0], *(service.positions if service else ()))
    return {"incident_id": Guess("incident_id", told, 0.4, "no column numbers the incidents; moment, place and kind tell them apart")}


def _tells_outcomes(found: Mapping[str, Guess], natures: Sequence[Nature]) -> bool:
    """Whether a column tells answered from lost: dispositions of incidents have the same name and other words."""
    outcome = found.get("outcome")
    return outcome is not None and any(outcome_of(word) in ("answered", "abandoned") for word in natures[outcome.positions[0]].words)
