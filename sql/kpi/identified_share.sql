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
    cast(count(*) filter (where customer_key is not null) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.customer_contact
where business_date between $from and $to
    and is_answered
group by site_id, queue_id, business_date
