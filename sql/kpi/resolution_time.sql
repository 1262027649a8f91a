-- name: Resolution time
-- description: Median time from a ticket's creation to its last solution, by the day of creation; tickets open now have no observation.
-- unit: seconds
-- better: lower
-- measure: quantile 0.5
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
    resolution_s as observation,
from core.ticket
where business_date between $from and $to
    and is_counted
    and resolution_s is not null
