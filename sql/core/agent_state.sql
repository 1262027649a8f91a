-- description: What every agent did, one row a state, without gap or overlap from the first to the last second of each business day on which the agent was seen, where the source tells of logins and pauses.
-- grain: [source_id, agent_id, started_at_utc]
-- build: daily
-- ahead_days: 2
with presence_event as (
    -- a word about an agent is believed for a day; a second day of slack covers every zone and day start
    select
        source_id,
        agent_id,
        queue_raw,
        at_utc,
        file_first_at_utc,
        file_id,
        line,
        business_date,
        verb,
        case
            when verb in ('REMOVEMEMBER', 'AGENTLOGOFF', 'AGENTCALLBACKLOGOFF') or (verb = 'AGENTSTATE' and p1 = 'offline') then 'gone'
            when verb in ('PAUSE', 'PAUSEALL') or (verb = 'ADDMEMBER' and p1 = 'PAUSED') or (verb = 'AGENTSTATE' and p1 = 'paused')
                then 'paused'
            else 'ready'
        end as presence,
        case
            when verb in ('PAUSE', 'PAUSEALL') then p1
            when verb = 'AGENTSTATE' then p3
        end as state_reason,
        -- some switches tell whole states, and with them what is done with a contact
        case when verb = 'AGENTSTATE' then p2 end as activity,
    from staging.queue_event
    where business_date between $from - interval '2 days' and $to
        and agent_id is not null
        and verb in (
            'ADDMEMBER', 'REMOVEMEMBER', 'PAUSE', 'UNPAUSE', 'PAUSEALL', 'UNPAUSEALL',
            'AGENTLOGIN', 'AGENTLOGOFF', 'AGENTCALLBACKLOGIN', 'AGENTCALLBACKLOGOFF', 'AGENTSTATE'
        )
),

told_twice as (
    -- a pause of all queues is followed by one of each queue, which say all there is to say
    select
        of_all.source_id,
        of_all.file_id,
        of_all.line,
    from presence_event as of_all
    inner join presence_event as of_queue
        on of_queue.source_id = of_all.source_id
        and of_queue.agent_id = of_all.agent_id
        and of_queue.business_date = of_all.business_date
        and of_queue.verb || 'ALL' = of_all.verb
        and abs(epoch(of_queue.at_utc) - epoch(of_all.at_utc)) <= 1
    group by of_all.source_id, of_all.file_id, of_all.line
),

restart as (
    select
        source_id,
        at_utc,
        file_first_at_utc,
        file_id,
        line,
    from staging.queue_event
    where business_date between $from - interval '2 days' and $to
        and verb = 'QUEUESTART'
),

queued_agent as (
    select
        source_id,
        agent_id,
    from presence_event
    where queue_raw <> 'NONE'
    group by source_id, agent_id
),

place as (
    -- a login or a pause that names no queue is about every queue the agent has
    select
        presence_event.source_id,
        presence_event.agent_id,
        presence_event.queue_raw,
    from presence_event
    left join queued_agent
        on queued_agent.source_id = presence_event.source_id
        and queued_agent.agent_id = presence_event.agent_id
    where presence_event.queue_raw <> 'NONE'
        or queued_agent.agent_id is null
    group by presence_event.source_id, presence_event.agent_id, presence_event.queue_raw
),

told as (
    select
        presence_event.source_id,
        presence_event.agent_id,
        place.queue_raw,
        presence_event.at_utc,
        presence_event.file_first_at_utc,
        presence_event.file_id,
        presence_event.line,
        presence_event.presence,
        presence_event.state_reason,
        presence_event.activity,
    from presence_event
    inner join place
        on place.source_id = presence_event.source_id
        and place.agent_id = presence_event.agent_id
        and (place.queue_raw = presence_event.queue_raw or presence_event.queue_raw = 'NONE')
    left join told_twice
        on told_twice.source_id = presence_event.source_id
        and told_twice.file_id = presence_event.file_id
        and told_twice.line = presence_event.line
    where told_twice.line is null

    union all

    -- a switch that starts anew knows nobody
    select
        place.source_id,
        place.agent_id,
        place.queue_raw,
        restart.at_utc,
        restart.file_first_at_utc,
        restart.file_id,
        restart.line,
        'unknown' as presence,
        cast(null as varchar) as state_reason,
        cast(null as varchar) as activity,
    from place
    inner join restart
        on restart.source_id = place.source_id
),

presence_span as (
    select
        source_id,
        agent_id,
        at_utc,
        presence,
        state_reason,
        activity,
        least(
            coalesce(
                lead(at_utc) over (
                    partition by source_id, agent_id, queue_raw
                    order by at_utc, file_first_at_utc, file_id, line
                ),
                at_utc + interval '1 day'
            ),
            at_utc + interval '1 day'
        ) as until_utc,
    from told
),

span as (
    -- a pause without a reason has none, whatever an earlier one was for; that nothing is known is said for a day, for as long as a
    -- presence is believed
    select
        source_id,
        agent_id,
        at_utc as from_utc,
        case when presence = 'unknown' then at_utc + interval '1 day' else until_utc end as until_utc,
        presence as held,
        case when presence = 'paused' then coalesce(state_reason, '') end as state_reason,
        cast(null as varchar) as queue_id,
    from presence_span

    union all

    -- whoever is not heard of for longer is away
    select
        source_id,
        agent_id,
        until_utc as from_utc,
        until_utc + interval '1 day' as until_utc,
        'unknown' as held,
        cast(null as varchar) as state_reason,
        cast(null as varchar) as queue_id,
    from presence_span
    where presence in ('ready', 'paused')
        and until_utc = at_utc + interval '1 day'

    union all

    -- a switch that tells whole states tells of contacts too
    select
        source_id,
        agent_id,
        at_utc as from_utc,
        until_utc,
        activity as held,
        cast(null as varchar) as state_reason,
        cast(null as varchar) as queue_id,
    from presence_span
    where activity is not null

    union all

    select
        source_id,
        agent_id,
        started_at_utc as from_utc,
        ended_at_utc as until_utc,
        state as held,
        cast(null as varchar) as state_reason,
        queue_id,
    from core.agent_contact_span
    where business_date between $from - interval '2 days' and $to
),

step as (
    -- every span of time as a step up at its beginning and a step down at its end
    select
        span.source_id,
        span.agent_id,
        case when side.step = 1 then span.from_utc else span.until_utc end as at_utc,
        span.held,
        side.step,
        case when side.step = 1 then span.state_reason end as state_reason,
        case when side.step = 1 then span.queue_id end as queue_id,
        case
            when span.held = 'unknown' then side.step = 1
            when span.held in ('ready', 'paused', 'gone') and side.step = 1 then false
        end as is_gap,
    from span
    cross join (values (1), (-1)) as side(step)
    where side.step = 1
        or span.held <> 'gone'
),

clock as (
    select
        source_id,
        site_id,
        timezone,
        day_start_s,
    from config.queue_place
    where queue_raw is null
),

seen as (
    select
        source_id,
        agent_id,
        cast(at_utc as date) as utc_date,
    from step
    group by source_id, agent_id, cast(at_utc as date)
),

seen_near as (
    -- an instant's business date is its UTC date or a neighbour of it
    select
        seen.source_id,
        seen.agent_id,
        calendar.date as business_date,
    from seen
    inner join (values (-1), (0), (1), (2)) as neighbour(days)
        on true
    inner join config.dates as calendar
        on calendar.date = seen.utc_date + interval '1 day' * neighbour.days
    group by seen.source_id, seen.agent_id, calendar.date
),

day_start as (
    select
        clock.source_id,
        calendar.date as business_date,
        cast(calendar.date as timestamp) + interval '1 second' * (
            clock.day_start_s - case
                when zone_day.switch_at is null
                    or cast(calendar.date as timestamp) + interval '1 second' * clock.day_start_s < zone_day.switch_at
                    then zone_day.offset_s
                else zone_day.offset_after_s
            end
        ) as at_utc,
    from clock
    inner join config.dates as calendar
        on calendar.date between $from - interval '4 days' and $to + interval '4 days'
    inner join config.zone_day as zone_day
        on zone_day.zone = clock.timezone
        and zone_day.reading = 'local'
        and zone_day.date = calendar.date
),

moment as (
    -- what happens in one instant happens at once; every day begins with a moment in which nothing happens
    select
        source_id,
        agent_id,
        at_utc,
        sum(case when held = 'ready' then step else 0 end) as ready,
        sum(case when held = 'paused' then step else 0 end) as paused,
        sum(case when held = 'talk' then step else 0 end) as talking,
        sum(case when held = 'acw' then step else 0 end) as wrapping,
        sum(case when held = 'ringing' then step else 0 end) as ringing,
        max(state_reason) as state_reason,
        max(queue_id) as queue_id,
        bool_or(is_gap) as is_gap,
        max(business_date) as begins_date,
    from (
        select
            step.*,
            cast(null as date) as business_date,
        from step

        union all

        select
            seen_near.source_id,
            seen_near.agent_id,
            day_start.at_utc,
            cast(null as varchar) as held,
            0 as step,
            cast(null as varchar) as state_reason,
            cast(null as varchar) as queue_id,
            cast(null as boolean) as is_gap,
            seen_near.business_date,
        from seen_near
        inner join day_start
            on day_start.source_id = seen_near.source_id
            and day_start.business_date = seen_near.business_date
    ) as all_steps
    group by source_id, agent_id, at_utc
),

running as (
    select
        source_id,
        agent_id,
        at_utc,
        lead(at_utc) over agent_time as until_utc,
        max(begins_date) over agent_time as business_date,
        sum(ready) over agent_time as ready,
        sum(paused) over agent_time as paused,
        sum(talking) over agent_time as talking,
        sum(wrapping) over agent_time as wrapping,
        sum(ringing) over agent_time as ringing,
        last_value(state_reason ignore nulls) over agent_time as state_reason,
        last_value(queue_id ignore nulls) over agent_time as queue_id,
        last_value(is_gap ignore nulls) over agent_time as is_gap,
    from moment
    window agent_time as (
        partition by source_id, agent_id
        order by at_utc
    )
),

doing as (
    -- of all that holds at once the first counts
    select
        source_id,
        agent_id,
        business_date,
        at_utc,
        until_utc,
        case
            when talking > 0 then 'talk'
            when wrapping > 0 then 'acw'
            when ringing > 0 then 'ringing'
            when ready > 0 then 'available'
            when paused > 0 then 'paused'
            else 'offline'
        end as doing,
        state_reason,
        queue_id,
        ready > 0 or paused > 0 as is_staffed,
        is_gap,
    from running
    where until_utc > at_utc
        and business_date between $from and $to
),

named as (
    select
        doing.source_id,
        doing.agent_id,
        clock.site_id,
        doing.business_date,
        doing.at_utc,
        doing.until_utc,
        -- a reason may stand for after-call work or another class, by the words of the source
        case when doing.doing = 'paused' then coalesce(word.canonical, 'break') else doing.doing end as state,
        case when doing.doing = 'paused' then nullif(doing.state_reason, '') end as state_reason,
        case when doing.doing in ('talk', 'acw', 'ringing') then doing.queue_id end as queue_id,
        doing.is_staffed,
        doing.doing = 'offline' and coalesce(doing.is_gap, false) as is_gap,
    from doing
    left join clock
        on clock.source_id = doing.source_id
    left join config.word as word
        on word.source_id = doing.source_id
        and word.field = 'state'
        and word.word = lower(trim(doing.state_reason))
),

changed as (
    select
        named.*,
        case
            when lag(state) over agent_day is not distinct from state
                and lag(state_reason) over agent_day is not distinct from state_reason
                and lag(queue_id) over agent_day is not distinct from queue_id
                and lag(is_staffed) over agent_day is not distinct from is_staffed
                and lag(is_gap) over agent_day is not distinct from is_gap
                then 0
            else 1
        end as is_new,
        max(case when state = 'offline' then 0 else 1 end) over (
            partition by source_id, agent_id, business_date
        ) as was_there,
    from named
    window agent_day as (
        partition by source_id, agent_id, business_date
        order by at_utc
    )
),

island as (
    select
        changed.*,
        sum(is_new) over (
            partition by source_id, agent_id, business_date
            order by at_utc
        ) as state_seq,
    from changed
    where was_there = 1
)

select
    source_id,
    agent_id,
    min(site_id) as site_id,
    business_date,
    min(at_utc) as started_at_utc,
    max(until_utc) as ended_at_utc,
    min(state) as state,
    min(state_reason) as state_reason,
    min(queue_id) as queue_id,
    bool_or(is_staffed) as is_staffed,
    bool_or(is_gap) as is_gap,
    epoch(max(until_utc)) - epoch(min(at_utc)) as state_s,
from island
group by source_id, agent_id, business_date, state_seq
