-- name: Dispatch times from the answer
-- description: Share of the times to dispatch that begin at the answer of the call; the others begin at its receipt or entry, because nothing tells when it was answered.
-- unit: share
-- better: band
-- measure: ratio
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(count(*) filter (where basis = 'answer') as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.incident
where business_date between $from and $to
    and not is_excluded
    and time_to_dispatch_s is not null
group by site_id, queue_id, interval_start_utc, business_date
