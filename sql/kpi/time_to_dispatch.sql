-- name: Time to dispatch
-- description: Mean time from the answer of the call to the first unit sent; where no answer is known, from the call's receipt, else its entry (see the KPI Dispatch times from the answer). Incidents without dispatch are left out.
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
    sum(time_to_dispatch_s) as numerator,
    cast(count(*) as bigint) as denominator,
from core.incident
where business_date between $from and $to
    and not is_excluded
    and time_to_dispatch_s is not null
group by site_id, queue_id, interval_start_utc, business_date
