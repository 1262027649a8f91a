-- name: Transfer rate
-- description: Share of answered calls that ended in a transfer, blind or attended, to a queue or to anybody else.
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
    transferred as numerator,
    answered as denominator,
from core.queue_interval
where business_date between $from and $to
