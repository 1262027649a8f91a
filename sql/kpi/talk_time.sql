-- name: Talk time
-- description: Mean conversation of answered calls that have ended, hold left out where the source tells it apart.
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
    talk_s as numerator,
    talked as denominator,
from core.queue_interval
where business_date between $from and $to
    and talked > 0
