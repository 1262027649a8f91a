"""Half-hours of a simulated queue, and what every forecast of them must hold; no test lives here."""

import numpy as np
import pandas as pd

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
