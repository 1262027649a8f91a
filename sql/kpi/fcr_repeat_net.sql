-- name: First contact resolution, no repeat, first contacts alone
-- description: The same among contacts that are no repeat themselves: the customer had not been answered in the `repeat_days` before.
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
    first_resolved as numerator,
    first_served as denominator,
from core.customer_contact
where business_date between $from and $to
    and is_mature
    and first_served > 0
