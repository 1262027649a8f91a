-- name: Adherence
-- description: Share of scheduled time in which the switch saw the agent do what was planned, to the second: work by whoever is ready, rung, talking or wrapping up, a break by a break. Agents of whom no switch tells anything that day, and time off, are in neither side.
-- unit: share
-- better: higher
-- measure: ratio
-- cases: days of agents
-- independent: false
-- version: 1
select
    site_id,
    -- a schedule plans people, not queues
    cast(null as varchar) as queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    sum(adherent_s) as numerator,
    sum(scheduled_s) as denominator,
    cast(count(distinct agent_id) as bigint) as cases,
from core.schedule_kept
where business_date between $from and $to
    and adherent_s is not null
group by site_id, business_date
