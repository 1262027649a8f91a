-- description: Callbacks agreed in a queue and what came of them, one row an agreement, on the day it was made; only of sources whose calls back name the contact they return.
-- grain: [source_id, leg_id]
-- build: daily
-- reach_days: 8
with returning_source as (
    select source_id
    from core.queue_leg
    where business_date between $from and $to + interval '8 days'
        and callback_of_contact_id is not null
    group by source_id
),

attempt as (
    -- a week is given to reach the customer
    select
        source_id,
        callback_of_contact_id,
        cast(count(*) as bigint) as attempts,
        min(entered_at_utc) as first_tried_at_utc,
        min(answered_at_utc) filter (where is_answered) as reached_at_utc,
    from core.queue_leg
    where business_date between $from and $to + interval '8 days'
        and callback_of_contact_id is not null
    group by source_id, callback_of_contact_id
)

select
    leg.source_id,
    leg.leg_id,
    leg.contact_id,
    leg.site_id,
    leg.queue_id,
    leg.interval_start_utc,
    leg.business_date,
    leg.ended_at_utc as agreed_at_utc,
    attempt.first_tried_at_utc,
    attempt.reached_at_utc,
    coalesce(attempt.attempts, 0) as attempts,
    epoch(attempt.reached_at_utc) - epoch(leg.ended_at_utc) as callback_wait_s,
    coalesce(epoch(attempt.reached_at_utc) - epoch(leg.ended_at_utc) <= queue_day.callback_within_s, false) as is_in_time,
from core.queue_leg as leg
inner join returning_source
    on returning_source.source_id = leg.source_id
left join attempt
    on attempt.source_id = leg.source_id
    and attempt.callback_of_contact_id = leg.contact_id
    and attempt.first_tried_at_utc >= leg.entered_at_utc
left join config.queue_day as queue_day
    on queue_day.queue_id = leg.queue_id
    and queue_day.business_date = leg.business_date
where leg.business_date between $from and $to
    and leg.outcome = 'callback_scheduled'
