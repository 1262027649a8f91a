"""(a) The least that could be called a pipeline: load the file, compute interval and daily KPIs with an exact p90. Nothing is checked.

python -m bench.bare FILE DATABASE
"""

import sys
from pathlib import Path

import duckdb

from bench.calls import COLUMNS
from bench.measure import MEMORY_LIMIT

TYPES = {"entered_at": "TIMESTAMP", "wait_s": "INTEGER", "ring_s": "INTEGER", "talk_s": "INTEGER", "hold_s": "INTEGER", "acw_s": "INTEGER"}
FIGURES = """
    count(*) as entered,
    count(*) filter (where outcome = 'answered') as answered,
    count(*) filter (where outcome = 'abandoned') as abandoned,
    count(*) filter (where outcome = 'answered' and wait_s <= 20) as answered_in_time,
    avg(wait_s) filter (where outcome = 'answered') as speed_of_answer_s,
    quantile_cont(wait_s, 0.9) filter (where outcome = 'answered') as answer_wait_p90_s,
    avg(talk_s + hold_s + acw_s) as handle_time_s"""


def source_of(path: Path) -> str:
    if path.suffix == ".parquet":
        return f"read_parquet('{path}')"
    columns = ", ".join(f"'{name}': '{TYPES.get(name, 'VARCHAR')}'" for name in COLUMNS)
    return (
        f"read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', columns = {{{columns}}}, ignore_errors = true)"
    )


def main(path: Path, database: Path) -> None:
    with duckdb.connect(str(database), config={"memory_limit": MEMORY_LIMIT}) as con:
        con.execute(f"create table call as select * from {source_of(path)}")
        con.execute(
            f"create table kpi_interval as select queue, time_bucket(interval '30 minutes', entered_at) as interval_start, {FIGURES} "
            "from call where direction = 'in' and outcome <> 'test' group by all"
        )
        con.execute(
            f"create table kpi_daily as select queue, cast(entered_at as date) as day, {FIGURES} "
            "from call where direction = 'in' and outcome <> 'test' group by all"
        )
        print(con.execute("select count(*) from call").fetchone()[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
