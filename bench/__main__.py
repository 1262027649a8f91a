"""Speed, measured: `make bench`, or `python -m bench NAME [NAME ...] [--rows N]` for some of it.

Every figure stands beside a reference made in the same minutes on the same machine, because machines differ and ratios do less.
Belongs here: choosing. Does not: tests (nothing here passes or fails).
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.history import history
from bench.measure import ROOT
from bench.sample import run, sample
from bench.telephony import telephony


def erlang(_folder: Path, rows: int) -> None:
    """Required agents of a year of half-hours for fifty queues, beside a pyworkforce loop where that is installed."""
    beside = ROOT / ".venv-bench" / "bin" / "python"
    python = str(beside) if beside.exists() else sys.executable
    subprocess.run([python, str(ROOT / "bench" / "erlang.py"), "--intervals", str(rows)], check=True)


# name -> what is measured, and how many records it makes unless told otherwise
BENCHES: dict[str, tuple[Callable[[Path, int], None], int]] = {
    "telephony": (telephony, 10_000_000),
    "history": (history, 10_000_000),
    "erlang": (erlang, 876_000),
    "sample": (sample, 5_000_000),
    "run": (run, 800_000),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which benches; all when none is named", metavar="NAME")
    parser.add_argument("--rows", type=int, help="records to make, for a trial of less")
    parser.add_argument("--folder", type=Path, help="where the records and warehouses of a bench may stand (default: a temporary folder)")
    chosen = parser.parse_args()
    print(f"{datetime.now(UTC).date()}, {platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    for name in chosen.names or BENCHES:
        work, rows = BENCHES[name]
        with tempfile.TemporaryDirectory(dir=chosen.folder, prefix=f"bench-{name}-") as folder:
            print(f"\n== {name}", flush=True)
            work(Path(folder), chosen.rows or rows)


if __name__ == "__main__":
    sys.exit(main())
