"""Shrinkage is measured where a switch or a schedule tells it, and assumed elsewhere."""

import duckdb
import pandas as pd
import pytest

from assets.analysis.shrinkage import PLANNED, shrinkage_of

NOBODY_LOGGED = pd.DataFrame({"state": [], "state_s": []})
NO_SCHEDULE = pd.DataFrame({"activity_class": [], "planned_s": []})


def logged(**hours: float) -> pd.DataFrame:
    return pd.DataFrame({"state": list(hours), "state_s": [3600.0 * spent for spent in hours.values()]})


def planned(**hours: float) -> pd.DataFrame:
    return pd.DataFrame({"activity_class": list(hours), "planned_s": [3600.0 * spent for spent in hours.values()]})


def test_components_the_switch_does_not_log_stay_assumptions() -> None:
    found = shrinkage_of(0.5, {"holiday": 0.1, "training": 0.2}, logged(available=900.0, talk=50.0, **{"break": 50.0}), NO_SCHEDULE)
    assert found == (0.3, "holiday 0.1 assumed; training 0.2 assumed", True)


def test_a_declared_class_of_pauses_measures_the_component_of_its_name() -> None:
    found = shrinkage_of(0.5, {"training": 0.2, "breaks": 0.1}, logged(talk=800.0, training=50.0, **{"break": 150.0}), NO_SCHEDULE)
    assert found.share == pytest.approx(0.2)
    assert found.detail == "breaks 0.15 measured (0.15 of the time logged in); training 0.05 measured (0.05 of the time logged in)"
    assert not found.is_assumed


def test_a_few_hours_measure_nothing() -> None:
    found = shrinkage_of(0.1, {"breaks": 0.1}, logged(talk=50.0, **{"break": 49.0}), NO_SCHEDULE)
    assert found == (0.1, "breaks 0.1 assumed", True)


def test_without_components_the_total_is_all_that_is_known() -> None:
    assert shrinkage_of(0.25, {}, NOBODY_LOGGED, NO_SCHEDULE) == (0.25, None, True)
    assert shrinkage_of(float("nan"), {}, NOBODY_LOGGED, NO_SCHEDULE).share == 0.0


def test_absence_in_schedules_stands_for_holiday_and_sickness_and_leaves_the_rest() -> None:
    found = shrinkage_of(0.5, {"holiday": 0.08, "sickness": 0.05, "meetings": 0.04}, NOBODY_LOGGED, planned(work=900.0, absent=100.0))
    assert found.share == pytest.approx(0.14)
    assert found.detail == "absence 0.1 measured (of the time planned); meetings 0.04 assumed"
    assert found.is_assumed


def test_absence_that_is_measured_counts_even_where_the_settings_state_nothing() -> None:
    assert shrinkage_of(0.0, {}, NOBODY_LOGGED, planned(work=950.0, absent=50.0)).share == pytest.approx(0.05)
    assert not shrinkage_of(0.0, {}, NOBODY_LOGGED, planned(work=950.0, absent=50.0)).is_assumed


def test_the_switch_goes_before_the_schedule_and_the_schedule_before_the_settings() -> None:
    schedule = planned(work=700.0, absent=100.0, **{"break": 100.0, "meeting": 100.0})
    found = shrinkage_of(0.5, {"breaks": 0.3, "meetings": 0.3}, logged(talk=900.0, **{"break": 100.0}), schedule)
    # a tenth absent, a tenth in meetings, and a tenth of the eight tenths logged in on breaks
    assert found.share == pytest.approx(0.1 + 0.1 + 0.08)
    assert not found.is_assumed


def test_a_schedule_without_absence_or_of_a_few_hours_leaves_the_assumption() -> None:
    for schedule in (planned(work=500.0), planned(work=50.0, absent=10.0)):
        assert shrinkage_of(0.1, {"holiday": 0.1}, NOBODY_LOGGED, schedule) == (0.1, "holiday 0.1 assumed", True)


def test_days_off_and_schedules_of_other_sites_measure_nothing() -> None:
    with duckdb.connect() as con:
        for sql in (
            "create schema config", "create schema staging", "create schema ops",
            "create table ops.data_through as select date '2026-03-31' as business_date",
            "create table config.queue as select * from (values ('orders', 'harbour'), ('claims', 'hill')) as t(queue_id, site_id)",
            """
            create table staging.shift_activity as
            select
                site_id, activity_class, day as business_date, cast(day as timestamp) as started_at_utc,
                day + interval '1 hour' * hours as ended_at_utc
            from (values
                ('harbour', 'work', date '2026-03-02', 8), ('harbour', 'absent', date '2026-03-03', 2),
                (null, 'work', date '2026-03-04', 1),
                ('harbour', 'off', date '2026-03-05', 24), ('harbour', 'work', date '2025-12-01', 8),
                ('harbour', 'work', date '2026-04-01', 8)
            ) as t(site_id, activity_class, day, hours)
            """,
        ):  # fmt: skip
            con.execute(sql)
        found = con.execute(f"select queue_id, activity_class, planned_s / 3600 from ({PLANNED}) order by all").fetchall()
    assert found == [("claims", "work", 1.0), ("orders", "absent", 2.0), ("orders", "work", 9.0)]
