-- name: Service level
-- description: Share of offered calls answered within the queue's threshold, by the formula the queue's contract names; by default short abandons are left out.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
select
    span.site_id,
    span.queue_id,
    span.interval_start_utc,
    span.business_date,
    case queue_day.service_level
        when 'positive' then span.answered_in_time + span.abandoned_in_time
        when 'short_positive' then span.answered_in_time + span.short_abandoned
        else span.answered_in_time
    end as numerator,
    case queue_day.service_level
        when 'negative' then span.offered_answered + span.offered_abandoned + span.offered_flowed_out
        when 'ignored'
            then span.offered_answered
            + span.offered_abandoned
            - span.abandoned_in_time
            + span.offered_flowed_out
        when 'positive' then span.offered_answered + span.offered_abandoned + span.offered_flowed_out
        when 'answered' then span.offered_answered
        when 'short_positive' then span.offered_answered + span.offered_abandoned + span.offered_flowed_out
        -- answered, abandoned but not at once, flowed out and failed: a caller who chose a callback is no miss
        else span.offered - span.short_abandoned - span.offered_callback_scheduled
    end as denominator,
from core.queue_interval as span
left join config.queue_day as queue_day
    on queue_day.queue_id = span.queue_id
    and queue_day.business_date = span.business_date
where span.business_date between $from and $to
