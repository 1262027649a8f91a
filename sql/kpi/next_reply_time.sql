-- name: Next reply time
-- description: Median time from a customer's first unanswered message, after an agent had answered before, to the next answer or the solution.
-- unit: seconds
-- better: lower
-- measure: quantile 0.5
-- independent: false
-- version: 1
-- subset: conflict
select
    reply.site_id,
    reply.queue_id,
    ticket.is_conflict,
    cast(null as timestamp) as interval_start_utc,
    reply.business_date,
    reply.reply_s as observation,
from core.ticket_reply as reply
inner join core.ticket as ticket
    on ticket.source_id = reply.source_id
    and ticket.ticket_id = reply.ticket_id
    and ticket.business_date = reply.business_date
where reply.business_date between $from and $to
    and reply.is_follow_up
    and reply.reply_s is not null
    and ticket.is_counted
