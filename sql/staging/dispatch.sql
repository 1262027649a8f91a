-- description: Units sent to incidents, one row a raw record, with queue, service, priority, local time and business day conformed.
-- grain: [source_id, dispatch_id]
-- build: daily
with raw_dispatch as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select *
    from raw.dispatch
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

placed as (
    select
        raw_dispatch.source_id,
        raw_dispatch.file_id,
        raw_dispatch.line,
        coalesce(named.site_id, home.site_id) as site_id,
        -- a dispatch system may know no queue; a name it writes and nobody declared belongs to 'unmapped'
        case when nullif(trim(raw_dispatch.queue), '') is not null then coalesce(named.queue_id, 'unmapped') end as queue_id,
        coalesce(named.day_start_s, home.day_start_s, 0) as day_start_s,
        raw_dispatch.dispatch_id,
        raw_dispatch.incident_id,
        nullif(trim(raw_dispatch.unit_id), '') as unit_id,
        nullif(trim(raw_dispatch.contact_id), '') as contact_id,
        -- the empty word may be declared too: it says what every record without a word is
        coalesce(service_word.canonical, nullif(lower(trim(raw_dispatch.service)), '')) as service,
        coalesce(priority_word.canonical, nullif(trim(raw_dispatch.priority), '')) as priority,
        coalesce(disposition_word.canonical, nullif(lower(trim(raw_dispatch.disposition)), '')) as disposition,
        nullif(trim(raw_dispatch.area), '') as area,
        raw_dispatch.at_utc,
        raw_dispatch.at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_dispatch.at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as at_local,
        raw_dispatch.received_at_utc,
        raw_dispatch.answered_at_utc,
        raw_dispatch.created_at_utc,
        raw_dispatch.promised_at_utc,
        raw_dispatch.dispatched_at_utc,
        raw_dispatch.enroute_at_utc,
        raw_dispatch.arrived_at_utc,
        raw_dispatch.transporting_at_utc,
        raw_dispatch.delivered_at_utc,
        raw_dispatch.closed_at_utc,
    from raw_dispatch
    left join config.queue_place as named
        on named.source_id = raw_dispatch.source_id
        and named.queue_raw = trim(raw_dispatch.queue)
    left join config.queue_place as home
        on home.source_id = raw_dispatch.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(named.timezone, home.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_dispatch.at_utc as date)
    left join config.word as service_word
        on service_word.source_id = raw_dispatch.source_id
        and service_word.field = 'service'
        and service_word.word = coalesce(lower(trim(raw_dispatch.service)), '')
    left join config.word as priority_word
        on priority_word.source_id = raw_dispatch.source_id
        and priority_word.field = 'priority'
        and priority_word.word = coalesce(lower(trim(raw_dispatch.priority)), '')
    left join config.word as disposition_word
        on disposition_word.source_id = raw_dispatch.source_id
        and disposition_word.field = 'disposition'
        and disposition_word.word = coalesce(lower(trim(raw_dispatch.disposition)), '')
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
    dispatch_id,
    incident_id,
    unit_id,
    contact_id,
    service,
    priority,
    disposition,
    area,
    at_utc,
    at_local,
    received_at_utc,
    answered_at_utc,
    created_at_utc,
    promised_at_utc,
    dispatched_at_utc,
    enroute_at_utc,
    arrived_at_utc,
    transporting_at_utc,
    delivered_at_utc,
    closed_at_utc,
from dated
where business_date between $from and $to
