-- name: Blocked
-- description: Calls from outside that reached the switch and no queue, because it was busy, full, empty of agents or its lines were; unknown, not 0, where neither trunks nor log tell.
-- unit: count
-- better: lower
-- measure: count
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(count(*) filter (where blocked_by <> 'out_of_hours') as bigint) as numerator,
from core.trunk_call
where business_date between $from and $to
    and direction = 'inbound'
    and not is_excluded
group by site_id, queue_id, interval_start_utc, business_date

union all

-- a day on which every call got through has none blocked, and is known to have none
select
    site_id,
    cast(null as varchar) as queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(0 as bigint) as numerator,
from core.trunk_day
where business_date between $from and $to
