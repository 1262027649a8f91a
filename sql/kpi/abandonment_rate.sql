-- name: Abandonment rate
-- description: Share of offered calls whose caller gave up, short abandons left out of both sides; the denominator is that of the default service level.
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
    offered_abandoned - short_abandoned as numerator,
    offered - short_abandoned - offered_callback_scheduled as denominator,
from core.queue_interval
where business_date between $from and $to
