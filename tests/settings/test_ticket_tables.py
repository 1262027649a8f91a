"""What the settings say about tickets, as tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.config_tables.tables import config_tables
from assets.settings.centre import Centre
from assets.settings.messages import SettingsError
from assets.settings.settings import Settings, load_settings
from assets.settings.staffing import Staffing
from assets.zone_words import ZONE_WORDS
from assets.zones import zone_names
from tests.warehouse import CENTRE


def tables(**more: Any) -> dict[str, Any]:
    settings = Settings(centre=Centre.model_validate(CENTRE | more), sources=(), targets=(), staffing=Staffing())
    return config_tables(settings, first_date=date(2024, 1, 1), last_date=date(2024, 1, 2))


def rows(frame: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame[list(names)].itertuples(index=False)]


CALENDAR = {
    "id": "desk",
    "timezone": "Europe/Berlin",
    "open": {"mon": "08:00-12:00,13:30-18:00"},
    "changes": [{"from": "2026-03-01", "open": {"mon": "09:00-17:00", "holiday": "10:00-12:00"}}],
    "holidays": {"2026-05-01": "May Day"},
}


def test_hours_hold_until_the_next_change_and_a_holiday_is_closed_unless_it_has_hours() -> None:
    made = tables(calendars=[CALENDAR])
    found = made["config.calendar_hours"]
    mine = found[found["calendar_id"] == "desk"].astype(str)
    assert rows(mine, "valid_from", "valid_to", "weekday", "start_s", "end_s") == [
        ("1990-01-01", "2026-02-28", "1", "28800", "43200"),
        ("1990-01-01", "2026-02-28", "1", "48600", "64800"),
        ("1990-01-01", "2026-02-28", "8", "0", "0"),
        ("2026-03-01", "2040-12-31", "1", "32400", "61200"),
        ("2026-03-01", "2040-12-31", "8", "36000", "43200"),
    ]
    holidays = made["config.calendar_holiday"]
    assert rows(holidays[holidays["calendar_id"] == "desk"], "name") == [("May Day",)]


def test_a_queue_follows_the_calendar_it_names_else_its_own_hours() -> None:
    queues = [CENTRE["queues"][0] | {"calendar": "desk"}, CENTRE["queues"][1]]
    assert rows(tables(calendars=[CALENDAR], queues=queues)["config.queue_calendar"], "queue_id", "calendar_id") == [
        ("orders", "desk"),
        ("billing", "queue/billing"),
    ]


def test_a_calendar_nobody_declared_is_a_mistake_with_its_line(tmp_path: Path) -> None:
    centre = """
name: Test
currency: EUR
sites: [{id: a, name: A, timezone: UTC}]
queues:
  - {id: orders, name: Orders, site: a, calendar: dsk}
calendars: [{id: desk, timezone: UTC, open: {mon: "08:00-12:00"}}]
"""
    for name, text in {"centre": centre, "sources": "sources: []", "targets": "targets: []", "staffing": "{}"}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"(?s)line 6.*unknown calendar 'dsk'; did you mean 'desk'"):
        load_settings(tmp_path)


def test_every_name_a_help_desk_gives_to_a_zone_means_a_zone_there_is() -> None:
    assert set(ZONE_WORDS.values()) <= set(zone_names())
    assert ZONE_WORDS["Pacific Time (US & Canada)"] == "America/Los_Angeles"


def test_spans_of_one_offset_follow_each_other() -> None:
    spans = tables()["config.zone_switch"]
    berlin = spans[spans["zone"] == "Europe/Berlin"].sort_values("since_utc")
    assert (berlin["until_utc"].to_numpy()[:-1] == berlin["since_utc"].to_numpy()[1:]).all()
    assert set(berlin["offset_s"]) == {3600, 7200}
