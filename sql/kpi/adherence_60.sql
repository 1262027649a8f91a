-- name: Adherence with a minute's tolerance
-- description: Share of scheduled time kept, where up to a minute late to an activity, or early away from it, counts as kept.
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
    sum(adherent_60_s) as numerator,
    sum(scheduled_s) as denominator,
    cast(count(distinct agent_id) as bigint) as cases,
from core.schedule_kept
where business_date between $from and $to
    and adherent_60_s is not null
group by site_id, business_date
