-- name: Conformance
-- description: Time agents were ready, rung, talking or wrapping up, over the time planned for work, whenever it was done; whoever comes late and stays as long conforms. It may pass 1.
-- unit: score
-- better: band
-- measure: mean
-- cases: days of agents
-- independent: false
-- version: 1
select
    site_id,
    -- a schedule plans people, not queues
    cast(null as varchar) as queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    sum(worked_s) as numerator,
    sum(scheduled_s) as denominator,
    cast(count(distinct agent_id) as bigint) as cases,
from core.schedule_kept
where business_date between $from and $to
    and worked_s is not null
group by site_id, business_date
