-- name: Redials
-- description: Share of contacts of a known customer who had given up in a queue less than 30 minutes before; they inflate what is offered.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    redials as numerator,
    known_calls as denominator,
from core.customer_contact
where business_date between $from and $to
    and known_calls > 0
