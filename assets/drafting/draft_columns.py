"""Which column of the file each canonical column comes from, as YAML, with the questions that its cells raise.

Belongs here: the keys under `columns` of records that are no sums (totals_draft). Does not: guessing (columns), the rest of an entry
(draft).
"""

import json

from assets.drafting.call_columns import moments
from assets.drafting.columns import MADE, TOLD_OFTEN, Table
from assets.drafting.dispatch_draft import ask_about_units
from assets.drafting.guesses import Guess
from assets.drafting.lines import FILL_IN, Draft, scalar
from assets.drafting.natures import Nature, is_read_unasked
from assets.drafting.ticket_draft import ask_about_due, ask_about_ends, form_of_span, write_complaint, write_made_id, write_spans
from assets.drafting.units import unit_of
from assets.drafting.vocabulary import HEADER_WORDS, likeness

SURELY_ASKED = 0.8


def reference_of(table: Table, position: int) -> str:
    """Name one column of the file as YAML does: by its title, or by its number where that is no name."""
    names = table.sample.names
    by_number = not table.sample.has_header or not names[position] or names.count(names[position]) > 1 or names[position].isdigit()
    return str(position + 1) if by_number else scalar(names[position])


def references_of(table: Table, guess: Guess) -> str:
    """Name where a canonical column comes from: one column, several, or what stands above the header."""
    own = len(table.sample.names) - table.sample.above
    above = "".join(f"above: {scalar(table.sample.names[position])}" for position in guess.positions if position >= own)
    told = [reference_of(table, position) for position in guess.positions if position < own]
    if above:
        return f"{{{above}{f', columns: [{told[0]}]' if told else ''}}}"
    return told[0] if len(told) == 1 else f"{{columns: [{', '.join(told)}]}}"


def write_columns(draft: Draft, table: Table, formats: tuple[str, ...]) -> None:
    """Write every column of a table; `formats` are those of its required time."""
    draft.put("columns:")
    for required in table.required:
        if required not in table.guesses and required not in MADE:
            if required == "ticket_id" and write_made_id(draft, table, reference_of):
                continue
            instead = (
                " Where the list tells no beginning, its first time will do; waits count from there."
                if required == "created_at_utc"
                else ""
            )
            draft.ask(f"No column was recognised as {required}, which every {table.kind} needs: which one is it?{instead}", depth=3)
            draft.put(f"{required}: {FILL_IN}", depth=3)
    if table.kind == "call" and "leg_id" not in table.guesses:
        draft.ask(
            "No column was recognised as the id of a call (leg_id). Is there one? Without it all that a record tells is its id:"
            " equal records count once, a corrected one counts twice.",
            depth=3,
        )
    if table.kind == "survey" and "response_id" not in table.guesses:
        draft.note("No column holds the id of an answer: what each tells is its id, and equal ones of a file are numbered.", depth=3)
    order = {canonical: place for place, canonical in enumerate(table.required)}
    for canonical, guess in sorted(table.guesses.items(), key=lambda entry: order.get(entry[0], 9)):
        _write_column(draft, table, canonical, guess, formats)
    write_spans(draft, table, reference_of)
    ask_about_due(draft, table, reference_of)
    ask_about_ends(draft, table, reference_of)
    write_complaint(draft, table, reference_of)
    _write_moments(draft, table)
    ask_about_units(table, lambda question: draft.ask(question, depth=3))
    _ask_about_empty(draft, table)
    write_unused(draft, table)


def write_unused(draft: Draft, table: Table) -> None:
    """Name what was not used, by its look alone."""
    used = {position for guess in table.guesses.values() for position in guess.positions}
    left = [
        place for place in range(len(table.sample.names) - table.sample.above) if place not in used and table.natures[place].look != "empty"
    ]
    for place in left if table.kind in ("call", "ticket", "dispatch") else ():
        asked = next((name for name in ("csat", "nps", "ces") if _is_answer(table, name, place)), None)
        if asked:
            draft.note(
                f"{reference_of(table, place)} answers a survey ({asked}): a copy of the file elsewhere, as kind survey, tells it.", depth=3
            )
    if left:
        draft.note("Not used; move a line up and name its canonical column if it means one:", depth=3)
        for place in left:
            title = f" ({table.sample.names[place]})" if not table.sample.has_header else ""
            draft.note(f"  {reference_of(table, place)}{title}: {look_of(table.natures[place])}", depth=3)


def _is_answer(table: Table, instrument: str, place: int) -> bool:
    nature = table.natures[place]
    is_scale = nature.look == "number" and bool(nature.words)
    return table.sample.has_header and is_scale and likeness(table.sample.names[place], HEADER_WORDS["survey"][instrument]) >= SURELY_ASKED


def _write_column(draft: Draft, table: Table, canonical: str, guess: Guess, formats: tuple[str, ...]) -> None:
    nature = table.natures[guess.positions[0]]
    reference = reference_of(table, guess.positions[0])
    if guess.score < 0.5 or guess.reason == "one row a call":
        draft.note(f"Guessed: {guess.reason}.", depth=3)
    if len(guess.positions) > 1 or guess.positions[0] >= len(table.sample.names) - table.sample.above:
        if len(guess.positions) == 2 and table.kind not in ("dispatch", "shift_activity"):
            others = _other_clocks(table, guess) or "none"
            clock = reference_of(table, guess.positions[1])
            meant = "the moment the customer began to wait" if table.kind == "call" else "the time of day of that date"
            draft.ask(f"Is {clock} {meant}? Other times of day: {others}.", depth=3)
        draft.put(f"{canonical}: {references_of(table, guess)}", depth=3)
        return
    same_column = guess.positions == table.guesses.get(table.required[0], guess).positions
    if table.finer_id and same_column:
        finer = ", ".join(reference_of(table, position) for position in table.finer_id)
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
    if canonical == "handling_s":
        form, is_sure = form_of_span(table, guess.positions[0])
        unit = "" if is_sure else " In which unit? format: may be seconds, minutes, hours or days."
        draft.ask(f"Is {reference} the time that people worked on the ticket, not how long it was open?{unit}", depth=3)
        draft.put(f"{canonical}: {{column: {reference}, format: {json.dumps(form)}}}", depth=3)
        return
    if canonical.endswith("_s"):
        if nature.look in ("clock", "duration"):
            # schedules are written in hours and minutes, what switches write in minutes and seconds looks the same
            form = "h:mm" if table.kind == "shift_activity" and nature.formats[0] == "mm:ss" else nature.formats[0]
            draft.put(f"{canonical}: {{column: {reference}, format: {json.dumps(form)}}}", depth=3)
            return
        form, why = unit_of(table, guess.positions[0])
        if form:
            draft.ask(f"Is {reference} in {'milliseconds' if form == 'ms' else form}? {why}", depth=3)
            draft.put(f"{canonical}: {{column: {reference}, format: {form}}}", depth=3)
            return
        draft.ask(f"Is {reference} in seconds? If not: {{column: {reference}, format: ms}} or format: minutes.", depth=3)
    if canonical.endswith("_at_utc") and nature.formats and not is_read_unasked(nature.formats[0]):
        if canonical != table.required[1] and set(nature.formats).isdisjoint(formats):
            told = list(nature.formats) if nature.is_mixed else nature.formats[0]
            draft.put(f"{canonical}: {{column: {reference}, timestamp: {json.dumps(told)}}}", depth=3)
            return
        if nature.look == "date" and canonical == table.required[1]:
            draft.ask(f"{reference} has a date and no time of day; intervals of the day need the time. Is there another column?", depth=3)
    draft.put(f"{canonical}: {reference}", depth=3)


def _ask_about_empty(draft: Draft, table: Table) -> None:
    """An empty cell is unknown; where it means that there was none, the rate of calls held would be one of all calls held."""
    talk = table.guesses.get("talk_s") if table.kind == "call" else None
    for canonical in ("hold_s", "acw_s"):
        guess = table.guesses.get(canonical)
        if talk is None or guess is None:
            continue
        nature, talked = table.natures[guess.positions[0]], table.natures[talk.positions[0]].filled
        if 0 < nature.filled < talked:
            reference, clock = reference_of(table, guess.positions[0]), nature.look in ("clock", "duration")
            form = nature.formats[0] if clock else ""
            none = {"h:mm:ss": "0:00:00", "mm:ss": "00:00"}.get(form, "0")
            told = f", format: {json.dumps(form)}" if clock else ""
            draft.ask(
                f"{reference} is empty in {talked - nature.filled} of {talked} conversations. It is read as unknown; where it means none, "
                f"write {canonical}: {{column: {reference}{told}, empty: {json.dumps(none)}}}",
                depth=3,
            )


def _write_moments(draft: Draft, table: Table) -> None:
    """Many exports have no durations, only the moments between which they lie; and some no outcome, only an answer or none."""
    if table.kind != "call" or "entered_at_utc" not in table.guesses:
        return
    entered = table.guesses["entered_at_utc"].positions
    others = [place for place, nature in enumerate(table.natures) if nature.look == "instant" and place not in entered]
    absent = [name for name in ("wait_s", "talk_s") if name not in table.guesses]
    if not others or len(entered) > 1:
        return
    told = {moment: reference_of(table, place) for moment, place in moments(table.sample.names, table.natures, entered[0]).items()}
    begun = reference_of(table, entered[0])
    if "answered" in told and absent:
        draft.ask(f"Did the customer wait from {begun} to {told['answered']}, or to the end where nobody answered?", depth=3)
        if "wait_s" in absent:
            until = f"[{told['answered']}, {told['ended']}]" if "ended" in told else told["answered"]
            draft.put(f"wait_s: {{since: {begun}, until: {until}}}", depth=3)
        if "talk_s" in absent and "ended" in told:
            draft.put(f"talk_s: {{since: {told['answered']}, until: {told['ended']}}}", depth=3)
    elif absent:
        listed = ", ".join(reference_of(table, place) for place in others)
        draft.ask(
            f"No duration was recognised as {' or '.join(absent)}. Between which moments does it lie? Such as "
            f"wait_s: {{since: {begun}, until: [answered, ended]}}, of: {listed}.",
            depth=3,
        )
    if "outcome" not in table.guesses and "answered" in told:
        draft.ask(f"Was every call without {told['answered']} given up by the caller?", depth=3)
        draft.put(f"outcome: {{column: {told['answered']}, filled: answered, empty: abandoned}}", depth=3)


def _other_clocks(table: Table, guess: Guess) -> str:
    clocks = [place for place, nature in enumerate(table.natures) if nature.look == "clock" and place not in guess.positions]
    return ", ".join(reference_of(table, place) for place in clocks)


def look_of(nature: Nature) -> str:
    """Say what a column looks like without showing a cell."""
    said = {
        "instant": f"dates with time, {nature.formats[0] if nature.formats else ''}",
        "date": f"dates, {nature.formats[0] if nature.formats else ''}",
        "clock": "times of day or durations, h:mm:ss",
        "duration": "durations, h m s",
        "number": f"numbers, {nature.distinct} different",
        "phone": "looks like telephone numbers (not shown)",
        "word": f"{nature.distinct} different words",
        "id": "ids, nearly all different",
        "text": f"text, {nature.distinct} different",
        "empty": "empty",
    }
    return said[nature.look]
