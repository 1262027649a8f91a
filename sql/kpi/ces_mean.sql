-- name: Ease, mean
-- description: Mean of the effort question brought to 1 to 7 by its declared scale, 7 is easiest, by the day of the answer.
-- unit: score
-- better: higher
-- measure: mean
-- bounds: [1, 7]
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    sum(score) as numerator,
    cast(count(*) as bigint) as denominator,
from core.counted_answer
where business_date between $from and $to
    and instrument = 'ces'
    and score is not null
group by site_id, queue_id, business_date
