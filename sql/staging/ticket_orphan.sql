-- description: Tickets that events tell of and no export describes, one row a ticket; its events count nowhere until it is delivered.
-- grain: [source_id, ticket_id]
-- build: table
select
    event.source_id,
    event.ticket_id,
    cast(count(*) as bigint) as events,
    min(event.at_utc) as first_at_utc,
from raw.ticket_event as event
where not exists (
    select 1
    from raw.ticket as ticket
    where ticket.source_id = event.source_id
        and ticket.ticket_id = event.ticket_id
)
    and not exists (
        select 1
        from raw.ticket_update as ticket_update
        where ticket_update.source_id = event.source_id
            and ticket_update.ticket_id = event.ticket_id
    )
group by event.source_id, event.ticket_id
