"""What readers of answers and reviews share: an answer beyond its scale, and what a text is about by declared words.

Belongs here: SQL over canonical values and declared scales and words. Does not: any tool's layout.
"""

import re
from collections.abc import Mapping, Sequence

from assets.readers.cells import NOTHING, cell, literal, told
from assets.readers.protocol import Refusal, Unreadable
from assets.settings.sources import Source

# Scales that hold where a source declares none.
SCALES = {"nps": (0.0, 10.0), "rating": (1.0, 5.0)}
RATINGS = ("csat", "nps", "ces")
NUMBERS = (*RATINGS, "contacts_needed")
TRUTHS = ("is_resolved", "is_delivered", "is_good")
DECLARED = (*NUMBERS, *TRUTHS, "queue", "contact_id", "ticket_id", "agent", "mode", "customer_key")
SCALED = ("csat", "nps", "ces", "rating")
LEADING_NUMBER = r"(?i)^([-+]?[0-9]+(\.[0-9]+)?)( *[-:–(/].*| *(stars?|sterne?|étoiles?|estrellas?|stelle|out of|of|von|sur)( .*)?)?$"


def outside_scales(values: Mapping[str, str], source: Source) -> list[Refusal]:
    """Refuse a record whose answer (canonical column -> SQL) is outside its scale: no mean survives an 11 of 10."""
    found = []
    for canonical in SCALED:
        scale = source.scales.get(canonical)
        low, high = (scale.min, scale.max) if scale else SCALES.get(canonical, (None, None))
        if canonical in values and low is not None and high is not None:
            outside = f"coalesce(({values[canonical]}) not between {low:g} and {high:g}, false)"
            found.append(Refusal(outside, f"{canonical}: the answer is outside its scale, {low:g} to {high:g}"))
    return found


def topics_found(text: str, rules: Mapping[str, Sequence[str]]) -> str:
    """Name the topics (comma between) of which a declared word begins a word of the text; null for none."""
    if not rules:
        return "cast(null as varchar)"
    cases = ", ".join(
        f"case when regexp_matches(lower({text}), {_pattern(words)}) then {literal(topic)} end" for topic, words in rules.items()
    )
    return f"nullif(concat_ws(',', {cases}), '')"


def _pattern(words: Sequence[str]) -> str:
    escaped = ["".join(sign if sign.isalnum() or sign == " " else f"\\{sign}" for sign in word.strip().lower()) for word in words]
    return literal(rf"(^|[^\p{{L}}\p{{N}}])({'|'.join(escaped)})")


def answer_in(canonical: str, column: str, source: Source) -> str:
    """The text of an answer; null where nothing or a word for unknown is written that the source does not declare itself."""
    declared = {word.strip().lower() for said in source.words.get(canonical, {}).values() for word in said}
    meant = ", ".join(literal(word) for word in NOTHING if word and word in declared)
    return f"coalesce({told(column)}, case when lower({cell(column)}) in ({meant}) then {cell(column)} end)" if meant else told(column)


def value_of(canonical: str, text: str, source: Source) -> str:
    """What the text of an answer is worth: a number, yes or no, by the words its source declares where there are any."""
    if canonical == "customer_key":
        return f"keyed_hash({text})"
    if canonical in TRUTHS:
        plain = (
            f"case when lower({text}) in ('true', 't', '1', 'yes', 'y') then true "
            f"when lower({text}) in ('false', 'f', '0', 'no', 'n') then false end"
        )
        return _by_words(canonical, text, source, otherwise=plain)
    if canonical in NUMBERS:
        return _by_words(canonical, text, source, otherwise=graded(text, decimal=source.columns[canonical].decimal or source.decimal))
    return text


def refusals_of(canonical: str, text: str, source: Source, *, where: str) -> list[Refusal]:
    """Refuse an answer that is neither of its kind nor a declared word, or that is outside its scale."""
    if canonical not in (*NUMBERS, *TRUTHS):
        return []
    value = value_of(canonical, text, source)
    expected, example = ("a number", "{5: [Very satisfied]}") if canonical in NUMBERS else ("yes or no", "{true: [Solved]}")
    reason = (
        f"{canonical}: the answer in {where} is neither {expected} nor a declared word; "
        f"say what it is worth, such as words: {{{canonical}: {example}}}"
    )
    return [Refusal(f"{text} is not null and ({value}) is null", reason), *outside_scales({canonical: value}, source)]


def graded(text: str, *, decimal: str) -> str:
    """SQL for the number an answer begins with: scales often carry their ends in the choice itself, "5 - Very satisfied", "4/5"."""
    dotted = text if decimal == "." else f"replace({text}, ',', '.')"
    plain = f"regexp_extract({dotted}, {literal(LEADING_NUMBER)}, 1)"
    return f"try_cast(nullif({plain}, '') as double)"


def _by_words(canonical: str, text: str, source: Source, *, otherwise: str) -> str:
    is_truth = canonical in TRUTHS
    cases = ""
    for worth, said in source.words.get(canonical, {}).items():
        result = worth.strip().lower() if is_truth else worth.strip()
        if not re.fullmatch("true|false" if is_truth else r"[-+]?\d+(\.\d+)?", result):
            expected = "true or false" if is_truth else "a number"
            where = f"source {source.id}, words.{canonical}"
            raise Unreadable(f"{where}: found {worth!r}, expected {expected}, followed by the answers that mean it.")
        listed = ", ".join(literal(word.strip().lower()) for word in said)
        cases += f"when lower({text}) in ({listed}) then {result} "
    return f"case {cases}else {otherwise} end" if cases else otherwise
