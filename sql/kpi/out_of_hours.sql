-- name: Out of hours
-- description: Calls from outside that came when the centre was closed and were turned away for that, by the words of the source; no part of the blocked ones.
-- unit: count
-- better: band
-- measure: count
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(count(*) filter (where blocked_by = 'out_of_hours') as bigint) as numerator,
from core.trunk_call
where business_date between $from and $to
    and direction = 'inbound'
    and not is_excluded
group by site_id, queue_id, interval_start_utc, business_date

union all

-- a day without such a call is known to have none
select
    site_id,
    cast(null as varchar) as queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(0 as bigint) as numerator,
from core.trunk_day
where business_date between $from and $to
