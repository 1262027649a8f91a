-- name: Tickets created
-- description: Tickets created on a day, merged ones and spam left out.
-- unit: count
-- better: band
-- measure: count
-- independent: false
-- version: 1
-- subset: conflict
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) as bigint) as numerator,
from core.ticket
where business_date between $from and $to
    and is_counted
group by site_id, queue_id, is_conflict, business_date
