"""Records that lie ahead of now are loaded and told of by file and line; plans lie ahead by nature."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assets.days_to_come import told_of_days_to_come
from tests.warehouse import CALLS, CALLS_HEADER, deliver, open_warehouse, run_ingest, settings_of

PLAN = {
    "id": "wfm",
    "reader": "delimited",
    "kind": "volume_plan",
    "files": "wfm/*.csv",
    "site": "berlin",
    "timezone": "Europe/Berlin",
    "timestamp": "%Y-%m-%d %H:%M:%S",
    "columns": {"queue": "queue", "at_utc": "start", "volume": "calls"},
}
SETTINGS = settings_of(CALLS, PLAN)
NOON = datetime(2024, 1, 2, 12, tzinfo=UTC)
TODAY = NOON.date()


def call(leg: str, start: str) -> str:
    return f"{leg},Orders,4711,{start},5,0:01:00,Handled\n"


def told(folder: Path, *starts: str, now: datetime = NOON, today: date = TODAY) -> list[str]:
    deliver(folder, "acd/a.csv", CALLS_HEADER + "".join(call(str(number), start) for number, start in enumerate(starts)))
    with open_warehouse(SETTINGS) as engine:
        run_ingest(SETTINGS, engine, folder)
        assert engine.rows("select count(*) from raw.call") == [(len(starts),)], "what lies ahead is loaded all the same"
        return told_of_days_to_come(engine, now=now, today=today, load_id="run-1")


def test_records_ahead_are_told_by_file_line_and_time_with_what_to_do(tmp_path: Path) -> None:
    (said,) = told(tmp_path, "2024-01-02 10:00:00", "2024-12-01 10:00:00", "2024-11-01 10:00:00")
    assert said.startswith(
        "acd/a.csv (acd): 2 records of days to come, the first in line 3, the latest of 2024-12-01 09:00 UTC; now it is 2024"
    )
    assert "`timestamp`, `timezone`" in said


@pytest.mark.parametrize(
    ("start", "is_told"), [("2024-01-03 23:00:00", False), ("2024-01-04 00:59:59", False), ("2024-01-04 01:00:01", True)]
)
def test_a_day_after_today_is_let_pass_because_zones_lie_apart(tmp_path: Path, start: str, is_told: bool) -> None:
    """Berlin is an hour ahead of UTC, where the second midnight after today is."""
    assert bool(told(tmp_path, start)) is is_told


def test_as_of_a_day_in_the_past_nothing_lies_ahead_that_has_happened(tmp_path: Path) -> None:
    assert told(tmp_path, "2024-12-01 10:00:00", now=datetime(2026, 1, 1, tzinfo=UTC), today=TODAY) == []


def test_as_of_a_day_named_in_the_future_its_records_have_happened(tmp_path: Path) -> None:
    assert told(tmp_path, "2024-12-01 10:00:00", today=date(2024, 12, 1)) == []


def test_a_plan_lies_ahead_by_nature(tmp_path: Path) -> None:
    deliver(tmp_path, "wfm/plan.csv", "queue,start,calls\nOrders,2024-12-01 10:00:00,40\n")
    assert told(tmp_path, "2024-01-02 10:00:00") == []


def test_of_many_files_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    for number in range(7):
        deliver(tmp_path, f"acd/more_{number}.csv", CALLS_HEADER + call(f"m{number}", "2025-01-01 10:00:00"))
    with open_warehouse(SETTINGS) as engine:
        run_ingest(SETTINGS, engine, tmp_path)
        assert told_of_days_to_come(engine, now=NOON, today=TODAY)[-1] == "and 2 more files"
        assert len(told_of_days_to_come(engine, now=NOON, today=TODAY, load_id="run-1")) == 6
        assert told_of_days_to_come(engine, now=NOON, today=TODAY, load_id="another") == []
