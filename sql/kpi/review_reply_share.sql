-- name: Answered reviews
-- description: Share of public reviews that the centre has answered.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: true
-- version: 1
-- maturity_days: 14
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where replied_at_utc is not null) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.review
where business_date between $from and $to
group by site_id, queue_id, business_date
