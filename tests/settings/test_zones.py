"""config.zone_day against the zone rules themselves, read the way SQL reads it."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assets.zones import FIRST_DATE, LAST_DATE, load_zone, switches, zone_day, zone_names

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
moment = datetime.fromisoformat

ZONES = st.one_of(st.sampled_from(ODD), st.sampled_from(zone_names()[::20]))
TIMES = st.datetimes(moment("1990-01-02 00:00"), moment("2040-12-30 00:00")).map(lambda at: at.replace(microsecond=0))


@cache
def table(zone: str) -> pd.DataFrame:
    return zone_day([zone])


def row(zone: str, reading: str, at: datetime) -> tuple[int, datetime | None, int | None]:
    per_reading = (LAST_DATE - FIRST_DATE).days + 1
    found = table(zone).iloc[(at.date() - FIRST_DATE).days + (per_reading if reading == "local" else 0)]
    assert (found["reading"], found["date"].date()) == (reading, at.date())
    switch_at, after_s = found["switch_at"], found["offset_after_s"]
    return int(found["offset_s"]), None if pd.isna(switch_at) else switch_at, None if pd.isna(after_s) else int(after_s)


def offset_of(zone: str, reading: str, at: datetime) -> timedelta:
    offset_s, switch_at, after_s = row(zone, reading, at)
    return timedelta(seconds=offset_s if switch_at is None or after_s is None or at < switch_at else after_s)


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
@example(zone="Pacific/Apia", at=moment("2011-12-30 12:00"))
def test_local_becomes_utc_as_the_first_pass_and_the_offset_before_say(zone: str, at: datetime) -> None:
    assert to_utc(zone, at) == at.replace(tzinfo=load_zone(zone), fold=0).astimezone(UTC).replace(tzinfo=None)


@settings(deadline=None, max_examples=300)
@given(zone=st.sampled_from(ODD), which=st.integers(0, 500), near_s=st.integers(-4 * 3600, 4 * 3600))
def test_around_every_switch_both_directions_hold(zone: str, which: int, near_s: int) -> None:
    found = [at for at, _, _ in switches(zone) if date(1990, 1, 3) < at.date() < date(2040, 12, 29)] or [moment("2000-01-01 00:00")]
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
        (moment("2026-03-29 01:59:59"), moment("2026-03-29 00:59:59")),
        (moment("2026-03-29 02:30"), moment("2026-03-29 01:30")),
        (moment("2026-03-29 03:00"), moment("2026-03-29 01:00")),
        (moment("2026-10-25 02:00"), moment("2026-10-25 00:00")),
        (moment("2026-10-25 02:59:59"), moment("2026-10-25 00:59:59")),
        (moment("2026-10-25 03:00"), moment("2026-10-25 02:00")),
    ],
)
def test_berlin_switches_as_stated(at: datetime, expected: datetime) -> None:
    assert to_utc("Europe/Berlin", at) == expected


def test_a_time_in_the_missing_hour_shows_an_hour_later_on_the_wall() -> None:
    assert to_local("Europe/Berlin", to_utc("Europe/Berlin", moment("2026-03-29 02:30"))) == moment("2026-03-29 03:30")


def test_a_date_that_samoa_left_out_lands_on_the_day_after() -> None:
    assert to_local("Pacific/Apia", to_utc("Pacific/Apia", moment("2011-12-30 09:00"))) == moment("2011-12-31 09:00")


def test_every_zone_has_one_row_a_reading_and_date() -> None:
    frame = zone_day(["Europe/Berlin", "UTC", "UTC"])
    assert len(frame) == 2 * 2 * 18628
    assert not frame.duplicated(["zone", "reading", "date"]).any()
    assert frame.loc[frame["zone"] == "UTC", "switch_at"].isna().all()


def test_a_switch_at_midnight_is_the_new_days_offset_and_no_switch() -> None:
    # Brazil's summer time ended at 00:00, which became 23:00 of the day before.
    assert row("America/Sao_Paulo", "local", moment("2018-02-18 00:00")) == (-3 * 3600, None, None)


def test_no_zone_at_all_gives_an_empty_table_with_the_same_columns() -> None:
    assert list(zone_day([])) == list(zone_day(["UTC"]))
    assert zone_day([]).empty


@pytest.mark.slow
def test_zones_from_all_over_the_world_agree_with_their_rules_every_six_hours() -> None:
    hours = np.arange(np.datetime64(FIRST_DATE, "h"), np.datetime64(LAST_DATE, "h"), 6)
    for zone in zone_names()[::6]:
        frame = zone_day([zone])
        for reading in ("utc", "local"):
            rows = frame[frame["reading"] == reading].iloc[(hours.astype("datetime64[D]") - np.datetime64(FIRST_DATE, "D")).astype(int)]
            switched = hours >= rows["switch_at"].to_numpy()
            offset_s = np.where(switched, rows["offset_after_s"].fillna(0).to_numpy(dtype=int), rows["offset_s"].to_numpy(dtype=int))
            index = pd.DatetimeIndex(hours.astype("datetime64[s]"))
            if reading == "utc":
                walls = index.tz_localize("UTC").tz_convert(load_zone(zone)).tz_localize(None)
                assert ((walls - index).total_seconds() == offset_s).all(), zone
            else:
                # Sampled, because reading 75,000 wall clock times one by one takes its time.
                for at, found_s in zip(index[::97].to_pydatetime(), offset_s[::97], strict=True):
                    assert at.replace(tzinfo=load_zone(zone)).utcoffset() == timedelta(seconds=int(found_s)), (zone, at)
