-- name: Hold time
-- description: Mean time on hold of answered calls, over the calls whose source logs hold; null where none does.
-- unit: seconds
-- better: lower
-- measure: mean
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    hold_s as numerator,
    hold_known as denominator,
from core.queue_interval
where business_date between $from and $to
    -- a switch that logs no hold has no hold time, not one of 0
    and hold_known > 0
