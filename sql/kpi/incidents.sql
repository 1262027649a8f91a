-- name: Incidents
-- description: Incidents, jobs or orders that came in, one each however many units were sent; tests and duplicates by the source's own word are left out.
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
    cast(count(*) filter (where not is_excluded) as bigint) as numerator,
from core.incident
where business_date between $from and $to
group by site_id, queue_id, interval_start_utc, business_date
