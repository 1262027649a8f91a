-- name: Callbacks kept
-- description: Share of the callbacks agreed in which the customer was reached within the time the queue promises.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
-- maturity_days: 7
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(count(*) filter (where is_in_time) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.callback
where business_date between $from and $to
group by site_id, queue_id, interval_start_utc, business_date
