-- description: Events of the phone switch's queue log, one row a raw line, with queue, site and local time added.
-- grain: [source_id, file_id, line]
-- build: daily
with raw_event as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select *
    from raw.queue_event
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

file as (
    -- a switch turns its log over within a second: the file that begins earlier has the earlier lines of it
    select
        file_id,
        min(at_utc) as first_at_utc,
    from raw_event
    group by file_id
),

placed as (
    select
        raw_event.source_id,
        raw_event.file_id,
        raw_event.line,
        file.first_at_utc as file_first_at_utc,
        coalesce(named.site_id, home.site_id) as site_id,
        -- a line about an agent's login belongs to no queue; a queue nobody declared belongs to 'unmapped'
        case
            when trim(raw_event.queue) in ('NONE', '') then null
            else coalesce(named.queue_id, 'unmapped')
        end as queue_id,
        raw_event.queue as queue_raw,
        coalesce(named.day_start_s, home.day_start_s, 0) as day_start_s,
        raw_event.at_utc,
        raw_event.at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_event.at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as at_local,
        raw_event.call_id,
        coalesce(agent.agent_id, nullif(nullif(trim(raw_event.agent), ''), 'NONE')) as agent_id,
        raw_event.verb,
        raw_event.p1,
        raw_event.p2,
        raw_event.p3,
        raw_event.p4,
        raw_event.p5,
        raw_event.customer_key,
        coalesce(raw_event.is_excluded, false) as is_excluded,
    from raw_event
    inner join file
        on file.file_id = raw_event.file_id
    left join config.agent_alias as agent
        on agent.agent_raw = trim(raw_event.agent)
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
    file_first_at_utc,
    site_id,
    queue_id,
    queue_raw,
    business_date,
    at_utc,
    at_local,
    call_id,
    agent_id,
    verb,
    p1,
    p2,
    p3,
    p4,
    p5,
    customer_key,
    is_excluded,
from dated
where business_date between $from and $to
