"""What the forecast promises: never NaN, closures honoured, better than the weekday mean, honest quantiles."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.methods.forecasting import forecast
from tests.methods.half_hours import COLUMNS, assert_sound, centre, cut


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
