"""What readers of answers and reviews share: an answer beyond its scale, and what a text is about by declared words.

Belongs here: SQL over canonical values and declared scales and words. Does not: any tool's layout.
"""

from collections.abc import Mapping, Sequence

from assets.readers.cells import literal
from assets.readers.protocol import Refusal
from assets.settings import Source

# Scales that hold where a source declares none.
SCALES = {"nps": (0.0, 10.0), "rating": (1.0, 5.0)}
SCALED = ("csat", "nps", "ces", "rating")


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
