"""The bars on the two shared real series, over rolling origins. Slow; skipped where the data folder is absent.

`python -m pytest -m slow -s tests/methods/test_forecasting_backtest.py` prints the figures that docs/methods.md shows.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assets.methods.erlang import required_agents
from assets.methods.forecasting import forecast

DATA = Path(__file__).parents[3] / "shared" / "data"
BANK = DATA / "na_bank_5min" / "bank_calls_5min_to_2003-08-29.csv"
CENTRE = DATA / "daily_centre" / "daily_centre_to_2022-11-01.csv"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (BANK.exists() and CENTRE.exists()), reason="the shared real series are not beside this checkout"),
]


def bank(interval: str) -> pd.DataFrame:
    calls = pd.read_csv(BANK, parse_dates=["interval_start"])
    volume = calls.groupby(calls["interval_start"].dt.floor(interval))["calls"].sum()
    return pd.DataFrame({"start_local": volume.index, "volume": volume.to_numpy(dtype=float)})


def daily_centre() -> pd.DataFrame:
    days = pd.read_csv(CENTRE, parse_dates=["date"])
    return pd.DataFrame({"start_local": days["date"], "volume": days["incoming"].astype(float)})


@cache
def backtest(name: str) -> pd.DataFrame:
    """What came, the forecast and the four-week weekday mean for every interval of every origin; `lead` is in open days."""
    series, first, ahead, step = {
        "bank by half-hours": (bank("30min"), 45, 20, 3),
        "bank by days": (bank("D"), 45, 20, 3),
        "daily centre": (daily_centre(), 365, 28, 10),
    }[name]
    day = series["start_local"].dt.normalize()
    days = np.sort(day.unique())
    parts = []
    for origin in range(first, len(days) - ahead + 1, step):
        past = series[day < days[origin]]
        future = series[(day >= days[origin]) & (day <= days[origin + ahead - 1])]
        cells = past.groupby([past["start_local"].dt.day_of_week, past["start_local"].dt.time])["volume"]
        mean = cells.apply(lambda volume: volume.iloc[-4:].mean())
        asked = list(zip(future["start_local"].dt.day_of_week, future["start_local"].dt.time, strict=True))
        made = forecast(past, future=future[["start_local"]])
        lead = np.searchsorted(days, future["start_local"].dt.normalize()) - origin
        parts.append(made.assign(volume=future["volume"], naive=mean.loc[asked].to_numpy(), origin=origin, lead=lead))
    return pd.concat(parts)


def wape(found: pd.DataFrame, column: str = "mean") -> float:
    return float((found[column] - found["volume"]).abs().sum() / found["volume"].sum())


def cover(found: pd.DataFrame, low: str, high: str) -> float:
    return float(found["volume"].between(found[low], found[high]).mean())


def shown(name: str, found: pd.DataFrame) -> pd.DataFrame:
    figures = {
        "wape": wape(found),
        "wape of the 4-week mean": wape(found, "naive"),
        "cover of 80 %": cover(found, "q100", "q900"),
        "cover of 95 %": cover(found, "q025", "q975"),
        "origins": found["origin"].nunique(),
    }
    print(f"{name}: " + ", ".join(f"{what} {figure:.4g}" for what, figure in figures.items()))
    return found


@pytest.mark.parametrize(("name", "bar"), [("bank by half-hours", 0.060), ("bank by days", 0.050), ("daily centre", 0.47)])
def test_the_forecast_is_within_the_bar_and_no_worse_than_the_four_week_mean(name: str, bar: float) -> None:
    found = shown(name, backtest(name))
    assert wape(found) <= bar
    assert wape(found) <= wape(found, "naive")


def test_the_bar_holds_where_the_level_shifts_most() -> None:
    found = backtest("daily centre")
    found = shown("daily centre, third year", found[found["origin"] >= 730])
    assert wape(found) <= 0.47
    assert cover(found, "q100", "q900") >= 0.75


@pytest.mark.parametrize("name", ["bank by half-hours", "bank by days", "daily centre"])
def test_intervals_cover_what_they_say(name: str) -> None:
    found = backtest(name)
    assert 0.75 <= cover(found, "q100", "q900") <= 0.90
    assert 0.92 <= cover(found, "q025", "q975") <= 0.985


@pytest.mark.parametrize("name", ["bank by half-hours", "daily centre"])
def test_intervals_cover_near_and_far_alike(name: str) -> None:
    found = backtest(name)
    for weeks, part in found.groupby(found["lead"] // (found["lead"].max() // 4 + 1)):
        assert 0.74 <= cover(part, "q100", "q900") <= 0.91, f"quarter {weeks} of the horizon"
        assert 0.91 <= cover(part, "q025", "q975") <= 0.99, f"quarter {weeks} of the horizon"


def test_the_median_lies_near_the_point_forecast() -> None:
    for name in ("bank by half-hours", "bank by days"):
        found = backtest(name)
        assert wape(found, "q500") <= 1.1 * wape(found)


@pytest.mark.parametrize("aht_s", [120.0, 180.0, 300.0])
def test_agents_from_the_forecast_are_near_those_the_calls_would_have_needed(aht_s: float) -> None:
    found = backtest("bank by half-hours")

    def agents(calls: pd.Series) -> np.ndarray:
        return required_agents(calls.to_numpy() * aht_s / 1800.0, aht_s=aht_s, threshold_s=20, target=0.8)

    needed = agents(found["volume"])
    wrong = np.abs(agents(found["mean"]) - needed).sum() / needed.sum()
    print(f"staffing error at a handle time of {aht_s:.0f} s: {wrong:.4f}")
    assert wrong <= 0.061
