-- name: Answered
-- description: Visits in which an agent was connected, also those still being talked to.
-- unit: count
-- better: higher
-- measure: count
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    answered as numerator,
from core.queue_interval
where business_date between $from and $to
