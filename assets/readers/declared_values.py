"""What a source declares of one column, as SQL that reads its cells: instants, durations, numbers, words, keys.

Belongs here: one canonical value at a time. Does not: which columns there are (delimited), forms of single values (formats), values
that follow from others (derived).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assets.readers.answers import SCALED, graded, topics_found
from assets.readers.callers import known_caller
from assets.readers.cells import ERRORS, NOTHING, cell, literal, words_found
from assets.readers.derived import Value, from_midnight
from assets.readers.formats import duration_s, expected_instant, has_offset, instant, number, truth
from assets.readers.headers import Header, position_of, value_above
from assets.readers.protocol import Unreadable
from assets.readers.records import KINDS, Column
from assets.readers.spans import in_utc, seconds_between
from assets.readers.spoken_times import beginning, named_zone
from assets.settings.sources import Source, SourceColumn
from assets.zones import switches

YES = ("true", "t", "1", "yes", "y", "ja", "oui", "si", "sí", "sì", "sim", "да", "tak", "是", "x")
NO = ("false", "f", "0", "no", "n", "nein", "non", "nee", "nao", "não", "нет", "nie", "否")
OFTEN_UNKNOWN = ("ticket", "ticket_update", "ticket_event", "ticket_sla", "ticket_work", "survey", "review")
PERCENT = "percent"
ZONED = re.compile(r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([zZ]|UTC|GMT|[+-]\d{2}(:?\d{2})?)$")
# Signs that the file's first record shows and the formats do not know: SQL reads six digits of a second, after a point.
TOO_FINE, AFTER_COMMA, APART, NAMED = (re.compile(sign) for sign in (r"[.,]\d{7,}", r":\d{2},\d", r"\s[+-]\d{2}(:?\d{2})?$", r"(UTC|GMT)$"))


def value_of(column: Column, declared: SourceColumn, source: Source, header: Header, *, is_start: bool, file_name: str) -> Value:
    """Give a canonical column as its source declares it; raise `Unreadable` where that names no column of the file, or makes no sense.

    `is_start` says that the value is the beginning of an interval, told perhaps together with its end.
    """
    where = f"{column.name} of source {source.id}"
    renamed = source.options.get("renamed", {})

    def position(reference: str | int) -> int:
        return position_of(reference, header, renamed=renamed, where=where, file_name=file_name)

    nothing = ", ".join(literal(str(word)) for word in source.options.get("nothing", {}).get(column.name, ()))

    # an id that is a spreadsheet's error is refused by that name
    unknown = [word for word in NOTHING if word not in ERRORS or column.name not in KINDS[str(source.kind)].key]
    usual = ", ".join(map(literal, unknown)) if source.kind in OFTEN_UNKNOWN else ""

    def filled(text: str) -> str:
        known = [f"{text} not in ({nothing})"] if nothing else []
        known += [f"lower({text}) not in ({usual})"] if usual else []
        return f"case when {' and '.join(known)} then {text} end" if known else text

    if declared.since or declared.until:
        if not column.name.endswith("_s"):
            raise Unreadable(f"source {source.id}: {column.name} is no duration; since and until make durations (names that end in _s)")
        spans = [[position(reference) for reference in references] for references in (declared.since, declared.until)]
        return _between(*spans, declared=declared, source=source, header=header, filled=filled)
    own = declared.columns or ((declared.column,) if declared.column is not None else ())
    if not own and declared.value is None and declared.above is None:
        raise Unreadable(f"source {source.id}: {column.name} names no column; say `{column.name}: name of a column`")
    positions = [position(reference) for reference in own]
    parts = [literal(value_above(declared.above, header, where=where, file_name=file_name))] if declared.above is not None else []
    parts += [cell(f"c{found}") for found in positions] or ([] if parts else [literal(str(declared.value))])
    joined = " || ' ' || ".join(parts)
    text = _by_presence(filled(f"({joined})" if len(parts) > 1 else joined), declared)
    decimal = declared.decimal or source.decimal
    if column.type == "timestamp":
        first = " ".join(header.first[found - 1].strip() for found in positions if found <= len(header.first))
        plus = [filled(cell(f"c{position(reference)}")) for reference in declared.plus]
        if plus and not column.required:
            # No duration, no instant: nobody arrives at once because the export does not say when.
            text = f"case when {' and '.join(f'{more} is not null' for more in plus)} then {text} end"
        if is_start and not has_offset(declared.timestamp or source.timestamp):
            text = beginning(text)
        value = _instant(text, first, declared, source, plus=plus, decimal=decimal)
        return from_midnight(value, declared.timestamp or source.timestamp) if source.kind == "shift_activity" else value
    if column.type == "date":
        sql = instant(text, formats=declared.timestamp or source.timestamp or ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S"))
        return Value(f"cast({sql} as date)", text, expected_instant(declared.timestamp or source.timestamp))
    if column.name == "customer_key" and source.kind == "call":
        text = known_caller(text, source)
    if column.name.endswith("_key"):
        return Value(f"keyed_hash({text})", text, "text")
    if column.name == "zone":
        return Value(named_zone(text, source.words.get("zone", {}), where=where), text, "text")
    if column.name == "keywords":
        found = words_found([f"c{place}" for place in positions], source.keywords) if source.keywords else "cast(null as varchar)"
        return Value(found, text, "text")
    if column.name == "topics":
        return Value(topics_found(text, source.words.get("topics", {})), text, "text")
    if column.name.endswith("_s"):
        value = Value(duration_s(text, form=declared.format, decimal=decimal), text, declared.format or "seconds")
        return value if declared.times is None else _sum_of(value, cell(f"c{position(declared.times)}"), decimal=decimal)
    if column.type == "boolean":
        told = source.words.get(column.name, {})
        return Value(truth(text, yes=told.get("true", YES), no=told.get("false", NO)), text, "yes or no")
    if column.name == "satisfaction":
        stars = _number(text, source.words.get(column.name, {}), decimal=decimal, form=None)
        told_as = f"coalesce({stars.sql}, {graded(text, decimal=decimal)})"
        return Value(f"coalesce(cast({told_as} as varchar), {text})", text, "text")
    if column.type in ("double", "bigint"):
        value = _number(text, source.words.get(column.name, {}), decimal=decimal, form=declared.format)
        if column.name in SCALED:
            value = replace(value, sql=f"coalesce({value.sql}, {graded(text, decimal=decimal)})")
        return value if declared.times is None else _sum_of(value, cell(f"c{position(declared.times)}"), decimal=decimal)
    return Value(text, text, "text")


def _number(text: str, told: Mapping[str, Sequence[str]], *, decimal: str, form: str | None) -> Value:
    """A number, or one of the words the source declares for a number ("Very satisfied" for 5); `percent` makes 93 a share of .93."""
    named = " ".join(
        f"when lower({text}) = {literal(word.strip().lower())} then {float(worth)}" for worth, names in told.items() for word in names
    )
    sql = number(text, decimal=decimal)
    if form:
        if form != PERCENT:
            raise Unreadable(f"found the format {form!r} for a number, expected {PERCENT} or none")
        sql = f"case when right({text}, 1) = '%' then {sql} else ({sql}) / 100 end"
    return Value(f"case {named} else {sql} end" if named else sql, text, f"a number with the decimal sign {decimal!r}")


def _sum_of(mean: Value, cases: str, *, decimal: str) -> Value:
    """A mean or a share times its number of cases; without cases there is nothing to add, whatever stands for the mean."""
    times = number(cases, decimal=decimal)
    sql = f"case when {times} = 0 then 0 else ({mean.sql}) * ({times}) end"
    return Value(sql, f"case when {times} <> 0 then {mean.text} end", f"{mean.expected}, with a number to multiply it with")


def _by_presence(text: str, declared: SourceColumn) -> str:
    """What a column tells by being filled or empty, where the source says so; else its own text."""
    if declared.filled is None and declared.empty is None:
        return text
    where_filled = text if declared.filled is None else literal(declared.filled)
    return f"case when {text} is not null then {where_filled} else {'null' if declared.empty is None else literal(declared.empty)} end"


def _between(
    since: Sequence[int],
    until: Sequence[int],
    *,
    declared: SourceColumn,
    source: Source,
    header: Header,
    filled: Callable[[str], str],
) -> Value:
    """Seconds between two moments on one clock, each the first of its columns that is filled; null while one of them is empty."""
    texts, moments, is_local = [], [], False
    for positions in (since, until):
        cells = [filled(cell(f"c{found}")) for found in positions]
        firsts = [header.first[found - 1].strip() if found <= len(header.first) else "" for found in positions]
        read = [_instant(text, first, declared, source, plus=(), decimal=".") for text, first in zip(cells, firsts, strict=True)]
        is_local = is_local or any(value.is_local for value in read)
        texts.append(f"coalesce({', '.join(cells)})")
        # The first that is filled counts, readable or not: falling back to the next would hide a time that cannot be read.
        moments.append("case " + " ".join(f"when {value.text} is not null then {value.sql}" for value in read) + " end")
    both = f"case when {texts[0]} is not null then {texts[1]} end"
    seconds = seconds_between(*moments, zone=source.timezone if is_local else None)
    return Value(seconds, f"({both})", expected_instant(declared.timestamp or source.timestamp))


def _instant(text: str, first: str, declared: SourceColumn, source: Source, *, plus: Sequence[str], decimal: str) -> Value:
    """An instant; without a declared format it is ISO, in UTC where the file's first record says how far from UTC it is."""
    formats = declared.timestamp or source.timestamp
    expected = expected_instant(formats)
    if TOO_FINE.search(first):
        text = rf"regexp_replace({text}, '([.,]\d{{6}})\d+', '\1')"
    if not formats and AFTER_COMMA.search(first):
        text = f"replace({text}, ',', '.')"
    if not formats and APART.search(first):
        text = rf"regexp_replace({text}, '\s+([+-])', '\1')"
    if not formats and NAMED.search(first):
        text = f"regexp_replace({text}, ' ?(UTC|GMT)$', 'Z')"
    if not formats and ZONED.search(first):
        # a zone that is UTC in winter writes Z there and an offset in summer
        zulu = instant(f"regexp_replace({text}, '[zZ]$', '')", formats=())
        offset = tuple(f"%Y-%m-%d{t}%H:%M{rest}%z" for t in " T" for rest in (":%S", ":%S.%f", ":%S.%g", ""))
        sql, is_local = f"case when {text} ilike '%z' then {zulu} else {instant(text, formats=offset)} end", False
        expected += " with Z or an offset such as +02:00"
    else:
        sql, is_local = instant(text, formats=formats), not has_offset(formats)
    repaired = None
    if plus:
        seconds = [duration_s(more, form=declared.format, decimal=decimal) for more in plus]
        begun = source.columns.get("created_at_utc")
        is_elapsed = begun is not None and begun is not declared and (begun.column, begun.columns) == (declared.column, declared.columns)
        if is_local and is_elapsed and "zone" not in source.columns and switches(source.timezone):
            # days later the clock on the wall may have been set: what took 48 hours took them by UTC
            sql, is_local = in_utc(sql, zone=source.timezone), False
        # A negative duration cannot be waited for: it counts as none, and the record as repaired.
        sql = " + ".join([sql, *(f"to_seconds(greatest({value}, 0))" for value in seconds)])
        repaired = " or ".join(f"({value}) < 0" for value in seconds)
    return Value(sql, text, expected, is_local, repaired)
