-- name: Entered
-- description: Visits to a queue, passed-on calls and callbacks included; test calls and calls that wait for nobody are left out.
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
    entered as numerator,
from core.queue_interval
where business_date between $from and $to
