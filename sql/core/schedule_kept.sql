-- description: What every agent was meant to do on a business day, by class of activity, and for how long of it the switch saw them do it.
-- grain: [agent_id, business_date, activity_class]
-- build: daily
-- reach_days: 1
-- ahead_days: 1
with planned as (
    select
        source_id,
        file_id,
        line,
        agent_id,
        site_id,
        business_date,
        activity_class,
        started_at_utc,
        ended_at_utc,
        paid_s,
        epoch(ended_at_utc) - epoch(started_at_utc) as planned_s,
    from staging.shift_activity
    where business_date between $from and $to
),

seen as (
    -- a shift that begins in the evening goes on in the states of the next day
    select
        agent_id,
        business_date,
        state,
        started_at_utc,
        ended_at_utc,
    from core.agent_state
    where business_date between $from - interval '1 day' and $to + interval '1 day'
        and state <> 'offline'
),

worked as (
    select
        agent_id,
        business_date,
        sum(epoch(ended_at_utc) - epoch(started_at_utc)) as worked_s,
    from seen
    where state in ('available', 'ringing', 'talk', 'acw')
    group by agent_id, business_date
),

present as (
    -- agents of whom the switch tells nothing that day have no adherence, which is not 0
    select
        agent_id,
        business_date,
    from core.agent_state
    where business_date between $from and $to
    group by agent_id, business_date
),

kept as (
    -- work is kept by whoever is ready, rung, talking or wrapping up; any other activity by the state of its name
    select
        planned.source_id,
        planned.file_id,
        planned.line,
        sum(
            least(epoch(planned.ended_at_utc), epoch(seen.ended_at_utc))
            - greatest(epoch(planned.started_at_utc), epoch(seen.started_at_utc))
        ) as kept_s,
        min(greatest(epoch(planned.started_at_utc), epoch(seen.started_at_utc))) - min(epoch(planned.started_at_utc)) as late_s,
        max(epoch(planned.ended_at_utc)) - max(least(epoch(planned.ended_at_utc), epoch(seen.ended_at_utc))) as early_s,
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
    group by planned.source_id, planned.file_id, planned.line
),

activity as (
    select
        planned.agent_id,
        planned.site_id,
        planned.business_date,
        planned.activity_class,
        planned.planned_s,
        planned.paid_s,
        -- two switches may both have seen the agent
        least(coalesce(kept.kept_s, 0), planned.planned_s) as adherent_s,
        -- up to a minute at either end is forgiven, more of it is not forgiven in part
        least(
            coalesce(kept.kept_s, 0)
            + case when kept.late_s <= 60 then kept.late_s else 0 end
            + case when kept.early_s <= 60 then kept.early_s else 0 end,
            planned.planned_s
        ) as adherent_60_s,
    from planned
    left join kept
        on kept.source_id = planned.source_id
        and kept.file_id = planned.file_id
        and kept.line = planned.line
),

day as (
    select
        agent_id,
        min(site_id) as site_id,
        business_date,
        activity_class,
        cast(count(*) as bigint) as activities,
        sum(planned_s) as scheduled_s,
        sum(paid_s) as paid_s,
        sum(adherent_s) as adherent_s,
        sum(adherent_60_s) as adherent_60_s,
        activity_class not in ('absent', 'off', 'other', 'unmapped') as is_judged,
    from activity
    group by agent_id, business_date, activity_class
)

select
    day.agent_id,
    day.site_id,
    day.business_date,
    day.activity_class,
    day.activities,
    day.scheduled_s,
    day.paid_s,
    case when day.is_judged and present.agent_id is not null then day.adherent_s end as adherent_s,
    case when day.is_judged and present.agent_id is not null then day.adherent_60_s end as adherent_60_s,
    case when day.activity_class = 'work' and present.agent_id is not null then coalesce(worked.worked_s, 0) end as worked_s,
from day
left join present
    on present.agent_id = day.agent_id
    and present.business_date = day.business_date
left join worked
    on worked.agent_id = day.agent_id
    and worked.business_date = day.business_date
