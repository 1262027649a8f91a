-- name: First contact resolution, asked
-- description: Share of respondents who said that their problem was solved, and in one contact where they were asked how many it took.
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
    cast(count(*) filter (where score >= 1) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.counted_answer
where business_date between $from and $to
    and instrument = 'fcr'
group by site_id, queue_id, business_date
