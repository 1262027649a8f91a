-- name: Incidents without dispatch
-- description: Incidents to which nobody was sent, such as advice only; they are in no time to dispatch.
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
    cast(count(*) filter (where not is_excluded and not is_dispatched) as bigint) as numerator,
from core.incident
where business_date between $from and $to
group by site_id, queue_id, interval_start_utc, business_date
