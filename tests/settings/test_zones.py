"""config.zone_day against the zone rules themselves, read the way SQL reads it."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assets.zones import load_zone, switches, zone_day, zone_names

# Half-hour summer time, 45-minute offsets, lost dates, changes of the rules, no summer time.
ODD = (
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kwajalein",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Europe/Berlin",
    "America/Chicago",
    "UTC",
)
ZONES = st.one_of(st.sampled_from(ODD), st.sampled_from(zone_names()))
TIMES = st.datetimes(datetime(1990, 1, 2), datetime(2040, 12, 30)).map(lambda at: at.replace(microsecond=0))


@cache
def table(zone: str) -> dict[tuple[str, date], tuple[int, datetime | None, int | None]]:
    frame = zone_day([zone])
    rows = zip(
        frame["reading"],
        frame["date"],
        frame["offset_s"],
        frame["switch_at"],
        frame["offset_after_s"],
        strict=True,
    )
    return {
        (reading, day.date()): (offset_s, None if pd.isna(at) else at.to_pydatetime(), None if pd.isna(after_s) else after_s)
        for reading, day, offset_s, at, after_s in rows
    }


def offset_of(zone: str, reading: str, at: datetime) -> timedelta:
    offset_s, switch_at, after_s = table(zone)[(reading, at.date())]
    return timedelta(seconds=int(offset_s if switch_at is None or at < switch_at else after_s))


def to_local(zone: str, at_utc: datetime) -> datetime:
    return at_utc + offset_of(zone, "utc", at_utc)


def to_utc(zone: str, at_local: datetime) -> datetime:
    return at_local - offset_of(zone, "local", at_local)


@settings(deadline=None, max_examples=300)
@given(zone=ZONES, at=TIMES)
def test_utc_becomes_local_as_the_zone_says(zone: str, at: datetime) -> None:
    assert to_local(zone, at) == at.replace(tzinfo=UTC).astimezone(load_zone(zone)).replace(tzinfo=None)


@settings(deadline=None, max_examples=300)
@given(zone=ZONES, at=TIMES)
@example(zone="Pacific/Apia", at=datetime(2011, 12, 30, 12))
def test_local_becomes_utc_as_the_first_pass_and_the_offset_before_say(zone: str, at: datetime) -> None:
    assert to_utc(zone, at) == at.replace(tzinfo=load_zone(zone), fold=0).astimezone(UTC).replace(tzinfo=None)


@settings(deadline=None, max_examples=300)
@given(zone=st.sampled_from(ODD), which=st.integers(0, 500), near_s=st.integers(-4 * 3600, 4 * 3600))
def test_around_every_switch_both_directions_hold(zone: str, which: int, near_s: int) -> None:
    found = [at for at, _, _ in switches(zone) if date(1990, 1, 3) < at.date() < date(2040, 12, 29)] or [datetime(2000, 1, 1)]
    at = found[which % len(found)] + timedelta(seconds=near_s)
    local = at.replace(tzinfo=UTC).astimezone(load_zone(zone))
    wall = local.replace(tzinfo=None)
    assert to_local(zone, at) == wall
    # The second pass of a repeated hour cannot be told from the first; everything else comes back.
    first_pass = wall.replace(tzinfo=load_zone(zone), fold=0).astimezone(UTC).replace(tzinfo=None)
    assert to_utc(zone, wall) == (at if local.fold == 0 else first_pass)


@pytest.mark.parametrize(
    "at, expected",
    [
        (datetime(2026, 3, 29, 1, 59, 59), datetime(2026, 3, 29, 0, 59, 59)),
        (datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 30)),
        (datetime(2026, 3, 29, 3, 0), datetime(2026, 3, 29, 1, 0)),
        (datetime(2026, 10, 25, 2, 0), datetime(2026, 10, 25, 0, 0)),
        (datetime(2026, 10, 25, 2, 59, 59), datetime(2026, 10, 25, 0, 59, 59)),
        (datetime(2026, 10, 25, 3, 0), datetime(2026, 10, 25, 2, 0)),
    ],
)
def test_berlin_switches_as_stated(at: datetime, expected: datetime) -> None:
    assert to_utc("Europe/Berlin", at) == expected


def test_a_time_in_the_missing_hour_shows_an_hour_later_on_the_wall() -> None:
    assert to_local("Europe/Berlin", to_utc("Europe/Berlin", datetime(2026, 3, 29, 2, 30))) == datetime(2026, 3, 29, 3, 30)


def test_a_date_that_samoa_left_out_lands_on_the_day_after() -> None:
    assert to_local("Pacific/Apia", to_utc("Pacific/Apia", datetime(2011, 12, 30, 9))) == datetime(2011, 12, 31, 9)


def test_every_zone_has_one_row_a_reading_and_date() -> None:
    frame = zone_day(["Europe/Berlin", "UTC", "UTC"])
    assert len(frame) == 2 * 2 * 18628
    assert not frame.duplicated(["zone", "reading", "date"]).any()
    assert frame.loc[frame["zone"] == "UTC", "switch_at"].isna().all()


def test_a_switch_at_midnight_is_the_new_days_offset_and_no_switch() -> None:
    day = datetime(2018, 2, 18).date()  # Brazil's summer time ended at 00:00, which became 23:00 of the day before
    assert table("America/Sao_Paulo")[("local", day)] == (-3 * 3600, None, None)


def test_no_zone_at_all_gives_an_empty_table_with_the_same_columns() -> None:
    assert list(zone_day([])) == list(zone_day(["UTC"]))
    assert zone_day([]).empty


@pytest.mark.slow
def test_no_zone_in_the_world_is_refused() -> None:
    for zone in zone_names():
        assert len(zone_day([zone])) == 2 * 18628
