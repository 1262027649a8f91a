-- name: First response in business time
-- description: Median business time from a ticket's creation to the first public comment of an agent, over all calendars the ticket had.
-- unit: seconds
-- better: lower
-- measure: quantile 0.5
-- independent: false
-- version: 1
-- subset: conflict
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    first_response_business_s as observation,
from core.ticket
where business_date between $from and $to
    and is_counted
    and first_response_business_s is not null
