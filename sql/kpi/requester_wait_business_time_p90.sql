-- name: Requester wait in business time, 90 %
-- description: Business time that the requesters of nine of ten solved tickets waited at most: new, open and on hold.
-- unit: seconds
-- better: lower
-- measure: quantile 0.9
-- independent: false
-- version: 1
-- subset: conflict
-- maturity_days: 30
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    requester_wait_business_s as observation,
from core.ticket
where business_date between $from and $to
    and is_counted
    and requester_wait_business_s is not null
    and is_solved
