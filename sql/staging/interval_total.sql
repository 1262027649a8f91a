-- description: Sums of a queue by interval, day or month from exports that tell no single call, with queue, site and local time conformed.
-- grain: [source_id, queue_raw, part, at_utc, grain_source]
-- build: daily
with raw_total as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select *
    from raw.interval_total
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

placed as (
    select
        raw_total.*,
        coalesce(named.site_id, home.site_id) as site_id,
        coalesce(named.queue_id, 'unmapped') as queue_id,
        coalesce(named.day_start_s, home.day_start_s, 0) as day_start_s,
        raw_total.at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_total.at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as at_local,
    from raw_total
    left join config.queue_place as named
        on named.source_id = raw_total.source_id
        and named.queue_raw = trim(raw_total.queue)
    left join config.queue_place as home
        on home.source_id = raw_total.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(named.timezone, home.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_total.at_utc as date)
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
    queue as queue_raw,
    part,
    business_date,
    at_utc,
    at_local,
    grain_source,
    entered,
    -- who came in asked for an answer; an export that does not count them tells at least how they ended
    coalesce(
        offered,
        entered,
        answered + coalesce(abandoned, 0) + coalesce(flowed_out, 0) + coalesce(callback_scheduled, 0) + coalesce(failed, 0)
    ) as offered,
    answered,
    answered_in_time,
    abandoned,
    abandoned_in_time,
    short_abandoned,
    flowed_out,
    callback_scheduled,
    failed,
    callback_offered,
    callback_kept,
    wait_answered_s,
    wait_offered_s,
    wait_abandoned_s,
    max_wait_s,
    talk_s,
    hold_s,
    acw_s,
    coalesce(handle_s, talk_s + coalesce(hold_s, 0) + coalesce(acw_s, 0)) as handle_s,
from dated
where business_date between $from and $to
