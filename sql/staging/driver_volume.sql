-- description: How much of what contacts come from there was on a day, one row a raw record, on the date the export writes.
-- grain: [source_id, file_id, line]
-- build: daily
-- ahead_days: 1
with raw_volume as (
    -- a date is midnight of some zone: two days of slack cover every one
    select *
    from raw.driver_volume
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

dated as (
    select
        raw_volume.source_id,
        raw_volume.file_id,
        raw_volume.line,
        raw_volume.driver,
        -- the date as it is written, whatever time of day a business day begins
        cast(
            raw_volume.at_utc + interval '1 second' * coalesce(
                case
                    when zone_day.switch_at is null or raw_volume.at_utc < zone_day.switch_at then zone_day.offset_s
                    else zone_day.offset_after_s
                end,
                0
            ) as date
        ) as business_date,
        raw_volume.value,
    from raw_volume
    left join config.source as source
        on source.source_id = raw_volume.source_id
    left join config.zone_day as zone_day
        on zone_day.zone = source.timezone
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_volume.at_utc as date)
)

select
    source_id,
    file_id,
    line,
    driver,
    business_date,
    value,
from dated
where business_date between $from and $to
