-- name: First contact resolution, no repeat
-- description: Share of answered contacts of a known customer that no further contact of the same customer in any channel followed within `repeat_days`; contacts whose time is not up are left out.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
-- maturity_days: 7
-- maturity_from: repeat_days
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    known_resolved as numerator,
    known_served as denominator,
from core.customer_contact
where business_date between $from and $to
    and is_mature
    and known_served > 0
