"""The YAML draft of one entry of config/sources.yaml, with the questions only the owner can answer beside their keys.

Belongs here: wording and layout of the draft. Does not: guessing (columns), looking (sample, natures).

A value nobody but the owner knows is drafted as FILL_IN, which the settings refuse until it is replaced. No cell of a column
that could identify a person is ever shown.
"""

import json
import re
from collections import Counter
from zoneinfo import available_timezones

from assets.drafting.columns import Table
from assets.drafting.dispatch_draft import write_dispatch_words
from assets.drafting.draft_columns import references_of, write_columns, write_unused
from assets.drafting.guesses import Guess
from assets.drafting.lines import FILL_IN, Draft, scalar
from assets.drafting.natures import SWAPPED, Nature, day_format, is_read_unasked
from assets.drafting.plan_draft import write_plan
from assets.drafting.shift_draft import write_shift
from assets.drafting.states import write_meanings, write_states
from assets.drafting.ticket_draft import write_worth
from assets.drafting.totals_draft import parts_thousands_by_points, write_totals
from assets.drafting.vocabulary import folded, outcome_of
from assets.readers.declared_values import NO, YES

SAYS_UTC = ("Z", "UTC", "%z", "%Z", "epoch", "epoch_ms")
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
    if table.kind not in ("interval_total", "volume_plan") and not any(required in table.guesses for required in table.required):
        draft.ask("Neither an id nor a time was recognised: is this a list of calls, tickets or survey answers at all?")
    at = table.guesses.get(table.required[1])
    formats = _formats(table, at) if at else ()
    says_utc = any(spelled.endswith(SAYS_UTC) for spelled in formats) or bool(at and _is_named_utc(table, at))
    says_utc = says_utc and not (table.kind == "ticket" and _tells_days(table))
    ask_zone(draft, known="UTC" if says_utc else _named_zone(table, at) if at else None)
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
    if table.kind in ("interval_total", "volume_plan"):
        references = {name: references_of(table, guess) for name, guess in table.guesses.items()}
        write_totals(draft, table, references) if is_totals else write_plan(draft, references)
        write_unused(draft, table)
    else:
        write_columns(draft, table, formats)
    _write_skipped(draft, table)
    if table.kind.startswith("dispatch"):
        draft.put("words:")
        write_dispatch_words(table, lambda text: draft.put(text, depth=3), lambda question: draft.ask(question, depth=3))
    if table.kind == "shift_activity":
        write_shift(draft, table)
    _write_words(draft, table)
    write_states(draft, table)
    write_meanings(draft, table)
    _write_scales(draft, table)


def _formats(table: Table, guess: Guess) -> tuple[str, ...]:
    if len(guess.positions) == 2:
        day, clock = (table.natures[position] for position in guess.positions)
        return tuple(f"{spelled} {time}" for spelled in day.formats for time in _clocks(clock))
    return table.natures[guess.positions[0]].formats


def _tells_days(table: Table) -> bool:
    """Whether a ticket ends on a day that is told without its time: whose day it is, the zone has to say."""
    ends = [table.guesses[name].positions[0] for name in ("solved_at_utc", "closed_at_utc") if name in table.guesses]
    return any(table.natures[place].look == "date" for place in ends)


def _is_named_utc(table: Table, guess: Guess) -> bool:
    """Whether the header of a time says that it is universal time."""
    return any(folded(table.sample.names[position]).split()[-1:] in (["utc"], ["gmt"]) for position in guess.positions)


def _named_zone(table: Table, guess: Guess) -> str | None:
    """The zone that the header of a time names, such as Created at (America/New_York)."""
    named = [
        found[0] for position in guess.positions if (found := re.search(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+", table.sample.names[position]))
    ]
    return named[0] if named and named[0] in available_timezones() else None


def _clocks(nature: Nature) -> tuple[str, ...]:
    if nature.look == "number":
        return ("%H",)
    return nature.formats if "%" in nature.formats[0] else ("%H:%M:%S",) if "h:mm:ss" in nature.formats else ("%H:%M",)


def _write_timestamp(draft: Draft, table: Table, guess: Guess | None, formats: tuple[str, ...]) -> None:
    if guess is None or not formats or is_read_unasked(formats[0]):
        return
    if any(table.natures[position].is_day_order_open for position in guess.positions):
        days = {day_format(spelled) for spelled in formats}
        first = next(spelled for spelled in formats if day_format(spelled) in SWAPPED and SWAPPED[day_format(spelled)] in days)
        other = first.replace(day_format(first), SWAPPED[day_format(first)])
        # a clock of twelve hours mostly stands beside a month that is written first
        likelier, other = (other, first) if "%p" in first else (first, other)
        day, month = (likelier, other) if likelier == first else (other, likelier)
        draft.ask(f'Is the day first ("{day}") or the month ("{month}")? Every date in the sample fits both.')
        draft.put(f"timestamp: {json.dumps(likelier)}")
        return
    unread = table.natures[guess.positions[0]].unread
    if unread:
        draft.note(f"Some cells are written otherwise, such as {unread!r}; several formats may stand in a list.")
    # a column of times may hold 4:00 PM and 1:30:00 PM
    alike = [spelled for spelled in formats if day_format(spelled) == day_format(formats[0])] if len(guess.positions) > 1 else []
    if table.natures[guess.positions[0]].is_mixed:
        draft.note("Times are written in several ways; each is tried in turn.")
        alike = list(formats)
    draft.put(f"timestamp: {json.dumps(alike if len(alike) > 1 else formats[0])}")


def _write_skipped(draft: Draft, table: Table) -> None:
    """Totals between the records, or below them, are no data: they are left out by the words they begin with."""
    skipped = []
    for position, words in table.sample.totals.items():
        named = table.sample.names[position] if position < len(table.sample.names) else ""
        reference = scalar(named) if named and table.sample.names.count(named) == 1 else str(position + 1)
        draft.ask(f"Are {sum(words.values())} records of {reference} totals of others? They are left out under options.")
        skipped.append(f"{reference}: [{', '.join(json.dumps(word, ensure_ascii=False) for word in words)}]")
    if skipped:
        draft.options["skip"] = f"{{{', '.join(skipped)}}}"


def _write_words(draft: Draft, table: Table) -> None:
    guess = table.guesses.get("outcome") if table.kind == "call" else None
    if guess is None:
        if table.kind == "call" and not any(line.strip().startswith("outcome:") for line in draft.lines):
            draft.ask(
                "Which column tells answered from abandoned calls? Without an outcome every call counts as unmapped. Where one column is"
                " empty unless a call was answered: outcome: {column: ..., filled: answered, empty: abandoned}; where all were answered:"
                " outcome: {value: answered}."
            )
        return
    nature = table.natures[guess.positions[0]]
    words: Counter[str] = nature.words
    meant: dict[str, list[str]] = {}
    named = outcome_of(table.sample.names[guess.positions[0]]) if table.sample.has_header else None
    for word in words:
        meant.setdefault(outcome_of(word) or _yes_or_no(word, named) or "", []).append(word)
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


def _yes_or_no(word: str, named: str | None) -> str | None:
    """What yes and no mean in a column called answered, or abandoned."""
    if named not in ("answered", "abandoned") or word.lower() not in (*YES, *NO):
        return None
    return named if word.lower() in YES else next(other for other in ("answered", "abandoned") if other != named)


def _write_scales(draft: Draft, table: Table) -> None:
    rated = [name for name in ("csat", "nps", "ces", "rating") if name in table.guesses] if table.kind in ("survey", "review") else []
    if not rated:
        return
    is_first = True
    for name in rated:
        words = table.natures[table.guesses[name].positions[0]].words
        if any(not re.match(r"[-+]?\d", word) for word in words):
            write_worth(draft, name, words, is_first=is_first)
            is_first = False
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
