-- name: Repeat calls
-- description: Share of calls of a known customer who had called within the `repeat_days` before, whatever the topic; redials after an abandon are told apart.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 2
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    repeat_calls as numerator,
    known_calls as denominator,
from core.customer_contact
where business_date between $from and $to
    and known_calls > 0
