-- name: Service level, short abandons credited
-- description: Share of calls answered within the threshold or abandoned sooner than the short abandon time.
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
    answered_in_time + short_abandoned as numerator,
    offered_answered - unjudged + offered_abandoned + counted_flowed_out as denominator,
from core.queue_interval
where business_date between $from and $to
