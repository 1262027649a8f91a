"""What the forecast promises: never NaN, closures honoured, better than the weekday mean, honest quantiles."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.methods.forecasting import forecast

WEEK = np.array([1.3, 1.1, 1.0, 1.0, 0.95, 0.5, 0.3])
COLUMNS = ["start_local", "mean", "q025", "q100", "q250", "q500", "q750", "q900", "q975"]


def centre(
    days: int, *, scale: float = 20.0, hours: tuple[int, int] = (8, 20), closed: tuple[int, ...] = (6,), seed: int = 5
) -> pd.DataFrame:
    """Poisson half-hours with a weekday pattern, a hump over the day and a noisy day level."""
    rng = np.random.default_rng(seed)
    starts = pd.date_range("2025-01-06", periods=days * 48, freq="30min")
    day, weekday, hour = np.arange(len(starts)) // 48, starts.day_of_week.to_numpy(), (np.arange(len(starts)) % 48) / 2
    is_open = (hour >= hours[0]) & (hour < hours[1]) & ~np.isin(weekday, closed)
    rate = scale * WEEK[weekday] * (np.exp(-(((hour - 11) / 4) ** 2)) + 0.05) * rng.lognormal(0, 0.08, days)[day]
    return pd.DataFrame({"start_local": starts, "volume": rng.poisson(rate).astype(float)})[is_open].reset_index(drop=True)


def cut(frame: pd.DataFrame, day: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    border = frame["start_local"].iloc[0].normalize() + pd.Timedelta(days=day)
    is_past = frame["start_local"] < border
    return frame[is_past], frame[~is_past]


def assert_sound(made: pd.DataFrame, future: pd.DataFrame) -> None:
    assert list(made.columns) == COLUMNS
    assert (made["start_local"].to_numpy() == future["start_local"].to_numpy()).all()
    numbers = made[COLUMNS[1:]].to_numpy()
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert (np.diff(numbers[:, 1:], axis=1) >= 0).all()


@pytest.mark.parametrize(
    "shape",
    [
        {"hours": (8, 20)},
        {"hours": (0, 24), "closed": ()},
        {"hours": (8, 20), "scale": 0.1},
        {"hours": (0, 24), "closed": (), "scale": 0.02},
    ],
    ids=["part day", "round the clock", "quiet", "nearly silent"],
)
def test_half_hours_are_forecast_with_rising_quantiles_and_no_nan(shape: dict[str, object]) -> None:
    past, future = cut(centre(120, **shape), 92)  # type: ignore[arg-type]
    made = forecast(past, future=future[["start_local"]])
    assert_sound(made, future)
    assert abs(made["mean"].sum() / future["volume"].sum() - 1) < 0.2


def test_days_are_forecast_as_well_as_half_hours() -> None:
    daily = centre(120).assign(start_local=lambda frame: frame["start_local"].dt.normalize())
    past, future = cut(daily.groupby("start_local", as_index=False)["volume"].sum(), 92)
    made = forecast(past, future=future[["start_local"]])
    assert_sound(made, future)
    assert np.abs(made["mean"].to_numpy() - future["volume"].to_numpy()).sum() / future["volume"].sum() < 0.12


def test_it_beats_the_mean_of_the_last_four_same_weekdays() -> None:
    series, wrong, wrong_mean = centre(280), 0.0, 0.0
    for day in range(140, 252, 28):
        past, future = cut(series, day)
        future = future[future["start_local"] < past["start_local"].max() + pd.Timedelta(days=28)]
        wrong += np.abs(forecast(past, future=future)["mean"] - future["volume"]).sum()
        keys = [past["start_local"].dt.day_of_week, past["start_local"].dt.time]
        mean = past.groupby(keys)["volume"].apply(lambda volume: volume.iloc[-4:].mean())
        simple = mean.loc[list(zip(future["start_local"].dt.day_of_week, future["start_local"].dt.time, strict=True))].to_numpy()
        wrong_mean += np.abs(simple - future["volume"]).sum()
    assert wrong < wrong_mean


def test_quantiles_cover_what_they_say() -> None:
    series, in_80, in_95 = centre(400, seed=11), [], []
    for day in range(200, 372, 21):
        past, future = cut(series, day)
        future = future[future["start_local"] < past["start_local"].max() + pd.Timedelta(days=28)]
        made = forecast(past, future=future)
        in_80.append(future["volume"].between(made["q100"], made["q900"]).mean())
        in_95.append(future["volume"].between(made["q025"], made["q975"]).mean())
    assert 0.75 <= np.mean(in_80) <= 0.90
    assert 0.92 <= np.mean(in_95) <= 0.985


def test_a_few_overlapping_months_that_erred_to_one_side_do_not_move_the_median() -> None:
    series = centre(110, closed=(5, 6), seed=3)
    fall = np.linspace(0.25, 0.0, 110)[(series["start_local"] - series["start_local"].iloc[0].normalize()).dt.days]
    past, future = cut(series.assign(volume=np.round(series["volume"] * 40 * np.exp(fall))), 82)
    made = forecast(past, future=future)
    assert made["q500"].sum() == pytest.approx(made["mean"].sum(), rel=0.03)
    assert (made["q100"] < made["mean"]).all() and (made["q900"] > made["mean"]).all()


def test_four_weeks_after_a_step_most_of_it_is_followed() -> None:
    series = centre(200)
    is_late = series["start_local"] >= series["start_local"].iloc[0].normalize() + pd.Timedelta(days=140)
    series["volume"] *= np.where(is_late, 2.0, 1.0)
    past, future = cut(series, 168)
    made = forecast(past, future=future)
    assert made["mean"].sum() / future["volume"].sum() == pytest.approx(1.0, abs=0.25)


def test_the_day_after_a_closure_gets_the_callers_of_both_days() -> None:
    series = centre(400, closed=(5, 6))
    day = (series["start_local"] - series["start_local"].iloc[0].normalize()).dt.days
    for closed in range(9, 400, 28):
        series.loc[day == closed + 1, "volume"] *= 1.6
    series = series[~day.isin(range(9, 400, 28))]
    past, future = cut(series, 366)
    future = future[["start_local"]].iloc[: 24 * 5]
    usual = forecast(past, future=future.assign(is_after_closure=False))
    after = forecast(past, future=future.assign(is_after_closure=True))
    assert (after["mean"] / usual["mean"]).median() > 1.25


def test_a_closed_interval_gets_zero_everywhere() -> None:
    past, future = cut(centre(100), 90)
    made = forecast(past, future=future.assign(is_closed=future["start_local"].dt.day_of_week == 2))
    is_closed = (future["start_local"].dt.day_of_week == 2).to_numpy()
    assert (made.loc[is_closed, COLUMNS[1:]] == 0).all(axis=None)
    assert (made.loc[~is_closed, "mean"] > 0).all()


def test_two_weeks_of_history_give_a_forecast_with_assumed_uncertainty() -> None:
    past, future = cut(centre(42), 14)
    made = forecast(past, future=future)
    assert_sound(made, future)
    assert made.attrs["backtest_wape"] is None
    assert made["mean"].sum() / future["volume"].sum() == pytest.approx(1.0, abs=0.2)


def test_a_day_of_zeros_in_a_busy_queue_is_an_outage_and_no_demand() -> None:
    past, future = cut(centre(100), 90)
    dead = past["start_local"].dt.normalize() == past["start_local"].max().normalize()
    with_zeros = forecast(past.assign(volume=past["volume"].where(~dead, 0.0)), future=future)
    without = forecast(past[~dead], future=future)
    np.testing.assert_allclose(with_zeros["mean"], without["mean"], rtol=0.01)


def test_a_queue_without_any_contact_gets_zeros() -> None:
    past, future = cut(centre(60).assign(volume=0.0), 50)
    made = forecast(past, future=future)
    assert_sound(made, future)
    assert made["mean"].sum() == 0


def test_volumes_that_never_vary_are_repeated() -> None:
    starts = pd.date_range("2026-01-05", periods=84)
    made = forecast(pd.DataFrame({"start_local": starts[:56], "volume": 100.0}), future=pd.DataFrame({"start_local": starts[56:]}))
    np.testing.assert_allclose(made[COLUMNS[1:]], 100.0, rtol=0.01)


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


def test_the_repeated_hour_of_autumn_is_averaged_and_not_doubled() -> None:
    past, future = cut(centre(120, hours=(0, 24), closed=()), 100)
    again = past[past["start_local"].dt.normalize() == "2025-03-30"].iloc[4:6]
    made = forecast(pd.concat([past, again]), future=future)
    pd.testing.assert_frame_equal(made, forecast(past, future=future))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda past: past.assign(volume=past["volume"].where(past.index != 7, -1.0)), "volume is negative in 1 row"),
        (lambda past: past.assign(volume=past["volume"].where(past.index != 7)), "volume is missing"),
        (lambda past: past.assign(volume=np.inf), "volume is infinite"),
        (lambda past: past.iloc[:0], "never open"),
        (lambda past: past.iloc[:72], "3 open day"),
        (lambda past: past.drop(columns="volume"), "no column volume"),
        (lambda past: past.drop(columns="start_local"), "no column start_local"),
        (lambda past: pd.concat([past, past]), "more than once"),
        (lambda past: past.assign(start_local=past["start_local"].dt.tz_localize("UTC")), "without a zone"),
        (lambda past: past.assign(start_local=past["start_local"] + pd.Timedelta(days=30)), "history runs to"),
    ],
)
def test_bad_history_is_refused_with_the_reason(spoil: object, said: str) -> None:
    past, future = cut(centre(60), 50)
    with pytest.raises(ValueError, match=said):
        forecast(spoil(past), future=future)  # type: ignore[operator]


def test_quantiles_outside_nought_and_one_are_refused() -> None:
    past, future = cut(centre(60), 50)
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        forecast(past, future=future, quantiles=(0.5, 1.0))


def test_no_future_gives_no_rows() -> None:
    past, future = cut(centre(60), 50)
    assert list(forecast(past, future=future.iloc[:0]).columns) == COLUMNS


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=10, max_size=70), st.integers(1, 40))
def test_whatever_the_days_were_the_forecast_is_finite(volumes: list[int], ahead: int) -> None:
    starts = pd.date_range("2025-03-01", periods=len(volumes) + ahead)
    past = pd.DataFrame({"start_local": starts[: len(volumes)], "volume": np.array(volumes, dtype=float)})
    future = pd.DataFrame({"start_local": starts[len(volumes) :]})
    try:
        made = forecast(past, future=future)
    except ValueError as error:
        assert "open day" in str(error)
    else:
        assert_sound(made, future)
