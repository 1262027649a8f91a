"""Makes an export of calls as CSV and as Parquet: `python -m bench.calls FOLDER CALLS [FIRST_DAY DAYS]`.

Twelve queues, 240 agents, a working day with two humps, waits that grow with the hour's load, and what real exports have:
one record in 2,000 cannot be read, three in 1,000 are told twice. Both files hold the same records in order of time.
"""

import sys
from datetime import date
from pathlib import Path

import duckdb

CALLS_A_DAY = 27_400  # ten million a year
FIRST_DAY = date(2025, 1, 1)
COLUMNS = (
    "call_id", "queue", "direction", "caller", "dialled", "entered_at", "wait_s", "ring_s",
    "talk_s", "hold_s", "acw_s", "agent", "outcome", "transferred_to", "topic",
)  # fmt: skip

# every figure comes from hash(number, 'what'), so that the same call is the same on every machine
DRAWN = """
create temp table drawn as
with numbered as (
    select range as number, cast($first as date) + cast(range * $days // $calls as integer) as day from range($calls)
),
dice as (
    select number, day, {dice} from numbered
),
timed as (
    -- two humps, at 10 and at 15 o'clock, between 7 and 21
    select *, 25200 + 50400 * least(0.999999, greatest(0,
        case when d_hump < 0.55 then 0.21 + 0.22 * (d_a + d_b + d_c - 1.5) else 0.6 + 0.3 * (d_a + d_b + d_c - 1.5) end)) as day_s
    from dice
)
select number, 'C' || lpad(cast(number as varchar), 10, '0') as call_id,
    'queue ' || cast(1 + floor(12 * d_queue * d_queue) as integer) as queue,
    case when d_way < 0.97 then 'in' else 'out' end as direction,
    '+49' || cast(1500000000 + cast(floor(d_caller * d_caller * greatest($calls, 2000) / 2.5) as bigint) as varchar) as caller,
    '0800' || cast(100000 + cast(floor(d_queue * 8) as integer) as varchar) as dialled,
    day + to_seconds(floor(day_s)) as entered_at,
    cast(floor(
        -ln(1 - d_wait) * case when d_outcome < 0.9 then 6 + 30 * sin(pi() * (day_s - 25200) / 50400) else 95 end
    ) as integer) as wait_s,
    case when d_outcome < 0.9 then cast(floor(2 + 9 * d_a) as integer) end as ring_s,
    case when d_outcome < 0.9 then cast(floor(exp(4.9 + 1.4 * (d_a + d_b + d_c + d_talk - 2))) as integer) end as talk_s,
    case when d_outcome < 0.9 then case when d_b < 0.15 then cast(floor(90 * d_c) as integer) else 0 end end as hold_s,
    case when d_outcome < 0.9 then cast(floor(20 + 80 * d_c) as integer) end as acw_s,
    case when d_outcome < 0.9 then 'agent ' || lpad(cast(1 + floor(240 * d_agent) as varchar), 3, '0') end as agent,
    case
        when d_outcome < 0.9 then 'answered' when d_outcome < 0.98 then 'abandoned' when d_outcome < 0.995 then 'overflow' else 'test'
    end as outcome,
    case when d_outcome < 0.045 then 'queue ' || cast(1 + floor(12 * d_b) as integer) end as transferred_to,
    'topic ' || cast(1 + floor(30 * d_topic) as integer) as topic,
    d_bad
from timed
""".format(
    dice=", ".join(
        f"hash(number, '{name}') / 18446744073709551616.0 as d_{name}"
        for name in ("hump", "a", "b", "c", "queue", "way", "caller", "outcome", "wait", "talk", "agent", "topic", "bad")
    )
)
# the last record told twice stands right behind itself, as overlapping exports pasted together do
TOLD = f"""
select {", ".join(COLUMNS)} from (
    select * from drawn
    union all
    select * from drawn where d_bad > 0.997
) order by entered_at, number
"""


def make(folder: Path, calls: int, *, first: date = FIRST_DAY, days: int | None = None) -> None:
    """Write `calls.csv` and `calls.parquet` of about `calls` records into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    days = days or max(28, calls // CALLS_A_DAY)
    with duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(folder / "spill")}) as con:
        con.execute(DRAWN, {"calls": calls, "first": first, "days": days})
        # a text where a number should be: CSV can say it, Parquet has types and says a negative wait instead
        for form, wrong, right in (("csv, header", "'n/a'", "cast(wait_s as varchar)"), ("parquet, compression zstd", "-1", "wait_s")):
            broken = f"select * replace (case when d_bad < 0.0005 then {wrong} else {right} end as wait_s) from drawn"
            told = TOLD.replace("select * from drawn", broken)
            con.execute(f"copy ({told}) to '{folder}/calls.{form.split(',')[0]}' (format {form})")


if __name__ == "__main__":
    made = Path(sys.argv[1])
    span = {"first": date.fromisoformat(sys.argv[3]), "days": int(sys.argv[4])} if len(sys.argv) > 3 else {}
    make(made, int(sys.argv[2]), **span)
