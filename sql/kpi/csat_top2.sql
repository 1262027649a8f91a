-- name: Satisfaction, top two
-- description: Share of answers in the two best boxes of the question's own scale, or good where there is only good and bad, by the day of the answer; one answer a contact or ticket, the latest within 14 days.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: true
-- version: 2
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_top2) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.counted_answer
where business_date between $from and $to
    and instrument = 'csat'
    and is_top2 is not null
group by site_id, queue_id, business_date
