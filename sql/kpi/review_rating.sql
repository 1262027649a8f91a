-- name: Review rating
-- description: Mean of public reviews on 1 to 5, by the day they were written.
-- unit: score
-- better: higher
-- measure: mean
-- bounds: [1, 5]
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    sum(score) as numerator,
    cast(count(*) as bigint) as denominator,
from core.review
where business_date between $from and $to
    and score is not null
group by site_id, queue_id, business_date
