"""Times and durations of exports that count seconds since 1970, or that give moments where durations are wanted."""

from pathlib import Path
from typing import Any

import pytest

from assets.ingest import FileResult
from pipelines.engine.duckdb import DuckDBEngine
from tests.warehouse import deliver, open_warehouse, run_ingest, settings_of

EPOCH = {
    "id": "cdr",
    "reader": "delimited",
    "kind": "call",
    "files": "cdr/*.csv",
    "site": "berlin",
    "timezone": "UTC",
    "timestamp": "epoch",
    "delimiter": ",",
    "header": False,
    "columns": {
        "leg_id": 1,
        "entered_at_utc": 2,
        "wait_s": {"since": 2, "until": [3, 4]},
        "talk_s": {"since": 3, "until": 4},
        "outcome": 5,
    },
    "options": {"nothing": {"wait_s": ["0"], "talk_s": ["0"]}},
}
MOMENTS = {
    "id": "acd",
    "reader": "delimited",
    "kind": "call",
    "files": "acd/*.csv",
    "site": "berlin",
    "timezone": "Europe/Berlin",
    "timestamp": "%d.%m.%Y %H:%M:%S",
    "columns": {
        "leg_id": "id",
        "entered_at_utc": "queued",
        "wait_s": {"since": "queued", "until": ["answered", "ended"]},
        "talk_s": {"since": "answered", "until": "ended"},
    },
}


def ingest_one(engine: DuckDBEngine, landing: Path, source: dict[str, Any], content: str) -> FileResult:
    name = source["files"].replace("*", "one")
    deliver(landing, name, content)
    (result,) = run_ingest(settings_of(source), engine, landing).files
    assert result.status == "loaded", result.message
    assert result.records == result.loaded + result.duplicates + result.quarantined + result.skipped
    return result


def calls(engine: DuckDBEngine) -> list[tuple[Any, ...]]:
    return engine.rows("select leg_id, strftime(entered_at_utc, '%Y-%m-%d %H:%M:%S'), wait_s, talk_s from raw.call order by leg_id")


def test_seconds_since_1970_are_read_as_utc_whatever_zone_the_source_names(tmp_path: Path) -> None:
    for zone in ("UTC", "America/Chicago"):
        source = EPOCH | {"timezone": zone}
        with open_warehouse(settings_of(source)) as engine:
            ingest_one(engine, tmp_path / zone, source, "a,1772614800,1772614812,1772614900,ok\nb,1772614801,0,1772614831,lost\n")
            assert calls(engine) == [("a", "2026-03-04 09:00:00", 12.0, 88.0), ("b", "2026-03-04 09:00:01", 30.0, None)]


def test_milliseconds_since_1970_keep_their_fraction(tmp_path: Path) -> None:
    source = EPOCH | {"timestamp": "epoch_ms"}
    with open_warehouse(settings_of(source)) as engine:
        ingest_one(
            engine, tmp_path, source, "a,1772614800250,1772614812750,1772614900000,ok\nb,1772614800250,1772614812750,1772614900000,ok\n"
        )
        assert engine.rows("select epoch_ms(entered_at_utc), wait_s, talk_s from raw.call where leg_id = 'a'") == [
            (1772614800250, 12.5, 87.25)
        ]


def test_a_time_out_of_reach_of_a_clock_is_quarantined(tmp_path: Path) -> None:
    with open_warehouse(settings_of(EPOCH)) as engine:
        content = "a,1772614800,1772614812,1772614900,ok\nb,1772614800000,0,1772614831,lost\nc,1772614800,1772614812,1772614900,ok\n"
        assert ingest_one(engine, tmp_path, EPOCH, content).quarantined == 1
        assert engine.rows("select line, reason from ops.quarantine") == [(2, "entered_at_utc cannot be read as seconds since 1970")]


def test_a_duration_between_two_moments_takes_the_first_moment_that_is_filled(tmp_path: Path) -> None:
    with open_warehouse(settings_of(MOMENTS)) as engine:
        content = (
            "id,queued,answered,ended\n"
            "a,04.03.2026 23:59:50,05.03.2026 00:00:20,05.03.2026 00:01:00\n"
            "b,04.03.2026 10:00:00,,04.03.2026 10:00:07\n"
            "c,04.03.2026 10:00:00,,\n"
        )
        ingest_one(engine, tmp_path, MOMENTS, content)
        assert [row[2:] for row in calls(engine)] == [(30.0, 40.0), (7.0, None), (None, None)]


@pytest.mark.parametrize(
    ("queued", "answered", "wait_s"),
    [
        ("29.03.2026 01:59:00", "29.03.2026 03:01:00", 120.0),  # an hour that the clock left out
        ("28.03.2026 23:59:00", "29.03.2026 04:00:00", 3 * 3600 + 60.0),
        ("25.10.2026 01:59:00", "25.10.2026 03:01:00", 2 * 3600 + 120.0),  # an hour that came twice
        ("25.10.2026 01:59:00", "25.10.2026 02:01:00", 120.0),  # the shortest of two
        ("25.10.2026 02:50:00", "25.10.2026 02:10:00", 1200.0),  # it was already the second pass
        ("25.10.2026 02:50:00", "25.10.2026 03:05:00", 900.0),
        ("04.03.2026 10:00:00", "04.03.2026 10:00:09", 9.0),
        ("24.10.2026 12:00:00", "26.10.2026 12:00:00", 49 * 3600.0),
    ],
)
def test_a_duration_across_the_day_the_clock_is_set_counts_the_seconds_that_passed(
    tmp_path: Path, queued: str, answered: str, wait_s: float
) -> None:
    with open_warehouse(settings_of(MOMENTS)) as engine:
        ingest_one(engine, tmp_path, MOMENTS, f"id,queued,answered,ended\na,{queued},{answered},\n")
        assert [row[2] for row in calls(engine)] == [wait_s]


@pytest.mark.parametrize(
    ("answered", "reason"),
    [("04.03.2026 09:59:00", "wait_s is negative"), ("yesterday", "wait_s cannot be read as a time written %d.%m.%Y %H:%M:%S")],
)
def test_moments_in_the_wrong_order_or_unreadable_are_quarantined(tmp_path: Path, answered: str, reason: str) -> None:
    with open_warehouse(settings_of(MOMENTS)) as engine:
        good = "a,04.03.2026 10:00:00,04.03.2026 10:00:02,04.03.2026 10:00:07\n"
        bad = f"b,04.03.2026 10:00:00,{answered},04.03.2026 10:00:07\n"
        content = f"id,queued,answered,ended\n{good}{bad}{good.replace('a', 'c', 1)}"
        assert ingest_one(engine, tmp_path, MOMENTS, content).quarantined == 1
        assert engine.rows("select line, reason from ops.quarantine") == [(3, reason)]
