-- name: Service level, quick abandons credited
-- description: Share of calls answered or abandoned within the threshold: who left within it counts as served.
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
    answered_in_time + abandoned_in_time as numerator,
    offered_answered - unjudged + offered_abandoned + counted_flowed_out as denominator,
from core.queue_interval
where business_date between $from and $to
