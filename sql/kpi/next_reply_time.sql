-- name: Next reply time
-- description: Median time from a customer's first unanswered message, after an agent had answered before, to the next answer or the solution.
-- unit: seconds
-- better: lower
-- measure: quantile 0.5
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
