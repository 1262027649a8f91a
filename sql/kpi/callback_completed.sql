-- name: Callbacks kept
-- description: Share of the callbacks agreed in which the customer was reached within the time the queue promises; of a source that tells sums, of the callbacks offered and within its own time.
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

union all

select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    callback_kept as numerator,
    callback_offered as denominator,
from core.queue_interval
where business_date between $from and $to
    and callback_kept is not null
