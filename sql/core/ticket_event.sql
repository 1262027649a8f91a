-- description: What happened to tickets, in order, with the agent's own opening of a ticket told apart from answers to it; its id stays with the record it came in.
-- grain: [source_id, ticket_id, event_seq]
-- build: daily
with event as (
    select
        event.*,
        -- by what the events say, never by where they stand in a file: a shuffled delivery gives the same order
        row_number() over life as event_seq,
        count(*) filter (where event.event_type = 'comment') over life as comment_seq,
    from staging.ticket_event as event
    where event.business_date between $from and $to
    window life as (
        partition by event.source_id, event.ticket_id
        order by
            event.at_utc,
            event.update_number,
            -- who answers and solves in one go has answered first
            event.event_type <> 'comment',
            event.event_number nulls last,
            event.event_type,
            event.new_value,
            event.old_value,
            event.is_public,
            event.actor_role,
            event.actor_key,
            event.file_id,
            event.line
        rows between unbounded preceding and current row
    )
)

select
    source_id,
    ticket_id,
    event_seq,
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
    and is_by_submitter as is_opening,
    file_id,
    line,
from event
