-- name: Broken promises
-- description: Share of promises about tickets that were broken, of those due; the target is that of the priority in force when the clock started.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
-- subset: conflict
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_breached) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket_sla
where business_date between $from and $to
    and is_due
group by site_id, queue_id, is_conflict, business_date
