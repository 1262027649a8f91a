-- description: Calls of an export that another source tells too, one row a record of the export with the leg of the other that it belongs to; they count once, by the other.
-- grain: [source_id, leg_id]
-- build: daily
with leaning as (
    -- most centres have none of these, and then nothing below is looked at
    select
        source_id,
        same_calls_as,
    from config.source
    where same_calls_as is not null
),

told as (
    select
        call.source_id,
        call.leg_id,
        coalesce(call.contact_id, call.leg_id) as contact_id,
        call.queue_id,
        call.customer_key,
        call.entered_at_utc,
        call.business_date,
        call.hold_s,
        call.acw_s,
        call.topic,
        call.disposition,
        call.did,
        call.file_id,
        call.line,
        leaning.same_calls_as,
    from leaning
    inner join staging.call as call
        on call.source_id = leaning.source_id
    -- who else might be meant by a leg may stand on the other side of midnight
    where call.business_date between $from - interval '1 day' and $to + interval '1 day'
        and call.entered_at_utc >= $from - interval '3 days'
        and call.entered_at_utc < $to + interval '4 days'
),

other_leg as (
    select
        logged.source_id,
        logged.leg_id,
        logged.contact_id,
        logged.queue_id,
        logged.customer_key,
        logged.entered_at_utc,
        logged.outcome = 'answered' as is_answered,
    from core.queue_log_leg as logged
    inner join leaning
        on leaning.same_calls_as = logged.source_id
    where logged.business_date between $from - interval '1 day' and $to + interval '1 day'

    union all

    select
        call.source_id,
        call.leg_id,
        coalesce(call.contact_id, call.leg_id) as contact_id,
        call.queue_id,
        call.customer_key,
        call.entered_at_utc,
        call.outcome = 'answered' as is_answered,
    from staging.call as call
    inner join leaning
        on leaning.same_calls_as = call.source_id
    where call.business_date between $from - interval '1 day' and $to + interval '1 day'
        and call.entered_at_utc >= $from - interval '3 days'
        and call.entered_at_utc < $to + interval '4 days'
),

pair as (
    select
        told.source_id,
        told.leg_id,
        other_leg.source_id as other_source_id,
        other_leg.leg_id as other_leg_id,
        0 as is_by_caller,
        case when other_leg.queue_id = told.queue_id then 0 else 1 end as is_elsewhere,
        case when other_leg.is_answered then 0 else 1 end as is_unanswered,
        abs(epoch(other_leg.entered_at_utc) - epoch(told.entered_at_utc)) as off_s,
    from told
    inner join other_leg
        on other_leg.source_id = told.same_calls_as
        and other_leg.contact_id = told.contact_id

    union all

    -- systems that number calls each in their own way have the caller and the moment in common
    select
        told.source_id,
        told.leg_id,
        other_leg.source_id as other_source_id,
        other_leg.leg_id as other_leg_id,
        1 as is_by_caller,
        0 as is_elsewhere,
        0 as is_unanswered,
        abs(epoch(other_leg.entered_at_utc) - epoch(told.entered_at_utc)) as off_s,
    from told
    inner join other_leg
        on other_leg.source_id = told.same_calls_as
        and other_leg.customer_key = told.customer_key
        and other_leg.queue_id = told.queue_id
    where abs(epoch(other_leg.entered_at_utc) - epoch(told.entered_at_utc)) <= 5
),

chosen as (
    select
        source_id,
        leg_id,
        other_source_id,
        other_leg_id,
        is_by_caller,
        row_number() over (
            partition by source_id, leg_id
            order by is_by_caller, is_elsewhere, is_unanswered, off_s, other_leg_id
        ) as choice,
        row_number() over (
            partition by source_id, other_source_id, other_leg_id
            order by is_by_caller, off_s, leg_id
        ) as choice_of_leg,
    from pair
)

select
    told.source_id,
    told.leg_id,
    told.business_date,
    chosen.other_source_id,
    chosen.other_leg_id,
    told.hold_s,
    told.acw_s,
    told.topic,
    told.disposition,
    told.did,
    told.file_id,
    told.line,
from told
inner join chosen
    on chosen.source_id = told.source_id
    and chosen.leg_id = told.leg_id
    and chosen.choice = 1
    -- who calls twice within seconds is two calls: by caller and moment a leg is the nearest one's only
    and (chosen.is_by_caller = 0 or chosen.choice_of_leg = 1)
where told.business_date between $from and $to
