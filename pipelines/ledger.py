"""The machine's own books: what has been defined, what is stale, which days wait, which were published when.

Belongs here: the tables of `ops` that the machine keeps for itself. Does not: what ingest writes (`assets.ingest`).
"""

from collections.abc import Mapping, Sequence, Set
from datetime import date, timedelta

import pandas as pd

from assets.readers.records import KINDS
from pipelines.declarations import Header, KpiHeader, Model
from pipelines.engine.base import Engine, Span
from pipelines.house import Declarations
from pipelines.windows import THROUGH, Node, plan, reach, spans

DEFINITION_COLUMNS = {"table_name": "varchar", "definition_hash": "varchar"}
WINDOW_COLUMNS = {"table_name": "varchar", "business_date": "date"}
STALE_COLUMNS = {"table_name": "varchar", "reason": "varchar"}
KNOWN_COLUMNS = {
    "table_name": "varchar",
    "business_date": "date",
    "first_published_on": "date",
    "restatement_no": "bigint",
}
LATE_COLUMNS = {"table_name": "varchar", "business_date": "date", "load_id": "varchar"}
ASKED = "asked for by a person"

TABLES = {
    "ops.definition": DEFINITION_COLUMNS,
    "ops.window": WINDOW_COLUMNS,
    "ops.stale": STALE_COLUMNS,
    "ops.known_day": KNOWN_COLUMNS,
    "ops.late_after_seal": LATE_COLUMNS,
    "ops.data_through": {"business_date": "date"},
    "ops.published_through": {"business_date": "date"},
    "ops.dirty_day": {"table_name": "varchar", "business_date": "date", "reason": "varchar", "load_id": "varchar"},
}


def open_books(engine: Engine) -> None:
    """Create the machine's tables where they are missing."""
    engine.run("create schema if not exists ops")
    for table, columns in TABLES.items():
        engine.run(f"create table if not exists {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")


def changed_definitions(engine: Engine, hashes: Mapping[str, str]) -> set[str]:
    """Name the definitions that differ from those the warehouse was last brought up to."""
    known = dict(engine.rows("select table_name, definition_hash from ops.definition"))
    return {name for name, found in hashes.items() if known.get(name) != found}


def stale_tables(engine: Engine) -> set[str]:
    """Name the settings tables that changed since the last publication."""
    return {row[0] for row in engine.rows("select distinct table_name from ops.stale")}


def dirty_days(engine: Engine) -> dict[str, set[date]]:
    """Give the days that wait to be rebuilt, by raw table."""
    found: dict[str, set[date]] = {}
    for table, day in engine.rows("select distinct table_name, business_date from ops.dirty_day where business_date is not null"):
        found.setdefault(table, set()).add(day)
    return found


def ask_for_days(engine: Engine, days: Sequence[date]) -> None:
    """Add days to those that wait, because a person wants them again, sealed or not."""
    with engine.transaction():
        for table in (kind.table for kind in KINDS.values()):
            for day in days:
                engine.run(
                    "insert into ops.dirty_day (table_name, business_date, reason) values ($table, $day, $reason)",
                    {"table": table, "day": day, "reason": ASKED},
                )


def seal(engine: Engine, *, today: date, seal_days: int) -> int:
    """Take sealed days off the waiting list and count them as late; gives how many. Days a person asked for stay."""
    params = {"sealed_before": today - timedelta(days=seal_days), "asked": ASKED}
    late = (
        "select d.table_name, d.business_date, d.load_id from ops.dirty_day as d join ops.known_day as k using (table_name, business_date)"
        " where k.first_published_on < $sealed_before and not exists"
        " (select 1 from ops.dirty_day as a where a.business_date = d.business_date and a.reason = $asked)"
    )
    with engine.transaction():
        count = int(engine.rows(f"select count(*) from ({late})", params)[0][0])
        engine.run(f"insert into ops.late_after_seal {late}", params)
        gone = f"(table_name, business_date) in (select (table_name, business_date) from ({late}))"
        engine.run(f"delete from ops.dirty_day where {gone}", params)
    return count


def seal_after_days(declared: Declarations, restate_days: int) -> int:
    """Give how long after its first publication a day may still change."""
    return max([restate_days, *(k.header.maturity_days for k in declared.kpis if isinstance(k.header, KpiHeader))])


def plan_run(engine: Engine, declared: Declarations, *, today: date) -> dict[str, frozenset[date]]:
    """Decide which days every table rebuilds in this run, and write it into ops.window and ops.data_through."""
    dirty = dirty_days(engine)
    known: dict[str, set[date]] = {}
    for table, day in engine.rows("select table_name, business_date from ops.known_day"):
        known.setdefault(table, set()).add(day)
    through = _data_through(dirty, known | told_of_tickets(engine, today=today), today)
    stale = changed_definitions(engine, declared.hashes) | stale_tables(engine)
    before = published_through(engine)
    todo = plan(nodes(declared), dirty=dirty, known=known, stale=stale, through=through, through_before=before)
    rows = [(name, day) for name, days in todo.items() for day in sorted(days)]
    frame = pd.DataFrame(rows, columns=list(WINDOW_COLUMNS))
    engine.write("ops.window", frame, columns=WINDOW_COLUMNS)
    engine.write("ops.data_through", pd.DataFrame({"business_date": [through]}), columns={"business_date": "date"})
    return todo


TOLD_OF_TICKETS = {
    "raw.ticket": ("first_response_at_utc", "solved_at_utc", "closed_at_utc", "updated_at_utc"),
    "raw.ticket_event": ("at_utc",),
    "raw.ticket_update": ("at_utc",),
}


def told_of_tickets(engine: Engine, *, today: date) -> dict[str, set[date]]:
    """Give the last day on which anything is told to have happened to a ticket: tickets are answered and end after the last creation.

    Half a day is taken off, so that no zone's evening is called complete because it is morning elsewhere.
    """
    found: dict[str, set[date]] = {}
    for table, times in TOLD_OF_TICKETS.items():
        if engine.exists(table):
            last = f"select max(greatest({', '.join(f'case when {time} < $today then {time} end' for time in times)})) from {table}"
            days = engine.rows(f"select cast(at_utc - interval '12 hours' as date) from ({last}) as told(at_utc)", {"today": today})
            found[table] = {day for (day,) in days if day is not None}
    return found


def nodes(declared: Declarations) -> list[Node]:
    """Give the tables and KPIs in the order in which their days follow from each other."""
    below = [_node(model, model.table) for model in declared.models if model.schema not in ("marts",)]
    # whether a value is provisional or stands on few cases is said of every KPI, whatever its own file reads
    kpis = [_node(kpi, f"kpi/{kpi.name}", also=(THROUGH, "config.centre", "config.t_quantile")) for kpi in declared.kpis]
    names = tuple(kpi.name for kpi in kpis)
    long = [Node(table, names) for table in ("kpi.interval", "kpi.daily", "kpi.monthly")]
    return below + kpis + long + [_node(model, model.table) for model in declared.models if model.schema == "marts"]


def _node(model: Model, name: str, *, also: tuple[str, ...] = ()) -> Node:
    header = model.header
    maturity = header.maturity_days if isinstance(header, KpiHeader) else 0
    back, forward = reach(header.reach_days, maturity)
    return Node(name, (*model.reads, *also), back, forward, header.ahead_days)


def day_that_ended(engine: Engine, *, today: date) -> date | None:
    """Give the last complete day where it lies later than the books were last closed for: what was provisional may be final now."""
    known: dict[str, set[date]] = {}
    for table, day in engine.rows(
        "select table_name, max(business_date) from ops.known_day where business_date < $today group by all", {"today": today}
    ):
        known.setdefault(table, set()).add(day)
    through = _data_through({}, known, today)
    closed = published_through(engine)
    return through if through and closed and through > closed else None


def published_through(engine: Engine) -> date | None:
    """Give the last complete day of the last publication."""
    return next((day for (day,) in engine.rows("select business_date from ops.published_through")), None)


class ClockBack(Exception):
    """The clock stands before days that are published as complete; the message says what to do."""


def refuse_to_go_back(engine: Engine, *, today: date) -> None:
    """Raise `ClockBack` where today lies before the last day published: a wrong clock would make final figures provisional again.

    Sites that come in or change their zone move the last complete day by less, and are only told (`moved_back`).
    """
    published = published_through(engine)
    if published and today < published:
        raise ClockBack(
            f"today is {today} by the clocks of the sites, yet days are published as complete through {published}: nothing was done. "
            f"Set the clock of this machine right; to run as of an earlier day on purpose, name it: SWITCHBOARD_TODAY={today}"
        )


def moved_back(engine: Engine) -> str | None:
    """Say, after the plan of a run, that fewer days are complete than were; nothing where they are as many or more."""
    before = published_through(engine)
    through = next((day for (day,) in engine.rows("select business_date from ops.data_through")), None)
    if before is None or (through is not None and through >= before):
        return None
    return (
        f"days were complete through {before} and now are through {through or 'none'}: the figures after it are provisional again. "
        "That is right where a site was added or its zone or day_start changed, and as of an earlier SWITCHBOARD_TODAY"
    )


def _data_through(dirty: Mapping[str, Set[date]], known: Mapping[str, Set[date]], today: date) -> date | None:
    """The last complete day: the latest with records before today.

    What lags behind, lies ahead or comes from elsewhere counts only alone: a schedule of next week makes no day of it complete.
    """
    aside = {"raw.survey", "raw.review", "raw.driver_volume", "raw.shift_activity", "raw.volume_plan"}
    tables = {*dirty, *known} - aside or aside
    days = [day for table in tables for day in {*dirty.get(table, ()), *known.get(table, ())} if day < today]
    return max(days, default=None)


def spans_of(engine: Engine, name: str) -> list[Span]:
    """Give the windows that this run rebuilds of a table or KPI; a sealed day that late rows wait behind joins none of them."""
    return spans(days_of(engine, name), apart=_late(engine))


def all_spans(engine: Engine) -> dict[str, list[Span]]:
    """Give what `spans_of` gives, of every table and KPI that has such windows."""
    late = _late(engine)
    return {name: spans(days, apart=late) for name, days in all_days(engine).items()}


def days_of(engine: Engine, name: str) -> list[date]:
    """Give the days that this run rebuilds of a table or KPI."""
    return [row[0] for row in engine.rows("select business_date from ops.window where table_name = $name order by 1", {"name": name})]


def all_days(engine: Engine) -> dict[str, list[date]]:
    """Give what `days_of` gives, of every table and KPI that has such days."""
    return dict(engine.rows("select table_name, list(business_date order by business_date) from ops.window group by table_name"))


def _late(engine: Engine) -> set[date]:
    return {day for (day,) in engine.rows("select distinct business_date from ops.late_after_seal")}


def is_daily(model: Model) -> bool:
    """Say whether a table is rebuilt by windows."""
    return isinstance(model.header, Header) and model.header.build == "daily"


def settle(engine: Engine, hashes: Mapping[str, str], *, today: date) -> list[date]:
    """Close the books of a run that has published: nothing waits any more. Gives the days published for the first time."""
    with engine.transaction():
        fresh = engine.rows(
            "select distinct business_date from ops.dirty_day where business_date is not null"
            " and business_date not in (select business_date from ops.known_day) order by 1"
        )
        engine.run(
            "update ops.known_day set restatement_no = restatement_no + 1"
            " where (table_name, business_date) in (select (table_name, business_date) from ops.dirty_day)"
        )
        engine.run(
            "insert into ops.known_day select distinct table_name, business_date, $today::date, 0 from ops.dirty_day as d"
            " where business_date is not null and reason is distinct from $asked and not exists"
            " (select 1 from ops.known_day as k where k.table_name = d.table_name and k.business_date = d.business_date)",
            {"today": today, "asked": ASKED},
        )
        engine.run("delete from ops.dirty_day")
        engine.run("delete from ops.published_through")
        engine.run("insert into ops.published_through select business_date from ops.data_through where business_date is not null")
        engine.run("delete from ops.stale")
        frame = pd.DataFrame(sorted(hashes.items()), columns=list(DEFINITION_COLUMNS))
        engine.write("ops.definition", frame, columns=DEFINITION_COLUMNS)
    return [row[0] for row in fresh]
