-- name: Dispatched within target
-- description: Share of dispatched incidents whose first unit was sent within the target of their service and priority; services without a target are left out.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(count(*) filter (where time_to_dispatch_s <= target_s) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.incident
where business_date between $from and $to
    and not is_excluded
    and time_to_dispatch_s is not null
    and target_s is not null
group by site_id, queue_id, interval_start_utc, business_date
