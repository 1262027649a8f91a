-- name: Requester wait within target
-- description: Share of tickets whose requester waited no longer than promised, of those solved or overdue; one that is overdue and open is a miss at once.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
-- subset: conflict
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_fulfilled and not is_breached) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket_sla
where business_date between $from and $to
    and metric = 'requester_wait'
    and is_due
group by site_id, queue_id, is_conflict, business_date
