-- name: Flow-out rate
-- description: Share of offered calls that left the queue by a timeout, a key, an empty queue, a withdrawal or a move to another queue.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    offered_flowed_out as numerator,
    offered as denominator,
from core.queue_interval
where business_date between $from and $to
