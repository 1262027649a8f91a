-- name: First response within target
-- description: Share of tickets answered within the promised time, of those answered or overdue; one that is overdue and unanswered is a miss at once.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
-- reach_days: 7
select
    ticket.site_id,
    ticket.queue_id,
    cast(null as timestamp) as interval_start_utc,
    ticket.business_date,
    cast(count(*) filter (where ticket.first_response_s <= ticket.first_response_target_s) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket as ticket
cross join ops.data_through as data_through
where ticket.business_date between $from and $to
    and not ticket.is_merged
    and not ticket.is_spam
    and ticket.first_response_target_s is not null
    -- overdue is what was due on a day that is complete: nobody looks at a clock
    and (ticket.first_response_s is not null or ticket.first_response_due_date <= data_through.business_date)
group by ticket.site_id, ticket.queue_id, ticket.business_date
