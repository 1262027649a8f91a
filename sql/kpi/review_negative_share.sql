-- name: Negative reviews
-- description: Share of public reviews of two stars and less, brought to 1 to 5.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: true
-- version: 1
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_negative) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.review
where business_date between $from and $to
    and is_negative is not null
group by site_id, queue_id, business_date
