-- name: Answer wait, median
-- description: Wait that half of the answered calls did not exceed; computed from the calls themselves at every grain.
-- unit: seconds
-- better: lower
-- measure: quantile 0.5
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    wait_s as observation,
from core.queue_leg
where business_date between $from and $to
    and is_offered
    and is_answered
    and wait_s is not null
