"""Speed, measured: `make bench`, or `python -m bench sample run erlang` for some of it.

Every figure stands beside a reference made in the same minutes on the same machine, because machines differ and ratios do less.
Belongs here: choosing and printing. Does not: tests (nothing here passes or fails).
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from assets.sample.centre import write_sample

ROOT = Path(__file__).resolve().parent.parent
FIVE_MILLION = {"days": 2500, "calls_per_day": 2000}


def sample() -> None:
    """Five million simulated calls, written in the vendors' formats."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        report = write_sample(Path(folder) / "landing", Path(folder) / "truth.json", **FIVE_MILLION)
        took_s = time.monotonic() - started
        print(f"sample: {report.calls:,} calls in {report.files} files in {took_s:.1f} s ({report.calls / took_s:,.0f} calls/s)")


def run() -> None:
    """The pipeline over 400 days of the sample centre, beside a script that only reads and counts the same files."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        _switchboard("sample", "--data", folder)
        counted_s = _timed(lambda: _read_and_count(data / "landing"))
        first_s = _timed(lambda: _switchboard("run", "--data", folder))
        idle_s = _timed(lambda: _switchboard("run", "--data", folder))
    print(
        f"run: first {first_s:.1f} s, again {idle_s:.1f} s; reading and counting alone {counted_s:.1f} s; ratio {first_s / counted_s:.1f}"
    )


def erlang() -> None:
    """Required agents of a year of half-hours for fifty queues, beside a pyworkforce loop."""
    if importlib.util.find_spec("pyworkforce") is None:
        print("erlang: pyworkforce is not installed; bench/erlang.py says how to run it in an environment of its own")
        return
    subprocess.run([sys.executable, str(ROOT / "bench" / "erlang.py")], check=True)


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _switchboard(*words: str) -> None:
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    subprocess.run([sys.executable, "-m", "pipelines.cli", *words], check=True, cwd=ROOT, env=quiet, stdout=subprocess.DEVNULL)


def _read_and_count(landing: Path) -> None:
    with duckdb.connect() as con:
        lines = f"read_csv('{landing}/asterisk/queue_log*', columns = {{'line': 'VARCHAR'}}, delim = chr(31), quote = '', header = false)"
        con.execute(
            "select string_split(line, '|')[3], cast(to_timestamp(cast(split_part(line, '|', 1) as bigint)) as date), "
            f"split_part(line, '|', 5), count(*) from {lines} group by all"
        ).fetchall()
        for table in ("acd/calls_*.csv", "zendesk/ticket.csv", "zendesk/ticket_comment.csv"):
            con.execute(f"select count(*) from read_csv('{landing}/{table}', all_varchar = true)").fetchall()


BENCHES = {"sample": sample, "run": run, "erlang": erlang}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
