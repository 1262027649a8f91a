"""Times required agents for a year of half-hours of 50 queues against a pyworkforce 0.5.1 Erlang C loop, in one run.

pyworkforce is needed by this script only. `make bench` installs it into an environment of its own, beside the product's packages:

    make .venv-bench/.ready && .venv-bench/bin/python bench/erlang.py

Without it the script times ours alone.
"""

import argparse
import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assets.methods.erlang import required_agents

INTERVALS = 876_000
AHT_S, THRESHOLD_S, TARGET, PATIENCE_S, INTERVAL_S = 180.0, 20.0, 0.8, 240.0, 1800.0


def best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def loop_seconds_an_interval(load: np.ndarray, sample: int) -> tuple[float, np.ndarray] | None:
    """Seconds an interval of the pyworkforce loop on a random sample, and its answers; None without pyworkforce."""
    try:
        queuing = importlib.import_module("pyworkforce.queuing")
    except ImportError:
        return None
    chosen = load[:sample]
    start = time.perf_counter()
    answers = [
        queuing.ErlangC(
            transactions=erlangs * INTERVAL_S / AHT_S, aht=AHT_S / 60, asa=THRESHOLD_S / 60, interval=INTERVAL_S / 60
        ).required_positions(TARGET)["raw_positions"]
        for erlangs in chosen.tolist()
    ]
    return (time.perf_counter() - start) / chosen.size, np.array(answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--intervals", type=int, default=INTERVALS)
    parser.add_argument("--sample", type=int, default=4_000, help="intervals the pyworkforce loop is timed on; it is scaled up")
    parser.add_argument("--max-load", type=float, default=100.0, help="loads are uniform between 1 and this many erlangs")
    options = parser.parse_args()
    rng = np.random.default_rng(20260101)
    n = options.intervals
    load = rng.uniform(1.0, options.max_load, n)
    aht = rng.uniform(0.8, 1.2, n) * AHT_S
    patience = rng.uniform(0.5, 1.5, n) * PATIENCE_S
    week = rng.integers(0, min(336 * 50, n), n)
    load_again, aht_again, patience_again = load[week], aht[week], patience[week]
    plan = {"aht_s": AHT_S, "threshold_s": THRESHOLD_S, "target": TARGET}
    own = {"threshold_s": THRESHOLD_S, "target": TARGET}
    required_agents(load[:10], **plan, patience_s=PATIENCE_S)
    cases: dict[str, Callable[[], np.ndarray]] = {
        "Erlang C, all loads distinct": lambda: required_agents(load, **plan),
        "Erlang C, loads and handle times distinct": lambda: required_agents(load, aht_s=aht, **own),
        "Erlang A, all loads distinct": lambda: required_agents(load, **plan, patience_s=PATIENCE_S),
        "Erlang A, loads, handle times and patience distinct": lambda: required_agents(load, aht_s=aht, patience_s=patience, **own),
        "Erlang A, 16,800 distinct rows repeated": lambda: required_agents(load_again, aht_s=aht_again, patience_s=patience_again, **own),
    }
    loop = loop_seconds_an_interval(load, min(options.sample, n))
    print(f"{n:,} intervals, loads 1 to {options.max_load:g} erlangs, numpy {np.__version__}")
    if loop is None:
        print("pyworkforce is not installed here, so there are no ratios; `make .venv-bench/.ready` installs it")
    else:
        print(f"pyworkforce loop: {loop[0] * 1e6:.1f} microseconds an interval, {loop[0] * n:.1f} s for all (scaled from a sample)")
        differs = int((cases["Erlang C, all loads distinct"]()[: loop[1].size] != loop[1]).sum())
        print(f"answers that differ from pyworkforce: {differs} of {loop[1].size:,} (it never goes below round(load + 1))")
    for name, work in cases.items():
        seconds = best_of(3, work)
        ratio = "" if loop is None else f"   {loop[0] * n / seconds:8.0f} times pyworkforce"
        print(f"{name:55s} {seconds * 1e3:9.1f} ms {seconds / n * 1e9:7.0f} ns an interval{ratio}")


if __name__ == "__main__":
    main()
