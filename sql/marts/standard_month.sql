-- description: Every rule of the standards in force by queue, service and month: the share in time with its interval of confidence, and whether the rule is kept; abandoned calls stand apart.
-- grain: [month, scope_type, scope_id, standard_id, measure, within_s, is_busy_hour, part_of_day]
-- build: table
with dated as (
    select
        calendar.month,
        day.scope_type,
        day.scope_id,
        day.standard_id,
        day.standard_name,
        day.measure,
        day.within_s,
        day.is_busy_hour,
        day.part_of_day,
        day.target_share,
        day.business_date,
        day.arrivals,
        day.measured,
        day.in_time,
        day.abandoned,
        sum(day.in_time) over whole_month / nullif(sum(day.measured) over whole_month, 0) as in_time_share,
    from core.standard_day as day
    inner join config.dates as calendar
        on calendar.date = day.business_date
    window whole_month as (
        partition by
            calendar.month, day.scope_type, day.scope_id, day.standard_id, day.measure, day.within_s, day.is_busy_hour, day.part_of_day
        order by day.business_date
        rows between unbounded preceding and unbounded following
    )
),

summed as (
    select
        month,
        scope_type,
        scope_id,
        standard_id,
        max(standard_name) as standard_name,
        measure,
        within_s,
        is_busy_hour,
        part_of_day,
        max(target_share) as target_share,
        cast(count(*) filter (where measured > 0) as bigint) as days,
        cast(sum(arrivals) as bigint) as arrivals,
        cast(sum(measured) as bigint) as measured,
        cast(sum(in_time) as bigint) as in_time,
        cast(sum(abandoned) as bigint) as abandoned,
        max(in_time_share) as in_time_share,
        -- in the order of days, so that the last digit does not hang on how many threads added them up
        sum((in_time - in_time_share * measured) * (in_time - in_time_share * measured) order by business_date) as squares,
    from dated
    group by month, scope_type, scope_id, standard_id, measure, within_s, is_busy_hour, part_of_day
),

surely as (
    -- calls of one day share their queue, so days are the independent units, as in kpi.monthly; days that are all alike
    -- (but for what floating point adds) tell nothing of how far days differ, and there the calls speak: Wilson (1927), z = 1.96
    select
        summed.*,
        case
            when days >= 2 and measured > 0 and squares <= 1e-20 * in_time * in_time
                then (in_time + 1.9207294103) / nullif(measured + 3.8414588207, 0)
            else in_time_share
        end as middle_share,
        case
            when days < 2 or measured <= 0 then null
            when squares <= 1e-20 * in_time * in_time
                then 1.9599639845 * sqrt(in_time * greatest(measured - in_time, 0) / nullif(measured, 0) + 0.9603647052)
                    / nullif(measured + 3.8414588207, 0)
            else t_quantile.t975 * sqrt(days / nullif(days - 1.0, 0) * squares) / nullif(measured, 0)
        end as margin_share,
    from summed
    left join config.t_quantile as t_quantile
        on t_quantile.df = least(greatest(days - 1, 1), 1000)
)

select
    surely.month,
    surely.scope_type,
    surely.scope_id,
    surely.standard_id,
    surely.standard_name,
    surely.measure,
    surely.within_s,
    surely.is_busy_hour,
    surely.part_of_day,
    -- the other part of the day is shown beside those the rule asks for
    (surely.part_of_day = 'busy_hour') = surely.is_busy_hour as is_binding,
    surely.target_share,
    surely.days,
    surely.arrivals,
    surely.measured,
    surely.in_time,
    surely.in_time_share,
    -- a share cannot leave 0 to 1, whatever the normal approximation says
    case when surely.margin_share is not null then greatest(0, least(surely.in_time_share, surely.middle_share - surely.margin_share)) end as ci_low,
    case when surely.margin_share is not null then least(1, greatest(surely.in_time_share, surely.middle_share + surely.margin_share)) end as ci_high,
    case
        when surely.in_time_share is null then 'no_data'
        -- as months of KPIs are judged in marts.monthly_extract
        when coalesce(calendar.month_end > data_through.business_date, true) then 'not_final'
        when surely.margin_share is null and surely.measured < centre.min_n then 'unclear'
        when coalesce(surely.middle_share - surely.margin_share, surely.in_time_share) >= surely.target_share then 'met'
        when coalesce(surely.middle_share + surely.margin_share, surely.in_time_share) < surely.target_share then 'missed'
        else 'unclear'
    end as verdict,
    surely.measured < centre.min_n as low_n,
    surely.abandoned,
    surely.in_time / nullif(surely.measured + surely.abandoned, 0) as in_time_or_lost_share,
    coalesce(calendar.month_end > data_through.business_date, true) as provisional,
from surely
cross join config.centre as centre
cross join ops.data_through as data_through
left join config.dates as calendar
    on calendar.date = surely.month
