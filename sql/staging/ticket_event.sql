-- description: What happened to tickets, one row a raw event, on the business day of the ticket's creation, with roles and status words conformed; core.ticket_event keeps it.
-- grain: [source_id, ticket_id, event_id]
-- build: view
with of_update as (
    -- every update with the one before it: what differs is what happened
    select
        ticket_update.source_id,
        ticket_update.file_id,
        ticket_update.line,
        ticket_update.ticket_id,
        ticket_update.update_id,
        ticket_update.update_number,
        ticket_update.at_utc,
        ticket_update.at_utc < max(ticket_update.at_utc) over so_far as is_dated_back,
        ticket_update.actor_key,
        ticket_update.actor_role,
        ticket_update.status,
        ticket_update.priority,
        ticket_update.assignee,
        ticket_update.queue,
        lag(ticket_update.status) over life as status_before,
        lag(ticket_update.priority) over life as priority_before,
        lag(ticket_update.assignee) over life as assignee_before,
        lag(ticket_update.queue) over life as queue_before,
        lag(ticket_update.status) over clock as status_by_clock,
        lag(ticket_update.priority) over clock as priority_by_clock,
        lag(ticket_update.assignee) over clock as assignee_by_clock,
        lag(ticket_update.queue) over clock as queue_by_clock,
    from raw.ticket_update as ticket_update
    window
        life as (
            partition by ticket_update.source_id, ticket_update.ticket_id
            order by ticket_update.update_number nulls first, ticket_update.at_utc, ticket_update.file_id, ticket_update.line
        ),
        so_far as (
            partition by ticket_update.source_id, ticket_update.ticket_id
            order by ticket_update.update_number nulls first, ticket_update.at_utc, ticket_update.file_id, ticket_update.line
            rows between unbounded preceding and current row
        ),
        clock as (
            partition by ticket_update.source_id, ticket_update.ticket_id
            order by ticket_update.at_utc, ticket_update.update_number nulls first, ticket_update.file_id, ticket_update.line
        )
),

field(event_type) as (
    values
        ('status'),
        ('priority'),
        ('assign'),
        ('group')
),

difference as (
    select
        of_update.source_id,
        of_update.file_id,
        of_update.line,
        of_update.ticket_id,
        of_update.update_id || '|' || field.event_type as event_id,
        of_update.at_utc,
        of_update.is_dated_back,
        coalesce(of_update.update_number, 0) as update_number,
        cast(null as bigint) as event_number,
        field.event_type,
        of_update.actor_key,
        of_update.actor_role,
        case field.event_type
            when 'status' then of_update.status_before
            when 'priority' then of_update.priority_before
            when 'assign' then of_update.assignee_before
            else of_update.queue_before
        end as old_value,
        case field.event_type
            when 'status' then of_update.status_by_clock
            when 'priority' then of_update.priority_by_clock
            when 'assign' then of_update.assignee_by_clock
            else of_update.queue_by_clock
        end as old_value_by_clock,
        case field.event_type
            when 'status' then of_update.status
            when 'priority' then of_update.priority
            when 'assign' then of_update.assignee
            else of_update.queue
        end as new_value,
        cast(null as boolean) as is_public,
    from of_update
    cross join field
),

raw_event as (
    select
        source_id,
        file_id,
        line,
        ticket_id,
        event_id,
        at_utc,
        false as is_dated_back,
        cast(0 as bigint) as update_number,
        event_number,
        event_type,
        actor_key,
        actor_role,
        old_value,
        new_value,
        is_public,
    from raw.ticket_event

    union all

    select
        source_id,
        file_id,
        line,
        ticket_id,
        event_id,
        at_utc,
        is_dated_back,
        update_number,
        event_number,
        event_type,
        actor_key,
        actor_role,
        -- what its number places before it was not before it by the clock, and the clock decides
        case when is_dated_back then old_value_by_clock else old_value end as old_value,
        new_value,
        is_public,
    from difference
    where new_value is distinct from old_value
)

select
    raw_event.source_id,
    raw_event.file_id,
    raw_event.line,
    ticket.site_id,
    ticket.queue_id,
    ticket.business_date,
    raw_event.ticket_id,
    raw_event.event_id,
    raw_event.at_utc,
    raw_event.is_dated_back,
    epoch(raw_event.at_utc) - epoch(ticket.created_at_utc) as since_created_s,
    raw_event.update_number,
    raw_event.event_number,
    raw_event.event_type,
    raw_event.actor_key,
    ticket.submitter_key is null or ticket.submitter_key = raw_event.actor_key as is_by_submitter,
    -- what the event itself says, else what the help desk knows of the person, else: not an agent
    case
        -- a help desk without roles: who answers is who did not ask
        when raw_event.actor_role = 'requester_or_agent' and raw_event.actor_key = ticket.requester_key then 'end_user'
        when raw_event.actor_role = 'requester_or_agent' then 'agent'
        when coalesce(role_word.canonical, lower(trim(raw_event.actor_role))) in ('agent', 'admin') then 'agent'
        when coalesce(role_word.canonical, lower(trim(raw_event.actor_role))) in ('system', 'bot') then 'system'
        when raw_event.actor_role is not null then 'end_user'
        when raw_event.actor_key is null then 'system'
        else coalesce(ticket_user.actor_role, 'end_user')
    end as actor_role,
    case
        when raw_event.event_type = 'status' and old_word.canonical = 'same' then null
        when raw_event.event_type in ('status', 'priority') then coalesce(old_word.canonical, lower(trim(raw_event.old_value)))
        -- a group is known by the queue it is, else by its name
        when raw_event.event_type = 'group'
            then coalesce(old_alias.queue_id, old_team_alias.queue_id, old_team.name, trim(raw_event.old_value))
        else raw_event.old_value
    end as old_value,
    case
        when raw_event.event_type in ('status', 'priority') then coalesce(new_word.canonical, lower(trim(raw_event.new_value)))
        when raw_event.event_type = 'group'
            then coalesce(new_alias.queue_id, new_team_alias.queue_id, new_team.name, trim(raw_event.new_value))
        else raw_event.new_value
    end as new_value,
    raw_event.is_public,
from raw_event
inner join staging.ticket as ticket
    on ticket.source_id = raw_event.source_id
    and ticket.ticket_id = raw_event.ticket_id
left join staging.ticket_user as ticket_user
    on ticket_user.source_id = raw_event.source_id
    and ticket_user.user_key = raw_event.actor_key
left join config.word as role_word
    on role_word.source_id = raw_event.source_id
    and role_word.field = 'role'
    and role_word.word = lower(trim(raw_event.actor_role))
left join raw.ticket_state as old_state
    on raw_event.event_type = 'status'
    and old_state.source_id = raw_event.source_id
    and old_state.state_id = trim(raw_event.old_value)
left join raw.ticket_state as new_state
    on raw_event.event_type = 'status'
    and new_state.source_id = raw_event.source_id
    and new_state.state_id = trim(raw_event.new_value)
left join config.word as old_word
    on old_word.source_id = raw_event.source_id
    and old_word.field = raw_event.event_type
    and old_word.word = lower(trim(coalesce(old_state.name, raw_event.old_value)))
left join config.word as new_word
    on new_word.source_id = raw_event.source_id
    and new_word.field = raw_event.event_type
    and new_word.word = lower(trim(coalesce(new_state.name, raw_event.new_value)))
left join config.queue_alias as old_alias
    on raw_event.event_type = 'group'
    and old_alias.source_id = raw_event.source_id
    and old_alias.queue_raw = trim(raw_event.old_value)
left join raw.ticket_group as old_team
    on raw_event.event_type = 'group'
    and old_team.source_id = raw_event.source_id
    and old_team.group_id = trim(raw_event.old_value)
left join config.queue_alias as old_team_alias
    on old_team_alias.source_id = raw_event.source_id
    and old_team_alias.queue_raw = trim(old_team.name)
left join config.queue_alias as new_alias
    on raw_event.event_type = 'group'
    and new_alias.source_id = raw_event.source_id
    and new_alias.queue_raw = trim(raw_event.new_value)
left join raw.ticket_group as new_team
    on raw_event.event_type = 'group'
    and new_team.source_id = raw_event.source_id
    and new_team.group_id = trim(raw_event.new_value)
left join config.queue_alias as new_team_alias
    on new_team_alias.source_id = raw_event.source_id
    and new_team_alias.queue_raw = trim(new_team.name)
-- an activity that changes nothing is no change of state
where not (raw_event.event_type = 'status' and coalesce(new_word.canonical = 'same', false))
