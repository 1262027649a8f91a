"""Which business days the records of a load touch, their own and those of what they say something about: the list of waiting days.

Belongs here: set-based SQL over new, superseded and related records. Does not: days tied by transfers (stitched_days), by two sources
that tell one call (twin_days) and by answers to surveys (judged_tickets); which records are new (acceptance).
"""

from typing import Any

from assets.clocks import Clocks
from assets.judged_tickets import tickets_judged
from assets.readers.records import Kind
from assets.stitched_days import stitched_told
from assets.twin_days import twins_told
from assets.warehouse import Warehouse, run

OWN = "file_id between $first_file and $last_file"
# What queue_log writes where there is no call.
NO_CALL = "('NONE', 'REALTIME', 'MANAGER', 'CLI')"
# A call may go on past midnight, and its halves may come in any order.
REACH = "interval 2 day"
# What is told about a ticket in tables of its own, and what is told about all of them at once.
ABOUT_TICKETS = ("ticket_event", "ticket_sla", "ticket_metric_event", "ticket_figure", "ticket_work")
ABOUT_ALL_TICKETS = ("schedule", "schedule_holiday", "sla_target", "ticket_state")


def note_days(engine: Warehouse, kind: Kind, of: dict[str, Any], clocks: Clocks, *, contested: bool) -> None:
    """Add the business days of new, superseded and related records to ops.dirty_day."""
    touches = [(of["source_id"], *touched) for touched in _touched(kind, contested=contested)]
    touches += [(of["source_id"], "related", told, kind.table) for told in stitched_told(engine, kind, of, own=OWN)]
    # the days of a call that two sources tell are those of its rows in the export: these are what is left out, or looked up
    touches += [(other, "related", told, "raw.call") for other, told in twins_told(engine, kind, source_id=of["source_id"], own=OWN)]
    touches += [(desk, "related", told, table) for desk, told, table in tickets_judged(engine, kind, own=OWN, of=of)]
    for source_id, reason, touched, table in touches:
        spans = engine.rows(
            f"select trim(queue), min(at_utc), max(at_utc) from ({touched}) where at_utc is not null "
            "group by trim(queue), cast(at_utc as date)",
            of,
        )
        names = team_names(engine, source_id) if table.startswith("raw.ticket") else {}
        days = clocks.days(source_id, spans, names=names)
        if days:
            run(
                engine,
                """
                insert into ops.dirty_day
                select $table, day, $reason, $load_id from (select unnest(cast($days as date[])) as day)
                where day not in (
                    select business_date from ops.dirty_day where table_name = $table and reason = $reason and load_id = $load_id
                )
                """,
                of | {"table": table, "reason": reason, "days": sorted(days)},
            )


def _touched(kind: Kind, *, contested: bool) -> list[tuple[str, str, str]]:
    """Give (reason, select of at_utc and queue, raw table) of everything a file's records change."""
    table, own = kind.table, f"(select * from {kind.table} where {OWN})"
    queue = kind.queue or "cast(null as varchar)"
    tickets = "select created_at_utc as at_utc, queue from raw.ticket where source_id = $source_id and"
    # the days of tickets that came with this run are noted already
    before = f"{tickets} load_id <> $load_id and"
    # A ticket told by its updates alone was created with the first of them, unless one of them says when.
    born = "select coalesce(min(created_at_utc), min(at_utc)) as at_utc, arg_max(queue, at_utc) as queue"
    updated = f"{born} from raw.ticket_update where source_id = $source_id and {{}} group by ticket_id"
    mine = f"ticket_id in (select ticket_id from {own})"
    # What is told about a ticket belongs to the day the ticket was created.
    of_tickets = {
        **dict.fromkeys(ABOUT_TICKETS, mine),
        **dict.fromkeys(ABOUT_ALL_TICKETS, "true"),
        "ticket_group": f"queue in (select group_id from {own})",
        "ticket_user": "ticket_id in (select ticket_id from raw.ticket_event where source_id = $source_id "
        f"and actor_key in (select user_key from {own}))",
    }
    if kind.name in of_tickets:
        which = of_tickets[kind.name]
        known = tickets if kind.name in (*ABOUT_ALL_TICKETS, "ticket_group") else before
        return [("related", f"{known} {which}", "raw.ticket"), ("related", updated.format(which), "raw.ticket_update")]
    if kind.name == "ticket_update":
        return [("related", f"{tickets} {mine}", "raw.ticket"), ("loaded", updated.format(mine), table)]
    touched = [("loaded", f"select {kind.at} as at_utc, {queue} as queue from {own}", table)]
    if contested:
        lost = "rowid in (select place from contest where not is_new and not is_kept)"
        touched.append(("superseded", f"select {kind.at} as at_utc, {queue} as queue from {table} where {lost}", table))
    old = (
        f"select {kind.at} as at_utc, {queue} as queue from {table} where source_id = $source_id and not {OWN} "
        f"and {kind.at} between (select min({kind.at}) - {REACH} from {own}) and (select max({kind.at}) + {REACH} from {own})"
    )
    if kind.grain:
        # a month's return tells of all its days: its last one is known too, and with it the month is complete
        last_day = f"{kind.at} + interval '1 month' - interval '1 day'"
        touched.append(("loaded", f"select {last_day} as at_utc, {queue} as queue from {own} where {kind.grain} = 'month'", table))
    elif kind.name == "queue_event":
        touched.append(("related", f"{old} and call_id in (select call_id from {own} where call_id not in {NO_CALL})", table))
    elif kind.name == "call":
        touched.append(("related", f"{old} and contact_id in (select contact_id from {own} where contact_id <> leg_id)", table))
    elif kind.name == "ticket":
        merged = f"(select unnest(string_split(absorbed_ids, ',')) from {own} where absorbed_ids is not null)"
        touched.append(("related", f"{tickets} trim(ticket_id) in {merged}", table))
    elif kind.name == "survey":
        # an answer counts on its own day, which may lie after the last on which anybody was asked
        touched.append(("related", f"select answered_at_utc as at_utc, {queue} as queue from {own}", table))
    elif kind.name in ("dispatch", "dispatch_event"):
        # An incident is told where it began, however long it lasts.
        same = f"source_id = $source_id and not {OWN} and incident_id in (select incident_id from {own})"
        touched.append(("related", f"select at_utc, queue from {table} where {same}", table))
    return touched


def team_names(engine: Warehouse, source_id: str) -> dict[str, str]:
    """Help desks name a ticket's team by id; config may know the team by its name instead."""
    teams = engine.rows("select group_id, name from raw.ticket_group where source_id = $source_id", {"source_id": source_id})
    return {group_id: name.strip() for group_id, name in teams}
