"""Tickets that a survey asks about: an answer weeks later may make one a conflict, so it touches the day the ticket was created.

Belongs here: finding those tickets. Does not: their days (touched_days, rereading), what a bad answer is (sql/core/ticket.sql).
"""

from typing import Any

from assets.readers.records import SURVEY, Kind
from assets.warehouse import Warehouse

# A ticket told by its updates alone was created with the first of them, unless one of them says when.
CREATED = {
    "raw.ticket": "select created_at_utc as at_utc, queue from raw.ticket where {}",
    "raw.ticket_update": "select coalesce(min(created_at_utc), min(at_utc)) as at_utc, arg_max(queue, at_utc) as queue "
    "from raw.ticket_update where {} group by ticket_id",
}
NUMBER = "nullif(ltrim(regexp_extract(ticket_id, '([0-9]+)([.]0+)?$', 1), '0'), '')"


def tickets_judged(engine: Warehouse, kind: Kind, *, own: str, of: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Give (source, select of creation and queue, raw table) of the tickets that answers ask about; `of` binds what `own` names.

    Surveys of calls alone, and records of other kinds, give none.
    """
    if kind.name != SURVEY.name:
        return []
    told = f"from {SURVEY.table} where {own} and ticket_id is not null"
    found = []
    for table, created in CREATED.items():
        # one that no ticket bears may be written otherwise (core.surveyed_ticket): whatever has its number is looked at
        unborne = f"{told} and ticket_id not in (select ticket_id from {table})"
        asked = f"(ticket_id in (select ticket_id {told}) or {NUMBER} in (select {NUMBER} {unborne}))"
        for (source_id,) in engine.rows(f"select distinct source_id from {table} where {asked}", of):
            found.append((source_id, created.format(f"source_id = '{source_id}' and {asked}"), table))
    return found
