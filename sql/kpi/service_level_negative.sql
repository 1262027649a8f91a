-- name: Service level, abandons as misses
-- description: Share of all calls answered, abandoned or flowed out that were answered within the threshold: every abandon is a miss.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 2
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    answered_in_time as numerator,
    offered_answered - unjudged + offered_abandoned + counted_flowed_out as denominator,
from core.queue_interval
where business_date between $from and $to
