-- name: Service level
-- description: Share of offered calls answered within the queue's threshold, by the formula the queue's contract names; by default short abandons are left out. An answered call whose wait is unknown is in neither side.
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
    served as numerator,
    counted as denominator,
from core.service_level_interval
where business_date between $from and $to
