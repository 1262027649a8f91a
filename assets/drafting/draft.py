"""The YAML draft of one entry of config/sources.yaml, with the questions only the owner can answer beside their keys.

Belongs here: wording and layout of the draft. Does not: guessing (columns), looking (sample, natures).

A value nobody but the owner knows is drafted as FILL_IN, which the settings refuse until it is replaced. No cell of a column
that could identify a person is ever shown.
"""

import json
import re
from collections import Counter

from assets.drafting.columns import MADE, TOLD_OFTEN, Table
from assets.drafting.dispatch_draft import ask_about_units, write_dispatch_words
from assets.drafting.guesses import Guess
from assets.drafting.lines import FILL_IN, Draft, scalar
from assets.drafting.natures import SWAPPED, Nature, day_format
from assets.drafting.shift_draft import write_shift
from assets.drafting.states import write_states
from assets.drafting.totals_draft import parts_thousands_by_points, write_totals
from assets.drafting.vocabulary import outcome_of

SAYS_UTC = ("Z", "UTC", "%z", "%Z", "epoch", "epoch_ms")
READ_UNASKED = ("Z", "%z")
OUTCOME_ORDER = (
    *("answered", "abandoned", "flowout_timeout", "flowout_empty", "flowout_key", "flowout_withdrawn", "flowout_transfer"),
    *("callback_scheduled", "failed", "open", "excluded"),
)
SHOWN_WORDS = 25


def begin(source_id: str, reader: str, files: str, *, kind: str | None = None) -> Draft:
    """Begin an entry with the keys every source has."""
    draft = Draft()
    draft.lines.append(f"  - id: {source_id}")
    draft.put(f"reader: {reader}")
    if kind:
        draft.put(f"kind: {kind}")
    draft.ask(f"Where will the files lie? Below the landing folder, such as {files}; * stands for what differs from file to file.")
    draft.put(f"files: {scalar(files) if '*' not in files else json.dumps(files, ensure_ascii=False)}")
    draft.ask("Which site of config/centre.yaml do these records belong to?")
    draft.put(f"site: {FILL_IN}")
    return draft


def ask_zone(draft: Draft, *, known: str | None = None) -> None:
    """Write the time zone, or ask for it."""
    if known:
        draft.put(f"timezone: {known}")
    else:
        draft.ask("In which time zone are the times written? An IANA name such as Europe/Berlin; the export does not say.")
        draft.put(f"timezone: {FILL_IN}")


def write_table(draft: Draft, table: Table) -> None:
    """Write what the delimited reader has to be told about a table."""
    sample = table.sample
    is_totals = table.kind == "interval_total"
    if not is_totals and not any(required in table.guesses for required in table.required):
        draft.ask("Neither an id nor a time was recognised: is this a list of calls, tickets or survey answers at all?")
    at = table.guesses.get(table.required[1])
    formats = _formats(table, at) if at else ()
    ask_zone(draft, known="UTC" if any(spelled.endswith(SAYS_UTC) for spelled in formats) else None)
    _write_timestamp(draft, table, at, formats)
    draft.put(f"delimiter: {'tab' if sample.delimiter == chr(9) else json.dumps(sample.delimiter)}")
    if sample.encoding != "utf-8":
        if not sample.is_encoding_sure:
            draft.ask(f"The encoding is a guess: do names with special letters look right in {sample.encoding}?")
        draft.put(f"encoding: {sample.encoding}")
    if not sample.has_header:
        draft.note("No header was found: columns are numbers, counted from 1.")
        draft.put("header: false")
    if sample.lines_above:
        draft.note(f"{sample.lines_above} lines stand above the header; they are passed over.")
    if any(nature.decimal == "," for nature in table.natures):
        draft.put('decimal: ","')
    elif is_totals and parts_thousands_by_points(table):
        draft.ask("The counts have points before three digits, such as 1.201 for 1201: is the decimal sign a comma?")
        draft.put('decimal: ","')
    if is_totals:
        write_totals(draft, table, {name: _references(table, guess) for name, guess in table.guesses.items()})
        _write_unused(draft, table)
    else:
        _write_columns(draft, table, formats)
    _write_skipped(draft, table)
    if table.kind.startswith("dispatch"):
        draft.put("words:")
        write_dispatch_words(table, lambda text: draft.put(text, depth=3), lambda question: draft.ask(question, depth=3))
    if table.kind == "shift_activity":
        write_shift(draft, table)
    _write_words(draft, table)
    write_states(draft, table)
    _write_scales(draft, table)


def _formats(table: Table, guess: Guess) -> tuple[str, ...]:
    if len(guess.positions) == 2:
        day, clock = (table.natures[position] for position in guess.positions)
        return tuple(f"{spelled} {time}" for spelled in day.formats for time in _clocks(clock))
    return table.natures[guess.positions[0]].formats


def _clocks(nature: Nature) -> tuple[str, ...]:
    if nature.look == "number":
        return ("%H",)
    return nature.formats if "%" in nature.formats[0] else ("%H:%M:%S",) if "h:mm:ss" in nature.formats else ("%H:%M",)


def _write_timestamp(draft: Draft, table: Table, guess: Guess | None, formats: tuple[str, ...]) -> None:
    if guess is None or not formats or formats[0].endswith(READ_UNASKED):
        return
    if any(table.natures[position].is_day_order_open for position in guess.positions):
        days = {day_format(spelled) for spelled in formats}
        first = next(spelled for spelled in formats if day_format(spelled) in SWAPPED and SWAPPED[day_format(spelled)] in days)
        other = first.replace(day_format(first), SWAPPED[day_format(first)])
        draft.ask(f'Is the day first ("{first}") or the month ("{other}")? Every date in the sample fits both.')
        draft.put(f"timestamp: {json.dumps(first)}")
        return
    unread = table.natures[guess.positions[0]].unread
    if unread:
        draft.note(f"Some cells are written otherwise, such as {unread!r}; several formats may stand in a list.")
    # a column of times may hold 4:00 PM and 1:30:00 PM
    alike = [spelled for spelled in formats if day_format(spelled) == day_format(formats[0])] if len(guess.positions) > 1 else []
    draft.put(f"timestamp: {json.dumps(alike if len(alike) > 1 else formats[0])}")


def _reference(table: Table, position: int) -> str:
    names = table.sample.names
    by_number = not table.sample.has_header or not names[position] or names.count(names[position]) > 1 or names[position].isdigit()
    return str(position + 1) if by_number else scalar(names[position])


def _references(table: Table, guess: Guess) -> str:
    told = [_reference(table, position) for position in guess.positions]
    return told[0] if len(told) == 1 else f"{{columns: [{', '.join(told)}]}}"


def _write_skipped(draft: Draft, table: Table) -> None:
    """Totals between the records, or below them, are no data: they are left out by the words they begin with."""
    for position, words in table.sample.totals.items():
        named = table.sample.names[position] if position < len(table.sample.names) else ""
        reference = scalar(named) if named and table.sample.names.count(named) == 1 else str(position + 1)
        draft.ask(f"Are these {sum(words.values())} records totals of others? They are left out.")
        draft.put(f"options: {{skip: {{{reference}: [{', '.join(json.dumps(word, ensure_ascii=False) for word in words)}]}}}}")


def _write_columns(draft: Draft, table: Table, formats: tuple[str, ...]) -> None:
    draft.put("columns:")
    for required in table.required:
        if required not in table.guesses and required not in MADE:
            draft.ask(f"No column was recognised as {required}, which every {table.kind} needs: which one is it?", depth=3)
            draft.put(f"{required}: {FILL_IN}", depth=3)
    if table.kind == "call" and "leg_id" not in table.guesses:
        draft.ask(
            "No column was recognised as the id of a call (leg_id). Is there one? Without it all that a record tells is its id:"
            " equal records count once, a corrected one counts twice.",
            depth=3,
        )
    order = {canonical: place for place, canonical in enumerate(table.required)}
    for canonical, guess in sorted(table.guesses.items(), key=lambda entry: order.get(entry[0], 9)):
        _write_column(draft, table, canonical, guess, formats)
    _ask_for_moments(draft, table)
    ask_about_units(table, lambda question: draft.ask(question, depth=3))
    _write_unused(draft, table)


def _write_unused(draft: Draft, table: Table) -> None:
    used = {position for guess in table.guesses.values() for position in guess.positions}
    left = [place for place in range(len(table.sample.names)) if place not in used and table.natures[place].look != "empty"]
    if left:
        draft.note("Not used; move a line up and name its canonical column if it means one:", depth=3)
        for place in left:
            title = f" ({table.sample.names[place]})" if not table.sample.has_header else ""
            draft.note(f"  {_reference(table, place)}{title}: {look_of(table.natures[place])}", depth=3)


def _write_column(draft: Draft, table: Table, canonical: str, guess: Guess, formats: tuple[str, ...]) -> None:
    nature = table.natures[guess.positions[0]]
    reference = _reference(table, guess.positions[0])
    if guess.score < 0.5 or guess.reason == "one row a call":
        draft.note(f"Guessed: {guess.reason}.", depth=3)
    if len(guess.positions) == 2:
        both = [_reference(table, position) for position in guess.positions]
        if table.kind not in ("dispatch", "shift_activity"):
            draft.ask(
                f"Is {both[1]} the moment the customer began to wait? Other times of day: {_other_clocks(table, guess) or 'none'}.", depth=3
            )
        draft.put(f"{canonical}: {{columns: [{', '.join(both)}]}}", depth=3)
        return
    same_column = guess.positions == table.guesses.get(table.required[0], guess).positions
    if table.finer_id and same_column:
        finer = ", ".join(_reference(table, position) for position in table.finer_id)
        if canonical == table.required[0]:
            together = f"{finer} together do" if len(table.finer_id) > 1 else f"{finer} does"
            draft.ask(f"{reference} repeats, {together} not: is that the id of one {table.kind}?", depth=3)
        if canonical == "contact_id":
            draft.ask(f"Do records with one {reference} make one call, with its transfers? Then write contact_id: {reference}.", depth=3)
        draft.put(f"{canonical}: {{columns: [{finer}]}}", depth=3)
        return
    if canonical == table.required[0] and nature.distinct < nature.filled and table.kind not in TOLD_OFTEN:
        repeats = nature.filled - nature.distinct
        draft.ask(
            f"{reference} repeats ({repeats} of {nature.filled}): records with the same id replace one another. Is another id finer?",
            depth=3,
        )
    if canonical.endswith("_s"):
        if nature.look == "clock":
            # schedules are written in hours and minutes, what switches write in minutes and seconds looks the same
            form = "h:mm" if table.kind == "shift_activity" and nature.formats[0] == "mm:ss" else nature.formats[0]
            draft.put(f"{canonical}: {{column: {reference}, format: {json.dumps(form)}}}", depth=3)
            return
        draft.ask(f"Is {reference} in seconds? If not: {{column: {reference}, format: ms}} or format: minutes.", depth=3)
    if canonical.endswith("_at_utc") and nature.formats and not nature.formats[0].endswith(READ_UNASKED):
        if canonical != table.required[1] and set(nature.formats).isdisjoint(formats):
            draft.put(f"{canonical}: {{column: {reference}, timestamp: {json.dumps(nature.formats[0])}}}", depth=3)
            return
        if nature.look == "date":
            draft.ask(f"{reference} has a date and no time of day; intervals of the day need the time. Is there another column?", depth=3)
    draft.put(f"{canonical}: {reference}", depth=3)


def _ask_for_moments(draft: Draft, table: Table) -> None:
    """Many exports have no durations, only the moments between which they lie."""
    if table.kind != "call" or "entered_at_utc" not in table.guesses:
        return
    entered = table.guesses["entered_at_utc"].positions
    others = [place for place, nature in enumerate(table.natures) if nature.look == "instant" and place not in entered]
    absent = [name for name in ("wait_s", "talk_s") if name not in table.guesses]
    if others and absent and len(entered) == 1:
        listed = ", ".join(_reference(table, place) for place in others)
        draft.ask(
            f"No duration was recognised as {' or '.join(absent)}. Between which moments does it lie? Such as "
            f"wait_s: {{since: {_reference(table, entered[0])}, until: [answered, ended]}}, of: {listed}.",
            depth=3,
        )


def _other_clocks(table: Table, guess: Guess) -> str:
    clocks = [place for place, nature in enumerate(table.natures) if nature.look == "clock" and place not in guess.positions]
    return ", ".join(_reference(table, place) for place in clocks)


def look_of(nature: Nature) -> str:
    """Say what a column looks like without showing a cell."""
    said = {
        "instant": f"dates with time, {nature.formats[0] if nature.formats else ''}",
        "date": f"dates, {nature.formats[0] if nature.formats else ''}",
        "clock": "times of day or durations, h:mm:ss",
        "number": f"numbers, {nature.distinct} different",
        "phone": "looks like telephone numbers (not shown)",
        "word": f"{nature.distinct} different words",
        "id": "ids, nearly all different",
        "text": f"text, {nature.distinct} different",
        "empty": "empty",
    }
    return said[nature.look]


def _write_words(draft: Draft, table: Table) -> None:
    guess = table.guesses.get("outcome") if table.kind == "call" else None
    if guess is None:
        if table.kind == "call":
            draft.ask("Which column tells answered from abandoned calls? Without an outcome every call counts as unmapped.")
        return
    nature = table.natures[guess.positions[0]]
    words: Counter[str] = nature.words
    meant: dict[str, list[str]] = {}
    for word in words:
        meant.setdefault(outcome_of(word) or "", []).append(word)
    draft.put("words:")
    counted = ", ".join(f"{word} {count}" for word, count in words.most_common(SHOWN_WORDS))
    draft.ask(f"Do these outcomes mean what they are listed under? Found: {counted}.", depth=3)
    draft.put("outcome:" if set(meant) - {""} else "outcome: {}", depth=3)
    for canonical in OUTCOME_ORDER:
        if canonical in meant:
            draft.put(f"{canonical}: [{', '.join(scalar(word) for word in meant[canonical])}]", depth=4)
    unknown = meant.get("", [])
    if unknown:
        listed = ", ".join(f"{json.dumps(word, ensure_ascii=False)} ({words[word]})" for word in unknown[:SHOWN_WORDS])
        draft.ask(f"What do these mean? {listed}. Add each to one of: {', '.join(OUTCOME_ORDER)}.", depth=4)
    draft.note("Very short abandons are set a queue, not here: short_abandon_s in config/centre.yaml.")


def _write_scales(draft: Draft, table: Table) -> None:
    rated = [name for name in ("csat", "nps", "ces", "rating") if name in table.guesses] if table.kind in ("survey", "review") else []
    if not rated:
        return
    draft.put("scales:")
    for name in rated:
        write_scale(draft, name, table.natures[table.guesses[name].positions[0]])


def write_scale(draft: Draft, name: str, nature: Nature) -> None:
    """Write the scale of one instrument from the answers seen, and ask whether it goes further."""
    seen = [float(word.replace(",", ".")) for word in nature.words if re.fullmatch(r"-?\d+([.,]\d+)?", word)]
    low, high = (min(seen), max(seen)) if seen else (1.0, 5.0)
    if name == "nps":
        low, high = 0.0, 10.0
    elif seen:
        low, high = min(low, 1.0), next((top for top in (5.0, 7.0, 10.0, 100.0) if high <= top), high)
    answers = f"answers seen: {min(seen):g} to {max(seen):g}" if seen else "no number was seen among the answers"
    draft.ask(f"Which scale has {name}, and is high good? ({answers}; where low is good add reversed: true)", depth=3)
    draft.put(f"{name}: {{min: {low:g}, max: {high:g}}}", depth=3)
