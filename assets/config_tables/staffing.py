"""The tables of config/staffing.yaml: one row a queue, the defaults filled in.

Belongs here: rules, shrinkage, roster, shifts and hiring of each queue as rows. Does not: other settings (tables).
"""

import math
from collections.abc import Iterable

from assets.settings.hours import weekdays_of
from assets.settings.settings import Settings

COLUMNS: dict[str, dict[str, str]] = {
    "config.staffing": {
        "queue_id": "varchar",
        "service_level_target": "double",
        "threshold_s": "double",
        "max_occupancy": "double",
        "min_agents": "bigint",
        "loaded_rate_per_hour": "double",
        "shrinkage": "double",
        "patience_s": "double",
        "currency": "varchar",
    },
    "config.shrinkage": {"queue_id": "varchar", "component": "varchar", "share": "double"},
    "config.roster": {"queue_id": "varchar", "weekday": "bigint", "start_s": "bigint", "end_s": "bigint", "people": "double"},
    "config.shift": {
        "queue_id": "varchar",
        "shift_hours": "double",
        "start_every_minutes": "bigint",
        "break_minutes": "bigint",
        "break_from_hours": "double",
        "break_to_hours": "double",
    },
    "config.hiring": {
        "queue_id": "varchar",
        "heads": "double",
        "hours_per_week": "double",
        "budget_per_week": "double",
        "fit_factor": "double",
        "attrition_new": "double",
        "attrition": "double",
        "new_months": "bigint",
        "ramp": "varchar",
        "lead_time_days": "bigint",
        "class_size_min": "bigint",
        "class_size_max": "bigint",
        "growth_per_month": "double",
        "certainty": "double",
        "months_ahead": "bigint",
    },
}


def rows(settings: Settings) -> dict[str, Iterable[tuple[object, ...]]]:
    """The rows of every table of `COLUMNS`."""
    return {
        "config.staffing": _staffing(settings),
        "config.shrinkage": _shrinkage(settings),
        "config.roster": _rosters(settings),
        "config.shift": _shifts(settings),
        "config.hiring": _hiring(settings),
    }


def _shrinkage(settings: Settings) -> Iterable[tuple[object, ...]]:
    for queue in settings.centre.queues:
        for component, share in settings.staffing.rule(queue.id).shrinkage.items():
            yield queue.id, component, share


def _staffing(settings: Settings) -> Iterable[tuple[object, ...]]:
    for queue in settings.centre.queues:
        rule = settings.staffing.rule(queue.id)
        threshold_s = queue.threshold_s if rule.threshold_s is None else rule.threshold_s
        yield (
            *(queue.id, rule.service_level_target, threshold_s, rule.max_occupancy, rule.min_agents, rule.loaded_rate_per_hour),
            *(math.fsum(rule.shrinkage.values()), rule.patience_s),
            settings.site(queue.site).currency or settings.centre.currency,
        )


def _hiring(settings: Settings) -> Iterable[tuple[object, ...]]:
    for queue in settings.centre.queues:
        rule = settings.staffing.rule(queue.id).hiring
        ramp = " ".join(f"{share:g}" for share in rule.ramp or ())
        yield (queue.id, *(ramp if name == "ramp" else getattr(rule, name) for name in list(COLUMNS["config.hiring"])[1:]))


def _rosters(settings: Settings) -> Iterable[tuple[object, ...]]:
    """Nobody on a day is a row of no length, so that a stated day without people is known from one nobody spoke of."""
    for queue in settings.centre.queues:
        for days, spans in (settings.staffing.rule(queue.id).roster or {}).items():
            for weekday in weekdays_of(days):
                for start_s, end_s, people in spans or ((0, 0, 0.0),):
                    yield queue.id, weekday, start_s, end_s, people


def _shifts(settings: Settings) -> Iterable[tuple[object, ...]]:
    for queue in settings.centre.queues:
        rule = settings.staffing.rule(queue.id).shifts
        for hours in rule.hours or ():
            yield queue.id, hours, rule.start_every_minutes, rule.break_minutes, rule.break_from_hours, rule.break_to_hours
