-- name: Next reply in business time, 90 %
-- description: Business time within which nine of ten customers' messages, after an agent had answered before, were answered or the ticket was solved.
-- unit: seconds
-- better: lower
-- measure: quantile 0.9
-- independent: false
-- version: 1
-- subset: conflict
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    reply_business_s as observation,
from core.ticket_reply
where business_date between $from and $to
    and is_follow_up
    and is_counted
    and reply_business_s is not null
