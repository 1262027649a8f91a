"""Calls that two sources tell: what one source has just told touches the day under which the other tells the same call.

Belongs here: finding those other records, by the rules of `sql/core/twin_call.sql`. Does not: their days (touched_days), counting once.
"""

from assets.readers.records import CALL, QUEUE_EVENT, Kind
from assets.warehouse import Warehouse

# A call that both tell within a few seconds may have midnight between them, and its id is the same for as long as it lasts.
REACH = "interval 2 day"
CALLER_REACH = "interval 5 second"
TOLD = {
    CALL.name: f"select {CALL.at} as at_utc, queue, coalesce(contact_id, leg_id) as call_id, customer_key from {CALL.table}",
    QUEUE_EVENT.name: f"select {QUEUE_EVENT.at} as at_utc, queue, call_id, customer_key from {QUEUE_EVENT.table}",
}


def twins_told(engine: Warehouse, kind: Kind, *, source_id: str, own: str) -> list[tuple[str, str]]:
    """Give (other source, select of its records' at_utc and queue) for each source that tells the calls of the rows `own` too.

    Most centres have no such sources, and then one look at config.source is all that this costs.
    """
    if kind.name not in TOLD:
        return []
    others = engine.rows(
        "select s.source_id from config.source as s join config.source as mine on mine.source_id = $source_id"
        " where s.same_calls_as = mine.source_id or mine.same_calls_as = s.source_id",
        {"source_id": source_id},
    )
    mine = f"{TOLD[kind.name]} where source_id = $source_id and {own}"
    found = []
    for (other,) in others:
        is_log = bool(engine.rows(f"select 1 from {QUEUE_EVENT.table} where source_id = $other limit 1", {"other": other}))
        name = QUEUE_EVENT.name if is_log else CALL.name
        entries = "and verb = 'ENTERQUEUE'" if is_log else ""
        theirs = f"{TOLD[name]} where source_id = '{other}' {entries}"
        near = f"theirs.at_utc between mine.at_utc - {REACH} and mine.at_utc + {REACH}"
        at_once = f"theirs.at_utc between mine.at_utc - {CALLER_REACH} and mine.at_utc + {CALLER_REACH}"
        by = (f"theirs.call_id = mine.call_id and {near}", f"theirs.customer_key = mine.customer_key and {at_once}")
        pairs = " union all ".join(
            f"select theirs.at_utc, theirs.queue from ({theirs}) as theirs semi join ({mine}) as mine on {how}" for how in by
        )
        found.append((other, pairs))
    return found
