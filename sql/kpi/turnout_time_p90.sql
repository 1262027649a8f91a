-- name: Turnout time, 90th percentile
-- description: Time from being sent to setting out that nine of ten units did not exceed.
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
    turnout_s as observation,
from core.dispatch_unit
where business_date between $from and $to
    and not is_excluded
    and turnout_s is not null
