-- name: Average wait
-- description: Mean wait of all offered calls, answered or not, whose wait is known; the speed of answer is that of the answered ones alone.
-- unit: seconds
-- better: lower
-- measure: mean
-- independent: false
-- version: 2
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    wait_offered_s as numerator,
    wait_offered_known as denominator,
from core.queue_interval
where business_date between $from and $to
