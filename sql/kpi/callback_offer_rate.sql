-- name: Callback offer rate
-- description: Share of visits in which the caller was offered to be called back, of those whose source says; of a source that tells sums, share of the answered calls.
-- unit: share
-- better: band
-- measure: ratio
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    callback_offered as numerator,
    callback_known as denominator,
from core.queue_interval
where business_date between $from and $to
    and callback_known > 0
