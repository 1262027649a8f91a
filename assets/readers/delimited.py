"""Any delimited file whose columns its owner declares: calls, tickets, surveys, dispatches, by YAML alone.

Belongs here: a source's column map turned into a plan. Does not: any vendor's layout, formats (formats.py), words (staging).

Options of a source with this reader, both by canonical column or column name:
nothing  words that stand for no value: `nothing: {customer_key: ["0"], agent: [NO_SERVER]}`; of tickets, answers and reviews
         `?`, NULL, N/A and their like stand for none without being named
renamed  other names under which a declared column comes: `renamed: {Skill: [Split/Skill]}`
drift    what becomes of columns that no export had before, and of declared ones that a file lacks (assets/drift):
         `drift: {new: report, missing: refuse}`; new is report or refuse, missing is refuse or empty
skip     records that are no data, by column: `skip: {Date: [""], Agent: ["Total*"]}`; `*` stands for anything, "" for an empty cell
sheet    of a workbook, which sheet: its name, or its number from 1 (readers/sheets)
"""

from collections.abc import Mapping

from assets.readers.answers import outside_scales
from assets.readers.declared_values import value_of
from assets.readers.derived import derivable, derive, numbered_id
from assets.readers.headers import DELIMITERS, Header, is_there, read_header
from assets.readers.keeping import complete, impossible
from assets.readers.no_data import no_data
from assets.readers.protocol import Delimited, Fit, Plan, Refusal, Unreadable
from assets.readers.records import KINDS, Kind
from assets.readers.ticket_ends import (
    dates_that_stand_for_none,
    due_at_the_end_of_its_day,
    end_on_the_first_day,
    ends_before_the_beginning,
    second_passes,
)
from assets.readers.unpack import decoded_head
from assets.settings.sources import Source, SourceColumn

name = "delimited"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {}

OPTIONS = ("renamed", "nothing", "drift", "skip", "sheet")
DRIFT = {"new": ("report", "refuse"), "missing": ("refuse", "empty")}


def sniff(head: bytes, file_name: str) -> Fit:
    """Say how much a file looks like one with delimiters; every vendor's own reader knows its files better."""
    lines = [line for line in decoded_head(head, "utf-8").splitlines()[:20] if line.strip()]
    counts = {sign: {line.count(sign) for line in lines} for sign in DELIMITERS}
    even = [sign for sign, found in counts.items() if len(found) == 1 and max(found) > 0]
    if len(lines) > 1 and even:
        sign = "tab" if even[0] == "\t" else repr(even[0])
        return Fit(0.3, f"every line has the same number of fields, with {sign} between them")
    return Fit(0.0, "no delimiter splits its lines into the same number of fields")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan one file by the source's column map; raise `Unreadable` when a declared column is not in it."""
    kind = _kind(source)
    unknown = [option for option in source.options if option not in OPTIONS]
    if unknown:
        raise Unreadable(f"source {source.id}: unknown option {unknown[0]!r}, expected one of {', '.join(OPTIONS)}")
    _check_drift(source)
    encoding = source.encoding or "utf-8"
    wanted = [str(reference) for column in source.columns.values() for reference in _references(column)]
    wanted += [str(name) for names in source.options.get("renamed", {}).values() for name in names]
    header = read_header(decoded_head(head, encoding), source, wanted=wanted, file_name=file_name)
    known = {column.name: column for column in kind.columns}
    lacking = _lacking(source, header)
    values = {
        canonical: value_of(
            known[canonical], declared, source, header, is_start=bool(kind.grain) and canonical == kind.at, file_name=file_name
        )
        for canonical, declared in source.columns.items()
        if canonical not in lacking
    }
    derive(kind, values, source)
    complete(kind, values)
    no_dates = dates_that_stand_for_none(kind, values)
    if "vendor_due_at_utc" in values:
        due_at_the_end_of_its_day(values, source.columns["vendor_due_at_utc"].timestamp or source.timestamp)
    end_on_the_first_day(kind, values)
    refusals = [
        Refusal(f"{value.text} is not null and ({value.sql}) is null", f"{canonical} cannot be read as {value.expected}")
        for canonical, value in values.items()
        if known[canonical].type != "varchar" and not canonical.endswith("_key")
    ]
    refusals += no_dates + ends_before_the_beginning(kind, values, zone=None if "zone" in values else source.timezone)
    refusals += outside_scales({canonical: value.sql for canonical, value in values.items()}, source)
    refusals += impossible(kind, values)
    local = frozenset(canonical for canonical, value in values.items() if value.is_local)
    zones = values.get("zone")
    if zones:
        refusals.append(Refusal(f"{zones.text} is not null and ({zones.sql}) is null", "zone is none of those under `words: zone`"))
    repairs = [value.repaired for value in values.values() if value.repaired]
    return Plan(
        kind,
        Delimited(
            tuple(f"c{position}" for position in range(1, header.columns + 1)),
            header.delimiter,
            source.quote,
            header.header_records,
        ),
        {canonical: value.sql for canonical, value in values.items()},
        refusals=tuple(refusals),
        skip=no_data(source, header, file_name=file_name),
        repaired=" or ".join(f"({repair})" for repair in repairs) or None,
        encoding=encoding,
        zone=source.timezone,
        zone_of=zones.sql if zones else None,
        local=local,
        after=second_passes(local) if kind.name == "ticket" else {},
        names=_own_names(source, header) if source.header else (),
        lacking=tuple(sorted(lacking)),
        numbered_id=numbered_id(kind, source.columns),
    )


def _lacking(source: Source, header: Header) -> set[str]:
    """Canonical columns whose column a file lacks, where the source says that those are empty then; required ones refuse the records."""
    if source.options.get("drift", {}).get("missing") != "empty":
        return set()
    renamed = source.options.get("renamed", {})
    return {
        canonical
        for canonical, declared in source.columns.items()
        if any(not is_there(reference, header, renamed=renamed) for reference in _references(declared))
    }


def _check_drift(source: Source) -> None:
    for key, mode in source.options.get("drift", {}).items():
        if mode not in DRIFT.get(key, ()):
            expected = " and ".join(f"{known}: {' or '.join(modes)}" for known, modes in DRIFT.items())
            raise Unreadable(f"source {source.id}: found drift {key}: {mode}, expected {expected}")


def _own_names(source: Source, header: Header) -> tuple[str, ...]:
    """The file's column names, a renamed one under the name the source declares."""
    declared = {str(other): str(name) for name, others in source.options.get("renamed", {}).items() for other in others}
    return tuple(declared.get(name, name) for name in header.names[: header.columns])


def _kind(source: Source) -> Kind:
    if source.kind not in KINDS:
        raise Unreadable(f"source {source.id}: found kind {source.kind!r}, expected one of {', '.join(KINDS)}")
    kind = KINDS[source.kind]
    names = [column.name for column in kind.columns]
    unknown = [canonical for canonical in source.columns if canonical not in names]
    if unknown:
        raise Unreadable(f"source {source.id}: a {kind.name} has no column {unknown[0]!r}, expected one of {', '.join(names)}")
    told = {*source.columns, *derivable(kind, source.columns)}
    absent = [column.name for column in kind.columns if column.required and column.name not in told]
    if absent:
        raise Unreadable(f"source {source.id}: a {kind.name} needs {absent[0]!r}; say under columns where it comes from")
    return kind


def _references(column: SourceColumn) -> tuple[str | int, ...]:
    own = column.columns or ((column.column,) if column.column is not None else ())
    times = (column.times,) if column.times is not None else ()
    return (*own, *times, *column.plus, *column.since, *column.until)
