-- description: Contacts that a plan from elsewhere expected, one row an interval or day of a queue, with queue and local day conformed.
-- grain: [source_id, file_id, line]
-- build: daily
with raw_plan as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select *
    from raw.volume_plan
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

placed as (
    select
        raw_plan.source_id,
        raw_plan.file_id,
        raw_plan.line,
        coalesce(named.queue_id, 'unmapped') as queue_id,
        coalesce(named.day_start_s, home.day_start_s, 0) as day_start_s,
        raw_plan.at_utc,
        raw_plan.at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_plan.at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as at_local,
        raw_plan.volume,
    from raw_plan
    left join config.queue_place as named
        on named.source_id = raw_plan.source_id
        and named.queue_raw = trim(raw_plan.queue)
    left join config.queue_place as home
        on home.source_id = raw_plan.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(named.timezone, home.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_plan.at_utc as date)
),

told as (
    -- one figure a day at midnight is the day's, whatever time of day a business day begins
    select
        placed.*,
        case
            when placed.at_local = date_trunc('day', placed.at_local)
                and count(*) over (partition by placed.source_id, placed.queue_id, date_trunc('day', placed.at_local)) = 1
                then 'day'
            else 'interval'
        end as grain_source,
    from placed
),

dated as (
    select
        told.*,
        cast(
            told.at_local - interval '1 second' * case when told.grain_source = 'day' then 0 else told.day_start_s end as date
        ) as business_date,
    from told
)

select
    source_id,
    file_id,
    line,
    queue_id,
    business_date,
    at_utc,
    grain_source,
    volume,
from dated
where business_date between $from and $to
