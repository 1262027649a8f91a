-- name: First resolution in business time, 90 %
-- description: Business time within which nine of ten solved tickets had their first solution, whether or not they were reopened.
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
    first_resolution_business_s as observation,
from core.ticket
where business_date between $from and $to
    and is_counted
    and first_resolution_business_s is not null
