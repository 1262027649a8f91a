-- description: What agents were meant to do, one row an activity of a schedule, with its class by the words of the source, on the business day it begins.
-- grain: [source_id, file_id, line]
-- build: daily
with raw_shift as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select *
    from raw.shift_activity
    where started_at_utc >= $from - interval '2 days'
        and started_at_utc < $to + interval '3 days'
),

placed as (
    select
        raw_shift.source_id,
        raw_shift.file_id,
        raw_shift.line,
        home.site_id,
        coalesce(agent.agent_id, trim(raw_shift.agent)) as agent_id,
        trim(raw_shift.activity) as activity,
        coalesce(word.canonical, 'unmapped') as activity_class,
        raw_shift.started_at_utc,
        raw_shift.ended_at_utc,
        raw_shift.paid_s,
        cast(
            raw_shift.started_at_utc + interval '1 second' * coalesce(
                case
                    when zone_day.switch_at is null or raw_shift.started_at_utc < zone_day.switch_at then zone_day.offset_s
                    else zone_day.offset_after_s
                end,
                0
            ) - interval '1 second' * coalesce(home.day_start_s, 0) as date
        ) as business_date,
    from raw_shift
    left join config.queue_place as home
        on home.source_id = raw_shift.source_id
        and home.queue_raw is null
    left join config.agent_alias as agent
        on agent.agent_raw = trim(raw_shift.agent)
    left join config.word as word
        on word.source_id = raw_shift.source_id
        and word.field = 'activity'
        and word.word = lower(trim(raw_shift.activity))
    left join config.zone_day as zone_day
        on zone_day.zone = home.timezone
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_shift.started_at_utc as date)
)

select
    source_id,
    file_id,
    line,
    site_id,
    agent_id,
    activity,
    activity_class,
    business_date,
    started_at_utc,
    ended_at_utc,
    paid_s,
from placed
where business_date between $from and $to
