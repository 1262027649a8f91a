-- description: Calls as a switch's trunks saw them, one row a call detail record, with queue, site, direction and local time added.
-- grain: [source_id, file_id, line]
-- build: daily
with raw_record as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select *
    from raw.trunk_call
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

placed as (
    select
        raw_record.source_id,
        raw_record.file_id,
        raw_record.line,
        coalesce(named.site_id, home.site_id) as site_id,
        case when trim(raw_record.queue) <> '' then coalesce(named.queue_id, 'unmapped') end as queue_id,
        coalesce(named.day_start_s, home.day_start_s, 0) as day_start_s,
        raw_record.at_utc,
        raw_record.at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_record.at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as at_local,
        raw_record.call_id,
        coalesce(raw_record.linked_id, raw_record.call_id) as linked_id,
        -- a record of the trunks is a call from outside, unless its part of the dialplan says otherwise
        coalesce(context_word.canonical, 'inbound') as direction,
        raw_record.customer_key,
        raw_record.did,
        raw_record.disposition,
        raw_record.is_queued and status_word.canonical is null as is_queued,
        -- of a queue its own status tells; the call's disposition there is that of the phones it rang
        case
            when raw_record.is_queued then status_word.canonical
            else coalesce(
                status_word.canonical,
                disposition_word.canonical,
                application_word.canonical,
                part_word.canonical
            )
        end as blocked_by,
        raw_record.answered_at_utc,
        raw_record.ended_at_utc,
        coalesce(raw_record.is_excluded, false) as is_excluded,
    from raw_record
    left join config.queue_place as named
        on named.source_id = raw_record.source_id
        and named.queue_raw = trim(raw_record.queue)
    left join config.queue_place as home
        on home.source_id = raw_record.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(named.timezone, home.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_record.at_utc as date)
    left join config.word as context_word
        on context_word.source_id = raw_record.source_id
        and context_word.field = 'context'
        and context_word.word = lower(trim(raw_record.context))
    left join config.word as status_word
        on status_word.source_id = raw_record.source_id
        and status_word.field = 'blocked'
        and status_word.word = lower(trim(raw_record.queue_status))
    left join config.word as disposition_word
        on disposition_word.source_id = raw_record.source_id
        and disposition_word.field = 'blocked'
        and disposition_word.word = lower(trim(raw_record.disposition))
    left join config.word as application_word
        on application_word.source_id = raw_record.source_id
        and application_word.field = 'blocked'
        and application_word.word = lower(trim(raw_record.application))
    left join config.word as part_word
        on part_word.source_id = raw_record.source_id
        and part_word.field = 'blocked'
        and part_word.word = lower(trim(raw_record.context))
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
    at_utc,
    at_local,
    call_id,
    linked_id,
    direction,
    customer_key,
    did,
    disposition,
    is_queued,
    blocked_by,
    answered_at_utc,
    ended_at_utc,
    is_excluded,
from dated
where business_date between $from and $to
