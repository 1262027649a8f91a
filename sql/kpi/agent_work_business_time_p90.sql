-- name: Agent work in business time, 90 %
-- description: Business time that nine of ten solved tickets lay with the agents at most: new and open. Elapsed time, not effort.
-- unit: seconds
-- better: lower
-- measure: quantile 0.9
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
    agent_work_business_s as observation,
from core.ticket
where business_date between $from and $to
    and is_counted
    and agent_work_business_s is not null
    and is_solved
