-- description: Events of incidents from exports with one row an event, one row a raw record, with event word, queue, service and local time conformed.
-- grain: [source_id, event_id]
-- build: daily
with raw_event as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select *
    from raw.dispatch_event
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

placed as (
    select
        raw_event.source_id,
        raw_event.file_id,
        raw_event.line,
        coalesce(named.site_id, home.site_id) as site_id,
        -- a dispatch system may know no queue; a name it writes and nobody declared belongs to 'unmapped'
        case when nullif(trim(raw_event.queue), '') is not null then coalesce(named.queue_id, 'unmapped') end as queue_id,
        coalesce(named.day_start_s, home.day_start_s, 0) as day_start_s,
        raw_event.event_id,
        raw_event.incident_id,
        nullif(trim(raw_event.unit_id), '') as unit_id,
        nullif(trim(raw_event.contact_id), '') as contact_id,
        -- the empty word may be declared too: it says what every record without a word is
        coalesce(service_word.canonical, nullif(lower(trim(raw_event.service)), '')) as service,
        coalesce(priority_word.canonical, nullif(trim(raw_event.priority), '')) as priority,
        coalesce(disposition_word.canonical, nullif(lower(trim(raw_event.disposition)), '')) as disposition,
        nullif(trim(raw_event.area), '') as area,
        raw_event.at_utc,
        raw_event.at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_event.at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as at_local,
        coalesce(
            event_word.canonical,
            case
                when lower(trim(raw_event.event)) in (
                    'received', 'answered', 'created', 'promised', 'dispatched', 'enroute', 'arrived', 'transporting', 'delivered',
                    'closed', 'other'
                ) then lower(trim(raw_event.event))
            end,
            'unmapped'
        ) as event,
        raw_event.event as event_raw,
    from raw_event
    left join config.queue_place as named
        on named.source_id = raw_event.source_id
        and named.queue_raw = trim(raw_event.queue)
    left join config.queue_place as home
        on home.source_id = raw_event.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(named.timezone, home.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_event.at_utc as date)
    left join config.word as service_word
        on service_word.source_id = raw_event.source_id
        and service_word.field = 'service'
        and service_word.word = coalesce(lower(trim(raw_event.service)), '')
    left join config.word as priority_word
        on priority_word.source_id = raw_event.source_id
        and priority_word.field = 'priority'
        and priority_word.word = coalesce(lower(trim(raw_event.priority)), '')
    left join config.word as disposition_word
        on disposition_word.source_id = raw_event.source_id
        and disposition_word.field = 'disposition'
        and disposition_word.word = coalesce(lower(trim(raw_event.disposition)), '')
    left join config.word as event_word
        on event_word.source_id = raw_event.source_id
        and event_word.field = 'event'
        and event_word.word = coalesce(lower(trim(raw_event.event)), '')
),

dated as (
    select
        placed.*,
        cast(placed.at_local - interval '1 second' * placed.day_start_s as date) as business_date,
    from placed
)

select
    source_id,
    file_id,
    line,
    site_id,
    queue_id,
    business_date,
    event_id,
    incident_id,
    event,
    event_raw,
    unit_id,
    contact_id,
    service,
    priority,
    disposition,
    area,
    at_utc,
    at_local,
from dated
where business_date between $from and $to
