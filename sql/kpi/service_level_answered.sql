-- name: Service level, answered calls only
-- description: Share of answered calls that were answered within the threshold; it hides every caller who gave up.
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
    offered_answered - unjudged as denominator,
from core.queue_interval
where business_date between $from and $to
