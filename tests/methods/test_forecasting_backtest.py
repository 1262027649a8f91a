"""The bars on the two shared real series, over rolling origins. Slow; skipped where the data folder is absent."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assets.methods.forecasting import forecast

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.slow


def bank() -> pd.DataFrame:
    path = DATA / "na_bank_5min" / "bank_calls_5min_to_2003-08-29.csv"
    if not path.exists():
        pytest.skip(f"needs {path.name} of the shared data folder")
    calls = pd.read_csv(path, parse_dates=["interval_start"])
    volume = calls.groupby(calls["interval_start"].dt.floor("30min"))["calls"].sum()
    return pd.DataFrame({"start_local": volume.index, "volume": volume.to_numpy(dtype=float)})


def daily_centre() -> pd.DataFrame:
    path = DATA / "daily_centre" / "daily_centre_to_2022-11-01.csv"
    if not path.exists():
        pytest.skip(f"needs {path.name} of the shared data folder")
    days = pd.read_csv(path, parse_dates=["date"])
    return pd.DataFrame({"start_local": days["date"], "volume": days["incoming"].astype(float)})


def backtest(series: pd.DataFrame, *, first: int, ahead: int, step: int) -> dict[str, float]:
    """WAPE of the forecast and of the four-week weekday mean, and cover of the intervals, over rolling origins."""
    day = series["start_local"].dt.normalize()
    days = np.sort(day.unique())
    wrong = wrong_mean = total = 0.0
    in_80, in_95 = [], []
    for origin in range(first, len(days) - ahead + 1, step):
        past = series[day < days[origin]]
        future = series[(day >= days[origin]) & (day <= days[origin + ahead - 1])]
        made, truth = forecast(past, future=future[["start_local"]]), future["volume"]
        cells = past.groupby([past["start_local"].dt.day_of_week, past["start_local"].dt.time])["volume"]
        mean = cells.apply(lambda volume: volume.iloc[-4:].mean())
        simple = mean.loc[list(zip(future["start_local"].dt.day_of_week, future["start_local"].dt.time, strict=True))].to_numpy()
        wrong += np.abs(made["mean"] - truth).sum()
        wrong_mean += np.abs(simple - truth).sum()
        total += truth.sum()
        in_80.append(truth.between(made["q100"], made["q900"]).mean())
        in_95.append(truth.between(made["q025"], made["q975"]).mean())
    result = {"wape": wrong / total, "wape_mean": wrong_mean / total, "cover_80": np.mean(in_80), "cover_95": np.mean(in_95)}
    print({name: round(float(value), 4) for name, value in result.items()})
    return result


def test_the_bank_is_forecast_twenty_weekdays_ahead_within_the_bar() -> None:
    found = backtest(bank(), first=45, ahead=20, step=3)
    assert found["wape"] <= 0.060
    assert found["wape"] <= found["wape_mean"]
    assert 0.75 <= found["cover_80"] <= 0.90
    assert 0.92 <= found["cover_95"] <= 0.98


def test_a_centre_with_violent_level_shifts_is_forecast_within_the_bar() -> None:
    found = backtest(daily_centre(), first=730, ahead=28, step=7)
    assert found["wape"] <= 0.47
    assert found["wape"] <= found["wape_mean"]


def test_the_intervals_of_that_centre_cover_over_two_years_of_origins() -> None:
    found = backtest(daily_centre(), first=365, ahead=28, step=10)
    assert found["wape"] <= found["wape_mean"]
    assert 0.75 <= found["cover_80"] <= 0.90
    assert 0.92 <= found["cover_95"] <= 0.98
