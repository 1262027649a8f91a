-- name: After-call work
-- description: Mean work after the call, over the answered calls whose source logs it; null where none does.
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
    acw_s as numerator,
    acw_known as denominator,
from core.queue_interval
where business_date between $from and $to
    -- a switch that logs no after-call work has none to show, not 0
    and acw_known > 0
