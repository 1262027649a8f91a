"""Yes and no on a ticket: escalated, merged, spam, promise broken; in words of any kind, and sometimes the other way round.

Belongs here: what such columns are called, what their words mean, and how both are drafted. Does not: columns in general (columns),
states (state_words).
"""

import json
import re
from collections.abc import Mapping

from assets.drafting.lines import Draft, begin_words, scalar
from assets.drafting.vocabulary import folded
from assets.readers.declared_values import NO, YES

FLAGS = ("is_escalated", "is_merged", "is_spam", "vendor_is_breached")
KEPT = re.compile(
    r"\b(on time|ontime|in time|timely|made sla|sla (met|kept|achieved|compliant|eingehalten|respecte|cumplido)|met sla|within sla|"
    r"within target|target met|tat met|"
    r"en terminos|dans les delais)\b"
)
BROKEN = re.compile(
    r"\b(overdue|breach\w*|violat\w*|missed|late|noncompliant|non compliant|failed|not met|exceeded|expired|uberschritten)\b"
)
HELD = re.compile(r"\b(on ?time|within|met|achieved|succeeded|compliant|in time|not breached|not overdue|eingehalten)\b")
# What the other verdict may be called where the records seen have but one; a word that nothing is said of refuses its record.
OFTEN_BROKEN = ("overdue", "breached", "violated", "SLA violated", "missed", "not met", "late")
OFTEN_HELD = ("ontime", "on time", "met", "within SLA", "achieved", "not breached")


def meaning_of(word: str) -> bool | None:
    """Whether a word says yes or no, or of a promise that it was broken or kept; None where it says neither.

    >>> [meaning_of(word) for word in ("Y", "nein", "OVERDUE", "Within the Service Target", "Not met", "Paused")]
    [True, False, True, False, True, None]
    """
    plain = folded(word)
    if plain in YES or plain in NO:
        return plain in YES
    if re.search(r"\bnot (breached|overdue|violated)\b", plain):
        return False
    if BROKEN.search(plain):
        return True
    return False if HELD.search(plain) else None


def is_flag(words: Mapping[str, int]) -> bool:
    """Whether most cells of a column say yes or no."""
    return bool(words) and 2 * sum(count for word, count in words.items() if meaning_of(word) is not None) >= sum(words.values())


def write_flag(draft: Draft, canonical: str, title: str, words: Mapping[str, int]) -> None:
    """Write below `words:` what each word of a flag means, where they are not plain yes and no, and ask about it."""
    is_turned = canonical == "vendor_is_breached" and bool(KEPT.search(folded(title)))
    meant: dict[str, list[str]] = {}
    for word in words:
        says = meaning_of(word)
        plain = folded(word) in (*YES, *NO)
        told = "unknown" if says is None else json.dumps(says != (is_turned and plain))
        meant.setdefault(told, []).append(word)
    if unknown := meant.pop("unknown", []):
        draft.options.setdefault("nothing", f"{{{canonical}: [{', '.join(map(scalar, unknown))}]}}")
    if not is_turned and all(folded(word) in (*YES, *NO) for told in meant.values() for word in told):
        return
    if canonical == "vendor_is_breached":
        _add_opposites(meant, words)
    begin_words(draft)
    question = (
        "Was the promise broken where the export says so" if canonical == "vendor_is_breached" else "Is each word what it stands under"
    )
    draft.ask(f"{question}?", depth=3)
    draft.put(f"{canonical}: {{{', '.join(f'{json.dumps(told)}: [{_listed(meant[told])}]' for told in sorted(meant))}}}", depth=3)


def _add_opposites(meant: dict[str, list[str]], words: Mapping[str, int]) -> None:
    """Name what means the opposite of the one verdict that was seen."""
    for told, other in (("true", "false"), ("false", "true")):
        if told in meant and other not in meant:
            pairs = {a: b for pair in zip(YES, NO, strict=False) for a, b in (pair, pair[::-1])}
            plain = [pairs[folded(word)] for word in words if folded(word) in pairs]
            meant[other] = plain or list(OFTEN_HELD if other == "false" else OFTEN_BROKEN)


def _listed(words: list[str]) -> str:
    return ", ".join(scalar(word) for word in words)
