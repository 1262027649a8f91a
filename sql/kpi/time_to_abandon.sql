-- name: Time to abandon
-- description: Mean wait of callers who gave up, short abandons and unknown waits left out; it says little of patience, because who is answered soon never shows theirs.
-- unit: seconds
-- better: band
-- measure: mean
-- independent: false
-- version: 2
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    wait_abandoned_s as numerator,
    wait_abandoned_known as denominator,
from core.queue_interval
where business_date between $from and $to
