"""A plan of calls made elsewhere: by which words it is known, and the draft of its entry.

Belongs here: what only kind volume_plan has. Does not: words of sums (totals_words), the rest of an entry (draft).
"""

import re
from collections.abc import Sequence

from assets.drafting.guesses import Guess
from assets.drafting.lines import FILL_IN, Draft
from assets.drafting.natures import Nature
from assets.drafting.sample import Sample
from assets.drafting.totals_words import COUNTS
from assets.drafting.vocabulary import folded

NAMED = 0.5
FEW_COLUMNS = 6
# What is expected of the future, in the words of planners and their tools.
_EXPECTED = re.compile(
    r"\b(forecast\w*|fcst|predict\w*|project(ed|ion)|plan|planned|expected|budget\w*|prognos\w*|geplant\w*|erwartet\w*|vorhersage"
    r"|previs\w*|prevu\w*|prevista|previst\w*|pronostic\w*|planifi\w*|planead\w*|attes[ie]|verwacht\w*|gepland\w*|prognoza|oczekiwan\w*"
    r"|planowan\w*|прогноз\w*|план|плановы\w*|ожидаем\w*|predpoved|ocekavan\w*|elorejelz\w*|varhato|προβλεψ\w*|tahmin\w*)\b"
    r"|预测|預測|计划|計劃|予測"
)
# Expected as well, but no number of contacts.
_OTHER = re.compile(
    r"\b(aht|asa|time|times|duration|seconds|secs|s|handle|handling|talk|acw|staff\w*|agents?|fte|heads?|headcount|required|positions?|hours"
    r"|sl|service|level|occupancy|shrinkage|cost|error|wape|mape|accuracy|version|date|name|zeit|dauer|bearbeitungszeit|mitarbeiter|agenten"
    r"|personal|datum|duree|temps|conseillers|agents|tiempo|duracion|agentes|tempo|durata|agenti|tijd|medewerkers|время|агент\w*|оператор\w*)\b"
)
_COUNTED = re.compile(
    r"\b(calls?|contacts?|volumes?|offered|anrufe|kontakte|appels|volume|llamadas|chiamate|contatti|oproepen|звонк\w*|вызов\w*)\b"
)


def is_expected(header: str) -> bool:
    """Whether a header speaks of what somebody expects, of calls or anything else.

    >>> is_expected("Forecast AHT"), is_expected("Geplante Anrufe"), is_expected("Calls offered")
    (True, True, False)
    """
    return bool(_EXPECTED.search(folded(header)))


def plan_of(sample: Sample, natures: Sequence[Nature], sums: dict[str, Guess], *, other: Guess | None) -> dict[str, Guess]:
    """The columns of a plan: numbers of expected contacts beside a time, and nothing that came; nothing where it is none.

    `sums` is the same table read as sums, without the columns that speak of what is expected; `other` is the id it would have as records
    of single things.
    """
    used = {position for guess in sums.values() for position in guess.positions}
    has_id = other is not None and other.score > NAMED and not used & set(other.positions)
    if "at_utc" not in sums or has_id or any(canonical in sums for canonical in COUNTS):
        return {}
    told = [
        (bool(_COUNTED.search(folded(name))), -place)
        for place, (name, nature) in enumerate(zip(sample.names, natures, strict=True))
        if nature.look == "number" and is_expected(name) and not _OTHER.search(folded(name))
    ]
    # A column that says neither calls nor contacts is believed in a narrow table only.
    if not told or not (max(told)[0] or len(natures) <= FEW_COLUMNS):
        return {}
    volume = Guess("volume", (-max(told)[1],), 1.0, "by its name")
    return {name: guess for name, guess in sums.items() if name in ("queue", "at_utc")} | {"volume": volume}


def write_plan(draft: Draft, references: dict[str, str]) -> None:
    """Write the columns of a plan; `references` are the columns as YAML names them."""
    draft.put("columns:")
    draft.put(f"at_utc: {references['at_utc']}", depth=3)
    if "queue" in references:
        draft.ask("Does every queue of the plan stand under `aliases` in config/centre.yaml, or below queue_names here?", depth=3)
        draft.put(f"queue: {references['queue']}", depth=3)
    else:
        draft.ask("No column names a queue: of which queue of config/centre.yaml is this the plan?", depth=3)
        draft.put(f"queue: {{value: {FILL_IN}}}", depth=3)
    draft.ask(f"Is {references['volume']} the number of contacts expected to come, offered and not answered ones?", depth=3)
    draft.put(f"volume: {references['volume']}", depth=3)
    draft.note("A plan is scored against what came in analysis.forecast_accuracy; it is never counted as calls.", depth=3)
