"""Two thousand KPI-scope series of three years through the analyses that judge them: `python -m bench.trend SERIES`."""

import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from assets.analysis import baseline, baseline_compare, control_chart, trend
from bench.measure import measured
from pipelines.declarations import columns_of

DAYS, FIRST_DAY, BAR_S = 1095, "2023-01-01", 60.0
KPIS = {
    "service_level": ("share", "higher", "ratio"),
    "abandonment_rate": ("share", "lower", "ratio"),
    "handle_time": ("seconds", "band", "mean"),
    "offered": ("count", "band", "count"),
}


def trends(_folder: Path, rows: int) -> None:
    own = measured(["-m", "bench.trend", str(rows)])
    print(f"{own.said.strip()}\nin all {own.wall_s:.1f} s, peak {own.peak_gb:.2f} GB   (bar {BAR_S:.0f} s for 2,000 series)")


def series(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Daily rows of `count` queues' KPIs with weekday, season, noise that lasts, and a step in a third of them; and definitions."""
    rng = np.random.default_rng(20261125)
    day = np.arange(DAYS)
    dates = pd.date_range(FIRST_DAY, periods=DAYS).to_numpy()
    parts = []
    for number in range(count):
        kpi = list(KPIS)[number % len(KPIS)]
        n = rng.poisson(400 * (1 + 0.3 * np.sin(2 * np.pi * day / 7)) * (1 + 0.1 * np.sin(2 * np.pi * day / 365.25)))
        drift = lfilter([1.0], [1.0, -0.4], rng.normal(0, 0.03, DAYS))
        level = 0.75 + 0.04 * np.sin(2 * np.pi * day / 365.25) + drift + (0.05 if number % 3 == 0 else 0) * (day > 700)
        if kpi == "offered":
            numerator, denominator = n.astype(float), np.full(DAYS, np.nan)
            value = numerator
        else:
            denominator = n.astype(float)
            numerator = np.clip(level, 0.01, 0.99) * n * (300 if kpi == "handle_time" else 1)
            value = numerator / denominator
        frame = {"business_date": dates, "numerator": numerator, "denominator": denominator, "value": value, "n": n.astype(float)}
        parts.append(pd.DataFrame(frame).assign(kpi=kpi, version=1, scope_type="queue", scope_id=f"queue_{number // len(KPIS)}"))
    definition = pd.DataFrame([{"kpi": k, "version": 1, "name": k, "unit": u, "better": b, "measure": m, "maturity_days": 0}
                               for k, (u, b, m) in KPIS.items()])  # fmt: skip
    return pd.concat(parts, ignore_index=True), definition


def _timed(module: ModuleType, asked: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, float]:
    started = time.perf_counter()
    found: pd.DataFrame = module.rows(**asked)
    return found, time.perf_counter() - started


def main(count: int) -> None:
    daily, definition = series(count)
    through = pd.DataFrame({"business_date": [pd.Timestamp(daily["business_date"].max()).date()]})
    queues = pd.DataFrame({"queue_id": daily["scope_id"].unique(), "site_id": "main"})
    given = {
        "daily": daily,
        "definition": definition,
        "data_through": through,
        "queues": queues,
        "holidays": pd.DataFrame({"site_id": ["main"], "date": [pd.Timestamp("2023-12-25").date()]}),
        "horizons": pd.DataFrame({"horizon_months": [1, 3, 6]}),
        "centre": pd.DataFrame({"baseline_days": [28]}),
    }
    total_s = 0.0
    for module in (baseline, baseline_compare, trend, control_chart):
        # an empty table has the columns it was asked for, as the machine gives them to an analysis on its first day
        nothing = {name: pd.DataFrame(columns=list(columns_of(sql, "bench"))) for name, sql in module.READS.items()}
        asked = {name: given.get(name, nothing[name]) for name in module.READS}
        name = module.__name__.rpartition(".")[2]
        found, took_s = _timed(module, asked)
        total_s += took_s
        print(f"{name:18s} {took_s:6.1f} s for {len(found):9,} rows")
        if module is baseline:
            given["baseline"] = found
        else:
            kept = list(nothing["previous"].columns)
            _, again_s = _timed(module, asked | {"previous": found[kept].drop_duplicates()})
            print(f"{name + ', again':18s} {again_s:6.1f} s with nothing new")
    print(f"{count:,} series of {DAYS:,} days: {total_s:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
