"""Four trades and four layouts: fire, police, taxi and haulage exports, hand-written, read by configuration alone."""

from datetime import date
from pathlib import Path

from tests.dispatch.centre import CENTRE, CITY, HAULAGE, POLICE, TAXI, load, open_centre


def test_a_fire_department_s_unit_rows_are_incidents(tmp_path: Path) -> None:
    with open_centre(CITY) as (settings, engine):
        load(settings, engine, tmp_path, "city/city_2026-01.csv")
        rows = engine.rows(
            "select incident_id, business_date, service, priority, units, basis, time_to_dispatch_s, target_s, response_s"
            " from core.incident order by 1"
        )
        assert rows == [
            # the unit that was first in the list was not the first to be sent
            ("260010001", date(2026, 1, 10), "fire", "3", 3, "received", 60.0, 60.0, 235.0),
            ("260010002", date(2026, 1, 10), "medical", "E", 1, "received", 70.0, 120.0, None),
            # one second before seven: still the day before
            ("260010003", date(2026, 1, 10), "medical", "2", 1, "received", 121.0, 120.0, 721.0),
        ]
        units = engine.rows("select unit_id, turnout_s, travel_s from core.dispatch_unit where incident_id = '260010001' order by 1")
        assert units == [("B01", None, None), ("E07", 70.0, 150.0), ("T02", 55.0, 120.0)]


def test_a_police_system_with_one_date_and_many_clocks_keeps_its_nights(tmp_path: Path) -> None:
    with open_centre(POLICE) as (settings, engine):
        report = load(settings, engine, tmp_path, "police/police_20260110.txt")
        assert (report.quarantined, report.repaired) == (0, 2)
        rows = engine.rows(
            "select incident_id, service, units, is_dispatched, is_excluded, is_out_of_order, time_to_dispatch_s, response_s"
            " from core.incident order by 1"
        )
        assert rows == [
            ("P26-000101", "police", 2, True, False, False, 70.0, 330.0),
            ("P26-000102", "police", 0, False, False, False, None, None),  # advice only
            ("P26-000103", "police", 1, True, False, True, None, 20.0),  # two seconds before the call is a clock, no day
            ("P26-000104", "police", 1, True, True, False, 2.0, 4.0),
        ]
        assert engine.rows("select max(closed_at_utc) from core.incident where incident_id = 'P26-000101'")[0][0].isoformat() == (
            "2026-01-11T00:30:00"
        )


def test_the_telephone_s_answer_is_the_beginning_where_the_export_names_the_call(tmp_path: Path) -> None:
    with open_centre(POLICE) as (settings, engine):
        engine.run(
            "insert into core.queue_leg (source_id, leg_id, contact_id, queue_id, business_date, is_answered, answered_at_utc)"
            " values ('pbx', 'c-1', 'c-1', 'emergency', date '2026-01-10', true, timestamp '2026-01-10 22:58:38')"
        )
        load(settings, engine, tmp_path, "police/police_20260110.txt")
        rows = engine.rows("select incident_id, basis, queue_id, time_to_dispatch_s from core.incident where is_dispatched order by 1")
        assert rows == [
            ("P26-000101", "answer", "emergency", 62.0),
            ("P26-000103", "received", None, None),
            ("P26-000104", "received", None, 2.0),
        ]


def test_a_taxi_centre_s_promises_are_kept_broken_called_off_or_not_made(tmp_path: Path) -> None:
    with open_centre(TAXI) as (settings, engine):
        report = load(settings, engine, tmp_path, "taxi/taxi_auftraege_2026-01-10.csv")
        assert report.quarantined == 0
        rows = engine.rows(
            "select incident_id, service, area, time_to_dispatch_s, promise_delay_s, arrival_tolerance_s, is_promise_owed"
            " from core.incident order by 1"
        )
        assert rows == [
            ("1001", "taxi", "Süd", 120.0, -60.0, 60.0, True),
            ("1002", "taxi", "Süd", 240.0, 120.0, 60.0, True),
            ("1003", "taxi", "Nord", 120.0, None, 60.0, False),
            ("1004", "taxi", "Nord", None, None, 60.0, True),
            ("1005", "taxi", "Süd", 60.0, None, 60.0, False),  # no minutes, no promise: not one of nought minutes
        ]


def test_a_haulier_s_log_of_events_over_days_stands_on_the_day_of_the_booking(tmp_path: Path) -> None:
    with open_centre(HAULAGE) as (settings, engine):
        report = load(settings, engine, tmp_path, "haulage/haulage_log.csv")
        assert (report.quarantined, report.duplicates) == (0, 1)  # the same assignment told twice
        rows = engine.rows(
            "select incident_id, business_date, contact_id, service, units, basis, time_to_dispatch_s, promise_delay_s"
            " from core.incident order by 1"
        )
        assert rows == [
            ("J-1", date(2026, 1, 8), "c-9", "truck", 1, "created", 108000.0, 1200.0),
            ("J-2", date(2026, 1, 10), None, "truck", 1, "created", 600.0, None),
        ]
        events = engine.rows("select event, unit_id from core.dispatch_event where incident_id = 'J-1' order by event_seq")
        assert [event for event, _ in events] == ["created", "dispatched", "other", "promised", "arrived", "closed"]
        assert engine.rows("select field, word, n from ops.unmapped") == [("event", "Teleported", 1)]
        assert engine.rows("select event, count(*) from core.dispatch_event where event = 'unmapped' group by 1") == [("unmapped", 1)]


def test_a_centre_that_only_dispatches_needs_no_queue(tmp_path: Path) -> None:
    with open_centre(CITY, centre={key: value for key, value in CENTRE.items() if key != "queues"}) as (settings, engine):
        load(settings, engine, tmp_path, "city/city_2026-01.csv")
        rows = engine.rows("select incident_id, site_id, queue_id, business_date, time_to_dispatch_s from core.incident order by 1")
        assert rows == [
            ("260010001", "city", None, date(2026, 1, 10), 60.0),
            ("260010002", "city", None, date(2026, 1, 10), 70.0),
            ("260010003", "city", None, date(2026, 1, 10), 121.0),
        ]
