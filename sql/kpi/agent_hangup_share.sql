-- name: Hung up by the agent
-- description: Share of completed calls in which the agent hung up first, of those whose source says who did.
-- unit: share
-- better: band
-- measure: ratio
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    hung_up_by_agent as numerator,
    hung_up_by_agent + hung_up_by_caller as denominator,
from core.queue_interval
where business_date between $from and $to
    and hung_up_by_agent + hung_up_by_caller > 0
