-- description: Work that people have logged on tickets, one row an entry, on the business day of the ticket's creation.
-- grain: [source_id, ticket_id, work_id]
-- build: daily
select
    work.source_id,
    work.file_id,
    work.line,
    ticket.site_id,
    ticket.queue_id,
    ticket.business_date,
    work.ticket_id,
    work.work_id,
    work.at_utc,
    nullif(trim(work.agent), '') as agent,
    work.effort_s,
from raw.ticket_work as work
inner join staging.ticket as ticket
    on ticket.source_id = work.source_id
    and ticket.ticket_id = work.ticket_id
where ticket.business_date between $from and $to
