-- name: Hold rate
-- description: Share of answered calls in which the customer was put on hold, of those whose source logs hold.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    held as numerator,
    hold_known as denominator,
from core.queue_interval
where business_date between $from and $to
    and hold_known > 0
