-- name: Travel time, 90th percentile
-- description: Time from setting out to being on the scene that nine of ten units did not exceed; units that were turned round are left out.
-- unit: seconds
-- better: lower
-- measure: quantile 0.9
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    travel_s as observation,
from core.dispatch_unit
where business_date between $from and $to
    and not is_excluded
    and travel_s is not null
