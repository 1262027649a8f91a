-- description: Incidents, jobs or orders of a dispatch centre, one row each however many units were sent, with the time from the answer to the first unit sent and what was promised.
-- grain: [source_id, incident_id]
-- build: daily
-- reach_days: 1
-- ahead_days: 1
with incident as (
    select
        source_id,
        incident_id,
        min(site_id) as site_id,
        business_date,
        arg_min(queue_id, event_seq) filter (where queue_id is not null) as queue_id,
        arg_min(contact_id, event_seq) filter (where contact_id is not null) as contact_id,
        arg_min(service, event_seq) filter (where service is not null) as service,
        arg_min(area, event_seq) filter (where area is not null) as area,
        -- the priority at which somebody was sent, whatever became of it later
        coalesce(
            arg_min(priority, event_seq) filter (where priority is not null and event = 'dispatched'),
            arg_min(priority, event_seq) filter (where priority is not null)
        ) as priority,
        case
            when bool_or(coalesce(disposition = 'excluded', false)) then 'excluded'
            else arg_max(disposition, event_seq) filter (where disposition is not null)
        end as disposition,
        min(at_utc) filter (where event = 'received') as received_at_utc,
        min(at_utc) filter (where event = 'answered') as answered_at_utc,
        min(at_utc) filter (where event = 'created') as created_at_utc,
        min(at_utc) filter (where event = 'promised') as promised_at_utc,
        min(at_utc) filter (where event = 'dispatched') as dispatched_at_utc,
        min(at_utc) filter (where event = 'arrived') as arrived_at_utc,
        max(at_utc) filter (where event = 'closed') as closed_at_utc,
        min(at_utc) filter (where event <> 'promised') as first_at_utc,
        coalesce(bool_or(event in ('dispatched', 'enroute', 'arrived')), false) as is_dispatched,
        cast(count(distinct coalesce(unit_id, '')) filter (where event in ('dispatched', 'enroute', 'arrived')) as bigint) as units,
        min(file_id) as file_id,
        arg_min(line, file_id * 1000000000 + line) as line,
    from core.dispatch_event
    where business_date between $from and $to
    group by source_id, incident_id, business_date
),

named_call as (
    select contact_id
    from incident
    where contact_id is not null
    group by contact_id
),

answered_call as (
    -- the telephone system knows when somebody answered; an id that two systems use says nothing
    select
        leg.contact_id,
        min(leg.queue_id) as queue_id,
        min(leg.answered_at_utc) as answered_at_utc,
    from core.queue_leg as leg
    inner join named_call
        on named_call.contact_id = leg.contact_id
    where leg.business_date between $from - interval '1 day' and $to + interval '1 day'
        and leg.is_answered
    group by leg.contact_id
    having count(distinct leg.source_id) = 1
),

joined as (
    select
        incident.*,
        coalesce(incident.queue_id, answered_call.queue_id) as known_queue_id,
        coalesce(answered_call.answered_at_utc, incident.answered_at_utc) as known_answered_at_utc,
        coalesce(incident.received_at_utc, incident.answered_at_utc, incident.created_at_utc, incident.first_at_utc) as began_at_utc,
    from incident
    left join answered_call
        on answered_call.contact_id = incident.contact_id
),

measured as (
    select
        joined.*,
        lower(coalesce(joined.service, queue.service, 'unknown')) as known_service,
        case
            when joined.known_answered_at_utc is not null then 'answer'
            when joined.received_at_utc is not null then 'received'
            when joined.created_at_utc is not null then 'created'
        end as basis,
        coalesce(joined.known_answered_at_utc, joined.received_at_utc, joined.created_at_utc) as basis_at_utc,
        joined.began_at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or joined.began_at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as began_at_local,
        coalesce(site.day_start_s, 0) as day_start_s,
    from joined
    left join config.queue as queue
        on queue.queue_id = joined.known_queue_id
    left join config.site as site
        on site.site_id = joined.site_id
    left join config.zone_day as zone_day
        on zone_day.zone = site.timezone
        and zone_day.reading = 'utc'
        and zone_day.date = cast(joined.began_at_utc as date)
),

timed as (
    select
        measured.*,
        -- sent before anybody had answered: two clocks that differ, and no duration
        case
            when dispatched_at_utc >= basis_at_utc then epoch(dispatched_at_utc) - epoch(basis_at_utc)
        end as time_to_dispatch_s,
        case
            when arrived_at_utc >= basis_at_utc then epoch(arrived_at_utc) - epoch(basis_at_utc)
        end as response_s,
    from measured
)

select
    timed.source_id,
    timed.incident_id,
    timed.site_id,
    timed.known_queue_id as queue_id,
    timed.business_date,
    date_trunc('second', timed.began_at_utc)
    - interval '1 second' * (cast(floor(epoch(timed.began_at_local)) as bigint) % grid.interval_s) as interval_start_utc,
    date_trunc('second', timed.began_at_utc)
    - interval '1 second' * (cast(floor(epoch(timed.began_at_local)) as bigint) % 3600) as hour_start_utc,
    timed.contact_id,
    timed.known_service as service,
    coalesce(timed.priority, 'unknown') as priority,
    timed.disposition,
    timed.area,
    timed.received_at_utc,
    timed.known_answered_at_utc as answered_at_utc,
    timed.created_at_utc,
    timed.promised_at_utc,
    timed.dispatched_at_utc,
    timed.arrived_at_utc,
    timed.closed_at_utc,
    timed.units,
    case when timed.dispatched_at_utc is not null then timed.basis end as basis,
    timed.time_to_dispatch_s,
    coalesce(by_priority.target_s, by_service.target_s) as target_s,
    timed.response_s,
    -- on the wall clock of the site on the day the incident began
    cast(
        timed.promised_at_utc
        + interval '1 second' * coalesce(service.arrival_tolerance_s, 0)
        + (timed.began_at_local - timed.began_at_utc)
        - interval '1 second' * timed.day_start_s as date
    ) as promise_due_date,
    -- below zero where the unit was there before the time that was promised
    epoch(timed.arrived_at_utc) - epoch(timed.promised_at_utc) as promise_delay_s,
    coalesce(service.arrival_tolerance_s, 0) as arrival_tolerance_s,
    -- nothing is owed to who called off, nor for a test or a duplicate
    timed.promised_at_utc is not null
    and coalesce(timed.disposition not in ('excluded', 'cancelled'), true) as is_promise_owed,
    timed.is_dispatched,
    coalesce(timed.dispatched_at_utc < timed.basis_at_utc, false) as is_out_of_order,
    coalesce(timed.disposition = 'excluded', false) as is_excluded,
    timed.file_id,
    timed.line,
from timed
cross join config.interval as grid
left join config.service as service
    on service.service = timed.known_service
left join config.dispatch_target as by_priority
    on by_priority.service = timed.known_service
    and by_priority.priority = coalesce(timed.priority, 'unknown')
left join config.dispatch_target as by_service
    on by_service.service = timed.known_service
    and by_service.priority = 'all'
