"""In which unit a table counts its durations: told by their size, or by the moments between which a conversation lay.

Belongs here: what speaks for milliseconds or minutes. Does not: durations written as clocks or in letters (natures), the draft.
"""

from datetime import datetime
from statistics import median

from assets.drafting.call_columns import moments
from assets.drafting.columns import Table
from assets.drafting.natures import EPOCHS, is_milliseconds

SHORTEST_MS = 1000  # half of a column's durations are at least a second long
NEAR = 0.15  # moments are told in whole seconds, minutes to two digits


def unit_of(table: Table, position: int) -> tuple[str, str]:
    """Give the form of one column of durations, `ms`, `minutes` or nothing where they may be seconds, and what speaks for it.

    A system mostly counts its durations alike, so what one column shows holds for the others where they allow it.
    """
    places = {canonical: guess.positions[0] for canonical, guess in table.guesses.items() if canonical.endswith("_s")}
    numbers = {canonical: place for canonical, place in places.items() if table.natures[place].look == "number"}
    if any(is_milliseconds(table.sample.column(place)) for place in numbers.values()):
        known = [float(cell) for cell in table.sample.column(position) if cell.replace(".", "", 1).isdigit() and float(cell)]
        is_long = not known or median(known) >= SHORTEST_MS
        return ("ms", "The durations of this table are too large for seconds.") if is_long else ("", "")
    if "talk_s" in numbers and (length_s := _seconds_of_one(table, numbers["talk_s"])):
        for form, unit_s in (("minutes", 60.0), ("ms", 0.001)):
            if abs(length_s / unit_s - 1) < NEAR:
                return form, "The moments beside them say so."
    return "", ""


def _seconds_of_one(table: Table, place: int) -> float | None:
    """How many seconds one of a duration's units is, by the moments of the answer and of the end."""
    entered = table.guesses.get("entered_at_utc")
    told = moments(table.sample.names, table.natures, entered.positions[0]) if entered else {}
    if set(told) != {"answered", "ended"}:
        return None
    begun, ended = (_seconds(table, told[moment]) for moment in ("answered", "ended"))
    ratios = []
    for cell, first, last in zip(table.sample.column(place), begun, ended, strict=False):
        length = float(cell.replace(",", ".")) if cell.replace(",", "", 1).replace(".", "", 1).isdigit() else 0.0
        if length and first is not None and last is not None:
            ratios.append((last - first) / length)
    return median(ratios) if ratios else None


def _seconds(table: Table, place: int) -> list[float | None]:
    form = table.natures[place].formats[0]
    if form in EPOCHS:
        return [float(cell) / (1 if form == "epoch" else 1000) if cell else None for cell in table.sample.column(place)]
    return [_instant(cell, form) for cell in table.sample.column(place)]


def _instant(cell: str, form: str) -> float | None:
    try:
        return (datetime.strptime(cell, form) - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001, DTZ007  only differences are asked
    except (ValueError, TypeError):
        return None
