-- name: Service level, short abandons left out
-- description: Share of offered calls answered within the threshold; abandons sooner than the short abandon time and callbacks agreed are in neither side.
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
    offered - unjudged - short_abandoned - offered_callback_scheduled - (offered_flowed_out - counted_flowed_out) as denominator,
from core.queue_interval
where business_date between $from and $to
