-- name: Identified contacts
-- description: Share of answered contacts whose customer is known; below 60 % what is said of repeats stands on too few.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
-- maturity_days: 0
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    known_served as numerator,
    served as denominator,
from core.customer_contact
where business_date between $from and $to
    and served > 0
