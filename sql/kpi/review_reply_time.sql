-- name: Review reply time
-- description: Median time from a public review to the centre's answer, by the day of the review; reviews without an answer are not in it.
-- unit: seconds
-- better: lower
-- measure: quantile 0.5
-- independent: false
-- version: 1
-- maturity_days: 14
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    reply_s as observation,
from core.review
where business_date between $from and $to
    and reply_s is not null
