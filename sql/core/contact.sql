-- description: Contacts with the centre, one row a call, on the business day of its first leg, whatever queues it went through.
-- grain: [source_id, contact_id]
-- build: view
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
    first_leg.did,
    coalesce(sequel.topic, first_leg.topic) as topic,
    coalesce(sequel.disposition, first_leg.disposition) as disposition,
    first_leg.callback_of_contact_id,
    first_leg.is_excluded,
    first_leg.entered_at_utc,
    first_leg.entered_at_local,
    coalesce(sequel.ended_at_utc, first_leg.ended_at_utc) as ended_at_utc,
    1 + coalesce(sequel.legs, 0) as legs,
    case when first_leg.transfer_kind is null then 0 else 1 end + coalesce(sequel.transfers, 0) as transfers,
    coalesce(sequel.outcome, first_leg.outcome) as outcome,
    first_leg.is_answered or coalesce(sequel.is_answered, false) as is_answered,
    -- where and by whom the customer was served last: what a survey about the call is about
    coalesce(
        sequel.answered_queue_id,
        case when first_leg.is_answered then first_leg.queue_id end
    ) as answered_queue_id,
    coalesce(sequel.agent_id, case when first_leg.is_answered then first_leg.agent_id end) as agent_id,
    case
        when sequel.contact_id is null then first_leg.wait_s
        else first_leg.wait_s + sequel.wait_s
    end as wait_s,
    case
        when sequel.talk_s is null then first_leg.talk_s
        else coalesce(first_leg.talk_s, 0) + sequel.talk_s
    end as talk_s,
    case
        when sequel.hold_s is null then first_leg.hold_s
        else coalesce(first_leg.hold_s, 0) + sequel.hold_s
    end as hold_s,
    case
        when sequel.acw_s is null then first_leg.acw_s
        else coalesce(first_leg.acw_s, 0) + sequel.acw_s
    end as acw_s,
    case
        when sequel.handle_s is null then first_leg.handle_s
        else coalesce(first_leg.handle_s, 0) + sequel.handle_s
    end as handle_s,
from core.queue_leg as first_leg
left join core.contact_sequel as sequel
    on sequel.source_id = first_leg.source_id
    and sequel.contact_id = first_leg.contact_id
    and sequel.business_date = first_leg.business_date
left join config.queue as queue
    on queue.queue_id = first_leg.queue_id
where first_leg.leg_seq = 1
