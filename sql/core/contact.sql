-- description: Contacts with the centre, one row a call, on the business day of its first leg, whatever queues it went through.
-- grain: [source_id, contact_id]
-- build: daily
with later_legs as (
    -- a call that is passed on after midnight stays a contact of the day it began
    select
        source_id,
        contact_id,
        cast(count(*) as bigint) as legs,
        max(leg_seq) as last_leg_seq,
        max(ended_at_utc) as ended_at_utc,
        sum(wait_s) as wait_s,
        sum(talk_s) as talk_s,
        sum(hold_s) as hold_s,
        sum(acw_s) as acw_s,
        sum(handle_s) as handle_s,
        bool_or(is_answered) as is_answered,
        cast(count(transfer_kind) as bigint) as transfers,
        arg_max(outcome, leg_seq) as outcome,
        arg_max(queue_id, leg_seq) filter (where is_answered) as answered_queue_id,
        arg_max(agent_id, leg_seq) filter (where is_answered) as agent_id,
        arg_max(topic, leg_seq) filter (where topic is not null) as topic,
        arg_max(disposition, leg_seq) filter (where disposition is not null) as disposition,
    from core.queue_leg
    where business_date between $from and $to + interval '2 days'
        and leg_seq > 1
    group by source_id, contact_id
),

dialled as (
    -- a dialplan may write the number dialled into the log, before the call enters its first queue
    select
        source_id,
        call_id,
        min(p1) as did,
    from staging.queue_event
    where business_date between $from - interval '1 day' and $to + interval '1 day'
        and verb = 'DID'
    group by source_id, call_id
)

select
    first_leg.source_id,
    first_leg.contact_id,
    first_leg.site_id,
    first_leg.queue_id,
    first_leg.business_date,
    first_leg.channel,
    first_leg.direction,
    first_leg.customer_key,
    queue.service,
    coalesce(first_leg.did, dialled.did) as did,
    coalesce(later_legs.topic, first_leg.topic) as topic,
    coalesce(later_legs.disposition, first_leg.disposition) as disposition,
    first_leg.callback_of_contact_id,
    first_leg.is_excluded,
    first_leg.entered_at_utc,
    first_leg.entered_at_local,
    coalesce(later_legs.ended_at_utc, first_leg.ended_at_utc) as ended_at_utc,
    1 + coalesce(later_legs.legs, 0) as legs,
    case when first_leg.transfer_kind is null then 0 else 1 end + coalesce(later_legs.transfers, 0) as transfers,
    coalesce(later_legs.outcome, first_leg.outcome) as outcome,
    first_leg.is_answered or coalesce(later_legs.is_answered, false) as is_answered,
    -- where and by whom the customer was served last: what a survey about the call is about
    coalesce(
        later_legs.answered_queue_id,
        case when first_leg.is_answered then first_leg.queue_id end
    ) as answered_queue_id,
    coalesce(later_legs.agent_id, case when first_leg.is_answered then first_leg.agent_id end) as agent_id,
    case
        when later_legs.contact_id is null then first_leg.wait_s
        else coalesce(first_leg.wait_s, 0) + coalesce(later_legs.wait_s, 0)
    end as wait_s,
    case
        when later_legs.talk_s is null then first_leg.talk_s
        else coalesce(first_leg.talk_s, 0) + later_legs.talk_s
    end as talk_s,
    case
        when later_legs.hold_s is null then first_leg.hold_s
        else coalesce(first_leg.hold_s, 0) + later_legs.hold_s
    end as hold_s,
    case
        when later_legs.acw_s is null then first_leg.acw_s
        else coalesce(first_leg.acw_s, 0) + later_legs.acw_s
    end as acw_s,
    case
        when later_legs.handle_s is null then first_leg.handle_s
        else coalesce(first_leg.handle_s, 0) + later_legs.handle_s
    end as handle_s,
from core.queue_leg as first_leg
left join later_legs
    on later_legs.source_id = first_leg.source_id
    and later_legs.contact_id = first_leg.contact_id
left join dialled
    on dialled.source_id = first_leg.source_id
    and dialled.call_id = first_leg.contact_id
left join config.queue as queue
    on queue.queue_id = first_leg.queue_id
where first_leg.business_date between $from and $to
    and first_leg.leg_seq = 1
