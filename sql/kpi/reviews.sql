-- name: Reviews
-- description: Public reviews, by the day they were written.
-- unit: count
-- better: band
-- measure: count
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) as bigint) as numerator,
from core.review
where business_date between $from and $to
group by site_id, queue_id, business_date
