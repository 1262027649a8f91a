-- name: Arrived as promised
-- description: Share of promised arrivals that were kept, the service's tolerance included; one that is overdue with nobody there is a miss at once, one that was called off is none.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
-- reach_days: 7
select
    incident.site_id,
    incident.queue_id,
    incident.interval_start_utc,
    incident.business_date,
    cast(count(*) filter (where incident.promise_delay_s <= incident.arrival_tolerance_s) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.incident as incident
cross join ops.data_through as data_through
where incident.business_date between $from and $to
    and incident.is_promise_owed
    -- overdue is what was due on a day that is complete: nobody looks at a clock
    and (incident.arrived_at_utc is not null or incident.promise_due_date <= data_through.business_date)
group by incident.site_id, incident.queue_id, incident.interval_start_utc, incident.business_date
