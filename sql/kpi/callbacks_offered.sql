-- name: Callbacks offered
-- description: Visits in which the caller was offered to be called back; unknown where the source does not say.
-- unit: count
-- better: band
-- measure: count
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(count(*) filter (where is_callback_offered) as bigint) as numerator,
from core.queue_leg
where business_date between $from and $to
    and not is_excluded
    and is_callback_offered is not null
group by site_id, queue_id, interval_start_utc, business_date
