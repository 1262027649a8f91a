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
    callback_offered as numerator,
from core.queue_interval
where business_date between $from and $to
    and callback_known > 0
