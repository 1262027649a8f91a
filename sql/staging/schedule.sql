-- description: Business hours that help desks export, one row a weekday and interval in seconds from local midnight, with the days on which they held; a desk's oldest schedule is its default.
-- grain: [calendar_id, valid_from, weekday, start_s]
-- build: table
with weekday(weekday, name, weekday_start_s) as (
    -- exports count from Sunday 00:00, the house numbers days from Monday
    values
        (7, 'sun', 0),
        (1, 'mon', 86400),
        (2, 'tue', 172800),
        (3, 'wed', 259200),
        (4, 'thu', 345600),
        (5, 'fri', 432000),
        (6, 'sat', 518400)
),

desk_schedule as (
    select
        schedule.source_id,
        schedule.schedule_id,
        max(coalesce(zone_word.zone, home.timezone)) as zone,
        min(schedule.created_at_utc) as created_at_utc,
        min(schedule.file_id) as file_id,
        min(schedule.line) as line,
    from raw.schedule as schedule
    left join config.zone_word as zone_word
        on zone_word.word = lower(trim(schedule.timezone))
    left join config.queue_place as home
        on home.source_id = schedule.source_id
        and home.queue_raw is null
    group by schedule.source_id, schedule.schedule_id
),

change as (
    -- of several changes on one day of the schedule's own clock the week before the first and after the last hold
    select
        change.source_id,
        change.schedule_id,
        cast(
            change.changed_at_utc + interval '1 second' * coalesce(
                case
                    when zone_day.switch_at is null or change.changed_at_utc < zone_day.switch_at then zone_day.offset_s
                    else zone_day.offset_after_s
                end,
                0
            ) as date
        ) as date,
        arg_min(change.week_before, change.changed_at_utc) as week_before,
        arg_max(change.week_after, change.changed_at_utc) as week_after,
    from raw.schedule_change as change
    inner join desk_schedule
        on desk_schedule.source_id = change.source_id
        and desk_schedule.schedule_id = change.schedule_id
    left join config.zone_day as zone_day
        on zone_day.zone = desk_schedule.zone
        and zone_day.reading = 'utc'
        and zone_day.date = cast(change.changed_at_utc as date)
    group by change.source_id, change.schedule_id, 3
),

dated as (
    select
        change.source_id,
        change.schedule_id,
        change.date,
        change.week_before,
        change.week_after,
        row_number() over life as place,
        lead(change.date) over life as next_date,
        -- a schedule that was made on that day has no hours before; whoever is timed by it earlier is timed by its first hours
        case
            when row_number() over life > 1 or regexp_matches(change.week_before, '[0-9]') then change.date
        end as valid_from,
    from change
    window life as (
        partition by source_id, schedule_id
        order by date
    )
),

former_week as (
    select
        source_id,
        schedule_id,
        cast(null as date) as valid_from,
        date - 1 as valid_to,
        week_before as week,
    from dated
    where place = 1
        and valid_from is not null

    union all

    -- after the last change the schedule is as it is exported
    select
        source_id,
        schedule_id,
        valid_from,
        next_date - 1 as valid_to,
        week_after as week,
    from dated
    where next_date is not null
),

former_span as (
    select
        former_week.source_id,
        former_week.schedule_id,
        former_week.valid_from,
        former_week.valid_to,
        weekday.weekday,
        span.text,
    from former_week
    cross join weekday,
        unnest(string_split(regexp_extract(former_week.week, weekday.name || '[^{}]*[{]([^}]*)[}]', 1), ',')) as span(text)
),

span as (
    select
        source_id,
        schedule_id,
        valid_from,
        valid_to,
        weekday,
        3600 * try_cast(regexp_extract(text, '([0-9]+):([0-9]+)[^0-9]+([0-9]+):([0-9]+)', 1) as bigint)
            + 60 * try_cast(regexp_extract(text, '([0-9]+):([0-9]+)[^0-9]+([0-9]+):([0-9]+)', 2) as bigint) as start_s,
        3600 * try_cast(regexp_extract(text, '([0-9]+):([0-9]+)[^0-9]+([0-9]+):([0-9]+)', 3) as bigint)
            + 60 * try_cast(regexp_extract(text, '([0-9]+):([0-9]+)[^0-9]+([0-9]+):([0-9]+)', 4) as bigint) as end_s,
    from former_span

    union all

    select
        schedule.source_id,
        schedule.schedule_id,
        coalesce(schedule.valid_from, last_change.valid_from) as valid_from,
        schedule.valid_to,
        weekday.weekday,
        greatest(schedule.week_start_s, weekday.weekday_start_s) - weekday.weekday_start_s as start_s,
        least(schedule.week_end_s, weekday.weekday_start_s + 86400) - weekday.weekday_start_s as end_s,
    from raw.schedule as schedule
    inner join weekday
        on weekday.weekday_start_s < schedule.week_end_s
        and weekday.weekday_start_s + 86400 > schedule.week_start_s
    left join dated as last_change
        on last_change.source_id = schedule.source_id
        and last_change.schedule_id = schedule.schedule_id
        and last_change.next_date is null
    where schedule.week_end_s > schedule.week_start_s
)

select
    span.source_id,
    span.schedule_id,
    span.source_id || '/' || span.schedule_id as calendar_id,
    desk_schedule.zone,
    cast(span.weekday as bigint) as weekday,
    cast(span.start_s as bigint) as start_s,
    cast(span.end_s as bigint) as end_s,
    coalesce(span.valid_from, cast('1990-01-01' as date)) as valid_from,
    coalesce(span.valid_to, cast('2040-12-31' as date)) as valid_to,
    first_value(span.schedule_id) over (
        partition by span.source_id
        order by desk_schedule.created_at_utc nulls last, span.schedule_id
    ) = span.schedule_id as is_default,
    desk_schedule.file_id,
    desk_schedule.line,
from span
inner join desk_schedule
    on desk_schedule.source_id = span.source_id
    and desk_schedule.schedule_id = span.schedule_id
where span.end_s > span.start_s
