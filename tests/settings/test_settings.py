"""What settings say when nothing is wrong with them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets.settings.settings import load_settings

Write = Callable[..., Path]

SHIPPED = Path(__file__).parents[2] / "config"


def test_the_shipped_settings_load() -> None:
    settings = load_settings(SHIPPED)
    assert [queue.id for queue in settings.centre.queues] == ["orders", "support", "billing", "casework"]
    assert settings.source("acd").columns["wait_s"].format == "h:mm:ss"
    assert settings.source("acd").columns["leg_id"].column == "Call ID"
    assert settings.source("asterisk").timezone == "Europe/Berlin", "the table of a switch is written in its site's time"


def test_a_column_can_be_a_name_a_number_or_several(write: Write) -> None:
    folder = write(
        (
            "sources",
            "leg_id: Call",
            'leg_id: 3\n      contact_id: "3"\n      entered_at_utc: {columns: [date, time], timestamp: "%y%m%d %H:%M:%S", plus: vru}\n'
            "      did: [area, number]",
        )
    )
    columns = load_settings(folder).source("acd").columns
    assert columns["leg_id"].column == 3
    assert columns["contact_id"].column == "3"
    assert columns["entered_at_utc"].columns == ("date", "time")
    assert columns["entered_at_utc"].timestamp == ("%y%m%d %H:%M:%S",)
    assert columns["entered_at_utc"].plus == ("vru",)
    assert columns["did"].columns == ("area", "number")


def test_words_and_aliases_stay_as_they_are_written(write: Write) -> None:
    folder = write(
        ("sources", "[Handled]", "[Yes, 007, 1.0, true, null, 'n/a']"),
        ("centre", "[help]", "[0800, 1.50, on]"),
    )
    settings = load_settings(folder)
    assert settings.source("acd").words["outcome"]["answered"] == ("Yes", "007", "1.0", "true", "null", "n/a")
    assert settings.queue("support").aliases == ("0800", "1.50", "on")


def test_a_single_word_needs_no_list(write: Write) -> None:
    folder = write(("sources", "[Handled]", "Handled"), ("centre", "[help]", "help"))
    assert load_settings(folder).source("acd").words["outcome"]["answered"] == ("Handled",)
    assert load_settings(folder).queue("support").aliases == ("help",)


def test_the_table_of_a_switch_is_in_its_site_s_time_unless_its_source_says_otherwise(write: Write) -> None:
    entry = "sources:\n  - {id: pbx, reader: queue_log, files: 'pbx/*', site: quay}\n"
    said = entry + "  - {id: utc, reader: queue_log, files: 'utc/*', site: quay, timezone: UTC}\n"
    settings = load_settings(write(("sources", "sources:\n", said)))
    assert (settings.source("pbx").timezone, settings.source("utc").timezone) == (settings.site("quay").timezone, "UTC")
    assert settings.site("quay").timezone != "UTC"


def test_tab_and_none_are_words_for_delimiter_and_quote(write: Write) -> None:
    folder = write(("sources", "kind: call", "kind: call\n    delimiter: tab\n    quote: none\n    encoding: latin-1"))
    source = load_settings(folder).source("acd")
    assert (source.delimiter, source.quote, source.encoding) == ("\t", "", "latin-1")


@pytest.mark.parametrize(
    "text, expected",
    [
        ('{mon-fri: "09:00-12:00,13:30-17:00"}', dict.fromkeys(range(1, 6), ((32400, 43200), (48600, 61200)))),
        ('{sat-mon: "00:00-24:00"}', {6: ((0, 86400),), 7: ((0, 86400),), 1: ((0, 86400),)}),
        ('{"mon,wed": "08:00-09:00", holiday: closed}', {1: ((28800, 32400),), 3: ((28800, 32400),), 8: ()}),
        ("{}", {}),
    ],
)
def test_opening_hours_are_read_by_weekday(write: Write, text: str, expected: dict[int, object]) -> None:
    settings = load_settings(write(("centre", '{mon-fri: "08:00-20:00", sat: "09:00-17:00"}', text)))
    assert settings.queue("orders").hours_s() == expected


def test_a_queue_without_hours_is_always_open(write: Write) -> None:
    assert load_settings(write()).queue("support").hours_s() == dict.fromkeys(range(1, 8), ((0, 86400),))


def test_a_queues_staffing_stands_over_the_defaults_component_by_component(write: Write) -> None:
    folder = write(("staffing", "{max_occupancy: 0.8}", "{max_occupancy: 0.8, shrinkage: {breaks: 0.12}}"))
    staffing = load_settings(folder).staffing
    assert staffing.rule("orders").shrinkage == {"holiday": 0.08, "breaks": 0.12}
    assert staffing.rule("support").shrinkage == {"holiday": 0.08, "breaks": 0.10}
    assert staffing.rule("orders").max_occupancy == 0.8
    assert (staffing.rule("support").max_occupancy, staffing.rule("support").service_level_target) == (0.85, 0.80)


def test_names_nobody_gave_are_not_checked(write: Write) -> None:
    folder = write(("targets", "service_level", "anything"), ("sources", "leg_id: Call", "my_column: Call"))
    assert load_settings(folder).targets[0].kpi == "anything"


def test_an_anchor_can_be_used_again(write: Write) -> None:
    folder = write(
        ("centre", "open: {mon-fri", "open: &hours {mon-fri"), ("centre", "aliases: [help]", "aliases: [help]\n    open: *hours")
    )
    settings = load_settings(folder)
    assert settings.queue("support").open == settings.queue("orders").open


def test_a_column_may_be_what_stands_above_the_header_alone(write: Callable[..., Path]) -> None:
    folder = write(("sources", "leg_id: Call", "leg_id: Call\n      queue: {above: Skill}\n      agent: {above: Agent, columns: [Team]}"))
    columns = load_settings(folder).source("acd").columns
    assert (columns["queue"].above, columns["agent"].columns) == ("Skill", ("Team",))
