"""Fifty queues of two years of half-hours, forecast four weeks ahead with quantiles: `python -m bench.forecast QUEUES`."""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from assets.methods.forecasting import forecast
from bench.measure import measured

DAYS, AHEAD_DAYS, BAR_S, QUEUE_BAR_S = 730, 28, 60.0, 1.0


def forecasts(_folder: Path, rows: int) -> None:
    own = measured(["-m", "bench.forecast", str(rows)])
    print(f"{own.said.strip()}\nin all {own.wall_s:.1f} s, peak {own.peak_gb:.2f} GB   (bar {BAR_S:.0f} s for 50 queues)")


def history(queue: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One queue's half-hours, open day and night or from 7 to 21 o'clock, and the half-hours to forecast."""
    rng = np.random.default_rng(queue)
    start = pd.date_range("2024-01-01", periods=(DAYS + AHEAD_DAYS) * 48, freq="30min")
    hour = start.hour + start.minute / 60
    is_open = np.ones(len(start), dtype=bool) if queue % 2 else (hour >= 7) & (hour < 21)
    profile = np.exp(-((hour - 10.5) ** 2) / 12) + 0.8 * np.exp(-((hour - 15) ** 2) / 10) + 0.02
    weekday = np.array([1.2, 1.05, 1.0, 1.0, 0.95, 0.5, 0.3])[start.dayofweek]
    season = 1 + 0.15 * np.sin(2 * np.pi * start.dayofyear / 365.25)
    day_noise = np.exp(rng.normal(0, 0.08, DAYS + AHEAD_DAYS))[np.arange(len(start)) // 48]
    every = pd.DataFrame({"start_local": start, "volume": rng.poisson(40 * profile * weekday * season * day_noise).astype(float)})[is_open]
    is_past = every["start_local"] < start[DAYS * 48]
    return every[is_past].reset_index(drop=True), every.loc[~is_past, ["start_local"]].reset_index(drop=True)


def main(queues: int) -> None:
    took_s = []
    for queue in range(queues):
        past, future = history(queue)
        started = time.perf_counter()
        forecast(past, future=future)
        took_s.append(time.perf_counter() - started)
    print(
        f"{queues} queues of {DAYS} days: {sum(took_s):.1f} s; a queue and origin: median {np.median(took_s):.2f} s, "
        f"longest {max(took_s):.2f} s   (bar {QUEUE_BAR_S:.0f} s)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
