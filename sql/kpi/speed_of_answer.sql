-- name: Speed of answer
-- description: Mean wait of the offered calls that were answered, from queue entry to the agent's voice, ringing included; over the waits that are known.
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
    wait_answered_s as numerator,
    wait_answered_known as denominator,
from core.queue_interval
where business_date between $from and $to
