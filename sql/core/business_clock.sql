-- description: Every business calendar as a clock: its days cut where it opens and closes, with the open seconds before each piece, so that business seconds are a difference of two readings.
-- grain: [calendar_id, since_utc]
-- build: table
with extent as (
    -- from the oldest ticket on; what is told after the last complete day still finds its piece
    select
        cast(min(created_at_utc) as date) - 8 as first_date,
        greatest(
            cast(max(greatest(created_at_utc, coalesce(updated_at_utc, created_at_utc))) as date),
            max(data_through.business_date)
        ) + 400 as last_date,
    from staging.ticket
    left join ops.data_through as data_through
        on true
),

used_queue as (
    select distinct queue_calendar.calendar_id
    from config.queue_calendar as queue_calendar
    inner join staging.ticket as ticket
        on ticket.queue_id = queue_calendar.queue_id
),

calendar as (
    select
        calendar.calendar_id,
        calendar.zone,
    from config.calendar as calendar
    where calendar.calendar_id in (select calendar_id from used_queue)
        or calendar.calendar_id not like 'queue/%'

    union all

    select distinct
        calendar_id,
        zone,
    from staging.schedule
),

hours as (
    select
        calendar_id,
        valid_from,
        valid_to,
        weekday,
        start_s,
        end_s,
    from config.calendar_hours

    union all

    select
        calendar_id,
        valid_from,
        valid_to,
        weekday,
        start_s,
        end_s,
    from staging.schedule

    union all

    -- a schedule rests on its holidays
    select distinct
        calendar_id,
        cast('1990-01-01' as date) as valid_from,
        cast('2040-12-31' as date) as valid_to,
        8 as weekday,
        0 as start_s,
        0 as end_s,
    from staging.schedule
),

holiday as (
    select
        calendar_id,
        date,
    from config.calendar_holiday

    union

    select
        calendar_id,
        date,
    from staging.schedule_holiday
),

holiday_hours as (
    select distinct
        calendar_id,
        valid_from,
        valid_to,
    from hours
    where weekday = 8
),

local_day as (
    select
        calendar.calendar_id,
        calendar.zone,
        dates.date,
        case when holiday.date is not null and holiday_hours.calendar_id is not null then 8 else dates.weekday end as weekday,
    from calendar
    cross join extent
    inner join config.dates as dates
        on dates.date between extent.first_date and extent.last_date
    left join holiday
        on holiday.calendar_id = calendar.calendar_id
        and holiday.date = dates.date
    left join holiday_hours
        on holiday_hours.calendar_id = calendar.calendar_id
        and dates.date between holiday_hours.valid_from and holiday_hours.valid_to
),

open_local as (
    select
        local_day.calendar_id,
        local_day.zone,
        cast(local_day.date as timestamp) + interval '1 second' * hours.start_s as opens_local,
        cast(local_day.date as timestamp) + interval '1 second' * hours.end_s as closes_local,
    from local_day
    inner join hours
        on hours.calendar_id = local_day.calendar_id
        and hours.weekday = local_day.weekday
        and local_day.date between hours.valid_from and hours.valid_to
    where hours.end_s > hours.start_s
),

wall as (
    -- the offset before holds on the wall until it shows a time only the offset after can have
    select
        zone,
        since_utc + interval '1 second' * greatest(
            offset_s,
            coalesce(lag(offset_s) over (partition by zone order by since_utc), offset_s)
        ) as since_local,
        until_utc + interval '1 second' * greatest(
            offset_s,
            coalesce(lead(offset_s) over (partition by zone order by since_utc), offset_s)
        ) as until_local,
        offset_s,
    from config.zone_switch
),

open_utc as (
    select
        open_local.calendar_id,
        open_local.opens_local - interval '1 second' * opening.offset_s as opens_utc,
        open_local.closes_local - interval '1 second' * closing.offset_s as closes_utc,
    from open_local
    inner join wall as opening
        on opening.zone = open_local.zone
        and open_local.opens_local >= opening.since_local
        and open_local.opens_local < opening.until_local
    inner join wall as closing
        on closing.zone = open_local.zone
        and open_local.closes_local >= closing.since_local
        and open_local.closes_local < closing.until_local
),

apart as (
    -- hours declared twice count once
    select
        calendar_id,
        greatest(
            opens_utc,
            coalesce(
                max(closes_utc) over (
                    partition by calendar_id
                    order by opens_utc, closes_utc
                    rows between unbounded preceding and 1 preceding
                ),
                opens_utc
            )
        ) as opens_utc,
        closes_utc,
    from open_utc
),

turn as (
    select
        calendar_id,
        opens_utc as since_utc,
        1 as opened,
    from apart
    where closes_utc > opens_utc

    union all

    select
        calendar_id,
        closes_utc as since_utc,
        -1 as opened,
    from apart
    where closes_utc > opens_utc

    union all

    -- one midnight more on either side: the last local day ends beyond its own date
    select
        calendar.calendar_id,
        cast(dates.date as timestamp) as since_utc,
        0 as opened,
    from calendar
    cross join extent
    inner join config.dates as dates
        on dates.date between extent.first_date - 1 and extent.last_date + 2
),

moment as (
    select
        calendar_id,
        since_utc,
        sum(opened) as opened,
    from turn
    group by calendar_id, since_utc
),

piece as (
    select
        calendar_id,
        since_utc,
        lead(since_utc) over life as until_utc,
        sum(opened) over life > 0 as is_open,
    from moment
    window life as (
        partition by calendar_id
        order by since_utc
    )
)

select
    calendar_id,
    cast(since_utc as date) as date,
    since_utc,
    until_utc,
    is_open,
    coalesce(
        sum(case when is_open then epoch(until_utc) - epoch(since_utc) else 0 end) over (
            partition by calendar_id
            order by since_utc
            rows between unbounded preceding and 1 preceding
        ),
        0
    ) as open_before_s,
from piece
cross join extent
where cast(since_utc as date) between extent.first_date and extent.last_date
