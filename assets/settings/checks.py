"""What one entry of the settings says about another: references, ids given twice, sums.

Belongs here: checks across entries and files. They read the plain data, so that a mistake elsewhere hides none of these.
Does not: single values (fields).
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import holidays

from assets.settings.dispatch import presets
from assets.settings.documents import Document
from assets.settings.messages import Mistake, Path, nearest
from assets.settings.paths import each, given_twice, ids, texts, unknown, unknown_keys
from assets.settings.source_checks import Known, check_sources
from assets.settings.target_checks import check_goals
from assets.settings.words import WORD_FIELDS

UNMAPPED = "unmapped"


def check(documents: Mapping[str, Document], known: Known) -> list[Mistake]:
    """Every mistake between the entries of the four files."""
    centre, sources = documents["centre"], documents["sources"]
    targets, staffing = documents["targets"], documents["staffing"]
    # A file that cannot be read says nothing, so nothing can be unknown to it.
    sites = ids(centre, "sites") if centre.readable else None
    queues = ids(centre, "queues") if centre.readable else None
    return [
        *given_twice(centre, ("sites", "*", "id"), "site"),
        *given_twice(centre, ("queues", "*", "id"), "queue"),
        *given_twice(centre, ("interventions", "*", "id"), "intervention"),
        *given_twice(centre, ("calendars", "*", "id"), "calendar"),
        *given_twice(centre, ("services", "*", "id"), "service"),
        *given_twice(centre, ("standards", "*", "id"), "standard"),
        *given_twice(sources, ("sources", "*", "id"), "source"),
        *given_twice(targets, ("targets", "*", "id"), "target"),
        *unknown(centre, ("queues", "*", "site"), "site", sites),
        *unknown(centre, ("queues", "*", "calendar"), "calendar", ids(centre, "calendars") if centre.readable else None),
        *unknown(centre, ("tickets", "sla", "*", "queue"), "queue", queues),
        *unknown(sources, ("sources", "*", "site"), "site", sites),
        *unknown(sources, ("sources", "*", "reader"), "reader", known.readers),
        *unknown(sources, ("sources", "*", "kind"), "kind of record", known.columns),
        *unknown_keys(sources, ("sources", "*", "queue_names"), "queue", queues),
        *(
            mistake
            for field, meanings in WORD_FIELDS.items()
            for mistake in unknown_keys(sources, ("sources", "*", "words", field), field, meanings)
        ),
        *unknown_keys(staffing, ("queues",), "queue", queues),
        *unknown(targets, ("targets", "*", "kpi"), "KPI", known.kpis),
        *_calendars(centre, "sites"),
        *_calendars(centre, "calendars"),
        *_reserved(centre),
        *_queues_wanted(centre, sources),
        *_standards(centre),
        *_aliases(centre),
        *_agents(centre),
        *_scopes(centre, "interventions", sites, queues),
        *_interventions(centre),
        *check_sources(sources, known),
        *_targets(targets, known, sites, queues),
        *check_goals(targets, known.measures, ids(centre, "interventions") if centre.readable else None),
        *_shrinkage(staffing),
        *_not_nought(staffing),
    ]


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
    for path, value in texts(centre, "queues", "*", "id"):
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
    known = {*presets(), *ids(centre, "standards")}
    for section in ("queues", "services"):
        yield from unknown(centre, (section, "*", "standards"), "standard", known)
        yield from unknown(centre, (section, "*", "standards", "*"), "standard", known)
    for path, value in texts(centre, "standards", "*", "id"):
        if value in presets():
            yield centre.mistake(path, f"the standard {value!r} is one of the house's own; choose another id, or do not declare it")


def _aliases(centre: Document) -> Iterator[Mistake]:
    """One name cannot mean two queues; a queue's id is one of its names."""
    owner: dict[str, tuple[str, int]] = {}
    named = [(path[1], path, value) for path, value in texts(centre, "queues", "*", "id")]
    ids = {index: value for index, _, value in named}
    named += [(path[1], path, value) for path, value in texts(centre, "queues", "*", "aliases")]
    named += [(path[1], path, value) for path, value in texts(centre, "queues", "*", "aliases", "*")]
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
    for path, name in [*texts(centre, "agents", "*"), *texts(centre, "agents", "*", "*")]:
        other = owner.setdefault(name.strip(), str(path[1]))
        if other != str(path[1]):
            yield centre.mistake(path, f"the name {name!r} belongs to the agent {other!r} already; keep one")


def _scopes(document: Document, section: str, sites: Collection[str] | None, queues: Collection[str] | None) -> Iterator[Mistake]:
    for path, scope in texts(document, section, "*", "scope"):
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


def _targets(targets: Document, known: Known, sites: Collection[str] | None, queues: Collection[str] | None) -> Iterator[Mistake]:
    yield from _scopes(targets, "targets", sites, queues)
    first: dict[tuple[str, str], int] = {}
    for path, scope in texts(targets, "targets", "*", "scope"):
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


# Keys that may not be 0, and what 0 would mean.
ABOVE_ZERO = {
    "max_occupancy": "a share above 0: nobody would have time for a call",
    "patience_s": "seconds above 0: nobody would wait at all",
}


def _not_nought(staffing: Document) -> Iterator[Mistake]:
    for name, expected in ABOVE_ZERO.items():
        for above in (("defaults",), ("queues", "*")):
            for path, value in each(staffing, (*above, name)):
                if value == 0 and not isinstance(value, bool):
                    yield staffing.mistake(path, f"found 0, expected {expected}")


def _shares(staffing: Document, path: Path) -> Iterator[tuple[str, float]]:
    for share_path, share in each(staffing, (*path, "*")):
        if isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1:
            yield str(share_path[-1]), share
