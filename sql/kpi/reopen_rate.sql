-- name: Reopened
-- description: Share of the tickets that were ever solved which were reopened within 30 days of their first solution.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
-- subset: conflict
-- maturity_days: 60
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_reopened_in_30_days) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket
where business_date between $from and $to
    and is_counted
    and first_solved_at_utc is not null
group by site_id, queue_id, is_conflict, business_date
