-- name: Response time, 90th percentile
-- description: Time from the answer of the call (its receipt, else its entry, where no answer is known) to the first unit on the scene that nine of ten incidents did not exceed.
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
    response_s as observation,
from core.incident
where business_date between $from and $to
    and not is_excluded
    and response_s is not null
