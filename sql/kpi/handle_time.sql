-- name: Handle time
-- description: Mean of talk, hold and after-call work of answered calls that have ended; where a switch logs talk alone it is talk alone.
-- unit: seconds
-- better: band
-- measure: mean
-- independent: false
-- version: 1
-- goal: never
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    handle_s as numerator,
    handled as denominator,
from core.queue_interval
where business_date between $from and $to
