-- name: Escalated tickets
-- description: Share of tickets that reached the second line or carry a label of escalation.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
-- subset: conflict
-- maturity_days: 30
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_escalated) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket
where business_date between $from and $to
    and is_counted
group by site_id, queue_id, is_conflict, business_date
