"""Whether a table holds sums, and which of its columns are counts of what.

Belongs here: what columns of sums have of their own. Does not: words (totals_words), the draft (totals_draft), other kinds (columns).
"""

import re
from collections.abc import Sequence

from assets.drafting.guesses import Guess
from assets.drafting.natures import Nature
from assets.drafting.plan_draft import is_expected
from assets.drafting.sample import Sample
from assets.drafting.totals_words import COUNTS
from assets.drafting.vocabulary import HEADER_WORDS, folded, likeness
from assets.readers.total_records import INTERVAL_TOTAL

COUNTED = frozenset(column.name for column in INTERVAL_TOTAL.columns if column.type == "bigint")
# What a column with the time of day beside a date is called in a report of intervals; a duration has other names.
CLOCKS = frozenset(
    (
        *("interval", "time", "start", "start", "time", "begin", "from", "hour", "half", "hour", "uhrzeit"),
        *("tid", "klockan", "cas", "idopont", "godzina", "saat", "ωρα", "时间", "时段", "時間", "時段", "時間帯", "시간", "시간대"),
        *("zeit", "stunde", "heure", "hora", "ora", "tijd", "uur", "godzina", "время", "час", "интервал", "时间"),
    )
)
_SECONDS = r"\d+ ?(s|sec|secs|seconds|sek|sekunden|秒|δευτ\w*)?\b"
WITHIN = {
    "answered_in_time": re.compile(
        rf"(answer|handled|accept|angenommen|beantwort|traite|atendid|contestad|отвеч|принят|besvar|odebran|prijat|fogad|απαντ|接听|接聽).*{_SECONDS}"
        r"|\d+ ?秒.*(接听|接聽|接通|應答|応答)"
    ),
    "abandoned_in_time": re.compile(
        rf"(aban|lost|verloren|aufgelegt|perdu|perdid|потер|tappad|porzucon|opusten|elhagyott|εγκαταλ|放弃|放棄).*{_SECONDS}"
    ),
}
# What these words speak of comes after a beginning, so a header that has one names no beginning.
OVER = frozenset(
    (
        *("end", "ended", "ends", "stop", "stopped", "finish", "finished", "close", "closed", "closing", "clear", "cleared"),
        *("complete", "completed", "hangup", "disconnect", "disconnected", "terminated", "resolved", "ende", "fin", "fine"),
    )
)
BEGINNINGS = ("entered_at_utc", "received_at_utc", "created_at_utc")
HOURS = ("hour", "stunde", "heure", "hora", "ora", "uur", "godzina", "час")


def is_totals(sums: dict[str, Guess], other: dict[str, Guess], identity: str, natures: Sequence[Nature]) -> bool:
    """Whether records are sums: a time, counts of calls, and neither an id nor an outcome of one call."""
    counts = {canonical: guess.positions[0] for canonical, guess in sums.items() if canonical in COUNTS}
    used = {position for guess in sums.values() for position in guess.positions}
    named = other.get(identity)
    if "at_utc" not in sums or not counts or (named and named.score > 0.5 and not used & set(named.positions)):
        return False
    outcome = other.get("outcome")
    is_single = outcome is not None and natures[outcome.positions[0]].look == "word"
    return not is_single and (len(counts) > 1 or len(natures) <= 4)


def clock_of(sample: Sample, natures: Sequence[Nature], dates: Sequence[int], found: dict[str, Guess]) -> list[int]:
    """A column of times, of no other meaning, that tells rows of one day and queue apart; none where the day alone does."""
    own = [*dates[:1], *(found["queue"].positions if "queue" in found else ())]
    taken = {position for guess in found.values() for position in guess.positions}
    keys = [tuple(record[place] for place in own if place < len(record)) for record in sample.records]
    if not dates or len(set(keys)) == len(keys):
        return []
    by_day = {"at_utc": Guess("at_utc", tuple(dates[:1]), 1.0, "by its cells")}
    if part_of(sample, natures, by_day | ({"queue": found["queue"]} if "queue" in found else {})):
        return []  # sites, teams or media are parts of a day; a column of times beside them is a duration
    clocks = [place for place, nature in enumerate(natures) if nature.look == "clock" and place not in taken]
    return [place for place in clocks if len(set(zip(keys, sample.column(place), strict=False))) == len(keys)][:1]


def part_of(sample: Sample, natures: Sequence[Nature], sums: dict[str, Guess]) -> dict[str, Guess]:
    """Find the column that tells rows of one queue and time apart, where there are several."""
    own = [position for name in ("at_utc", "queue") if name in sums for position in sums[name].positions]
    keys = [tuple(record[place] for place in own if place < len(record)) for record in sample.records]
    if len(set(keys)) == len(keys):
        return {}
    for place, nature in enumerate(natures):
        fits = place not in own and nature.filled == nature.cells and nature.look in ("word", "id", "text")
        if fits and len(set(zip(keys, sample.column(place), strict=False))) == len(keys):
            return {"part": Guess("part", (place,), 0.5, "by its cells")}
    return {}


def said(name: str, canonical: str, kind: str) -> float:
    """How much a header says a canonical column: by its phrases, and of sums by "within so many seconds"."""
    said = likeness(name, HEADER_WORDS[kind][canonical])
    if canonical in BEGINNINGS and said < 1 and OVER & set(folded(name).split()):
        return 0.0
    if kind != "interval_total":
        return said
    if canonical in ("answered", "abandoned") and "within" in folded(name).split():
        return 0.0
    # what somebody expects has not come
    if is_expected(name) and (canonical in COUNTED or canonical.endswith("_s")):
        return 0.0
    if canonical in ("answered_in_time", "abandoned_in_time") and WITHIN[canonical].search(folded(name)):
        return max(said, 1.2)
    if canonical.endswith("_s") and "count" in folded(name).split():
        return 0.0
    # a rate is no count, whatever it is the rate of
    is_rate = "%" in name or {"rate", "pct", "percent", "percentage", "ratio", "quote"} & set(folded(name).split())
    return 0.0 if is_rate and canonical in COUNTED and canonical != "answered_in_time" else said
