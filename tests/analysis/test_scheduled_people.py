"""Who a schedule puts at work: everyone once, breaks included, known only while the schedule runs; and whose queue that is."""

import duckdb
import pandas as pd

from assets.analysis.scheduled_people import SCHEDULED, scheduled

STARTS = pd.Series(pd.date_range("2026-03-02 07:30", periods=6, freq="30min"))


def activities(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(agent, pd.Timestamp(f"2026-03-02 {start}"), pd.Timestamp(f"2026-03-02 {end}")) for agent, start, end in rows],
        columns=["agent_id", "started_at_utc", "ended_at_utc"],
    )


def test_people_are_counted_from_the_first_to_the_last_hour_of_the_schedule() -> None:
    found = scheduled(STARTS, activities(("ann", "08:00", "09:00"), ("bob", "08:30", "10:00")))
    assert found.astype(object).where(found.notna(), None).tolist() == [None, 1.0, 2.0, 1.0, 1.0, None]


def test_an_agent_with_two_activities_at_a_time_is_one_person_and_one_who_went_home_is_none() -> None:
    found = scheduled(STARTS, activities(("ann", "08:00", "10:00"), ("ann", "08:00", "08:30"), ("bob", "09:30", "10:00")))
    assert found.iloc[1:5].tolist() == [1.0, 1.0, 1.0, 2.0]
    gap = scheduled(STARTS, activities(("ann", "08:00", "08:30"), ("ann", "09:30", "10:00")))
    assert gap.iloc[1:5].tolist() == [1.0, 0.0, 0.0, 1.0], "within the schedule nobody is nobody, and not unknown"


def test_without_a_schedule_nothing_is_known() -> None:
    assert scheduled(STARTS, activities()).isna().all()


def test_a_schedule_counts_for_the_queue_its_agent_answers_in_most_and_not_when_away() -> None:
    with duckdb.connect() as con:
        for sql in (
            "create schema core", "create schema staging", "create schema ops",
            "create table ops.data_through as select date '2026-03-01' as business_date",
            """
            create table core.queue_leg as select * from (values
                ('ann', 'orders', true, date '2026-02-20'), ('ann', 'orders', true, date '2026-02-21'),
                ('ann', 'support', true, date '2026-02-21'), ('bob', 'support', true, date '2025-12-01')
            ) as t(agent_id, queue_id, is_answered, business_date)
            """,
            """
            create table staging.shift_activity as select * from (values
                ('ann', 'work', timestamp '2026-03-02 08:00', timestamp '2026-03-02 12:00'),
                ('ann', 'lunch', timestamp '2026-03-02 12:00', timestamp '2026-03-02 12:30'),
                ('ann', 'off', timestamp '2026-03-03 00:00', timestamp '2026-03-04 00:00'),
                ('ann', 'work', timestamp '2026-02-02 08:00', timestamp '2026-02-02 12:00'),
                ('bob', 'work', timestamp '2026-03-02 08:00', timestamp '2026-03-02 12:00')
            ) as t(agent_id, activity_class, started_at_utc, ended_at_utc)
            """,
        ):  # fmt: skip
            con.execute(sql)
        found = con.execute(f"select queue_id, agent_id, count(*) from ({SCHEDULED}) group by all").fetchall()
    assert found == [("orders", "ann", 2)]
