-- name: Longest wait
-- description: Longest wait of an offered call, answered or not; never summed and never a mean.
-- unit: seconds
-- better: lower
-- measure: maximum
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    max_wait_s as numerator,
    offered as denominator,
from core.queue_interval
where business_date between $from and $to
    and max_wait_s is not null
