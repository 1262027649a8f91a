-- description: What the later legs of a contact add to its first one, a row a contact that went on, on the business day it began.
-- grain: [source_id, contact_id]
-- build: daily
with later_leg as (
    -- a call that is passed on after midnight stays a contact of the day it began
    select *
    from core.queue_leg
    where business_date between $from and $to + interval '2 days'
        and leg_seq > 1
)

select
    later_leg.source_id,
    later_leg.contact_id,
    first_leg.business_date,
    cast(count(*) as bigint) as legs,
    max(later_leg.ended_at_utc) as ended_at_utc,
    -- known in part is not known
    case when count(later_leg.wait_s) = count(*) then sum(later_leg.wait_s) end as wait_s,
    sum(later_leg.talk_s) as talk_s,
    sum(later_leg.hold_s) as hold_s,
    sum(later_leg.acw_s) as acw_s,
    sum(later_leg.handle_s) as handle_s,
    bool_or(later_leg.is_answered) as is_answered,
    cast(count(later_leg.transfer_kind) as bigint) as transfers,
    arg_max(later_leg.outcome, later_leg.leg_seq) as outcome,
    arg_max(later_leg.queue_id, later_leg.leg_seq) filter (where later_leg.is_answered) as answered_queue_id,
    arg_max(later_leg.agent_id, later_leg.leg_seq) filter (where later_leg.is_answered) as agent_id,
    arg_max(later_leg.topic, later_leg.leg_seq) filter (where later_leg.topic is not null) as topic,
    arg_max(later_leg.disposition, later_leg.leg_seq) filter (where later_leg.disposition is not null) as disposition,
from later_leg
inner join core.queue_leg as first_leg
    on first_leg.source_id = later_leg.source_id
    and first_leg.contact_id = later_leg.contact_id
    and first_leg.leg_seq = 1
    and first_leg.business_date between $from and $to
group by later_leg.source_id, later_leg.contact_id, first_leg.business_date
