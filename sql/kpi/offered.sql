-- name: Offered
-- description: Visits that asked for an answer - entered, less visits still open, less visits entered by a callback (unless the queue counts them).
-- unit: count
-- better: band
-- measure: count
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    offered as numerator,
from core.queue_interval
where business_date between $from and $to
