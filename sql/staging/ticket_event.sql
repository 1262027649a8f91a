-- description: What happened to tickets, one row a raw event, on the business day of the ticket's creation, with roles and status words conformed.
-- grain: [source_id, ticket_id, event_id]
-- build: daily
with raw_event as (
    -- a life may be long, so there is no upper bound; nothing happens to a ticket before it exists
    select *
    from raw.ticket_event
    where at_utc >= $from - interval '2 days'
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
    raw_event.event_type,
    raw_event.actor_key,
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
        when raw_event.event_type = 'status' then coalesce(old_word.canonical, lower(trim(raw_event.old_value)))
        else raw_event.old_value
    end as old_value,
    case
        when raw_event.event_type = 'status' then coalesce(new_word.canonical, lower(trim(raw_event.new_value)))
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
left join config.word as old_word
    on old_word.source_id = raw_event.source_id
    and old_word.field = 'status'
    and old_word.word = lower(trim(raw_event.old_value))
left join config.word as new_word
    on new_word.source_id = raw_event.source_id
    and new_word.field = 'status'
    and new_word.word = lower(trim(raw_event.new_value))
where ticket.business_date between $from and $to
