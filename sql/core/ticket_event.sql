-- description: What happened to tickets, in order, with the agent's own opening of a ticket told apart from answers to it.
-- grain: [source_id, ticket_id, event_seq]
-- build: daily
with event as (
    select
        event.source_id,
        event.ticket_id,
        event.event_id,
        event.site_id,
        event.queue_id,
        event.business_date,
        event.at_utc,
        epoch(event.at_utc) - epoch(ticket.created_at_utc) as since_created_s,
        event.event_type,
        event.actor_key,
        event.actor_role,
        event.old_value,
        event.new_value,
        event.is_public,
        ticket.submitter_key,
        event.file_id,
        event.line,
        -- by what the events say, never by where they stand in a file: a shuffled delivery gives the same order
        row_number() over life as event_seq,
        count(*) filter (where event.event_type = 'comment') over life as comment_seq,
    from staging.ticket_event as event
    inner join staging.ticket as ticket
        on ticket.source_id = event.source_id
        and ticket.ticket_id = event.ticket_id
    where event.business_date between $from and $to
        and ticket.business_date between $from and $to
    window life as (
        partition by event.source_id, event.ticket_id
        order by event.at_utc, event.update_number, length(event.event_id), event.event_id
        rows between unbounded preceding and current row
    )
)

select
    source_id,
    ticket_id,
    event_seq,
    event_id,
    site_id,
    queue_id,
    business_date,
    at_utc,
    since_created_s,
    event_type,
    actor_key,
    actor_role,
    old_value,
    new_value,
    is_public,
    -- an agent who opens a ticket writes its first comment: that is the question, not an answer
    event_type = 'comment'
    and comment_seq = 1
    and actor_role = 'agent'
    and coalesce(is_public, false)
    and since_created_s <= 60
    and (submitter_key is null or submitter_key = actor_key) as is_opening,
    file_id,
    line,
from event
