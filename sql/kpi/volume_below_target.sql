-- name: Calls in intervals below target
-- description: Share of offered calls that came in open intervals whose service level missed the target; of the intervals with enough calls to be judged.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 2
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(coalesce(sum(offered) filter (where not is_kept), 0) as bigint) as numerator,
    cast(sum(offered) as bigint) as denominator,
from core.service_level_interval
where business_date between $from and $to
    -- closed, or with fewer calls than a judgement needs: neither kept nor missed
    and is_kept is not null
group by site_id, queue_id, interval_start_utc, business_date
