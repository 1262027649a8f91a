-- description: Queues by interval, one wide row a queue and interval, counts beside the ratios made of them.
-- grain: [queue_id, interval_start_utc, business_date]
-- build: daily
with interval_sum as (
    -- the queue `unmapped` may stand on several sites: here it is one queue
    select
        queue_id,
        interval_start_utc,
        business_date,
        min(interval_start_local) as bucket_local,
        min(grain_source) as grain_source,
        cast(sum(entered) as bigint) as entered,
        cast(sum(offered) as bigint) as offered,
        cast(sum(answered) as bigint) as answered,
        cast(sum(answered_in_time) as bigint) as answered_in_time,
        cast(sum(abandoned) as bigint) as abandoned,
        cast(sum(short_abandoned) as bigint) as short_abandoned,
        cast(sum(flowed_out) as bigint) as flowed_out,
        cast(sum(callback_scheduled) as bigint) as callback_scheduled,
        cast(sum(failed) as bigint) as failed,
        cast(sum(open) as bigint) as open,
        cast(sum(unaccounted) as bigint) as unaccounted,
        cast(sum(excluded) as bigint) as excluded,
        cast(sum(handled) as bigint) as handled,
        sum(wait_offered_s) as wait_offered_s,
        sum(talk_s) as talk_s,
        sum(hold_s) as hold_s,
        sum(acw_s) as acw_s,
        sum(handle_s) as handle_s,
        -- what the handle time is made of: talk alone, or with hold and wrap-up where the sources log them
        case when min(handle_basis) = max(handle_basis) then min(handle_basis) when count(handle_basis) > 0 then 'mixed' end as handle_basis,
        max(max_wait_s) as max_wait_s,
    from core.queue_interval
    where business_date between $from and $to
        -- what is only told for a whole day or month is in marts.queue_day
        and interval_start_utc is not null
    group by queue_id, interval_start_utc, business_date
),

-- the ratios are those of the KPI files, so that no second definition can drift away from the first
ratio as (
    select
        pair.queue_id,
        pair.interval_start_utc,
        pair.business_date,
        max(pair.numerator / nullif(pair.denominator, 0)) filter (where pair.kpi = 'service_level') as service_level_share,
        max(pair.numerator / nullif(pair.denominator, 0)) filter (where pair.kpi = 'abandonment_rate') as abandoned_share,
        max(pair.numerator / nullif(pair.denominator, 0)) filter (where pair.kpi = 'speed_of_answer') as speed_of_answer_s,
        max(pair.numerator / nullif(pair.denominator, 0)) filter (where pair.kpi = 'handle_time') as handle_time_s,
    from kpi.interval as pair
    inner join kpi.definition as definition
        on definition.kpi = pair.kpi
        and definition.version = pair.version
    where pair.business_date between $from and $to
        and definition.is_current
    group by pair.queue_id, pair.interval_start_utc, pair.business_date
)

select
    interval_sum.queue_id,
    interval_sum.interval_start_utc,
    interval_sum.bucket_local,
    interval_sum.business_date,
    interval_sum.grain_source,
    interval_sum.entered,
    interval_sum.offered,
    interval_sum.answered,
    interval_sum.answered_in_time,
    interval_sum.abandoned,
    interval_sum.short_abandoned,
    interval_sum.flowed_out,
    interval_sum.callback_scheduled,
    interval_sum.failed,
    interval_sum.open,
    interval_sum.unaccounted,
    interval_sum.excluded,
    interval_sum.handled,
    interval_sum.wait_offered_s,
    interval_sum.talk_s,
    interval_sum.hold_s,
    interval_sum.acw_s,
    interval_sum.handle_s,
    interval_sum.handle_basis,
    interval_sum.max_wait_s,
    ratio.service_level_share,
    ratio.abandoned_share,
    ratio.speed_of_answer_s,
    ratio.handle_time_s,
from interval_sum
left join ratio
    on ratio.queue_id = interval_sum.queue_id
    and ratio.interval_start_utc = interval_sum.interval_start_utc
    and ratio.business_date = interval_sum.business_date
