-- name: Time to dispatch, median
-- description: Time from the answer to the first unit sent that half of the dispatched incidents did not exceed; where no answer is known, from the call's receipt, else its entry.
-- unit: seconds
-- better: lower
-- measure: quantile 0.5
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    time_to_dispatch_s as observation,
from core.incident
where business_date between $from and $to
    and not is_excluded
    and time_to_dispatch_s is not null
