-- name: Satisfaction after resolution
-- description: Share of answers in the two best boxes, or good, among those given after the ticket they are about was solved, or after the call they are about was answered.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: true
-- version: 1
-- subset: conflict
select
    site_id,
    queue_id,
    is_about_conflict as is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_top2) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.counted_answer
where business_date between $from and $to
    and instrument = 'csat'
    and is_top2 is not null
    and judged_at_utc is not null
group by site_id, queue_id, is_about_conflict, business_date
