-- description: After-call work that a switch's log tells by a pause, one row a leg; only where the source says which pause reasons mean it.
-- grain: [source_id, leg_id]
-- build: daily
-- reach_days: 1
with agent_event as (
    -- what ends a pause: any further word about the agent, and the next call
    select
        event.source_id,
        event.agent_id,
        event.at_utc,
        event.file_first_at_utc,
        event.file_id,
        event.line,
        event.verb in ('PAUSE', 'PAUSEALL') and word.canonical = 'acw' as is_wrap_up,
    from staging.queue_event as event
    left join config.word as word
        on word.source_id = event.source_id
        and word.field = 'state'
        and word.word = lower(trim(event.p1))
    where event.business_date between $from - interval '1 day' and $to + interval '2 days'
        and event.agent_id is not null
        and event.source_id in (select source_id from config.word where field = 'state' and canonical = 'acw')
        and event.verb in (
            'PAUSE', 'PAUSEALL', 'UNPAUSE', 'UNPAUSEALL', 'REMOVEMEMBER', 'AGENTLOGOFF', 'AGENTCALLBACKLOGOFF', 'CONNECT'
        )
),

ended_pause as (
    select
        source_id,
        agent_id,
        at_utc as started_at_utc,
        is_wrap_up,
        -- within a second the order of lines decides: a pause may end in the second it began in
        min(case when is_wrap_up then null else at_utc end) over (
            partition by source_id, agent_id
            order by at_utc, file_first_at_utc, file_id, line
            rows between 1 following and unbounded following
        ) as ended_at_utc,
    from agent_event
),

pause as (
    -- a pause of all queues is told once for each: all of them end together
    select
        source_id,
        agent_id,
        ended_at_utc,
        min(started_at_utc) as started_at_utc,
    from ended_pause
    where is_wrap_up
        and ended_at_utc <= started_at_utc + interval '1 day'
    group by source_id, agent_id, ended_at_utc
),

choice as (
    -- the pause begins while the call is still on, or within a minute of its end
    select
        leg.source_id,
        leg.leg_id,
        leg.site_id,
        leg.queue_id,
        leg.business_date,
        leg.agent_id,
        greatest(pause.started_at_utc, leg.ended_at_utc) as started_at_utc,
        pause.ended_at_utc,
        row_number() over (
            partition by pause.source_id, pause.agent_id, pause.ended_at_utc
            order by leg.ended_at_utc desc, leg.leg_id
        ) as leg_choice,
        row_number() over (
            partition by leg.source_id, leg.leg_id
            order by pause.started_at_utc
        ) as pause_choice,
    from pause
    inner join core.queue_log_leg as leg
        on leg.source_id = pause.source_id
        and leg.agent_id = pause.agent_id
        and leg.answered_at_utc <= pause.started_at_utc
        and leg.ended_at_utc >= pause.started_at_utc - interval '60 seconds'
        and leg.ended_at_utc < pause.ended_at_utc
    where leg.business_date between $from and $to
        and leg.outcome = 'answered'
)

select
    source_id,
    leg_id,
    site_id,
    queue_id,
    business_date,
    agent_id,
    started_at_utc,
    ended_at_utc,
    epoch(ended_at_utc) - epoch(started_at_utc) as acw_s,
from choice
where leg_choice = 1
    and pause_choice = 1
