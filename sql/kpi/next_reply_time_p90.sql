-- name: Next reply time, 90 %
-- description: Time within which nine of ten follow-up messages were answered or their ticket solved.
-- unit: seconds
-- better: lower
-- measure: quantile 0.9
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
