-- name: Short abandons
-- description: Offered calls whose caller gave up sooner than the queue's short abandon time; they are part of the abandoned ones.
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
    short_abandoned as numerator,
from core.queue_interval
where business_date between $from and $to
