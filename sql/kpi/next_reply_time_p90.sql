-- name: Next reply time, 90 %
-- description: Time within which nine of ten follow-up messages were answered or their ticket solved.
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
    reply_s as observation,
from core.ticket_reply
where business_date between $from and $to
    and is_follow_up
    and is_counted
    and reply_s is not null
