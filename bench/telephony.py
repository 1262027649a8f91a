"""Ten million calls from the landing file to the KPI tables: a bare script, a careful script, and Switchboard's own job.

Each runs in turn in a fresh process with the same memory limit. The careful script and Switchboard are compared figure by figure.
"""

import json
import shutil
from pathlib import Path

from bench.centre import settle
from bench.measure import MEMORY_LIMIT, Measured, measured, table

BARS = {"c/b": 2.0, "c/a": 5.0}
MEMORY_BAR_GB = 4.0


def telephony(folder: Path, rows: int) -> None:
    measured(["-m", "bench.calls", str(folder), str(rows)])
    print(f"telephony: {rows:,} calls, memory_limit {MEMORY_LIMIT}")
    for form in ("csv", "parquet"):
        export = folder / f"calls.{form}"
        _one_form(folder / form, export, rows)
        export.unlink()


def _one_form(folder: Path, export: Path, rows: int) -> None:
    folder.mkdir()
    print(f"\n{export.name}, {export.stat().st_size / 1e9:.2f} GB")
    bare = measured(["-m", "bench.bare", str(export), str(folder / "bare.duckdb")])
    (folder / "bare.duckdb").unlink()
    careful = measured(["-m", "bench.by_hand", str(export), str(folder / "by_hand.duckdb")])
    environment = settle(folder / "data")
    (folder / "data" / "landing" / export.name).hardlink_to(export)
    own = measured(["-m", "bench.centre", "kpis", str(folder / "data")], environment=environment)
    compared = [("(a) bare script: load, interval and daily KPIs", bare), (f"(b) script by hand: {careful.said.strip()}", careful)]
    print(table([*compared, ("(c) Switchboard: landing file to KPI tables", own)], records=rows))
    for name, other in (("c/b", careful), ("c/a", bare)):
        print(f"{name} {own.wall_s / other.wall_s:5.2f} by the wall, {own.cpu_s / other.cpu_s:5.2f} of the processors   (bar {BARS[name]})")
    print(f"resident memory of (c) at most {own.peak_gb:.2f} GB   (bar {MEMORY_BAR_GB})")
    same = measured(["-m", "bench.same_figures", str(folder / "by_hand.duckdb"), str(folder / "data" / "warehouse.duckdb")])
    print(same.said.strip())
    print(where_the_time_goes(own))
    shutil.rmtree(folder)


def where_the_time_goes(own: Measured, shown: int = 12) -> str:
    """Set out the dearest steps of a run of the job, from what `bench.centre` printed last."""
    steps: dict[str, float] = json.loads(own.said.strip().splitlines()[-1])
    dearest = sorted(steps.items(), key=lambda step: -step[1])[:shown]
    lines = [f"  {seconds:7.1f} s  {name}" for name, seconds in dearest]
    rest_s = own.wall_s - sum(seconds for _, seconds in dearest)
    return "\n".join(["where its time goes:", *lines, f"  {rest_s:7.1f} s  the other {len(steps) - len(dearest)} steps, start and end"])
