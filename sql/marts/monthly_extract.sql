-- description: Every KPI by month in tidy form: beside its target and whether it was kept, its change since the baseline and since the month before, and the verdict where a month ends a horizon of comparison.
-- grain: [month, kpi, scope_type, scope_id]
-- build: table
with baseline as (
    -- quantiles and largest values of days do not add up to that of their weeks: for them the month in the middle of the baseline speaks
    select
        base.kpi,
        base.definition_version,
        base.scope_type,
        base.scope_id,
        case
            when definition.measure like 'quantile%' or definition.measure = 'maximum' then monthly.value
            else base.value
        end as baseline,
    from analysis.baseline as base
    inner join kpi.definition as definition
        on definition.kpi = base.kpi
        and definition.version = base.definition_version
    left join config.dates as middle
        on middle.date = cast(
            base.baseline_start
            + interval '1 day' * cast(floor((epoch(base.baseline_end) - epoch(base.baseline_start)) / 172800) as bigint)
            as date
        )
    left join kpi.monthly as monthly
        on monthly.kpi = base.kpi
        and monthly.version = base.definition_version
        and monthly.scope_type = base.scope_type
        and monthly.scope_id = base.scope_id
        and monthly.month = middle.month
    where base.is_current
),

comparison as (
    -- two horizons may end in one month: the longer one speaks
    select
        compared.kpi,
        compared.definition_version,
        compared.scope_type,
        compared.scope_id,
        calendar.month,
        max(compared.horizon_months) as horizon_months,
        arg_max(coalesce(compared.delta_adj, compared.delta_raw), compared.horizon_months) as change,
        arg_max(compared.verdict, compared.horizon_months) as verdict,
    from analysis.baseline_compare as compared
    inner join config.dates as calendar
        on calendar.date = compared.window_end
    group by compared.kpi, compared.definition_version, compared.scope_type, compared.scope_id, calendar.month
),

quiet as (
    select
        quiet_day.kpi,
        quiet_day.version,
        quiet_day.scope_type,
        quiet_day.scope_id,
        calendar.month,
        cast(count(*) as bigint) as days,
    from analysis.quiet_day as quiet_day
    inner join config.dates as calendar
        on calendar.date = quiet_day.business_date
    group by quiet_day.kpi, quiet_day.version, quiet_day.scope_type, quiet_day.scope_id, calendar.month
),

told as (
    select
        monthly.*,
        definition.name as kpi_name,
        definition.unit,
        definition.better,
        definition.measure,
        -- a count is compared by the day and told by the month: its baseline and change are those of as many days
        case when definition.measure = 'count' then monthly.days + coalesce(quiet.days, 0) else 1 end as told_days,
        lag(monthly.month) over earlier as month_before,
        lag(monthly.value) over earlier as value_before,
    from kpi.monthly as monthly
    inner join kpi.definition as definition
        on definition.kpi = monthly.kpi
        and definition.version = monthly.version
    left join quiet
        on quiet.kpi = monthly.kpi
        and quiet.version = monthly.version
        and quiet.scope_type = monthly.scope_type
        and quiet.scope_id = monthly.scope_id
        and quiet.month = monthly.month
    where definition.is_current
    window earlier as (
        partition by monthly.kpi, monthly.scope_type, monthly.scope_id
        order by monthly.month
    )
)

select
    monthly.month,
    monthly.kpi,
    monthly.kpi_name,
    monthly.version,
    monthly.unit,
    monthly.better,
    monthly.scope_type,
    monthly.scope_id,
    case monthly.scope_type
        when 'queue' then coalesce(queue.name, monthly.scope_id)
        when 'site' then coalesce(site.name, monthly.scope_id)
        when 'conflict' then 'Conflicts'
        else centre.name
    end as scope_name,
    monthly.value,
    monthly.n,
    monthly.days,
    monthly.low_n,
    monthly.ci_low,
    monthly.ci_high,
    monthly.ci_method,
    monthly.provisional,
    baseline.baseline * monthly.told_days as baseline,
    monthly.value - baseline.baseline * monthly.told_days as change_since_baseline,
    case
        when monthly.month_before = cast(monthly.month - interval '1 month' as date) then monthly.value - monthly.value_before
    end as change_since_month_before,
    comparison.horizon_months,
    comparison.change * monthly.told_days as change,
    comparison.verdict,
    target.comparator,
    target.target,
    -- kept or not as far as the cases can tell: what the interval reaches over is unclear, and so are few cases without one;
    -- a count is no estimate, and few is what it tells; scorecard and report read this and judge nothing themselves
    case
        when target.target is null then null
        when monthly.value is null then 'no_data'
        when monthly.provisional then 'not_final'
        when monthly.low_n and monthly.ci_low is null and monthly.measure not in ('count', 'snapshot') then 'unclear'
        when target.comparator = 'at_least' and coalesce(monthly.ci_low, monthly.value) >= target.target then 'met'
        when target.comparator = 'at_most' and coalesce(monthly.ci_high, monthly.value) <= target.target then 'met'
        when target.comparator = 'at_least' and coalesce(monthly.ci_high, monthly.value) < target.target then 'missed'
        when target.comparator = 'at_most' and coalesce(monthly.ci_low, monthly.value) > target.target then 'missed'
        else 'unclear'
    end as target_verdict,
from told as monthly
cross join config.centre as centre
left join config.queue as queue
    on queue.queue_id = monthly.scope_id
    and monthly.scope_type = 'queue'
left join config.site as site
    on site.site_id = monthly.scope_id
    and monthly.scope_type = 'site'
left join baseline
    on baseline.kpi = monthly.kpi
    and baseline.definition_version = monthly.version
    and baseline.scope_type = monthly.scope_type
    and baseline.scope_id = monthly.scope_id
left join comparison
    on comparison.kpi = monthly.kpi
    and comparison.definition_version = monthly.version
    and comparison.scope_type = monthly.scope_type
    and comparison.scope_id = monthly.scope_id
    and comparison.month = monthly.month
left join config.target as target
    on target.kpi = monthly.kpi
    and target.scope_type = monthly.scope_type
    and target.scope_id = monthly.scope_id
