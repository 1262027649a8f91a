-- name: Resolved share
-- description: Share of the tickets created on a day that were solved within the centre's maturity time and not reopened by then.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
-- subset: conflict
-- maturity_days: 30
-- maturity_from: resolution_maturity_days
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_resolved_in_maturity) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket
where business_date between $from and $to
    and is_counted
group by site_id, queue_id, is_conflict, business_date
