-- name: Delay against promise, 90th percentile
-- description: Time from the promised to the actual arrival that nine of ten promised arrivals did not exceed; below zero is early, nobody arriving has no observation.
-- unit: seconds
-- better: lower
-- measure: quantile 0.9
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    promise_delay_s as observation,
from core.incident
where business_date between $from and $to
    and is_promise_owed
    and promise_delay_s is not null
