"""What goes wrong in dispatch exports: quarantined with its reason, repaired and counted, or kept; never lost."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assets.clocks import read_clocks
from assets.reconciliation import reconcile_days
from tests.dispatch.centre import CITY, HAULAGE, POLICE, load, open_centre
from tests.warehouse import deliver


def test_a_column_renamed_between_exports_is_read_under_both_names_and_a_later_export_corrects(tmp_path: Path) -> None:
    with open_centre(CITY) as (settings, engine):
        load(settings, engine, tmp_path, "city/city_2026-01.csv")
        report = load(settings, engine, tmp_path, "city/city_2026-02.csv", load_id="run-2")
        assert report.refused == ()
        assert report.duplicates == 2  # one told again, one corrected
        rows = engine.rows("select incident_id, area, disposition, response_s from core.incident order by 1")
        assert rows == [
            ("260010001", "Harbour", "fire", 235.0),
            ("260010002", "Hill", "gone on arrival", 210.0),
            ("260010003", "Hill", "code 2 transport", 721.0),
            ("260010004", "Harbour", "no merit", 360.0),
        ]


def test_without_the_other_name_the_renamed_file_is_refused_with_what_was_found(tmp_path: Path) -> None:
    with open_centre(CITY | {"options": {}}) as (settings, engine):
        report = load(settings, engine, tmp_path, "city/city_2026-01.csv", "city/city_2026-02.csv")
        (refused,) = report.refused
        assert "there is no column 'Neighborhood  District'" in refused.message
        assert "Neighborhooods - Analysis Boundaries" in refused.message


def test_a_time_that_no_clock_shows_is_quarantined_with_its_reason_and_the_rest_loads(tmp_path: Path) -> None:
    with open_centre(CITY) as (settings, engine):
        report = load(settings, engine, tmp_path, "city/city_2026-02.csv")
        assert report.quarantined == 1
        ((line, reason),) = engine.rows("select line, reason from ops.quarantine")
        assert (line, reason) == (5, "received_at_utc cannot be read as a time written %m/%d/%Y %I:%M:%S %p")
        assert engine.rows("select count(*) from ops.reconciliation where not passed") == [(0,)]


def test_noon_and_midnight_of_a_twelve_hour_clock_are_told_apart(tmp_path: Path) -> None:
    with open_centre(CITY) as (settings, engine):
        load(settings, engine, tmp_path, "city/city_2026-01.csv")
        told = dict(engine.rows("select incident_id, min(dispatched_at_utc) from core.incident group by 1"))
        assert told["260010001"].isoformat() == "2026-01-10T20:01:05"
        assert told["260010002"].isoformat() == "2026-01-11T08:00:50"


def test_a_day_that_starts_at_seven_balances_between_raw_and_staging(tmp_path: Path) -> None:
    days = {date(2026, 1, 10), date(2026, 1, 11)}
    with open_centre(CITY) as (settings, engine):
        load(settings, engine, tmp_path, "city/city_2026-01.csv", "city/city_2026-02.csv")
        rows = reconcile_days(engine, read_clocks(engine), {"raw.dispatch": days})
        found = {(r.check_id, r.business_date): (r.lhs, r.rhs, r.passed) for r in rows.itertuples()}
        assert found == {
            ("dispatches_of_day", date(2026, 1, 10)): (5, 5, True),
            ("dispatches_of_day", date(2026, 1, 11)): (1, 1, True),
        }


def test_at_the_hospital_before_leaving_the_scene_is_kept_as_told(tmp_path: Path) -> None:
    with open_centre(CITY) as (settings, engine):
        load(settings, engine, tmp_path, "city/city_2026-01.csv")
        events = engine.rows("select event from core.dispatch_event where incident_id = '260010003' order by event_seq")
        assert [event for (event,) in events][-3:] == ["delivered", "transporting", "closed"]


def test_an_event_that_comes_late_rebuilds_the_day_its_incident_began(tmp_path: Path) -> None:
    with open_centre(HAULAGE) as (settings, engine):
        load(settings, engine, tmp_path, "haulage/haulage_log.csv")
        engine.run("delete from ops.dirty_day")
        deliver(tmp_path, "haulage/later.csv", "job,what,when,vehicle,customer_call\nJ-2,Done,2026-01-20T10:00:00+01:00,TRUCK-1,\n")
        load(settings, engine, tmp_path, load_id="run-2")
        days = {day for (day,) in engine.rows("select distinct business_date from ops.dirty_day")}
        assert days == {date(2026, 1, 10), date(2026, 1, 20)}
        assert engine.rows("select business_date, count(*) from core.incident where incident_id = 'J-2' group by 1") == [
            (date(2026, 1, 10), 1)
        ]


HEADER = "event_no|call_taker_ref|pri|nature|beat|date|time_rcvd|time_entered|time_disp|time_enrt|time_arrv|time_clear|car|dispo\n"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("|c|1|N|3A|2026-01-10|10:00:00|||||||RPT", "incident_id is missing or cannot be read"),
        ("P1|c|1|N|3A||||||||31|RPT", "at_utc is missing or cannot be read"),
        ("P1|c|1|N|3A|2026-01-10|10:00:00||25:00:00||||31|RPT", "dispatched_at_utc cannot be read as a time written %Y-%m-%d %H:%M:%S"),
        ("P1|c|1|N|3A|1900-01-01|00:00:00|||||||RPT", "at_utc is outside the years 1990 to 2040"),
    ],
)
def test_a_bad_record_is_quarantined_with_its_reason(tmp_path: Path, record: str, reason: str) -> None:
    good = "P0|c|1|N|3A|2026-01-10|09:00:00|||||||RPT\nP9|c|1|N|3A|2026-01-10|09:00:00|||||||RPT\n"
    with open_centre(POLICE) as (settings, engine):
        deliver(tmp_path, "police/one.txt", HEADER + good + record + "\n")
        report = load(settings, engine, tmp_path)
        assert report.quarantined == 1
        assert engine.rows("select line, reason from ops.quarantine") == [(4, reason)]
        assert engine.rows("select count(*) from core.incident") == [(2,)]


def test_a_unit_sent_twice_stays_twice_where_the_map_says_so(tmp_path: Path) -> None:
    twice = HEADER + (
        "P1|c|1|N|3A|2026-01-10|10:00:00||10:01:00|||10:05:00|31|RPT\nP1|c|1|N|3A|2026-01-10|10:00:00||10:20:00|||10:40:00|31|RPT\n"
    )
    finer: dict[str, Any] = POLICE | {"columns": POLICE["columns"] | {"dispatch_id": ["event_no", "car", "time_disp"]}}
    with open_centre(finer) as (settings, engine):
        deliver(tmp_path, "police/one.txt", twice)
        assert load(settings, engine, tmp_path).duplicates == 0
        rows = engine.rows("select count(*) filter (where event = 'dispatched'), count(distinct incident_id) from core.dispatch_event")
        assert rows == [(2, 1)]


def test_offsets_in_one_column_and_local_times_in_another_are_refused_in_words(tmp_path: Path) -> None:
    mixed = POLICE | {"columns": POLICE["columns"] | {"dispatched_at_utc": {"column": "time_disp", "timestamp": "%H:%M:%S%z"}}}
    with open_centre(mixed) as (settings, engine):
        report = load(settings, engine, tmp_path, "police/police_20260110.txt")
        (refused,) = report.refused
        assert "must all be local times, or all have an offset" in refused.message
