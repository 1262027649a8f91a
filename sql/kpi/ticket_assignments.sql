-- name: Assignments a ticket
-- description: Mean number of times a solved ticket was assigned to somebody.
-- unit: score
-- better: lower
-- measure: mean
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
    cast(sum(assignee_stations) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket
where business_date between $from and $to
    and is_counted
    and is_solved
    and assignee_stations > 0
group by site_id, queue_id, is_conflict, business_date
