-- name: Excluded
-- description: Visits that no rate counts: test calls by the source's own word, outbound and internal calls.
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
    excluded as numerator,
from core.queue_interval
where business_date between $from and $to
