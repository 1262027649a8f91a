-- description: What happened to every incident, in order: received, answered, entered, and every unit sent, setting out, arriving, free again; from unit rows and event rows alike.
-- grain: [source_id, incident_id, event_seq]
-- build: daily
with touched as (
    -- an incident is told on the day it began, however long it lasts and in however many records it comes
    select
        source_id,
        incident_id,
    from staging.dispatch
    where business_date between $from and $to

    union

    select
        source_id,
        incident_id,
    from staging.dispatch_event
    where business_date between $from and $to
),

unit_row as (
    select dispatch.*
    from staging.dispatch as dispatch
    inner join touched
        on touched.source_id = dispatch.source_id
        and touched.incident_id = dispatch.incident_id
),

told as (
    select
        unit_row.source_id,
        unit_row.incident_id,
        unit_row.site_id,
        unit_row.queue_id,
        unit_row.business_date,
        unit_row.contact_id,
        unit_row.service,
        unit_row.priority,
        unit_row.disposition,
        unit_row.area,
        happening.event,
        -- what befalls the incident is repeated in the row of each of its units
        case when happening.is_of_unit then unit_row.unit_id end as unit_id,
        case happening.event
            when 'received' then unit_row.received_at_utc
            when 'answered' then unit_row.answered_at_utc
            when 'created' then unit_row.created_at_utc
            when 'promised' then unit_row.promised_at_utc
            when 'dispatched' then unit_row.dispatched_at_utc
            when 'enroute' then unit_row.enroute_at_utc
            when 'arrived' then unit_row.arrived_at_utc
            when 'transporting' then unit_row.transporting_at_utc
            when 'delivered' then unit_row.delivered_at_utc
            when 'closed' then unit_row.closed_at_utc
        end as at_utc,
        unit_row.at_utc as record_at_utc,
        unit_row.file_id,
        unit_row.line,
    from unit_row
    cross join (
        values
            ('received', false), ('answered', false), ('created', false), ('promised', false), ('dispatched', true),
            ('enroute', true), ('arrived', true), ('transporting', true), ('delivered', true), ('closed', true)
    ) as happening (event, is_of_unit)

    union all

    select
        event_row.source_id,
        event_row.incident_id,
        event_row.site_id,
        event_row.queue_id,
        event_row.business_date,
        event_row.contact_id,
        event_row.service,
        event_row.priority,
        event_row.disposition,
        event_row.area,
        event_row.event,
        event_row.unit_id,
        event_row.at_utc,
        -- a promise lies ahead: it does not say when the incident began
        case when event_row.event <> 'promised' then event_row.at_utc end as record_at_utc,
        event_row.file_id,
        event_row.line,
    from staging.dispatch_event as event_row
    inner join touched
        on touched.source_id = event_row.source_id
        and touched.incident_id = event_row.incident_id
),

first_told as (
    select
        source_id,
        incident_id,
        coalesce(arg_min(business_date, record_at_utc), min(business_date)) as business_date,
        coalesce(arg_min(site_id, record_at_utc), min(site_id)) as site_id,
    from told
    group by source_id, incident_id
),

event as (
    -- one thing told by several rows is one event, and its first row stands for it
    select
        told.source_id,
        told.incident_id,
        first_told.site_id,
        min(told.queue_id) as queue_id,
        first_told.business_date,
        min(told.contact_id) as contact_id,
        min(told.service) as service,
        min(told.priority) as priority,
        min(told.disposition) as disposition,
        min(told.area) as area,
        told.event,
        told.unit_id,
        told.at_utc,
        min(told.file_id) as file_id,
        arg_min(told.line, told.file_id * 1000000000 + told.line) as line,
    from told
    inner join first_told
        on first_told.source_id = told.source_id
        and first_told.incident_id = told.incident_id
    where told.at_utc is not null
        and first_told.business_date between $from and $to
    group by
        told.source_id, told.incident_id, first_told.site_id, first_told.business_date, told.event, told.unit_id, told.at_utc
)

select
    source_id,
    incident_id,
    row_number() over (
        partition by source_id, incident_id
        order by
            at_utc,
            case event
                when 'received' then 1
                when 'answered' then 2
                when 'created' then 3
                when 'dispatched' then 4
                when 'enroute' then 5
                when 'arrived' then 6
                when 'transporting' then 7
                when 'delivered' then 8
                when 'closed' then 9
                when 'promised' then 10
                else 11
            end,
            unit_id,
            file_id,
            line
    ) as event_seq,
    site_id,
    queue_id,
    business_date,
    contact_id,
    service,
    priority,
    disposition,
    area,
    event,
    unit_id,
    at_utc,
    file_id,
    line,
from event
