"""Calls that a switch's log goes on telling under another call's id: a file that brings one half touches the day of the other.

Belongs here: finding those other calls, by the rules of `sql/core/queue_log_leg.sql`, wider rather than narrower (a day named in vain is
built again as it was). Does not: their days (touched_days), putting the halves together.
"""

from typing import Any

from assets.readers.records import QUEUE_EVENT, Kind
from assets.warehouse import Warehouse, run

# An ending lies within a day of its connection; what it says of the contact may lie a midnight further.
REACH = "interval 2 day"
HALF_REACH = "interval 1 day"
EVENTS = f"""
create or replace temp table event_near as
select e.call_id, e.queue, coalesce(a.agent_id, trim(e.agent)) as agent, e.at_utc, {{own}} as is_own,
    v.leg_part,
    case when e.verb = 'CONNECT' then e.at_utc - interval '1 second' * try_cast(e.p1 as double) end as told_entry_at
from raw.queue_event as e
inner join config.queue_verb as v on v.verb = e.verb and v.leg_part <> 'ringing'
left join config.agent_alias as a on a.agent_raw = trim(e.agent)
where e.source_id = $source_id
    and e.at_utc between (select min(at_utc) - {REACH} from raw.queue_event where source_id = $source_id and {{own}})
    and (select max(at_utc) + {REACH} from raw.queue_event where source_id = $source_id and {{own}})
"""
# Halves whose other half is missing under their own id, beside what fits them: two ids of one conversation.
PAIRS = f"""
with connection as (select * from event_near where leg_part = 'connection'),
ending as (select * from event_near where leg_part = 'end'),
entry as (select * from event_near where leg_part = 'entry'),
talking as (select * from connection anti join ending using (call_id, queue, agent)),
parted as (select * from ending anti join connection using (call_id, queue, agent)),
waiting as (select * from entry anti join (select * from event_near where leg_part <> 'entry') as later using (call_id, queue)),
served as (select * from connection anti join entry using (call_id, queue))
select talking.call_id, parted.call_id from parted inner join talking
    on talking.queue = parted.queue and talking.agent = parted.agent
    and talking.at_utc <= parted.at_utc and talking.at_utc > parted.at_utc - {HALF_REACH}
union
select waiting.call_id, served.call_id from served inner join waiting
    on waiting.queue = served.queue
    and waiting.at_utc between served.told_entry_at - interval '1 second' and served.told_entry_at + interval '1 second'
"""


def stitched_told(engine: Warehouse, kind: Kind, of: dict[str, Any], *, own: str) -> list[str]:
    """Give selects of at_utc and queue of the entries that the rows `own` say something about under another call's id.

    Of a call passed on from call to call that is every one of them. A load that finds nothing told before pays for one look.
    """
    told_before = f"select 1 from raw.queue_event where source_id = $source_id and not ({own}) limit 1"
    if kind.name != QUEUE_EVENT.name or not engine.rows(told_before, of):
        return []
    run(engine, EVENTS.format(own=own), of)
    pairs = engine.rows(PAIRS)
    touched = {call for (call,) in engine.rows("select distinct call_id from event_near where is_own")} if pairs else set()
    reached: set[str] = set()
    while more := {call for pair in pairs if not touched.isdisjoint(pair) for call in pair} - reached:
        reached |= more
        touched |= more
    entries = "select at_utc, queue from event_near where leg_part = 'entry' and not is_own and call_id in (select unnest($calls))"
    run(engine, f"create or replace temp table stitched as {entries}", {"calls": sorted(reached)})
    run(engine, "drop table event_near", {})
    return ["select at_utc, queue from stitched"] if reached else []
