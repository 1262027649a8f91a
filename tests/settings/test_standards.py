"""Standards and targets of a dispatch centre, from its settings to the tables SQL reads."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.config_tables.standards import rows
from assets.settings.centre import Centre
from assets.settings.dispatch import presets
from assets.settings.messages import SettingsError
from assets.settings.settings import Settings, load_settings
from assets.settings.staffing import Staffing
from tests.warehouse import CENTRE


def settings_of(**keys: object) -> Settings:
    queues = [{**CENTRE["queues"][0], "service": "Fire"}, {**CENTRE["queues"][1], "standards": "county"}]
    return Settings(centre=Centre.model_validate({**CENTRE, "queues": queues, **keys}), sources=(), targets=(), staffing=Staffing())


COUNTY = {"id": "county", "name": "County", "rules": [{"measure": "answer", "within_s": 12, "share": 0.8, "busy_hour": True}]}


def test_the_presets_say_what_the_standards_say() -> None:
    told = {name: {(rule.measure, rule.within_s, rule.share) for rule in one.rules} for name, one in presets().items()}
    assert told["nena_sta_020"] == {("answer", 15, 0.90), ("answer", 20, 0.95)}
    assert told["nfpa_1225_2022"] == {("answer", 10, 0.90), ("processing", 60, 0.90)}
    assert told["nfpa_1221_old"] == {
        *(("answer", 15, 0.95), ("answer", 40, 0.99)),
        *(("processing", 60, 0.95), ("processing", 90, 0.99)),
    }
    assert told["nena_56_005_2006"] == {("answer", 10, 0.90), ("answer", 20, 0.95)}
    assert [rule.within_s for rule in presets()["nena_56_005_2006"].rules if rule.busy_hour] == [10]


def test_a_queue_has_its_own_standards_or_those_of_its_service() -> None:
    made = list(rows(settings_of(services=[{"id": "fire", "standards": "nena_sta_020"}], standards=[COUNTY]))["config.standard_rule"])
    assert {(row[0], row[1], row[2], row[5]) for row in made} == {
        ("service", "fire", "nena_sta_020", 15.0),
        ("service", "fire", "nena_sta_020", 20.0),
        ("queue", "orders", "nena_sta_020", 15.0),
        ("queue", "orders", "nena_sta_020", 20.0),
        ("queue", "billing", "county", 12.0),
    }


def test_the_target_is_the_declared_one_else_the_strictest_processing_rule_and_a_priority_has_its_own() -> None:
    services = [
        {"id": "Fire", "standards": ["nfpa_1221_old", "nena_sta_020"], "dispatch_targets_s": {"E": 30}},
        {"id": "medical", "standards": "nfpa_1225_2022", "dispatch_target_s": 75},
        {"id": "taxi", "arrival_tolerance_s": 120},
    ]
    made = rows(settings_of(services=services, standards=[COUNTY]))
    assert list(made["config.dispatch_target"]) == [("fire", "all", 60.0), ("fire", "E", 30.0), ("medical", "all", 75.0)]
    assert list(made["config.service"]) == [("fire", 0.0), ("medical", 0.0), ("taxi", 120.0)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("centre", "aliases: [help]", "aliases: [help]\n    standards: nena_sta_021"),
            "config/centre.yaml, line 18, queues.support.standards: unknown standard 'nena_sta_021'; did you mean 'nena_sta_020'?",
        ),
        (
            ("centre", "currency: EUR", "currency: EUR\nservices: [{id: fire, standards: [nfpa_1225_2022, nfpa]}]"),
            "config/centre.yaml, line 3, services.fire.standards[2]: unknown standard 'nfpa'; known: nena_56_005_2006, nena_sta_020,"
            " nfpa_1221_old, nfpa_1225_2022",
        ),
        (
            (
                "centre",
                "currency: EUR",
                "currency: EUR\nstandards: [{id: nfpa_1221_old, rules: [{measure: answer, within_s: 9, share: 1}]}]",
            ),
            "config/centre.yaml, line 3, standards.nfpa_1221_old.id: the standard 'nfpa_1221_old' is one of the house's own; choose"
            " another id, or do not declare it",
        ),
        (
            ("sources", "    words:", "    words:\n      event: {teleported: [T]}"),
            "config/sources.yaml, line 12, sources.acd.words.event.teleported: unknown event 'teleported'; did you mean 'delivered'?",
        ),
    ],
    ids=["of a queue", "among those of a service", "under a name of the house", "an event nobody knows"],
)
def test_a_standard_or_event_that_there_is_not_is_a_mistake(write: Callable[..., Path], change: tuple[str, str, str], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(write(change))
    assert [line.strip() for line in str(caught.value).splitlines()[1:]] == [message]
