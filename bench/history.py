"""One new day on three years of history, beside the same day on a warehouse that holds the running month only.

Publication is reported apart, and so is a run that finds nothing new.
"""

import json
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb

from bench.centre import settle
from bench.measure import Measured, measured, table
from bench.telephony import where_the_time_goes

# A day as most are: it ends no month. When a month ends its comparisons and trends of months are worked out again.
YEARS, NEW_DAY = 3, date(2025, 3, 28)
FIRST_OF_MONTH = NEW_DAY.replace(day=1)
BARS = {"ratio": 1.3, "publication_s": 20.0, "idle_s": 15.0}
PUBLICATION = "marts__published"


def history(folder: Path, rows: int) -> None:
    days = 365 * YEARS + 1
    first = NEW_DAY - timedelta(days=days - 1)
    measured(["-m", "bench.calls", str(folder), str(rows), first.isoformat(), str(days)])
    print(f"history: {rows:,} calls in {days:,} days ({rows // days:,} a day), then the day {NEW_DAY}")
    found: dict[str, tuple[Measured, float]] = {}
    for name, since in (("the running month", FIRST_OF_MONTH), (f"{YEARS} years", first)):
        data = folder / name.replace(" ", "_")
        environment = settle(data) | {"SWITCHBOARD_TODAY": (NEW_DAY + timedelta(days=1)).isoformat()}
        _part(folder / "calls.csv", data / "landing" / "calls_before.csv", since, NEW_DAY - timedelta(days=1))
        before = measured(["-m", "bench.centre", "publish", str(data)], environment=environment)
        _part(folder / "calls.csv", data / "landing" / "calls_new.csv", NEW_DAY, NEW_DAY)
        new = measured(["-m", "bench.centre", "publish", str(data)], environment=environment)
        idle = measured(["-m", "pipelines.cli", "run", "--data", str(data)], environment=environment)
        publication_s = _published_s(new)
        found[name] = new, publication_s
        print(f"\non {name}:")
        print(table([("all that came before", before), ("the new day", new), ("nothing new", idle)], records=rows // days))
        print(f"of the new day, publication {publication_s:.1f} s (bar {BARS['publication_s']:.0f} s); idle bar {BARS['idle_s']:.0f} s")
        print(where_the_time_goes(new))
        shutil.rmtree(data)
    (short, short_s), (long, long_s) = found.values()
    ratio = (long.wall_s - long_s) / (short.wall_s - short_s)
    print(f"\nnew day on {YEARS} years over new day on the running month, publication apart: {ratio:.2f}   (bar {BARS['ratio']})")


def _part(calls: Path, target: Path, first: date, last: date) -> None:
    measured(["-m", "bench.history", str(calls), str(target), first.isoformat(), last.isoformat()])


def copy_days(calls: str, target: str, first: str, last: str) -> None:
    """Copy the calls of some days into the landing folder."""
    with duckdb.connect() as con:
        con.execute(
            f"copy (select * from read_csv('{calls}', all_varchar = true, header = true) "
            f"where entered_at[:10] between '{first}' and '{last}') to '{target}' (format csv, header)"
        )


def _published_s(run: Measured) -> float:
    return float(json.loads(run.said.strip().splitlines()[-1])[PUBLICATION])


if __name__ == "__main__":
    copy_days(*sys.argv[1:])
