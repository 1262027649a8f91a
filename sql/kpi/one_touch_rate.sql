-- name: Solved at one touch
-- description: First contact resolution by tickets: share of solved tickets with at most one public reply of an agent and no reopening.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: true
-- version: 1
-- subset: conflict
-- maturity_days: 30
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_one_touch) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket
where business_date between $from and $to
    and is_counted
    and is_solved
    and is_response_known
group by site_id, queue_id, is_conflict, business_date
