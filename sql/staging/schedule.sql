-- description: Business hours that help desks export, one row a weekday and interval in seconds from local midnight; a desk's oldest schedule is its default.
-- grain: [calendar_id, valid_from, weekday, start_s]
-- build: table
with weekday(weekday, weekday_start_s) as (
    -- exports count from Sunday 00:00, the house numbers days from Monday
    values
        (7, 0),
        (1, 86400),
        (2, 172800),
        (3, 259200),
        (4, 345600),
        (5, 432000),
        (6, 518400)
)

select
    schedule.source_id,
    schedule.schedule_id,
    schedule.source_id || '/' || schedule.schedule_id as calendar_id,
    coalesce(zone_word.zone, site.timezone) as zone,
    cast(weekday.weekday as bigint) as weekday,
    cast(greatest(schedule.week_start_s, weekday.weekday_start_s) - weekday.weekday_start_s as bigint) as start_s,
    cast(least(schedule.week_end_s, weekday.weekday_start_s + 86400) - weekday.weekday_start_s as bigint) as end_s,
    coalesce(schedule.valid_from, cast('1990-01-01' as date)) as valid_from,
    coalesce(schedule.valid_to, cast('2040-12-31' as date)) as valid_to,
    first_value(schedule.schedule_id) over (
        partition by schedule.source_id
        order by schedule.created_at_utc nulls last, schedule.schedule_id
    ) = schedule.schedule_id as is_default,
    schedule.file_id,
    schedule.line,
from raw.schedule as schedule
inner join weekday
    on weekday.weekday_start_s < schedule.week_end_s
    and weekday.weekday_start_s + 86400 > schedule.week_start_s
left join config.zone_word as zone_word
    on zone_word.word = lower(trim(schedule.timezone))
left join config.source as source
    on source.source_id = schedule.source_id
left join config.site as site
    on site.site_id = source.site_id
where schedule.week_end_s > schedule.week_start_s
