"""Services and standards as tables: what a dispatch is measured against, by service, priority and queue.

Belongs here: `config.service`, `config.dispatch_target`, `config.standard_rule`. Does not: the keys (settings.dispatch).
"""

from collections.abc import Iterable, Iterator

from assets.settings.dispatch import Service, Standard, presets
from assets.settings.settings import Settings

EVERY_PRIORITY = "all"

COLUMNS: dict[str, dict[str, str]] = {
    "config.service": {"service": "varchar", "arrival_tolerance_s": "double"},
    "config.dispatch_target": {"service": "varchar", "priority": "varchar", "target_s": "double"},
    "config.standard_rule": {
        "scope_type": "varchar",
        "scope_id": "varchar",
        "standard_id": "varchar",
        "standard_name": "varchar",
        "measure": "varchar",
        "within_s": "double",
        "target_share": "double",
        "is_busy_hour": "boolean",
    },
}


def rows(settings: Settings) -> dict[str, Iterable[tuple[object, ...]]]:
    """The rows of every table; services are compared in lower case."""
    known = presets() | {one.id: one for one in settings.centre.standards}
    services = settings.centre.services
    return {
        "config.service": [(service.id.lower(), service.arrival_tolerance_s) for service in services],
        "config.dispatch_target": [row for service in services for row in _targets(service, known)],
        "config.standard_rule": sorted({*_service_rules(services, known), *_queue_rules(settings, known)}),
    }


def _targets(service: Service, known: dict[str, Standard]) -> Iterator[tuple[object, ...]]:
    processing = [rule.within_s for name in service.standards for rule in known[name].rules if rule.measure == "processing"]
    target_s = service.dispatch_target_s if service.dispatch_target_s is not None else min(processing, default=None)
    if target_s is not None:
        yield service.id.lower(), EVERY_PRIORITY, target_s
    for priority, own_s in service.dispatch_targets_s.items():
        yield service.id.lower(), priority, own_s


Row = tuple[str, str, str, str, str, float, float, bool]


def _service_rules(services: Iterable[Service], known: dict[str, Standard]) -> Iterator[Row]:
    for service in services:
        yield from _rules("service", service.id.lower(), service.standards, known)


def _queue_rules(settings: Settings, known: dict[str, Standard]) -> Iterator[Row]:
    """A queue's own standards, else those of the service it gives."""
    of_service = {service.id.lower(): service.standards for service in settings.centre.services}
    for queue in settings.centre.queues:
        yield from _rules("queue", queue.id, queue.standards or of_service.get((queue.service or queue.id).lower(), ()), known)


def _rules(scope_type: str, scope_id: str, names: Iterable[str], known: dict[str, Standard]) -> Iterator[Row]:
    for name in names:
        for rule in known[name].rules:
            yield (
                *(scope_type, scope_id, name, known[name].name or name),
                *(rule.measure, rule.within_s, rule.share, rule.busy_hour),
            )
