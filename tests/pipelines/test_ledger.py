"""Which day is the last complete one."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.engine.duckdb import open_engine
from pipelines.ledger import _data_through, told_of_tickets

TODAY = date(2026, 3, 15)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize("table", ["raw.call", "raw.queue_event", "raw.ticket"])
def test_the_last_day_with_records_before_today_is_complete(table: str) -> None:
    assert _data_through({table: {YESTERDAY, TODAY}}, {}, TODAY) == YESTERDAY
    assert _data_through({}, {table: {YESTERDAY}}, TODAY) == YESTERDAY


def test_an_answer_to_a_survey_completes_no_day_of_calls() -> None:
    assert _data_through({"raw.call": {date(2026, 3, 1)}, "raw.survey": {YESTERDAY}}, {}, TODAY) == date(2026, 3, 1)


def test_where_there_are_surveys_alone_they_say_how_far_the_data_reach() -> None:
    assert _data_through({"raw.survey": {YESTERDAY}}, {}, TODAY) == YESTERDAY


@pytest.mark.parametrize("table", ["raw.shift_activity", "raw.volume_plan"])
def test_what_is_planned_for_a_day_does_not_complete_it(table: str) -> None:
    assert _data_through({"raw.call": {date(2026, 3, 1)}, table: {YESTERDAY}}, {table: {YESTERDAY}}, TODAY) == date(2026, 3, 1)


def test_with_nothing_before_today_no_day_is_complete() -> None:
    assert _data_through({"raw.call": {TODAY}}, {}, TODAY) is None


def test_what_happens_to_tickets_after_the_last_was_created_completes_days(tmp_path: Path) -> None:
    with open_engine(tmp_path / "x.duckdb") as engine:
        engine.run("create schema raw")
        times = "timestamp '2026-03-14 13:00:00' as at_utc union all select timestamp '2026-03-16 09:00:00'"
        engine.run(f"create table raw.ticket_update as select {times}")
        told = told_of_tickets(engine, today=TODAY)
    assert told == {"raw.ticket_update": {YESTERDAY}}, "what lies after today says nothing"
    assert _data_through({"raw.ticket": {date(2026, 3, 1)}}, told, TODAY) == YESTERDAY
