"""The draft of an export of sums: which grain, which columns are means or shares, and what such an export cannot tell.

Belongs here: what only kind interval_total has. Does not: header words (totals_words), the rest of an entry (draft).
"""

import json
import re
from collections import Counter
from datetime import datetime
from statistics import median

from assets.drafting.columns import Table
from assets.drafting.lines import FILL_IN, Draft
from assets.drafting.natures import MONTH_FORMATS, Nature, is_milliseconds
from assets.drafting.totals_columns import COUNTED
from assets.drafting.totals_words import COUNTS, MEANS, SUMS
from assets.drafting.vocabulary import folded
from assets.readers.lasting import lasting_s
from assets.readers.total_records import INTERVAL_TOTAL

GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")
LEAST_TALK_S = 5  # a sum of seconds by answer is more than this, a mean divided by the answers is less
OF_ABANDONED = ("wait_abandoned_s",)


def write_totals(draft: Draft, table: Table, references: dict[str, str]) -> None:
    """Write grain, queue, part, counts and durations; `references` are the columns as YAML names them."""
    draft.put("columns:")
    at = table.guesses.get("at_utc")
    if at is None:
        draft.ask("Which column tells the interval, day or month?", depth=3)
    draft.put(f"at_utc: {references['at_utc'] if at else FILL_IN}", depth=3)
    grain = _grain(table)
    draft.ask(f"Is a row the sum of one {grain}? Otherwise write interval, day or month.", depth=3)
    draft.put(f"grain_source: {{value: {grain}}}", depth=3)
    _write_queue(draft, table, references)
    for canonical in (column.name for column in INTERVAL_TOTAL.columns):
        if canonical == "short_abandoned" and _is_of_long_ones(table):
            draft.note(
                f"{references[canonical]} is no part of {references['abandoned']}: it is left out, as the service level does.", depth=3
            )
        elif canonical in table.guesses and (canonical in COUNTED or canonical.endswith("_s")):
            _write_sum(draft, table, canonical, references)
    _write_definition(draft, table)


def _grain(table: Table) -> str:
    at = table.guesses.get("at_utc")
    if at is None or len(at.positions) > 1:
        return "interval"
    nature = table.natures[at.positions[0]]
    if nature.look == "date" and nature.formats[0] in MONTH_FORMATS:
        return "month"
    cells = {cell for cell in table.sample.column(at.positions[0]) if cell}
    times = _read(cells, nature.formats[0]) if nature.formats else []
    if nature.look == "date" or (times and all(time.strftime("%H%M%S") == "000000" for time in times)):
        return "month" if len(times) > 2 and all(time.day == 1 for time in times) else "day"
    return "interval"


def _read(cells: set[str], spelled: str) -> list[datetime]:
    read = []
    for cell in cells:
        try:
            read.append(datetime.strptime(cell, spelled))  # noqa: DTZ007  only day and time of day are asked
        except ValueError:
            continue
    return read


def _write_queue(draft: Draft, table: Table, references: dict[str, str]) -> None:
    if "queue" in table.guesses:
        words = Counter(cell for cell in table.sample.column(table.guesses["queue"].positions[0]) if cell)
        listed = ", ".join(word for word, _ in words.most_common(25))
        draft.ask(f"Which of these are which queues? {listed}. Give each queue its names under `aliases` in config/centre.yaml.", depth=3)
        draft.put(f"queue: {references['queue']}", depth=3)
    else:
        draft.ask("No column names a queue: of which queue of config/centre.yaml are these the sums?", depth=3)
        draft.put(f"queue: {{value: {FILL_IN}}}", depth=3)
    if "part" in table.guesses:
        draft.ask(f"Several rows have one time and queue; {references['part']} tells them apart. Are they parts to be added up?", depth=3)
        draft.put(f"part: {references['part']}", depth=3)
    elif _is_repeated(table):
        draft.ask(
            "Several rows have one time and queue, and no column tells them apart: of those only the last would count. Which columns make"
            " a row one of its kind? Name them as part: [a, b].",
            depth=3,
        )


def _is_repeated(table: Table) -> bool:
    own = [place for name in ("at_utc", "queue") if name in table.guesses for place in table.guesses[name].positions]
    keys = [tuple(record[place] for place in own if place < len(record)) for record in table.sample.records]
    return bool(own) and len(set(keys)) < len(keys)


def _write_sum(draft: Draft, table: Table, canonical: str, references: dict[str, str]) -> None:
    position = table.guesses[canonical].positions[0]
    nature, name, reference = table.natures[position], table.sample.names[position], references[canonical]
    whole = "abandoned" if canonical in OF_ABANDONED else "answered"
    if canonical in COUNTED:
        share = _share_form(table, position)
        if share is None:
            draft.put(f"{canonical}: {reference}", depth=3)
        elif whole in references:
            draft.ask(f"{reference} is a share. Of {references[whole]}, or of another count? What it was taken of makes it a sum.", depth=3)
            draft.put(f"{canonical}: {{column: {reference}{share}, times: {references[whole]}}}", depth=3)
        return
    form = f", format: {json.dumps(nature.formats[0])}" if nature.look in ("clock", "duration") else ""
    if not form and whole in references and is_milliseconds([f"{each:.0f}" for each in _by_case(table, nature, position, whole)]):
        draft.ask(f"Is {reference} in milliseconds? By {references[whole]} its cells are too large for seconds.", depth=3)
        form = ", format: ms"
    elif not form:
        draft.ask(f"Is {reference} in seconds? If not: format: ms, minutes, or h:mm:ss.", depth=3)
    if canonical == "max_wait_s" or whole not in references:
        draft.put(f"{canonical}: {{column: {reference}{form}}}" if form else f"{canonical}: {reference}", depth=3)
        return
    is_mean, said = _is_mean(table, name, nature, position, whole)
    if not said:
        draft.ask(f"Is {reference} the {'mean' if is_mean else 'sum'}? A mean has `times`, the number it was taken over.", depth=3)
    times = f", times: {references[whole]}" if is_mean else ""
    draft.put(f"{canonical}: {{column: {reference}{form}{times}}}" if form or times else f"{canonical}: {reference}", depth=3)


def _is_of_long_ones(table: Table) -> bool:
    """Whether short abandons are counted, and the abandoned are those who waited longer."""
    told = [table.guesses.get(name) for name in ("abandoned", "short_abandoned")]
    return None not in told and bool({"long", "lange", "longs"} & set(folded(table.sample.names[told[0].positions[0]]).split()))  # type: ignore[union-attr]


def _share_form(table: Table, position: int) -> str | None:
    """Tell a share from a count: parts of 1, or of a hundred with or without a sign; None for a count."""
    cells = [cell for cell in table.sample.column(position) if cell]
    if any(cell.endswith("%") for cell in cells):
        return ""
    told = [value for value in map(_number, cells) if value is not None]
    if told and all(GROUPED.fullmatch(cell) or cell.isdigit() for cell in cells):
        told = [float(round(value)) for value in told]
    if not told or all(value == int(value) for value in told):
        speaks = {"pct", "percent", "percentage", "prozent", "rate", "quote"} & set(folded(table.sample.names[position]).split())
        return ", format: percent" if told and max(told) <= 100 and (speaks or "%" in table.sample.names[position]) else None
    return "" if max(told) <= 1 else ", format: percent"


def _is_mean(table: Table, name: str, nature: Nature, position: int, whole: str) -> tuple[bool, bool]:
    """Say whether a column of seconds is a mean, and whether its name says so."""
    words = set(folded(name).split())
    if words & MEANS or "ø" in name.lower() or any(sign in name for sign in ("平均", "평균")):
        return True, True
    if words & SUMS:
        return False, True
    each = _by_case(table, nature, position, whole)
    return bool(each) and median(each) < LEAST_TALK_S, False


def _by_case(table: Table, nature: Nature, position: int, whole: str) -> list[float]:
    """What a column says by each of the cases it may have been summed over."""
    seconds = [_seconds(cell, nature) for cell in table.sample.column(position)]
    counts = [_number(cell) for cell in table.sample.column(table.guesses[whole].positions[0])]
    return [s / n for s, n in zip(seconds, counts, strict=False) if s and n]


def _seconds(cell: str, nature: Nature) -> float | None:
    if nature.look == "duration":
        return lasting_s(cell)
    if nature.look != "clock":
        return _number(cell)
    parts = [_number(part or "0") for part in cell.split(":")]
    known = [part for part in parts if part is not None]
    return sum(part * 60**place for place, part in enumerate(reversed(known))) if len(known) == len(parts) else None


def _number(cell: str) -> float | None:
    plain = cell.rstrip(" %\u00a0\u202f")
    if GROUPED.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    plain = re.sub("[ \u00a0\u202f'’]", "", plain)
    plain = plain.replace(".", "").replace(",", ".") if plain.rfind(",") > plain.rfind(".") else plain.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        return None


def parts_thousands_by_points(table: Table) -> bool:
    """Whether counts are written 1.201: no count has a fraction, so the point parts thousands."""
    cells = [cell for name in COUNTS if name in table.guesses for cell in table.sample.column(table.guesses[name].positions[0])]
    pointed = [cell for cell in cells if "." in cell]
    return bool(pointed) and all(GROUPED.fullmatch(cell) for cell in pointed)


def _write_definition(draft: Draft, table: Table) -> None:
    """Say in how many rows the three counts do not add up: then the source has a definition of its own, and it stands."""
    told = [table.guesses.get(name) for name in ("offered", "answered", "abandoned")]
    places = [guess.positions[0] for guess in told if guess]
    if len(places) == 3:
        rows = [[_number(record[place]) if place < len(record) else None for place in places] for record in table.sample.records]
        whole = [row for row in rows if None not in row]
        odd = sum(row[0] != row[1] + row[2] for row in whole)  # type: ignore[operator]
        if odd:
            draft.ask(
                f"In {odd} of {len(whole)} rows offered is not answered plus abandoned: by the source's own definitions? They are kept"
                " as told.",
                depth=3,
            )
    draft.note("Sums tell no percentiles, no patience, no repeat calls: those need an export with one row a call.", depth=3)
