"""Daily KPI series of known truth as centres may bring them: families that differ in season, noise, place and calendar.

No test lives here. `series.py` makes one kind of series with many numbers; this makes many kinds, so that a method that fits
the one generator is not taken for one that works.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Day = pd.Timestamp
HOLIDAYS = ((1, 1), (5, 1), (7, 4), (10, 3), (12, 24), (12, 25), (12, 26), (12, 31))


@dataclass(frozen=True)
class Family:
    """What the series of a family have in common; sizes are on the link scale (log odds for shares, log for the rest).

    Attributes
    ----------
    history : fewest and most days before the baseline.
    total : days the series has at least, so that it goes on after the last window.
    shape : 'step' from the day after the baseline, 'ramp' over the first month, 'window' only inside the windows.
    """

    season: Literal["none", "waves", "hump", "peak", "months"] = "waves"
    season_size: float = 0.2
    history: tuple[int, int] = (400, 1000)
    total: int = 0
    days: Literal["weeks", "months", "year"] = "weeks"
    shape: Literal["step", "ramp", "window"] = "step"
    rho: tuple[float, float] = (0.2, 0.7)
    sd: tuple[float, float] = (0.03, 0.06)
    is_uneven: bool = False
    is_heavy: bool = False
    closed: tuple[int, ...] = ()
    outlier_share: float = 0.01
    outlier_sds: tuple[float, float] = (4.0, 10.0)
    are_holidays_told: bool = True
    kinds: tuple[str, ...] = ("share", "seconds", "count")


FAMILIES = {
    "plain": Family(),
    "400 days": Family(history=(400, 420)),
    "nothing before the baseline": Family(history=(0, 60), total=1000),
    "baseline in the middle": Family(history=(150, 400), total=1000),
    "one hump a year": Family(season="hump"),
    "a peak of weeks": Family(season="peak"),
    "steps between months": Family(season="months"),
    "no season": Family(season="none"),
    "a strong season": Family(season_size=0.6),
    "ramp": Family(shape="ramp"),
    "change within the windows": Family(shape="window"),
    "uneven noise": Family(is_uneven=True),
    "heavy tails": Family(is_heavy=True, outlier_share=0.0),
    "long memory": Family(rho=(0.7, 0.7)),
    "huge outliers": Family(outlier_share=0.02, outlier_sds=(10.0, 40.0)),
    "calendar months": Family(days="months"),
    "a baseline of a year": Family(days="year", history=(0, 300)),
    "closed at weekends": Family(closed=(5, 6)),
    "holidays not told": Family(are_holidays_told=False),
    "plain values": Family(kinds=("plain share", "plain seconds")),
}
WITHOUT_HISTORY = {
    "60 to 200 days": Family(history=(0, 0), days="weeks"),
    "200 to 300 days": Family(history=(10, 80)),
}


@dataclass(frozen=True)
class Strange:
    """A series, what is compared, and the change of each window on the link scale."""

    daily: pd.DataFrame
    baseline: tuple[Day, Day]
    windows: dict[str, tuple[Day, Day]]
    holidays: list[Day] | None
    change: dict[str, float] = field(repr=False)
    is_share: bool = False

    def truth(self, label: str, level: float) -> float:
        """The change of a window as a shift of `level`, in the KPI's unit."""
        if self.is_share:
            return float(1 / (1 + (1 / level - 1) * np.exp(-self.change[label])) - level)
        return float(level * np.expm1(self.change[label]))


def strange_series(family: Family, seed: int, *, change: float = 0.0) -> Strange:
    """One series of a family."""
    rng = np.random.default_rng(seed)
    kind = family.kinds[rng.integers(len(family.kinds))]
    start = Day("2018-03-01") + pd.Timedelta(days=int(rng.integers(1500)))
    base, windows = _compared(family, start + pd.Timedelta(days=int(rng.integers(family.history[0], family.history[1] + 1))))
    dates = pd.date_range(start, max(windows["6m"][1], start + pd.Timedelta(days=family.total)))
    size, weekday, day = len(dates), dates.day_of_week.to_numpy(), dates.day_of_year.to_numpy() - 1.0
    is_off = np.array([(d.month, d.day) in HOLIDAYS for d in dates])
    moved = _moved(family, dates, base=base, windows=windows) * change
    sd = float(rng.uniform(*family.sd))
    level = {"share": rng.normal(1.2, 0.6), "seconds": np.log(rng.uniform(30, 500)), "count": np.log(rng.uniform(300, 3000))}
    eta = level[kind.rsplit(" ", maxsplit=1)[-1]] + rng.normal(0, 0.12, 7)[weekday] + _season(family, rng, day)
    eta = eta + rng.uniform(-0.6, -0.1) * is_off + sd * _noise(family, rng, weekday) + moved
    cases = np.maximum(rng.poisson(rng.uniform(100, 3000) * np.exp(rng.normal(0, 0.3, 7)[weekday] + rng.normal(0, 0.1, size))), 5)
    frame, column = _frame(kind, rng, dates, eta, cases)
    wild = rng.random(size) < family.outlier_share
    factor = np.exp(rng.choice([-1, 1], size) * rng.uniform(*family.outlier_sds, size) * sd)
    frame.loc[wild, column] *= factor[wild]
    if "share" in kind:
        frame[column] = np.minimum(frame[column], frame.get("denominator", 0.999))
    kept = (rng.random(size) >= rng.uniform(0, 0.08)) & ~np.isin(weekday, family.closed)
    gap = int(rng.integers(0, size))
    kept[gap : gap + int(rng.integers(0, 15))] = False
    return Strange(
        daily=frame[kept].sample(frac=1.0, random_state=seed),
        baseline=base,
        windows=windows,
        holidays=list(dates[is_off]) if family.are_holidays_told else None,
        change={label: float(moved[(dates >= low) & (dates <= high)].mean()) for label, (low, high) in windows.items()},
        is_share="share" in kind,
    )


def _compared(family: Family, first: Day) -> tuple[tuple[Day, Day], dict[str, tuple[Day, Day]]]:
    if family.days == "months":
        first = first.replace(day=1)
        starts = {f"{m}m": first + pd.DateOffset(months=m) for m in (1, 3, 6)}
        month_end = pd.offsets.MonthEnd(1)
        return (first, first + month_end), {label: (low, low + month_end) for label, low in starts.items()}
    last = first + pd.Timedelta(days=399 if family.days == "year" else 27)
    ends = {f"{m}m": last + pd.DateOffset(months=m) for m in (1, 3, 6)}
    return (first, last), {label: (end - pd.Timedelta(days=27), end) for label, end in ends.items()}


def _moved(family: Family, dates: pd.DatetimeIndex, *, base: tuple[Day, Day], windows: dict[str, tuple[Day, Day]]) -> Floats:
    """Which part of the change has come by each day."""
    if family.shape == "window":
        return np.array([any(low <= day <= high for low, high in windows.values()) for day in dates], dtype=float)
    since = (dates - base[1]).days.to_numpy()
    return np.clip(since / 28.0, 0.0, 1.0) if family.shape == "ramp" else (since > 0).astype(float)


def _season(family: Family, rng: np.random.Generator, day: Floats) -> Floats:
    size, phase = family.season_size, 2 * np.pi * day / 365.25
    if family.season == "none":
        return np.zeros(len(day))
    if family.season == "months":
        return np.asarray(rng.normal(0, size / 2, 12)[np.minimum((day / 30.44).astype(int), 11)])
    if family.season == "waves":
        first, second = rng.uniform(0, 2 * np.pi, 2)
        return np.asarray(size * rng.uniform(0.4, 1) * np.cos(phase - first) + size * rng.uniform(0, 0.5) * np.cos(2 * phase - second))
    apart = np.abs(day - rng.uniform(0, 365.25))
    apart = np.minimum(apart, 365.25 - apart)
    width = rng.uniform(8, 20) if family.season == "peak" else rng.uniform(20, 60)
    return np.asarray(rng.choice([-1, 1]) * 1.3 * size * np.exp(-0.5 * (apart / width) ** 2))


def _noise(family: Family, rng: np.random.Generator, weekday: NDArray[np.int32]) -> Floats:
    size, rho = len(weekday), float(rng.uniform(*family.rho))
    new = rng.standard_t(4, size) / np.sqrt(2) if family.is_heavy else rng.normal(size=size)
    noise = np.empty(size)
    noise[0] = new[0]
    for i in range(1, size):
        noise[i] = rho * noise[i - 1] + np.sqrt(1 - rho**2) * new[i]
    if family.is_uneven:
        year = np.cos(2 * np.pi * np.arange(size) / 365.25 - rng.uniform(0, 2 * np.pi))
        noise *= np.exp(0.4 * rng.normal(size=7)[weekday] + 0.3 * year)
    return noise


def _frame(kind: str, rng: np.random.Generator, dates: pd.DatetimeIndex, eta: Floats, cases: NDArray[np.int64]) -> tuple[pd.DataFrame, str]:
    """The frame and the column that is measured."""
    share = 1 / (1 + np.exp(-eta))
    if kind == "share":
        return pd.DataFrame({"date": dates, "numerator": rng.binomial(cases, share).astype(float), "denominator": cases}), "numerator"
    if kind == "seconds":
        mean = np.exp(eta + rng.normal(0, 0.8 / np.sqrt(cases)))
        return pd.DataFrame({"date": dates, "numerator": mean * cases, "denominator": cases}), "numerator"
    values = {"count": rng.poisson(np.exp(eta)).astype(float), "plain share": share, "plain seconds": np.exp(eta)}
    return pd.DataFrame({"date": dates, "value": values[kind]}), "value"
