"""Which day is the last complete one."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.clocks import first_running_day
from assets.settings.centre import Site
from pipelines.engine.duckdb import open_engine
from pipelines.house import ROOT, Declarations, Place
from pipelines.ledger import ClockBack, _data_through, moved_back, open_books, refuse_to_go_back, told_of_tickets
from pipelines.surroundings import settings_of, today

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


CHICAGO, BERLIN, AUCKLAND = (
    Site(id=zone.partition("/")[2].lower(), name=zone, timezone=zone) for zone in ("America/Chicago", "Europe/Berlin", "Pacific/Auckland")
)
DISPATCH = Site(id="dispatch", name="Dispatch", timezone="Europe/London", day_start="07:00")


@pytest.mark.parametrize(
    ("sites", "at_utc", "complete"),
    [
        ([CHICAGO], "2026-11-26T01:00", "2026-11-24"),  # 19:00 of the 25th in Chicago
        ([CHICAGO], "2026-11-26T05:59", "2026-11-24"),
        ([CHICAGO], "2026-11-26T06:00", "2026-11-25"),
        ([BERLIN, CHICAGO], "2026-11-26T05:59", "2026-11-24"),
        ([BERLIN], "2026-11-25T23:00", "2026-11-25"),
        ([AUCKLAND], "2026-11-25T11:00", "2026-11-25"),  # midnight there, while the 25th goes on in UTC
        ([DISPATCH], "2026-11-26T06:59", "2026-11-24"),
        ([DISPATCH, BERLIN], "2026-11-26T07:00", "2026-11-25"),
        ([CHICAGO], "2026-07-26T05:00", "2026-07-25"),  # an hour earlier in summer
    ],
)
def test_a_day_is_complete_when_it_has_ended_on_the_clock_of_every_site(sites: list[Site], at_utc: str, complete: str) -> None:
    now, day = datetime.fromisoformat(at_utc).replace(tzinfo=UTC), date.fromisoformat(complete)
    told = {day + timedelta(days=k) for k in range(-1, 3)}
    assert _data_through({"raw.call": told}, {}, first_running_day(sites, now)) == day


@given(now=st.integers(0, 2 * 365 * 24).map(lambda hours: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours)))
def test_one_site_more_never_completes_a_day_earlier(now: datetime) -> None:
    sites = [CHICAGO, BERLIN, AUCKLAND, DISPATCH]
    assert first_running_day(sites, now) == min(first_running_day([site], now) for site in sites)


def test_a_run_repeated_as_of_a_day_takes_that_day_for_today_whatever_the_clocks_say(monkeypatch: pytest.MonkeyPatch) -> None:
    place, now = Place(ROOT / "config", ROOT / "data"), datetime(2026, 11, 26, 1, tzinfo=UTC)
    settings = settings_of(place, Declarations())
    monkeypatch.delenv("SWITCHBOARD_TODAY", raising=False)
    assert today(settings, now=now) == date(2026, 11, 25)
    monkeypatch.setenv("SWITCHBOARD_TODAY", "2026-12-24")
    assert today(settings, now=now) == date(2026, 12, 24)


def test_a_clock_that_stands_before_published_days_is_refused_and_a_site_further_west_is_only_told(tmp_path: Path) -> None:
    with open_engine(tmp_path / "x.duckdb", threads=1) as engine:
        open_books(engine)
        refuse_to_go_back(engine, today=TODAY)
        assert moved_back(engine) is None
        engine.run("insert into ops.published_through values ($day)", {"day": YESTERDAY})
        with pytest.raises(ClockBack, match=r"today is 2026-02-25 .* complete through 2026-03-14: nothing was done. Set the clock"):
            refuse_to_go_back(engine, today=TODAY - timedelta(days=18))
        refuse_to_go_back(engine, today=YESTERDAY)
        engine.run("insert into ops.data_through values ($day)", {"day": YESTERDAY - timedelta(days=1)})
        assert "complete through 2026-03-14 and now are through 2026-03-13" in str(moved_back(engine))
        engine.run("update ops.data_through set business_date = $day", {"day": YESTERDAY})
        assert moved_back(engine) is None


def test_with_nothing_before_today_no_day_is_complete() -> None:
    assert _data_through({"raw.call": {TODAY}}, {}, TODAY) is None


def test_what_happens_to_tickets_after_the_last_was_created_completes_days(tmp_path: Path) -> None:
    with open_engine(tmp_path / "x.duckdb") as engine:
        engine.run("create schema raw")
        times = "timestamp '2026-03-14 13:00:00' as at_utc union all select timestamp '2026-03-16 09:00:00'"
        engine.run(f"create table raw.ticket_update as select {times}")
        told = told_of_tickets(engine, today=TODAY)
        engine.run(
            "create table raw.ticket as select null::timestamp as first_response_at_utc, timestamp '2026-03-13 20:00:00' as solved_at_utc, "
            "timestamp '2026-03-17 09:00:00' as closed_at_utc, timestamp '2026-03-13 19:00:00' as updated_at_utc"
        )
        told |= {"of the list": told_of_tickets(engine, today=TODAY)["raw.ticket"]}
    assert told == {"raw.ticket_update": {YESTERDAY}, "of the list": {date(2026, 3, 13)}}, "what lies after today says nothing"
    assert _data_through({"raw.ticket": {date(2026, 3, 1)}}, told, TODAY) == YESTERDAY
