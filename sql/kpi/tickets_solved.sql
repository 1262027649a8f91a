-- name: Tickets solved
-- description: Solutions on a day, whenever their tickets were created; one that is reopened and solved again counts again.
-- unit: count
-- better: band
-- measure: count
-- independent: false
-- version: 1
-- subset: conflict
-- reach_days: open
select
    ticket.site_id,
    ticket.queue_id,
    ticket.is_conflict,
    cast(null as timestamp) as interval_start_utc,
    span.started_date as business_date,
    cast(count(*) as bigint) as numerator,
from core.ticket_status_interval as span
inner join core.ticket as ticket
    on ticket.source_id = span.source_id
    and ticket.ticket_id = span.ticket_id
where span.started_date between $from and $to
    and span.status in ('solved', 'closed')
    and span.is_previous_unsolved
    and ticket.is_counted
group by ticket.site_id, ticket.queue_id, ticket.is_conflict, span.started_date
