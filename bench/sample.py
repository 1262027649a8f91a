"""The sample centre: how fast it is written, and how long the pipeline takes over 400 days of it."""

from pathlib import Path

import duckdb

from bench.measure import measured

CALLS_A_DAY = 2_000


def sample(folder: Path, rows: int) -> None:
    """Simulated calls, written in the vendors' formats."""
    written = measured(["-m", "pipelines.cli", "sample", "--data", str(folder), *_size(rows)])
    print(f"sample: {rows:,} calls in {written.wall_s:.1f} s ({rows / written.wall_s:,.0f} calls/s), peak {written.peak_gb:.2f} GB")


def run(folder: Path, rows: int) -> None:
    """The whole pipeline beside a script that only reads and counts the same files."""
    measured(["-m", "pipelines.cli", "sample", "--data", str(folder), *_size(rows)])
    counted = measured(["-m", "bench.sample", str(folder / "landing")])
    first = measured(["-m", "pipelines.cli", "run", "--data", str(folder)])
    idle = measured(["-m", "pipelines.cli", "run", "--data", str(folder)])
    print(
        f"run: first {first.wall_s:.1f} s (peak {first.peak_gb:.2f} GB), again {idle.wall_s:.1f} s; reading and counting alone "
        f"{counted.wall_s:.1f} s; ratio {first.wall_s / counted.wall_s:.1f}"
    )


def _size(rows: int) -> list[str]:
    return ["--days", str(max(60, rows // CALLS_A_DAY)), "--calls-per-day", str(CALLS_A_DAY)]


def read_and_count(landing: Path) -> None:
    with duckdb.connect() as con:
        lines = f"read_csv('{landing}/asterisk/queue_log*', columns = {{'line': 'VARCHAR'}}, delim = chr(31), quote = '', header = false)"
        con.execute(
            "select string_split(line, '|')[3], cast(to_timestamp(cast(split_part(line, '|', 1) as bigint)) as date), "
            f"split_part(line, '|', 5), count(*) from {lines} group by all"
        ).fetchall()
        for table in ("acd/calls_*.csv", "zendesk/ticket.csv", "zendesk/ticket_comment.csv"):
            con.execute(f"select count(*) from read_csv('{landing}/{table}', all_varchar = true)").fetchall()


if __name__ == "__main__":
    import sys

    read_and_count(Path(sys.argv[1]))
