-- description: Every unit sent to an incident, with the seconds from being sent to setting out, on the way, and until it was free again.
-- grain: [source_id, incident_id, unit_id]
-- build: daily
with unit as (
    select
        source_id,
        incident_id,
        -- an export may leave the unit unnamed: then the incident has one, of no name
        coalesce(unit_id, '') as unit_id,
        site_id,
        business_date,
        min(at_utc) filter (where event = 'dispatched') as dispatched_at_utc,
        min(at_utc) filter (where event = 'enroute') as enroute_at_utc,
        min(at_utc) filter (where event = 'arrived') as arrived_at_utc,
        max(at_utc) filter (where event = 'closed') as closed_at_utc,
    from core.dispatch_event
    where business_date between $from and $to
        and event in ('dispatched', 'enroute', 'arrived', 'transporting', 'delivered', 'closed')
    group by source_id, incident_id, coalesce(unit_id, ''), site_id, business_date
    -- the closing of an incident names no unit, and none was sent for that
    having max(unit_id) is not null
        or count(*) filter (where event in ('dispatched', 'enroute', 'arrived')) > 0
)

select
    unit.source_id,
    unit.incident_id,
    unit.unit_id,
    unit.site_id,
    incident.queue_id,
    unit.business_date,
    incident.interval_start_utc,
    incident.service,
    incident.priority,
    unit.dispatched_at_utc,
    unit.enroute_at_utc,
    unit.arrived_at_utc,
    unit.closed_at_utc,
    -- times that run backwards are no durations
    case
        when unit.enroute_at_utc >= unit.dispatched_at_utc then epoch(unit.enroute_at_utc) - epoch(unit.dispatched_at_utc)
    end as turnout_s,
    case
        when unit.arrived_at_utc >= unit.enroute_at_utc then epoch(unit.arrived_at_utc) - epoch(unit.enroute_at_utc)
    end as travel_s,
    case
        when unit.closed_at_utc >= unit.dispatched_at_utc then epoch(unit.closed_at_utc) - epoch(unit.dispatched_at_utc)
    end as committed_s,
    incident.is_excluded,
from unit
inner join core.incident as incident
    on incident.source_id = unit.source_id
    and incident.incident_id = unit.incident_id
where incident.business_date between $from and $to
