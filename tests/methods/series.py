"""Daily KPI series whose true change is known, for judging the methods; no test lives here.

Every series mixes weekday effects, a yearly season of two harmonics, AR(1) noise, sampling noise of the counts, holiday
dips, gaps and outliers. The change is set on the link scale (log odds for shares, log for seconds and counts).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["share", "seconds", "count"]
Pattern = Literal["step", "window"]


@dataclass(frozen=True)
class KnownSeries:
    """A daily frame, the windows to compare and the true change of each window in link and KPI units."""

    daily: pd.DataFrame
    baseline: tuple[pd.Timestamp, pd.Timestamp]
    windows: dict[str, tuple[pd.Timestamp, pd.Timestamp]]
    holidays: list[pd.Timestamp]
    change_link: float
    change: dict[str, float]
    kind: Kind
    rho: float


def known_series(
    seed: int,
    *,
    change_link: float = 0.0,
    days_before: int = 400,
    days_after: int = 0,
    kind: Kind | None = None,
    pattern: Pattern = "step",
    step_months: int = 0,
    rho: float | None = None,
    sigma: float | None = None,
    with_season: bool = True,
    trend_a_year: float = 0.0,
) -> KnownSeries:
    """One series; `days_before` the baseline, `days_after` the last window, a step `step_months` after the baseline."""
    rng = np.random.default_rng(seed)
    kind = kind or ("share", "seconds", "count")[rng.integers(3)]
    rho = float(rng.uniform(0, 0.7)) if rho is None else rho
    sigma = float(rng.uniform(0.03, 0.10)) if sigma is None else sigma
    start = pd.Timestamp("2021-01-04") + pd.Timedelta(days=int(rng.integers(365)))
    base = (start + pd.Timedelta(days=days_before), start + pd.Timedelta(days=days_before + 27))
    windows = {}
    for months in (1, 3, 6):
        end = base[1] + pd.DateOffset(months=months)
        windows[f"{months}m"] = (end - pd.Timedelta(days=27), end)
    dates = pd.date_range(start, windows["6m"][1] + pd.Timedelta(days=days_after))
    t = np.arange(len(dates))

    weekday = rng.normal(0, 0.12, 7)
    phase = 2 * np.pi * (dates.day_of_year.to_numpy() - 1) / 365.25
    season = np.zeros(len(t))
    if with_season:
        season += rng.uniform(0.03, 0.25) * np.cos(phase - rng.uniform(0, 2 * np.pi))
        season += rng.uniform(0.0, 0.10) * np.cos(2 * phase - rng.uniform(0, 2 * np.pi))
    noise = np.empty(len(t))
    noise[0] = rng.normal()
    shocks = rng.normal(0, np.sqrt(1 - rho**2), len(t))
    for i in range(1, len(t)):
        noise[i] = rho * noise[i - 1] + shocks[i]
    fixed = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)]
    is_holiday = np.array([(d.month, d.day) in fixed for d in dates])
    holiday = rng.uniform(-0.5, 0.0) * is_holiday

    starts = base[1] + pd.Timedelta(days=1) if step_months == 0 else windows[f"{step_months}m"][0]
    changed = np.asarray(dates >= starts)
    if pattern == "window":
        changed = np.zeros(len(t), bool)
        for low, high in windows.values():
            changed |= np.asarray((dates >= low) & (dates <= high))
    level = {"share": rng.normal(1.2, 0.5), "seconds": np.log(rng.uniform(20, 400)), "count": np.log(rng.uniform(100, 2000))}[kind]
    eta = level + weekday[dates.day_of_week] + season + holiday + sigma * noise + change_link * changed + trend_a_year * t / 365.25

    volume = rng.uniform(150, 3000) * np.exp(0.3 * rng.normal(0, 1, 7)[dates.day_of_week] + 0.05 * rng.normal(0, 1, len(t)))
    n = np.maximum(rng.poisson(volume), 20)
    if kind == "share":
        frame = pd.DataFrame({"date": dates, "numerator": rng.binomial(n, 1 / (1 + np.exp(-eta))), "denominator": n})
        measured = "numerator"
    elif kind == "seconds":
        mean = np.exp(eta + rng.normal(0, 0.8 / np.sqrt(n)))
        frame = pd.DataFrame({"date": dates, "numerator": mean * n, "denominator": n})
        measured = "numerator"
    else:
        frame = pd.DataFrame({"date": dates, "value": rng.poisson(np.exp(eta)).astype(float)})
        measured = "value"

    frame[measured] = frame[measured].astype(float)
    outlier = rng.random(len(t)) < rng.uniform(0, 0.015)
    factor = np.exp(rng.choice([-1, 1], len(t)) * rng.uniform(4, 10, len(t)) * max(sigma, 0.05))
    frame.loc[outlier, measured] *= factor[outlier]
    if kind == "share":
        frame["numerator"] = np.minimum(frame["numerator"], frame["denominator"])
    kept = rng.random(len(t)) >= rng.uniform(0, 0.06)
    if rng.random() < 0.3:
        gap = int(rng.integers(0, max(len(t) - 20, 1)))
        kept[gap : gap + int(rng.integers(3, 10))] = False
    in_base = np.asarray((dates >= base[0]) & (dates <= base[1]))
    change = {}
    for label, (low, high) in windows.items():
        inside = np.asarray((dates >= low) & (dates <= high))
        shift = change_link * float(changed[inside].mean()) + trend_a_year * (low - base[0]).days / 365.25
        typical = (level + weekday[dates.day_of_week] + season + trend_a_year * t / 365.25)[in_base].mean()
        if kind == "share":
            change[label] = float(1 / (1 + np.exp(-typical - shift)) - 1 / (1 + np.exp(-typical)))
        else:
            change[label] = float(np.exp(typical + shift) - np.exp(typical))
    shuffled = frame[kept].sample(frac=1.0, random_state=seed)
    return KnownSeries(shuffled, base, windows, list(dates[is_holiday]), change_link, change, kind, rho)
