-- name: Time to callback
-- description: Median time from agreeing on a callback to the first connection with the customer, of those reached within a week, day and night.
-- unit: seconds
-- better: lower
-- measure: quantile 0.5
-- independent: false
-- version: 1
-- maturity_days: 7
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    callback_wait_s as observation,
from core.callback
where business_date between $from and $to
    and callback_wait_s is not null
