-- name: Satisfaction, mean
-- description: Mean satisfaction, 1 to 5, by the day of the answer; one answer a contact or ticket, the latest within 14 days.
-- unit: score
-- better: higher
-- measure: mean
-- bounds: [1, 5]
-- independent: false
-- version: 2
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    sum(score) as numerator,
    cast(count(*) as bigint) as denominator,
from core.counted_answer
where business_date between $from and $to
    and instrument = 'csat'
    and score is not null
group by site_id, queue_id, business_date
