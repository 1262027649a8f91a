"""A schedule as workforce tools export it: titles above, totals between, two time zones, whole days off and durations that cannot be."""

from pathlib import Path
from typing import Any

import pytest

from assets.readers import delimited
from assets.readers.protocol import Unreadable

SOURCE: dict[str, Any] = {
    "kind": "shift_activity",
    "timezone": "America/New_York",
    "timestamp": ["%m/%d/%y %I:%M %p", "%m/%d/%y %I:%M:%S %p"],
    "columns": {
        "agent": "Agent",
        "activity": "Schedule State",
        "started_at_utc": ["Date", "Start Time"],
        "ended_at_utc": ["Date", "End Time"],
        "duration_s": {"column": "Duration", "format": "h:mm"},
        "paid_s": {"column": "Paid Hours", "format": "h:mm"},
        "zone": "Time zone",
    },
    "words": {"zone": {"America/New_York": ["ET"], "Asia/Kolkata": ["IST"]}},
    "options": {"skip": {11: ["Total for *"]}},
}
HEAD = """\
Schedule States Report,,,,,,,,,,
Date Period:,11/17/25 - 11/18/25,,12:00 AM - 12:00 AM,,,,,,,
Site,Time zone,Team,Agent,Date,Schedule State,Start Time,End Time,Duration,Paid Hours,
"""


def read(rows_of: Any, folder: Path, *lines: str, **keys: Any) -> list[dict[str, Any]]:
    path = folder / "schedule.csv"
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    found: list[dict[str, Any]] = rows_of(delimited, path, **(SOURCE | keys))
    return found


def test_each_record_is_read_in_its_own_time_zone(rows_of: Any, tmp_path: Path) -> None:
    rows = read(
        rows_of,
        tmp_path,
        "Hub,America/New_York,Loans,Ann,11/17/25,BOOT UP,4:00 PM,4:07 PM,00:07,00:07,",
        "Hub,IST,Loans,Ann,11/17/25,BOOT UP,1:30:00 PM,1:37:00 PM,00:07,00:07,",
        "Hub,,Loans,Ann,11/18/25,BOOT UP,1:30:00 PM,1:37:00 PM,00:07,00:07,",
    )
    assert [str(row["started_at_utc"]) for row in rows] == ["2025-11-17 21:00:00", "2025-11-17 08:00:00", "2025-11-18 18:30:00"]
    assert [(row["reason"], row["is_repaired"], row["line"]) for row in rows] == [(None, False, 4), (None, False, 5), (None, False, 6)]


def test_totals_are_no_activities_and_a_whole_day_is_as_long_as_it_is_stated(rows_of: Any, tmp_path: Path) -> None:
    total, team, off, leave = read(
        rows_of,
        tmp_path,
        "Hub,America/New_York,Loans,Ann,,,,,8:30:00 AM,8:00:00 AM,Total for Agent",
        "Hub,America/New_York,Loans,,,,,,,10:00:00,Total for Team",
        "Hub,America/New_York,Loans,Bob,11/17/25,Day Off,Full Day,Full Day,07:30,00:00,",
        "Hub,America/New_York,Loans,Bob,11/18/25,TIME OFF - PAID,Full Day,Full Day,,07:30,",
    )
    assert (total["is_skipped"], team["is_skipped"]) == (True, True)
    assert [(row["reason"], row["is_repaired"]) for row in (off, leave)] == [(None, True)] * 2
    assert (str(off["started_at_utc"]), str(off["ended_at_utc"])) == ("2025-11-17 05:00:00", "2025-11-17 12:30:00")
    assert (leave["ended_at_utc"] - leave["started_at_utc"]).total_seconds() == 86_400


def test_beginning_and_end_stand_where_the_duration_contradicts_them_and_the_repair_is_counted(rows_of: Any, tmp_path: Path) -> None:
    (row,) = read(rows_of, tmp_path, "Hub,America/New_York,Loans,Ann,11/17/25,Loans,4:07 PM,6:00 PM,00:53,00:53,")
    assert (row["reason"], row["is_repaired"], (row["ended_at_utc"] - row["started_at_utc"]).total_seconds()) == (None, True, 113 * 60)


def test_a_shift_that_passes_midnight_ends_on_the_next_day(rows_of: Any, tmp_path: Path) -> None:
    (row,) = read(rows_of, tmp_path, "Hub,America/New_York,Loans,Ann,11/17/25,Loans,10:00 PM,6:00 AM,08:00,08:00,")
    assert (row["is_repaired"], str(row["ended_at_utc"])) == (True, "2025-11-18 11:00:00")


def test_a_zone_nobody_declared_is_quarantined(rows_of: Any, tmp_path: Path) -> None:
    (row,) = read(rows_of, tmp_path, "Hub,Asia/Manila,Loans,Ann,11/17/25,Loans,10:00 AM,11:00 AM,01:00,01:00,")
    assert row["reason"] == "zone is none of those under `words: zone`"


def test_a_declared_zone_that_is_none_is_refused(rows_of: Any, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="found 'India' under `words: zone`"):
        read(rows_of, tmp_path, "Hub,India,Loans,Ann,11/17/25,Loans,10:00 AM,11:00 AM,01:00,01:00,", words={"zone": {"India": ["IST"]}})
