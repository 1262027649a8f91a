"""What one entry of the settings says about another: references, ids given twice, sums.

Belongs here: checks across entries and files. They read the plain data, so that a mistake elsewhere hides none of these.
Does not: single values (settings_fields).
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import holidays

from assets.settings_dispatch import presets
from assets.settings_goal_checks import Measures, check_goals
from assets.settings_messages import Mistake, Path, nearest
from assets.settings_yaml import Document

UNMAPPED = "unmapped"
OUTCOMES = (
    "answered",
    "abandoned",
    "flowout_timeout",
    "flowout_empty",
    "flowout_key",
    "flowout_withdrawn",
    "flowout_transfer",
    "callback_scheduled",
    "failed",
    "open",
    "excluded",
)
DISPATCH_EVENTS = (
    "received",
    "answered",
    "created",
    "promised",
    "dispatched",
    "enroute",
    "arrived",
    "transporting",
    "delivered",
    "closed",
    "other",
)
# Words about things that are no column of a record, and words whose meanings are a closed set.
WORD_FIELDS: Mapping[str, Collection[str]] = {
    "outcome": OUTCOMES,
    "event": DISPATCH_EVENTS,
    "state": ("acw", "break", "lunch", "meeting", "training", "coaching", "outbound", "other"),
    "activity": ("work", "break", "lunch", "meeting", "training", "coaching", "absent", "off", "other"),
    "exit_key": ("callback_scheduled",),
    "blocked": ("busy", "congestion", "full", "join_empty", "out_of_hours"),
    "context": ("inbound", "outbound", "internal"),
    "disposition": ("message", "escalated"),
    "transfer_to": ("supervisor", "other_division"),
}


@dataclass(frozen=True)
class Known:
    """Names that live on higher floors; None where the caller cannot say."""

    kpis: Collection[str] | None
    readers: Collection[str] | None
    columns: Mapping[str, Collection[str]] | None
    utc_readers: Collection[str]
    measures: Measures = field(default_factory=Measures)


def check(documents: Mapping[str, Document], known: Known) -> list[Mistake]:
    """Every mistake between the entries of the four files."""
    centre, sources = documents["centre"], documents["sources"]
    targets, staffing = documents["targets"], documents["staffing"]
    # A file that cannot be read says nothing, so nothing can be unknown to it.
    sites = _ids(centre, "sites") if centre.readable else None
    queues = _ids(centre, "queues") if centre.readable else None
    return [
        *_given_twice(centre, ("sites", "*", "id"), "site"),
        *_given_twice(centre, ("queues", "*", "id"), "queue"),
        *_given_twice(centre, ("interventions", "*", "id"), "intervention"),
        *_given_twice(centre, ("calendars", "*", "id"), "calendar"),
        *_given_twice(centre, ("services", "*", "id"), "service"),
        *_given_twice(centre, ("standards", "*", "id"), "standard"),
        *_given_twice(sources, ("sources", "*", "id"), "source"),
        *_given_twice(targets, ("targets", "*", "id"), "target"),
        *_unknown(centre, ("queues", "*", "site"), "site", sites),
        *_unknown(centre, ("queues", "*", "calendar"), "calendar", _ids(centre, "calendars") if centre.readable else None),
        *_unknown(centre, ("tickets", "sla", "*", "queue"), "queue", queues),
        *_unknown(sources, ("sources", "*", "site"), "site", sites),
        *_unknown(sources, ("sources", "*", "reader"), "reader", known.readers),
        *_unknown(sources, ("sources", "*", "kind"), "kind of record", known.columns),
        *_unknown_keys(sources, ("sources", "*", "queue_names"), "queue", queues),
        *(
            mistake
            for field, meanings in WORD_FIELDS.items()
            for mistake in _unknown_keys(sources, ("sources", "*", "words", field), field, meanings)
        ),
        *_unknown_keys(staffing, ("queues",), "queue", queues),
        *_unknown(targets, ("targets", "*", "kpi"), "KPI", known.kpis),
        *_calendars(centre, "sites"),
        *_calendars(centre, "calendars"),
        *_reserved(centre),
        *_queues_wanted(centre, sources),
        *_standards(centre),
        *_aliases(centre),
        *_agents(centre),
        *_scopes(centre, "interventions", sites, queues),
        *_interventions(centre),
        *_sources(sources, known),
        *_targets(targets, known, sites, queues),
        *check_goals(targets, known.measures, _ids(centre, "interventions") if centre.readable else None),
        *_shrinkage(staffing),
        *_occupancy(staffing),
    ]


def each(document: Document, pattern: Path, data: Any = None, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value at a path in which "*" stands for each entry of a list or mapping."""
    if not path and data is None:
        data = document.data
    if len(path) == len(pattern):
        yield path, data
        return
    step = pattern[len(path)]
    if isinstance(data, list):
        children: list[tuple[str | int, Any]] = list(enumerate(data))
    else:
        children = list(data.items()) if isinstance(data, dict) else []
    for key, value in children:
        if step in ("*", key) and value is not None:
            yield from each(document, pattern, value, (*path, key))


def _texts(document: Document, *pattern: str | int) -> list[tuple[Path, str]]:
    return [(path, value.strip()) for path, value in each(document, pattern) if isinstance(value, str)]


def _ids(document: Document, section: str) -> list[str]:
    return [value for _, value in _texts(document, section, "*", "id")]


def _given_twice(document: Document, pattern: tuple[str, ...], what: str) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for path, value in _texts(document, *pattern):
        if value in first:
            yield document.mistake(path, f"the {what} {value!r} is given twice, first on line {first[value]}; every id stands once")
        first.setdefault(value, document.line(path))


def _unknown(document: Document, pattern: tuple[str, ...], what: str, known: Collection[str] | None) -> Iterator[Mistake]:
    for path, value in _texts(document, *pattern):
        if known is not None and value not in known:
            yield document.mistake(path, f"unknown {what} {value!r}{nearest(value, known)}")


def _unknown_keys(document: Document, pattern: Path, what: str, known: Collection[str] | None) -> Iterator[Mistake]:
    for path, value in each(document, pattern):
        for key in value if isinstance(value, dict) else ():
            if known is not None and key not in known:
                yield document.mistake((*path, key), f"unknown {what} {key!r}{nearest(key, known)}")


def _calendars(centre: Document, section: str) -> Iterator[Mistake]:
    supported = holidays.list_supported_countries()
    for path, site in each(centre, (section, "*")):
        country, part = (site.get("country"), site.get("subdivision")) if isinstance(site, dict) else (None, None)
        if isinstance(country, str) and country not in supported:
            offer = nearest(country, supported)
            yield centre.mistake(
                (*path, "country"),
                f"found {country!r}, expected a country code whose public holidays are known, such as DE or US{offer};"
                " leave the key out and list the days under holidays",
            )
        elif isinstance(country, str) and isinstance(part, str) and part not in supported[country]:
            yield centre.mistake((*path, "subdivision"), f"unknown subdivision {part!r} of {country}{nearest(part, supported[country])}")
        elif part is not None and country is None:
            yield centre.mistake((*path, "subdivision"), "a subdivision needs its country; add the key 'country'")


def _reserved(centre: Document) -> Iterator[Mistake]:
    for path, value in _texts(centre, "queues", "*", "id"):
        if value == UNMAPPED:
            yield centre.mistake(path, "the queue 'unmapped' is the house's own, for names nobody has mapped; choose another id")


def _queues_wanted(centre: Document, sources: Document) -> Iterator[Mistake]:
    """Only incidents stand for themselves: whatever else is counted is counted by queue."""
    if not centre.readable or not sources.readable or (isinstance(centre.data, dict) and centre.data.get("queues")):
        return
    kinds = [source.get("kind") for _, source in each(sources, ("sources", "*")) if isinstance(source, dict)]
    if not kinds or not all(kind in ("dispatch", "dispatch_event") for kind in kinds):
        text = "expected at least one queue under `queues`; only a centre whose sources are all dispatches can do without"
        yield centre.mistake(("queues",), text)


def _standards(centre: Document) -> Iterator[Mistake]:
    known = {*presets(), *_ids(centre, "standards")}
    for section in ("queues", "services"):
        yield from _unknown(centre, (section, "*", "standards"), "standard", known)
        yield from _unknown(centre, (section, "*", "standards", "*"), "standard", known)
    for path, value in _texts(centre, "standards", "*", "id"):
        if value in presets():
            yield centre.mistake(path, f"the standard {value!r} is one of the house's own; choose another id, or do not declare it")


def _aliases(centre: Document) -> Iterator[Mistake]:
    """One name cannot mean two queues; a queue's id is one of its names."""
    owner: dict[str, tuple[str, int]] = {}
    named = [(path[1], path, value) for path, value in _texts(centre, "queues", "*", "id")]
    ids = {index: value for index, _, value in named}
    named += [(path[1], path, value) for path, value in _texts(centre, "queues", "*", "aliases")]
    named += [(path[1], path, value) for path, value in _texts(centre, "queues", "*", "aliases", "*")]
    for index, path, value in named:
        queue = ids.get(index, "")
        other, line = owner.setdefault(value, (queue, centre.line(path)))
        if other != queue:
            yield centre.mistake(
                path,
                f"the name {value!r} belongs to the queue {other!r} already (line {line}); keep one, or say under queue_names in"
                " sources.yaml which source means which",
            )


def _agents(centre: Document) -> Iterator[Mistake]:
    """One name cannot mean two agents."""
    owner: dict[str, str] = {}
    for path, name in [*_texts(centre, "agents", "*"), *_texts(centre, "agents", "*", "*")]:
        other = owner.setdefault(name.strip(), str(path[1]))
        if other != str(path[1]):
            yield centre.mistake(path, f"the name {name!r} belongs to the agent {other!r} already; keep one")


def _scopes(document: Document, section: str, sites: Collection[str] | None, queues: Collection[str] | None) -> Iterator[Mistake]:
    for path, scope in _texts(document, section, "*", "scope"):
        kind, _, scope_id = scope.partition("/")
        ids = {"site": sites, "queue": queues}.get(kind)
        if scope_id and ids is not None and scope_id not in ids:
            yield document.mistake(path, f"unknown {kind} {scope_id!r}{nearest(scope_id, ids)}")


def _interventions(centre: Document) -> Iterator[Mistake]:
    for path, one in each(centre, ("interventions", "*")):
        first, last = (one.get("from"), one.get("to")) if isinstance(one, dict) else (None, None)
        # Days that are no dates get a sentence of their own from the model; written alike, they sort as text.
        if first is not None and last is not None and len(str(first)) == len(str(last)) == 10 and str(last) < str(first):
            yield centre.mistake((*path, "to"), f"found {str(last)!r}, expected a day on or after its first one, {first}")


def _sources(sources: Document, known: Known) -> Iterator[Mistake]:
    for path, source in each(sources, ("sources", "*")):
        if not isinstance(source, dict):
            continue
        reader, kind = source.get("reader"), source.get("kind")
        if reader == "delimited" and kind is None:
            kinds = f": one of {', '.join(known.columns)}" if known.columns else ""
            yield sources.mistake(path, f"the key 'kind' is missing; the reader 'delimited' must be told the kind of record{kinds}")
        stranger = not isinstance(reader, str) or (known.readers is not None and reader not in known.readers)
        if source.get("timezone") is None and not stranger and reader not in known.utc_readers:
            yield sources.mistake(
                path,
                f"the key 'timezone' is missing; the reader {reader!r} needs the time zone of the file's times:"
                " an IANA time zone such as Europe/Berlin, or UTC",
            )
        yield from _columns(sources, path, kind, known)
        yield from _meaning_two(sources, (*path, "queue_names"), "queue")
        for field_path, _ in each(sources, (*path, "words", "*")):
            yield from _meaning_two(sources, field_path, str(field_path[-1]))


def _columns(sources: Document, path: Path, kind: Any, known: Known) -> Iterator[Mistake]:
    if known.columns is not None:
        every = {name for columns in known.columns.values() for name in columns} | set(WORD_FIELDS)
        yield from _unknown_keys(sources, (*path, "words"), "canonical column", every)
    if known.columns is not None and (kind is None or (isinstance(kind, str) and kind in known.columns)):
        kinds = known.columns if kind is None else {kind: known.columns[kind]}
        names = {name for columns in kinds.values() for name in columns}
        of_kind = f" of {kind}" if kind else ""
        yield from _unknown_keys(sources, (*path, "columns"), f"canonical column{of_kind}", names)
    for column_path, column in each(sources, (*path, "columns", "*")):
        if isinstance(column, dict) and {"since", "until"} & set(column):
            if not {"since", "until"} <= set(column) or {"column", "columns"} & set(column):
                yield sources.mistake(column_path, "expected 'since' and 'until' together, without 'column' or 'columns'")
        elif isinstance(column, dict) and len({"column", "columns", "value"} & set(column)) != 1:
            yield sources.mistake(column_path, "expected one of the keys 'column', 'columns' and 'value'")
        elif isinstance(column, dict) and column.get("value") == "FILL_IN":
            yield sources.mistake((*column_path, "value"), "found FILL_IN, which a draft leaves where only the owner knows the answer")


def _meaning_two(sources: Document, path: Path, what: str) -> Iterator[Mistake]:
    """One word of a source cannot mean two things. Words are compared as the pipeline does: names exactly, others in lower case."""
    meaning: dict[str, str] = {}
    exact = path[-1] == "queue_names"
    for word_path, word in [*_texts(sources, *path, "*"), *_texts(sources, *path, "*", "*")]:
        canonical = str(word_path[len(path)])
        other = meaning.setdefault(word if exact else word.lower(), canonical)
        if other != canonical:
            yield sources.mistake(word_path, f"the word {word!r} means the {what} {other!r} already; keep one")


def _targets(targets: Document, known: Known, sites: Collection[str] | None, queues: Collection[str] | None) -> Iterator[Mistake]:
    yield from _scopes(targets, "targets", sites, queues)
    first: dict[tuple[str, str], int] = {}
    for path, scope in _texts(targets, "targets", "*", "scope"):
        target = targets.data["targets"][path[1]]
        kpi = target.get("kpi")
        if not isinstance(kpi, str):
            continue
        if (kpi, scope) in first:
            line = first[(kpi, scope)]
            yield targets.mistake(path, f"{kpi} has a target for {scope!r} already, on line {line}; keep one")
        first.setdefault((kpi, scope), targets.line(path))
        better = known.kpis.get(kpi) if isinstance(known.kpis, Mapping) else None
        if better == "band" and target.get("comparator") is None:
            yield targets.mistake(path[:-1], comparator_missing(kpi))


def comparator_missing(kpi: str) -> str:
    """The sentence for a target whose comparator does not follow from its KPI."""
    return f"the key 'comparator' is missing, expected at_least or at_most: for {kpi} neither higher nor lower is better by itself"


def _shrinkage(staffing: Document) -> Iterator[Mistake]:
    """Shares of paid hours add up, and something must be left over to work in."""
    components: dict[Path, dict[str, float]] = defaultdict(dict)
    base = dict(_shares(staffing, ("defaults", "shrinkage")))
    components[("defaults", "shrinkage")] = base
    for path, _ in each(staffing, ("queues", "*", "shrinkage")):
        components[path] = base | dict(_shares(staffing, path))
    for path, shares in components.items():
        total = math.fsum(shares.values())
        if total >= 1:
            yield staffing.mistake(path, f"found shares that add up to {total:g}, expected less than 1: nobody would be left to work")


def _occupancy(staffing: Document) -> Iterator[Mistake]:
    for above in (("defaults",), ("queues", "*")):
        for path, share in each(staffing, (*above, "max_occupancy")):
            if share == 0 and not isinstance(share, bool):
                yield staffing.mistake(path, "found 0, expected a share above 0: nobody would have time for a call")


def _shares(staffing: Document, path: Path) -> Iterator[tuple[str, float]]:
    for share_path, share in each(staffing, (*path, "*")):
        if isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1:
            yield str(share_path[-1]), share
