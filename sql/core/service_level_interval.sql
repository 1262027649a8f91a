-- description: The contract's service level of every queue and interval, and whether it kept the target of the staffing rules.
-- grain: [queue_id, interval_start_utc, business_date, site_id]
-- build: daily
with formula as (
    select
        span.site_id,
        span.queue_id,
        span.interval_start_utc,
        span.interval_start_local,
        span.business_date,
        span.offered,
        span.unjudged,
        case queue_day.service_level
            when 'positive' then span.answered_in_time + span.abandoned_in_time
            when 'short_positive' then span.answered_in_time + span.short_abandoned
            else span.answered_in_time
        end as served,
        case queue_day.service_level
            when 'negative' then span.offered_answered - span.unjudged + span.offered_abandoned + span.counted_flowed_out
            when 'ignored'
                then span.offered_answered
                - span.unjudged
                + span.offered_abandoned
                - span.abandoned_in_time
                + span.counted_flowed_out
            when 'positive' then span.offered_answered - span.unjudged + span.offered_abandoned + span.counted_flowed_out
            when 'answered' then span.offered_answered - span.unjudged
            when 'short_positive' then span.offered_answered - span.unjudged + span.offered_abandoned + span.counted_flowed_out
            -- answered, abandoned but not at once, flowed out and failed: a caller who chose a callback is no miss
            else span.offered
                - span.unjudged
                - span.short_abandoned
                - span.offered_callback_scheduled
                - (span.offered_flowed_out - span.counted_flowed_out)
        end as counted,
        queue_day.min_n,
        queue_day.is_holiday,
    from core.queue_interval as span
    left join config.queue_day as queue_day
        on queue_day.queue_id = span.queue_id
        and queue_day.business_date = span.business_date
    where span.business_date between $from and $to
),

holiday_hours as (
    -- a queue that names no hours for holidays has the weekday's
    select queue_id
    from config.open_interval
    where weekday = 8
    group by queue_id
),

open_span as (
    select
        formula.queue_id,
        formula.interval_start_utc,
        formula.business_date,
    from formula
    inner join config.dates as calendar
        on calendar.date = cast(formula.interval_start_local as date)
    left join holiday_hours
        on holiday_hours.queue_id = formula.queue_id
    inner join config.open_interval as hours
        on hours.queue_id = formula.queue_id
        and hours.weekday = case
            when formula.is_holiday and holiday_hours.queue_id is not null then 8
            else calendar.weekday
        end
        and epoch(formula.interval_start_local) - epoch(cast(calendar.date as timestamp)) >= hours.start_s
        and epoch(formula.interval_start_local) - epoch(cast(calendar.date as timestamp)) < hours.end_s
    group by formula.queue_id, formula.interval_start_utc, formula.business_date
)

select
    formula.site_id,
    formula.queue_id,
    formula.interval_start_utc,
    formula.business_date,
    formula.offered,
    formula.served,
    formula.counted,
    staffing.service_level_target,
    open_span.queue_id is not null as is_open_interval,
    -- unknown where the queue is closed, has no target, or too few calls came to judge by
    case
        when open_span.queue_id is not null and formula.offered - formula.unjudged >= formula.min_n and formula.counted > 0
            then formula.served >= staffing.service_level_target * formula.counted
    end as is_kept,
from formula
left join open_span
    on open_span.queue_id = formula.queue_id
    and open_span.interval_start_utc = formula.interval_start_utc
    and open_span.business_date = formula.business_date
left join config.staffing as staffing
    on staffing.queue_id = formula.queue_id
