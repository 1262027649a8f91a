-- name: First response time, 90 %
-- description: Time within which nine of ten answered tickets had their first public comment of an agent.
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
    first_response_s as observation,
from core.ticket
where business_date between $from and $to
    and is_counted
    and first_response_s is not null
