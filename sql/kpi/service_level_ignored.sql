-- name: Service level, quick abandons left out
-- description: Share of calls answered within the threshold, those abandoned within it left out of both sides.
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
    offered_answered - unjudged + offered_abandoned - abandoned_in_time + counted_flowed_out as denominator,
from core.queue_interval
where business_date between $from and $to
