-- name: Occupancy
-- description: Share of the time agents were logged in and on duty that they talked or wrapped up; ringing and breaks are in neither side.
-- unit: share
-- better: band
-- measure: ratio
-- cases: intervals of agents
-- independent: false
-- version: 1
select
    site_id,
    -- an agent serves several queues: time belongs to the site
    cast(null as varchar) as queue_id,
    interval_start_utc,
    business_date,
    sum(busy_s) as numerator,
    sum(busy_s + available_s) as denominator,
    cast(count(*) filter (where busy_s + available_s > 0) as bigint) as cases,
from core.agent_interval
where business_date between $from and $to
    -- who is not known to be logged in has no time to be shared out
    and staffed_s > 0
group by site_id, interval_start_utc, business_date
