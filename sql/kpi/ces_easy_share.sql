-- name: Ease, share
-- description: Share of answers to the effort question that reach 5 of 7 in its declared direction, by the day of the answer.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: true
-- version: 1
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where score >= 5) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.counted_answer
where business_date between $from and $to
    and instrument = 'ces'
    and score is not null
group by site_id, queue_id, business_date
