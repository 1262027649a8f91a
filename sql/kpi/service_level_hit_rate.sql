-- name: Intervals that kept the service level
-- description: Share of open intervals with enough calls whose service level, by the contract's formula, reached the target of the staffing rules.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 2
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(count(*) filter (where is_kept) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.service_level_interval
where business_date between $from and $to
    -- closed, or with fewer calls than a judgement needs: neither kept nor missed
    and is_kept is not null
group by site_id, queue_id, interval_start_utc, business_date
