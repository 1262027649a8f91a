"""Speed, measured: `make bench`, or `python -m bench NAME [NAME ...] [--rows N]` for some of it.

Every figure stands beside a reference made in the same minutes on the same machine, because machines differ and ratios do less.
Belongs here: choosing. Does not: tests (nothing here passes or fails).
"""

import argparse
import importlib
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import ROOT


def erlang(_folder: Path, rows: int) -> None:
    """Required agents of a year of half-hours for fifty queues, beside a pyworkforce loop where that is installed."""
    beside = ROOT / ".venv-bench" / "bin" / "python"
    python = str(beside) if beside.exists() else sys.executable
    subprocess.run([python, str(ROOT / "bench" / "erlang.py"), "--intervals", str(rows)], check=True)


# name -> where it stands, its function, and how many records, series, queues or intervals it takes unless told otherwise
BENCHES = {
    "telephony": ("bench.telephony", "telephony", 10_000_000),
    "history": ("bench.history", "history", 10_000_000),
    "tickets": ("bench.tickets", "tickets", 1_000_000),
    "trend": ("bench.trend", "trends", 2_000),
    "forecast": ("bench.forecast", "forecasts", 50),
    "erlang": ("bench", "erlang", 876_000),
    "sheets": ("bench.sheets", "sheets", 300_000),
    "sample": ("bench.sample", "sample", 5_000_000),
    "run": ("bench.sample", "run", 800_000),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which benches; all when none is named", metavar="NAME")
    parser.add_argument("--rows", type=int, help="records to make, for a trial of less")
    parser.add_argument("--folder", type=Path, help="where the records and warehouses of a bench may stand (default: a temporary folder)")
    chosen = parser.parse_args()
    print(f"{datetime.now(UTC).date()}, {platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    for name in chosen.names or BENCHES:
        module, function, rows = BENCHES[name]
        work = erlang if function == "erlang" else getattr(importlib.import_module(module), function)
        with tempfile.TemporaryDirectory(dir=chosen.folder, prefix=f"bench-{name}-") as folder:
            print(f"\n== {name}", flush=True)
            work(Path(folder), chosen.rows or rows)


if __name__ == "__main__":
    sys.exit(main())
