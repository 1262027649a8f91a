-- description: What every agent was meant to do on a day, by class of activity, and for how long of it the switch saw them do it, where it tells of presence.
-- grain: [agent_key, business_date, activity_class]
-- build: table
with planned as (
    select
        agent_id,
        site_id,
        business_date,
        activity_class,
        started_at_utc,
        ended_at_utc,
        paid_s,
    from staging.shift_activity
),

seen as (
    select
        agent_id,
        state,
        is_staffed,
        started_at_utc,
        ended_at_utc,
    from core.agent_state
    where state <> 'offline'
),

present as (
    -- agents of whom the switch tells nothing that day have no adherence, which is not 0
    select
        agent_id,
        business_date,
    from core.agent_state
    group by agent_id, business_date
),

kept as (
    -- work is kept by whoever is ready, rung, talking or wrapping up; any other activity by the state of its name
    select
        planned.agent_id,
        planned.business_date,
        planned.activity_class,
        sum(
            greatest(
                least(epoch(planned.ended_at_utc), epoch(seen.ended_at_utc))
                - greatest(epoch(planned.started_at_utc), epoch(seen.started_at_utc)),
                0
            )
        ) as adherent_s,
    from planned
    inner join seen
        on seen.agent_id = planned.agent_id
        and seen.started_at_utc < planned.ended_at_utc
        and seen.ended_at_utc > planned.started_at_utc
        and case
            when planned.activity_class = 'work' then seen.state in ('available', 'ringing', 'talk', 'acw')
            when planned.activity_class = 'lunch' then seen.state in ('lunch', 'break')
            else seen.state = planned.activity_class
        end
    group by planned.agent_id, planned.business_date, planned.activity_class
),

day as (
    select
        agent_id,
        min(site_id) as site_id,
        business_date,
        activity_class,
        cast(count(*) as bigint) as activities,
        sum(epoch(ended_at_utc) - epoch(started_at_utc)) as scheduled_s,
        sum(paid_s) as paid_s,
    from planned
    group by agent_id, business_date, activity_class
)

select
    'agent-' || left(md5(day.agent_id), 8) as agent_key,
    day.site_id,
    day.business_date,
    day.activity_class,
    day.activities,
    day.scheduled_s,
    day.paid_s,
    case
        when present.agent_id is not null and day.activity_class not in ('absent', 'off', 'other', 'unmapped')
            then coalesce(kept.adherent_s, 0)
    end as adherent_s,
from day
left join kept
    on kept.agent_id = day.agent_id
    and kept.business_date = day.business_date
    and kept.activity_class = day.activity_class
left join present
    on present.agent_id = day.agent_id
    and present.business_date = day.business_date
