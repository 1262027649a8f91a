"""When a queue is open is read from its history: given up, taken up, a weekday, a lunch break, nights of zeros."""

import math

import numpy as np
import pandas as pd
import pytest

from assets.methods.forecasting import forecast
from tests.methods.half_hours import COLUMNS, assert_sound, centre, cut


def whole_weeks(weeks: int = 1, *, first: str = "2025-04-07") -> pd.DataFrame:
    return pd.DataFrame({"start_local": pd.date_range(first, periods=weeks * 7 * 48, freq="30min")})


def open_hours(made: pd.DataFrame) -> set[tuple[int, float]]:
    """Weekday and hour of the half-hours that get anything at all."""
    gets = made[(made[COLUMNS[1:]] > 0).any(axis=1)]["start_local"]
    return set(zip(gets.dt.day_of_week, gets.dt.hour + gets.dt.minute / 60, strict=True))


def of_week(*hours: tuple[int, int], days: int = 6) -> set[tuple[int, float]]:
    return {(day, half / 2) for day in range(days) for first, last in hours for half in range(2 * first, 2 * last)}


def test_new_opening_hours_and_a_new_weekday_that_are_said_to_be_open_borrow_from_the_known_ones() -> None:
    past, _ = cut(centre(100), 91)
    longer = pd.DataFrame({"start_local": pd.date_range("2025-04-07 06:00", "2025-04-13 22:00", freq="30min"), "is_closed": False})
    made = forecast(past, future=longer)
    assert_sound(made, longer)
    assert (made["mean"] > 0).all()


def test_whole_days_asked_of_a_part_day_centre_are_0_outside_the_times_it_was_open() -> None:
    past, listed = cut(centre(98), 91)
    made = forecast(past, future=whole_weeks())
    assert_sound(made, whole_weeks())
    assert open_hours(made) == of_week((8, 20))
    as_listed = forecast(past, future=listed)
    pd.testing.assert_frame_equal(made.merge(listed[["start_local"]]), as_listed.reset_index(drop=True))


def test_a_lunch_break_and_quarters_of_an_hour_outside_the_hours_are_closed_too() -> None:
    past, _ = cut(centre(100), 91)
    hour = past["start_local"].dt.hour
    asked = pd.DataFrame({"start_local": pd.date_range("2025-04-07", periods=96, freq="15min")})
    made = forecast(past[(hour < 12) | (hour >= 14)], future=asked)
    assert {math.floor(hour) for _, hour in open_hours(made)} == {8, 9, 10, 11, *range(14, 20)}


def test_a_weekday_without_any_open_day_is_0_in_a_daily_series() -> None:
    daily = centre(98).assign(start_local=lambda frame: frame["start_local"].dt.normalize())
    made = forecast(
        daily.groupby("start_local", as_index=False)["volume"].sum(),
        future=pd.DataFrame({"start_local": pd.date_range("2025-04-14", periods=14)}),
    )
    is_sunday = made["start_local"].dt.day_of_week == 6
    assert (made.loc[is_sunday, COLUMNS[1:]] == 0).all(axis=None)
    assert (made.loc[~is_sunday, "mean"] > 0).all()


def test_one_odd_hour_long_ago_opens_no_later_week() -> None:
    past, _ = cut(centre(98), 98)
    odd = pd.DataFrame({"start_local": [pd.Timestamp("2025-01-14 03:00"), pd.Timestamp("2025-01-19 10:00")], "volume": 7.0})
    assert open_hours(forecast(pd.concat([past, odd]), future=whole_weeks(first="2025-04-14"))) == of_week((8, 20))


def test_hours_open_since_last_week_are_forecast_and_those_given_up_for_a_quarter_are_closed() -> None:
    past, _ = cut(centre(182, hours=(0, 24)), 182)
    hour, day = past["start_local"].dt.hour, (past["start_local"] - past["start_local"].min()).dt.days
    before, since = (hour >= 8) & (hour < 20), (hour >= 10) & (hour < 22)
    changed_early = past[np.where(day < 91, before, since)]
    assert open_hours(forecast(changed_early, future=whole_weeks(first="2025-07-07"))) == of_week((10, 22))
    changed_late = past[np.where(day < 175, before, since)]
    assert open_hours(forecast(changed_late, future=whole_weeks(first="2025-07-07"))) == of_week((8, 22))


def test_closed_weeks_and_closed_mondays_take_no_weekday_away() -> None:
    past, _ = cut(centre(182), 182)
    day = (past["start_local"] - past["start_local"].min()).dt.days
    shut = day.between(112, 140) | (day == 147) | (day >= 178)
    assert open_hours(forecast(past[~shut], future=whole_weeks(first="2025-07-07"))) == of_week((8, 20))


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_hours_that_come_and_go_at_random_keep_the_volume_that_came(share: float) -> None:
    series = centre(154, hours=(0, 24), closed=())
    written = series[np.random.default_rng(3).random(len(series)) < share]
    past, came = cut(written, 126)
    listed = forecast(past, future=came.assign(is_closed=False))
    assert_sound(listed, came)
    assert listed["mean"].sum() / came["volume"].sum() == pytest.approx(1.0, abs=0.3)
    asked = whole_weeks(4, first="2025-05-12")
    every = forecast(past, future=asked)
    assert_sound(every, asked)
    assert every["mean"].sum() / came["volume"].sum() == pytest.approx(1.0, abs=0.9)


def test_one_hour_on_saturdays_is_a_day_of_its_own() -> None:
    series = centre(154, scale=80.0)
    is_short = (series["start_local"].dt.day_of_week == 5) & (series["start_local"].dt.hour != 9)
    past, came = cut(series[~is_short], 98)
    on_saturday = came["start_local"].dt.day_of_week == 5
    made = forecast(past, future=came)
    assert made.loc[on_saturday, "mean"].sum() / came.loc[on_saturday, "volume"].sum() == pytest.approx(1.0, abs=0.15)


def test_the_rest_of_a_day_in_progress_is_forecast_from_the_days_before() -> None:
    series = centre(98)
    border = pd.Timestamp("2025-04-08 13:00")
    past, ahead = series[series["start_local"] < border], series[series["start_local"] >= border]
    made = forecast(past, future=ahead)
    assert_sound(made, ahead)
    whole = forecast(past[past["start_local"] < "2025-04-08"], future=ahead)
    pd.testing.assert_frame_equal(made, whole)


def test_zeros_written_at_night_are_open_hours_without_calls() -> None:
    past, future = cut(centre(98, hours=(0, 24), closed=()), 91)
    is_night = ~past["start_local"].dt.hour.between(8, 19)
    made = forecast(past.assign(volume=past["volume"].where(~is_night, 0.0)), future=future)
    assert_sound(made, future)
    at_night = ~made["start_local"].dt.hour.between(8, 19)
    assert made.loc[at_night, "mean"].sum() < 0.005 * made["mean"].sum()
