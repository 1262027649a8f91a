"""A million tickets with ten events each, as Zendesk's connector lands them, from the landing files to the KPI tables.

python -m bench.tickets FOLDER TICKETS     makes ticket.csv, ticket_field_history.csv, ticket_comment.csv, user.csv
"""

import sys
from datetime import date
from pathlib import Path

import duckdb

from bench.centre import settle
from bench.measure import measured, table
from bench.telephony import where_the_time_goes

FIRST_DAY, DAYS, AGENTS = date(2024, 1, 1), 365, 200
EVENTS_A_TICKET = 10
BAR_S, MEMORY_BAR_GB = 60.0, 4.0
CENTRE = """
name: Bench
currency: EUR
interval_minutes: 30
restate_days: 14
min_n: 20
sites:
  - {id: main, name: Main, timezone: Europe/Berlin, country: DE}
queues:
  - {id: cases, name: Cases, site: main, channel: ticket, aliases: ["11"], threshold_s: 3600, open: {mon-fri: "08:00-18:00"}}
  - {id: claims, name: Claims, site: main, channel: ticket, aliases: ["12"], threshold_s: 3600, open: {mon-fri: "08:00-18:00"}}
"""
SOURCES = """
sources:
  - {id: desk, reader: zendesk, files: "*.csv", site: main, timezone: UTC}
"""
# one life of a ticket: created, assigned, answered, asked back, solved; every tenth is opened once more
TICKETS = """
create temp table ticket as
select range as id, cast($first as timestamp) + to_seconds(cast(floor(range * 86400.0 * $days / $tickets) as bigint)) as created_at,
    11 + range % 2 as group_id, 5000 + range % $agents as assignee_id, 100000 + hash(range) % 400000 as requester_id,
    cast(600 + hash(range, 'pace') % 86400 as bigint) as pace_s, range % 10 = 7 as is_reopened,
    case range % 4 when 0 then 'high' when 1 then 'low' else 'normal' end as priority
from range($tickets)
"""
HISTORY = (
    ("status", 0, "'new'", "true"),
    ("priority", 0, "priority", "true"),
    ("group_id", 0, "cast(group_id as varchar)", "true"),
    ("assignee_id", 0.2, "cast(assignee_id as varchar)", "true"),
    ("status", 0.2, "'open'", "true"),
    ("status", 1.0, "'pending'", "true"),
    ("status", 3.0, "case when is_reopened then 'open' else 'solved' end", "true"),
)
COMMENTS = ((0, "requester_id"), (1.0, "assignee_id"), (2.2, "requester_id"))
SYNCED = "timestamp '2025-01-01 00:00:00'"


def tickets(folder: Path, rows: int) -> None:
    data = folder / "data"
    environment = settle(data)
    (data / "config" / "centre.yaml").write_text(CENTRE)
    (data / "config" / "sources.yaml").write_text(SOURCES)
    measured(["-m", "bench.tickets", str(data / "landing"), str(rows)])
    size_gb = sum(path.stat().st_size for path in (data / "landing").iterdir()) / 1e9
    own = measured(["-m", "bench.centre", "kpis", str(data)], environment=environment)
    print(f"tickets: {rows:,} tickets with {EVENTS_A_TICKET} events each, {size_gb:.2f} GB")
    print(table([("Switchboard: landing files to KPI tables", own)], records=rows * (1 + EVENTS_A_TICKET)))
    print(f"bars for a million: {BAR_S:.0f} s and {MEMORY_BAR_GB:.0f} GB")
    print(where_the_time_goes(own))


def make(landing: Path, count: int) -> None:
    with duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(landing.parent / "spill")}) as con:
        con.execute(TICKETS, {"first": FIRST_DAY, "days": DAYS, "tickets": count, "agents": AGENTS})
        solved = "created_at + to_seconds(3 * pace_s)"
        _write(
            con,
            landing / "ticket.csv",
            f"select id, {SYNCED} as _fivetran_synced, assignee_id, created_at, group_id, priority, requester_id, "
            f"case when is_reopened then 'open' else 'solved' end as status, requester_id as submitter_id, {solved} as updated_at, "
            "'email' as via_channel from ticket order by id",
        )
        changes = " union all ".join(
            f"select '{field}' as field_name, id as ticket_id, created_at + to_seconds(cast({paces} * pace_s as bigint)) as updated, "
            f"{SYNCED} as _fivetran_synced, {'requester_id' if not paces else 'assignee_id'} as user_id, {value} as value "
            f"from ticket where {when}"
            for field, paces, value, when in HISTORY
        )
        _write(con, landing / "ticket_field_history.csv", f"select * from ({changes}) order by updated, ticket_id")
        said = " union all ".join(
            f"select id * 10 + {number} as id, {SYNCED} as _fivetran_synced, created_at + to_seconds(cast({paces} * pace_s as bigint)) "
            f"as created, true as public, id as ticket_id, {who} as user_id from ticket"
            for number, (paces, who) in enumerate(COMMENTS)
        )
        _write(con, landing / "ticket_comment.csv", f"select * from ({said}) order by created, id")
        users = (
            f"select 5000 + range as id, 'agent' as role from range({AGENTS}) "
            "union all select distinct requester_id, 'end-user' from ticket"
        )
        stamps = f"{SYNCED} as _fivetran_synced, timestamp '2020-01-01 00:00:00' as created_at, {SYNCED} as updated_at"
        _write(con, landing / "user.csv", f"select id, role, {stamps} from ({users}) order by id")


def _write(con: duckdb.DuckDBPyConnection, target: Path, select: str) -> None:
    con.execute(f"copy ({select}) to '{target}' (format csv, header)")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
