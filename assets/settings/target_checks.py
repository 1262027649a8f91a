"""The goal linter: a goal is specific, measurable, time-bound, owned, and promises nothing that would harm callers.

Belongs here: what can be said of goals from the settings and the KPI catalogue alone. Does not: whether a goal can be held (the scorecard's
promises ask that of the staffing tables), single values (fields).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from assets.settings.documents import Document
from assets.settings.messages import Mistake, Path, nearest
from assets.settings.targets import LEVEL_OF_SCOPE, LEVELS, PAGE_LENGTH

NOBODY = re.compile(r"(?i)^(tbd|tba|todo|n/?a|none|nobody|no one|unknown|everyone|everybody|all|team|\?+|-+|x+)$")
RESOLUTION = re.compile(r"first_contact|one_touch|(^|_)fcr(_|$)")


@dataclass(frozen=True)
class Measures:
    """What the catalogue says of KPIs; empty where the caller cannot say."""

    better: Mapping[str, str] = field(default_factory=dict)
    unit: Mapping[str, str] = field(default_factory=dict)
    never: Collection[str] = ()


def check_goals(targets: Document, measures: Measures, interventions: Collection[str] | None) -> Iterator[Mistake]:
    """Every mistake of the goal register, each with what would mend it."""
    entries = targets.data.get("targets") if isinstance(targets.data, dict) else None
    goals = {index: goal for index, goal in enumerate(entries if isinstance(entries, list) else []) if isinstance(goal, dict)}
    ids = {index: _id_of(goal) for index, goal in goals.items()}
    for index, goal in goals.items():
        path: Path = ("targets", index)
        yield from _measurable(targets, path, goal, measures)
        yield from _owned(targets, path, goal)
        yield from _serves(targets, path, goal, goals, ids)
        named = goal.get("intervention")
        if isinstance(named, str) and interventions is not None and named not in interventions:
            yield targets.mistake((*path, "intervention"), f"unknown intervention {named!r}{nearest(named, interventions)}")
        if _dates(goal.get("action_from"), goal.get("due")):
            told = f"found {str(goal['action_from'])!r}, expected a day before the goal is due, {goal['due']}"
            yield targets.mistake((*path, "action_from"), told)
    yield from _page(targets, measures)


def _measurable(targets: Document, path: Path, goal: Mapping[str, Any], measures: Measures) -> Iterator[Mistake]:
    kpi, value, stretch = goal.get("kpi"), goal.get("target"), goal.get("stretch")
    if not isinstance(kpi, str):
        return
    if kpi in measures.never:
        yield targets.mistake(
            (*path, "kpi"),
            f"{kpi} may be watched but not promised: agents who must be quick hang up on callers who are not done;"
            " promise what callers get, such as first contact resolution or the service level",
        )
    if measures.unit.get(kpi) == "share" and _is_number(value) and not 0 <= value <= 1:
        offer = f"; did you mean {value / 100:g}?" if 1 < value <= 100 else ""
        yield targets.mistake((*path, "target"), f"found {value:g}, expected a share from 0 to 1 (0.8 means 80 %){offer}")
    if measures.unit.get(kpi) in ("seconds", "count", "money") and _is_number(value) and value < 0:
        yield targets.mistake((*path, "target"), f"found {value:g}, expected 0 or more: {kpi} is in {measures.unit[kpi]}")
    better, comparator = measures.better.get(kpi), goal.get("comparator")
    against = {"higher": "at_most", "lower": "at_least"}.get(str(better))
    if comparator is not None and comparator == against:
        yield targets.mistake((*path, "comparator"), f"found {comparator!r}, but of {kpi} the {better} is the better; leave the key out")
    wants_more = (comparator or {"higher": "at_least", "lower": "at_most"}.get(str(better))) == "at_least"
    if (
        _is_number(value)
        and _is_number(stretch)
        and better
        and comparator != against
        and (stretch <= value if wants_more else stretch >= value)
    ):
        yield targets.mistake(
            (*path, "stretch"), f"found {stretch:g}, expected more than is promised: {'above' if wants_more else 'below'} {value:g}"
        )


def _owned(targets: Document, path: Path, goal: Mapping[str, Any]) -> Iterator[Mistake]:
    owner = goal.get("owner")
    if isinstance(owner, str) and NOBODY.match(owner.strip()):
        yield targets.mistake((*path, "owner"), f"found {owner!r}, expected one person or office that answers for the goal")


def _serves(
    targets: Document, path: Path, goal: Mapping[str, Any], goals: Mapping[int, Mapping[str, Any]], ids: Mapping[int, str]
) -> Iterator[Mistake]:
    """A goal serves one of a higher level, and following the parents ends."""
    parent = goal.get("parent")
    if not isinstance(parent, str):
        return
    by_id = {name: index for index, name in ids.items()}
    if parent not in by_id:
        yield targets.mistake((*path, "parent"), f"unknown goal {parent!r}{nearest(parent, by_id)}")
        return
    seen: list[str] = [_id_of(goal)]
    above: Any = parent
    while isinstance(above, str) and above in by_id:
        if above in seen:
            yield targets.mistake((*path, "parent"), f"goals serve each other in a circle: {' -> '.join([*seen, above])}")
            return
        seen.append(above)
        above = goals[by_id[above]].get("parent")
    mine, theirs = _level_of(goal), _level_of(goals[by_id[parent]])
    if mine in LEVELS and theirs in LEVELS and LEVELS.index(theirs) > LEVELS.index(mine):
        told = f"{parent} is a goal of the level {theirs}, below {mine}; a goal serves one of its level or above"
        yield targets.mistake((*path, "parent"), told)


def _page(targets: Document, measures: Measures) -> Iterator[Mistake]:
    page = targets.data.get("page") if isinstance(targets.data, dict) else None
    if not isinstance(page, list):
        return
    for index, kpi in enumerate(page):
        if measures.better and isinstance(kpi, str) and kpi not in measures.better:
            yield targets.mistake(("page", index), f"unknown KPI {kpi!r}{nearest(kpi, measures.better)}")
    if len(page) > PAGE_LENGTH:
        yield targets.mistake(("page",), f"found {len(page)} KPIs, expected at most {PAGE_LENGTH}: whoever watches everything sees nothing")
    lengths = [place for place, kpi in enumerate(page) if kpi in measures.never]
    solved = [place for place, kpi in enumerate(page) if isinstance(kpi, str) and RESOLUTION.search(kpi)]
    has_resolution = any(RESOLUTION.search(kpi) for kpi in measures.better)
    if lengths and has_resolution and (not solved or min(solved) > min(lengths)):
        told = "how long a call takes stands below whether it solved the matter: put first contact resolution above it"
        yield targets.mistake(("page", min(lengths)), f"found {page[min(lengths)]!r} first; {told}")


def _id_of(goal: Mapping[str, Any]) -> str:
    return str(goal.get("id") or f"{goal.get('kpi')}_{str(goal.get('scope')).replace('/', '_')}")


def _level_of(goal: Mapping[str, Any]) -> str:
    return str(goal.get("level") or LEVEL_OF_SCOPE.get(str(goal.get("scope")).partition("/")[0], ""))


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _dates(first: Any, last: Any) -> bool:
    """Say whether the first day is not before the last; written alike, days sort as text."""
    return first is not None and last is not None and len(str(first)) == len(str(last)) == 10 and str(first) >= str(last)
