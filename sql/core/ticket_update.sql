-- description: Every public comment of an agent on an unsolved ticket with a promise of updates, from the comment to the next one or to the solution, and how much of it the ticket was pending.
-- grain: [source_id, ticket_id, turn]
-- build: view
with promised as (
    select distinct
        event.source_id,
        event.ticket_id,
    from core.ticket_event as event
    left join staging.sla_target as target
        on event.event_type = 'sla_policy'
        and target.source_id = event.source_id
        and target.policy_id = event.new_value
        and target.metric in ('periodic_update', 'pausable_update')
    where event.event_type in ('sla_policy', 'periodic_update_time', 'pausable_update_time')
        and (event.event_type <> 'sla_policy' or target.policy_id is not null)
),

message as (
    select
        event.source_id,
        event.ticket_id,
        event.business_date,
        event.at_utc,
        event.event_type = 'comment' as is_comment,
        row_number() over life as turn,
        lead(event.at_utc) over life as ended_at_utc,
    from core.ticket_event as event
    -- where nobody promised updates nothing is worked out: `exists` keeps the engine from sorting every event first
    where exists (
            select 1
            from promised
            where promised.source_id = event.source_id
                and promised.ticket_id = event.ticket_id
        )
        and (
            (event.event_type = 'comment' and event.is_public and event.actor_role = 'agent')
            or (event.event_type = 'status' and event.new_value in ('solved', 'closed'))
        )
    window life as (
        partition by event.source_id, event.ticket_id, event.business_date
        order by event.event_seq
    )
),

state as (
    select
        span.*,
        coalesce(sum(case when span.status = 'pending' then span.calendar_s end) over before, 0) as pending_before_s,
        coalesce(sum(case when span.status = 'pending' then span.business_s end) over before, 0) as pending_before_business_s,
    from core.ticket_status_interval as span
    where exists (
            select 1
            from promised
            where promised.source_id = span.source_id
                and promised.ticket_id = span.ticket_id
        )
    window before as (
        partition by span.source_id, span.ticket_id, span.business_date
        order by span.started_at_utc
        rows between unbounded preceding and 1 preceding
    )
),

instant as (
    select
        source_id,
        ticket_id,
        business_date,
        at_utc,
    from message

    union

    select
        source_id,
        ticket_id,
        business_date,
        ended_at_utc as at_utc,
    from message
    where ended_at_utc is not null
),

reading as (
    -- what the ticket's own clocks read: the business clock, and the time it was pending by calendar and on that clock
    select
        instant.source_id,
        instant.ticket_id,
        instant.business_date,
        instant.at_utc,
        state.is_unsolved,
        state.priority,
        state.pending_before_s
            + case when state.status = 'pending' then epoch(instant.at_utc) - epoch(state.started_at_utc) else 0 end as pending_s,
        state.business_before_s + clock.open_before_s - state.clock_at_start_s
            + case when clock.is_open then epoch(instant.at_utc) - epoch(clock.since_utc) else 0 end as business_s,
        state.pending_before_business_s
            + case
                when state.status <> 'pending' then 0
                when clock.is_open then clock.open_before_s - state.clock_at_start_s + epoch(instant.at_utc) - epoch(clock.since_utc)
                else clock.open_before_s - state.clock_at_start_s
            end as pending_business_s,
    from instant
    inner join state
        on state.source_id = instant.source_id
        and state.ticket_id = instant.ticket_id
        and state.business_date = instant.business_date
        and instant.at_utc >= state.started_at_utc
        and (instant.at_utc < state.ended_at_utc or state.ended_at_utc is null)
    left join core.business_clock as clock
        on clock.calendar_id = state.calendar_id
        and clock.date = cast(instant.at_utc as date)
        and instant.at_utc >= clock.since_utc
        and instant.at_utc < clock.until_utc
)

select
    message.source_id,
    message.ticket_id,
    cast(message.turn as bigint) as turn,
    message.business_date,
    message.at_utc as said_at_utc,
    message.ended_at_utc,
    epoch(message.ended_at_utc) - epoch(message.at_utc) as update_s,
    ended.business_s - said.business_s as update_business_s,
    -- of a clock that still runs: up to the beginning of the ticket's last state
    coalesce(ended.pending_s, last_state.pending_before_s) - said.pending_s as pending_s,
    coalesce(ended.pending_business_s, last_state.pending_before_business_s) - said.pending_business_s as pending_business_s,
    said.business_s as said_business_s,
    said.priority,
from message
inner join reading as said
    on said.source_id = message.source_id
    and said.ticket_id = message.ticket_id
    and said.business_date = message.business_date
    and said.at_utc = message.at_utc
left join reading as ended
    on ended.source_id = message.source_id
    and ended.ticket_id = message.ticket_id
    and ended.business_date = message.business_date
    and ended.at_utc = message.ended_at_utc
left join state as last_state
    on last_state.source_id = message.source_id
    and last_state.ticket_id = message.ticket_id
    and last_state.business_date = message.business_date
    and last_state.ended_at_utc is null
where message.is_comment
    and said.is_unsolved
