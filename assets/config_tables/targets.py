"""The tables config.target and config.page: the goal register as SQL reads it.

Belongs here: their columns and rows. Does not: the models of goals (settings.targets), other config tables (tables).
"""

from collections.abc import Iterable, Mapping

from assets.settings.checks import comparator_missing
from assets.settings.messages import Mistake, SettingsError
from assets.settings.settings import Settings

COLUMNS = {
    "config.target": {
        "target_id": "varchar",
        "kpi": "varchar",
        "scope_type": "varchar",
        "scope_id": "varchar",
        "comparator": "varchar",
        "target": "double",
        "stretch": "double",
        "owner": "varchar",
        "due_date": "date",
        "action": "varchar",
        "action_from_date": "date",
        "intervention_id": "varchar",
        "rationale": "varchar",
        "goal_level": "varchar",
        "parent_id": "varchar",
        "agents_declared": "double",
        "cost_declared": "double",
    },
    "config.page": {"kpi": "varchar", "page_place": "bigint"},
}


def rows(settings: Settings, better: Mapping[str, str]) -> dict[str, Iterable[tuple[object, ...]]]:
    """Give the rows of both tables; raises `SettingsError` where a goal's comparator does not follow from its KPI."""
    return {
        "config.target": _targets(settings, better),
        "config.page": [(kpi, place) for place, kpi in enumerate(settings.page, start=1)],
    }


def _targets(settings: Settings, better: Mapping[str, str]) -> Iterable[tuple[object, ...]]:
    found = []
    mistakes = []
    for target in settings.targets:
        comparator = target.comparator or {"higher": "at_least", "lower": "at_most"}.get(better.get(target.kpi, ""))
        if comparator is None:
            mistakes.append(Mistake("targets.yaml", 0, f"{target.kpi} for {target.scope}", comparator_missing(target.kpi)))
        scope_type, _, scope_id = target.scope.partition("/")
        found.append(
            (
                *(target.target_id, target.kpi, scope_type, scope_id or "all", comparator, target.target, target.stretch),
                *(target.owner, target.due, target.action, target.action_from, target.intervention, target.rationale),
                *(target.goal_level, target.parent, target.agents, target.cost),
            )
        )
    if mistakes:
        raise SettingsError(mistakes)
    return found
