"""(b) What a careful analyst would write by hand: reject, deduplicate, hash, localise, then the same KPI files as Switchboard.

    python -m bench.by_hand FILE DATABASE

It keeps the bad rows, keeps of calls told twice the last, hashes the caller's number with a key, and fills three KPI tables from
those files of `sql/kpi/` whose columns it has made. It has no windows, no lineage, no books, no checks, and serves this one export.
"""

import re
import sys
from datetime import date
from pathlib import Path

import duckdb

from bench.calls import COLUMNS
from bench.measure import MEMORY_LIMIT, ROOT

KEY = b"a key of the bench"
ZONE = "Europe/Berlin"
TYPES = {"entered_at": "TIMESTAMP", "wait_s": "INTEGER", "ring_s": "INTEGER", "talk_s": "INTEGER", "hold_s": "INTEGER", "acw_s": "INTEGER"}
WINDOW = {"from": date(1990, 1, 1), "to": date(2040, 12, 31)}

LEG = f"""
create table queue_leg as
select 'calls' as source_id, call_id as leg_id, call_id as contact_id, 'main' as site_id, replace(queue, ' ', '_') as queue_id,
    'phone' as channel,
    case direction when 'in' then 'inbound' else 'outbound' end as direction, caller as customer_key,
    timezone('UTC', timezone('{ZONE}', entered_at)) as entered_at_utc, cast(entered_at as date) as business_date,
    entered_at_utc + to_seconds(wait_s + coalesce(talk_s, 0) + coalesce(hold_s, 0)) as ended_at_utc,
    time_bucket(interval '30 minutes', entered_at_utc) as interval_start_utc, agent as agent_id, wait_s, ring_s, talk_s, hold_s, acw_s,
    talk_s + hold_s + acw_s as handle_s,
    case when direction = 'out' or outcome = 'test' then 'excluded' when outcome = 'overflow' then 'flowout_timeout' else outcome
    end as outcome,
    outcome_is(outcome, direction, 'answered') as is_answered, outcome_is(outcome, direction, 'abandoned') as is_abandoned,
    direction = 'in' and outcome <> 'test' as is_offered, is_abandoned and wait_s < 5 as is_short_abandon, transferred_to as transfer_to
from call
"""
INTERVAL = """
create table queue_interval as
select site_id, queue_id, interval_start_utc, business_date,
    count(*) filter (where outcome <> 'excluded') as entered, count(*) filter (where is_offered) as offered,
    count(*) filter (where is_answered) as answered, count(*) filter (where is_abandoned) as abandoned,
    count(*) filter (where outcome = 'excluded') as excluded, answered as offered_answered, abandoned as offered_abandoned,
    count(*) filter (where outcome = 'flowout_timeout') as offered_flowed_out, offered_flowed_out as flowed_out,
    offered_flowed_out as counted_flowed_out,
    0 as offered_callback_scheduled, count(*) filter (where is_short_abandon) as short_abandoned,
    count(*) filter (where is_answered and wait_s <= 20) as answered_in_time,
    count(*) filter (where is_abandoned and wait_s <= 20) as abandoned_in_time,
    count(*) filter (where is_answered and transfer_to is not null) as transferred,
    count(handle_s) filter (where is_answered) as handled, count(talk_s) filter (where is_answered) as talked,
    count(hold_s) filter (where is_answered) as hold_known, count(acw_s) filter (where is_answered) as acw_known,
    count(*) filter (where is_answered and hold_s > 0) as held, 0 as hung_up_by_agent, 0 as hung_up_by_caller,
    answered - count(wait_s) filter (where is_answered) as unjudged,
    count(wait_s) filter (where is_answered) as wait_answered_known, count(wait_s) filter (where is_offered) as wait_offered_known,
    count(wait_s) filter (where is_abandoned and not is_short_abandon) as wait_abandoned_known,
    coalesce(sum(wait_s) filter (where is_answered), 0) as wait_answered_s,
    coalesce(sum(wait_s) filter (where is_offered), 0) as wait_offered_s,
    coalesce(sum(wait_s) filter (where is_abandoned and not is_short_abandon), 0) as wait_abandoned_s,
    coalesce(sum(talk_s) filter (where is_answered), 0) as talk_s, sum(hold_s) filter (where is_answered) as hold_s,
    sum(acw_s) filter (where is_answered) as acw_s, coalesce(sum(handle_s) filter (where is_answered), 0) as handle_s,
    max(wait_s) filter (where is_offered) as max_wait_s
from queue_leg group by all
"""
CUSTOMERS = """
create table customer_contact as
with known as (
    select *,
        max(case when is_answered then entered_at_utc end) over (customer rows between unbounded preceding and 1 preceding) as served_at,
        lag(entered_at_utc) over customer as called_at, lead(entered_at_utc) over customer as next_at,
        lag(case when is_abandoned then ended_at_utc + interval '30 minutes' else entered_at_utc end) over customer as redial_until
    from queue_leg where customer_key is not null and direction = 'inbound' and outcome <> 'excluded'
    window customer as (partition by customer_key order by entered_at_utc, leg_id)
),
judged as (
    select *, coalesce(served_at > entered_at_utc - interval '7 days', false) as has_earlier,
        coalesce(next_at < entered_at_utc + interval '7 days', false) as has_later,
        coalesce(entered_at_utc < redial_until, false) as is_redial
    from known
)
select site_id, queue_id, business_date, count(*) filter (where is_answered) as served, count(*) as known_calls,
    count(*) filter (where is_redial) as redials,
    count(*) filter (where not is_redial and called_at > entered_at_utc - interval '7 days') as repeat_calls, served as known_served,
    count(*) filter (where is_answered and not has_later) as known_resolved,
    count(*) filter (where is_answered and not has_earlier) as first_served,
    count(*) filter (where is_answered and not has_earlier and not has_later) as first_resolved,
    business_date + 7 <= (select max(business_date) from queue_leg) as is_mature
from judged group by all
"""
SCOPES = "grouping sets ((queue_id, {0}), (site_id, {0}), ({0}))"


def load(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Read and reject, keep one of every call, hash the caller."""
    block = KEY.ljust(64, b"\0")
    inner, outer = ("".join(f"\\x{octet ^ pad:02x}" for octet in block) for pad in (0x36, 0x5C))
    con.execute(
        "create temp macro hashed(text) as cast('0x' || "
        f"left(sha256('{outer}'::blob || unhex(sha256('{inner}'::blob || encode(text)))), 15) as bigint)"
    )
    if path.suffix == ".parquet":
        con.execute(f"create temp table told as select *, file_row_number as place from read_parquet('{path}', file_row_number = true)")
        con.execute("create table rejected as select place, 'wait is negative' as reason from told where wait_s < 0")
        good = "where wait_s >= 0"
    else:
        columns = ", ".join(f"'{name}': '{TYPES.get(name, 'VARCHAR')}'" for name in COLUMNS)
        con.execute(
            f"create temp table told as select * from read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', "
            f"columns = {{{columns}}}, store_rejects = true, rejects_limit = 0)"
        )
        con.execute("create table rejected as select line_byte_position, error_message as reason, csv_line from reject_errors")
        con.execute("create temp view placed as select *, rowid as place from told")
        good = ""
    source = "told" if path.suffix == ".parquet" else "placed"
    con.execute(f"create temp table last_told as select call_id, max(place) as place from {source} {good} group by call_id")
    con.execute(
        f"create table call as select * exclude (place) replace (hashed(caller) as caller) "
        f"from {source} semi join last_told using (call_id, place)"
    )


def kpi_files(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Give the KPI files that the tables made here can answer: id -> (measure, SQL)."""
    found = {}
    for path in sorted((ROOT / "sql" / "kpi").glob("*.sql")):
        sql = re.sub(r"\bcore\.", "", path.read_text())
        try:
            con.execute(f"explain {sql}", {name: value for name, value in WINDOW.items() if f"${name}" in sql})
        except (duckdb.CatalogException, duckdb.BinderException):
            continue
        measure = re.search(r"^-- measure: (.*)$", sql, re.MULTILINE)
        assert measure is not None
        found[path.stem] = (measure[1], sql)
    return found


def compute(con: duckdb.DuckDBPyConnection, kpi: str, measure: str, sql: str) -> None:
    """Write one KPI's rows by interval, day and month."""
    if measure.startswith("quantile"):
        con.execute(f"create or replace temp table seen as {sql}", WINDOW)
        for table, period in (("kpi_daily", "business_date"), ("kpi_monthly", "date_trunc('month', business_date)")):
            con.execute(
                f"insert into {table} select '{kpi}', coalesce(queue_id, site_id, 'all'), {period}, null, null, "
                f"quantile_cont(observation, {measure.split()[1]}) from seen group by {SCOPES.format(period)}"
            )
        return
    joined = "max" if measure == "maximum" else "sum"
    pair = "numerator, denominator" if measure in ("ratio", "mean", "maximum") else "numerator, null as denominator"
    con.execute(
        f"create or replace temp table pair as select site_id, queue_id, interval_start_utc, business_date, {pair} from ({sql})", WINDOW
    )
    con.execute(f"insert into kpi_interval select '{kpi}', queue_id, interval_start_utc, numerator, denominator from pair")
    for table, period in (("kpi_daily", "business_date"), ("kpi_monthly", "date_trunc('month', business_date)")):
        value = f"{joined}(numerator) / nullif(sum(denominator), 0)" if measure in ("ratio", "mean") else f"{joined}(numerator)"
        con.execute(
            f"insert into {table} select '{kpi}', coalesce(queue_id, site_id, 'all'), {period}, {joined}(numerator), sum(denominator), "
            f"{value} from pair group by {SCOPES.format(period)}"
        )


def main(path: Path, database: Path) -> None:
    with duckdb.connect(str(database), config={"memory_limit": MEMORY_LIMIT, "temp_directory": f"{database}.spill"}) as con:
        load(con, path)
        con.execute("create temp macro outcome_is(outcome, direction, word) as outcome = word and direction = 'in'")
        con.execute(LEG)
        con.execute(INTERVAL)
        con.execute(CUSTOMERS)
        con.execute("create view contact as select * from queue_leg")
        con.execute(
            "create view service_level_interval as select *, answered_in_time as served, "
            "offered - unjudged - short_abandoned as counted, cast(null as boolean) as is_kept from queue_interval"
        )
        pair = "numerator double, denominator double"
        con.execute(f"create table kpi_interval (kpi varchar, queue_id varchar, interval_start_utc timestamp, {pair})")
        for table in ("kpi_daily", "kpi_monthly"):
            con.execute(f"create table {table} (kpi varchar, scope varchar, period date, {pair}, value double)")
        files = kpi_files(con)
        for kpi, (measure, sql) in files.items():
            compute(con, kpi, measure, sql)
        print(f"{len(files)} KPI files")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
