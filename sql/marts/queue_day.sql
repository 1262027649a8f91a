-- description: Queues by day, one wide row a queue and day, counts beside the ratios made of them.
-- grain: [queue_id, business_date]
-- build: daily
with day_sum as (
    select
        queue_id,
        business_date,
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
    group by queue_id, business_date
),

-- the ratios are those of the KPI files, so that no second definition can drift away from the first
ratio as (
    select
        daily.scope_id as queue_id,
        daily.business_date,
        max(daily.value) filter (where daily.kpi = 'service_level') as service_level_share,
        max(daily.value) filter (where daily.kpi = 'abandonment_rate') as abandoned_share,
        max(daily.value) filter (where daily.kpi = 'speed_of_answer') as speed_of_answer_s,
        max(daily.value) filter (where daily.kpi = 'answer_wait_p90') as answer_wait_p90_s,
        max(daily.value) filter (where daily.kpi = 'handle_time') as handle_time_s,
        bool_or(daily.low_n) filter (where daily.kpi = 'service_level') as low_n,
        bool_or(daily.provisional) filter (where daily.kpi = 'service_level') as provisional,
    from kpi.daily as daily
    inner join kpi.definition as definition
        on definition.kpi = daily.kpi
        and definition.version = daily.version
    where daily.business_date between $from and $to
        and daily.scope_type = 'queue'
        and definition.is_current
    group by daily.scope_id, daily.business_date
)

select
    day_sum.queue_id,
    day_sum.business_date,
    day_sum.grain_source,
    day_sum.entered,
    day_sum.offered,
    day_sum.answered,
    day_sum.answered_in_time,
    day_sum.abandoned,
    day_sum.short_abandoned,
    day_sum.flowed_out,
    day_sum.callback_scheduled,
    day_sum.failed,
    day_sum.open,
    day_sum.unaccounted,
    day_sum.excluded,
    day_sum.handled,
    day_sum.wait_offered_s,
    day_sum.talk_s,
    day_sum.hold_s,
    day_sum.acw_s,
    day_sum.handle_s,
    day_sum.handle_basis,
    day_sum.max_wait_s,
    ratio.service_level_share,
    ratio.abandoned_share,
    ratio.speed_of_answer_s,
    ratio.answer_wait_p90_s,
    ratio.handle_time_s,
    ratio.low_n,
    ratio.provisional,
    queue_day.is_open,
    queue_day.is_holiday,
from day_sum
left join ratio
    on ratio.queue_id = day_sum.queue_id
    and ratio.business_date = day_sum.business_date
left join config.queue_day as queue_day
    on queue_day.queue_id = day_sum.queue_id
    and queue_day.business_date = day_sum.business_date
