-- description: Every promise beside what came of it in the last complete and mature month (a young centre: the running one, provisional), with a verdict that says when the data cannot tell.
-- grain: [target_id]
-- build: table
with judged_month as (
    -- the last complete month that also had the time its KPI needs; a centre too young for one is judged on what there is
    select
        definition.kpi,
        definition.version,
        definition.name,
        definition.unit,
        coalesce(
            max(monthly.month) filter (
                where calendar.month_end
                    <= data_through.business_date - interval '1 day' * coalesce(definition.maturity_days, 0)
            ),
            max(monthly.month)
        ) as month,
    from kpi.definition as definition
    cross join ops.data_through as data_through
    left join kpi.monthly as monthly
        on monthly.kpi = definition.kpi
        and monthly.version = definition.version
    left join config.dates as calendar
        on calendar.date = monthly.month
    where definition.is_current
    group by definition.kpi, definition.version, definition.name, definition.unit
),

judged as (
    select
        target.target_id,
        target.kpi,
        coalesce(judged_month.name, target.kpi) as kpi_name,
        judged_month.unit,
        target.scope_type,
        target.scope_id,
        judged_month.month,
        target.comparator,
        target.target,
        target.stretch,
        monthly.value as actual,
        coalesce(monthly.n, 0) as n,
        coalesce(monthly.low_n, true) as low_n,
        monthly.ci_low,
        monthly.ci_high,
        coalesce(monthly.provisional, true) as provisional,
        -- the end of the interval that is nearer to keeping the promise, and the other one; without an interval both are the value
        case
            when target.comparator = 'at_least' then coalesce(monthly.ci_high, monthly.value) - target.target
            else target.target - coalesce(monthly.ci_low, monthly.value)
        end as best_gap,
        case
            when target.comparator = 'at_least' then coalesce(monthly.ci_low, monthly.value) - target.target
            else target.target - coalesce(monthly.ci_high, monthly.value)
        end as worst_gap,
        case
            when target.comparator = 'at_least' then monthly.value - target.target
            else target.target - monthly.value
        end as gap,
        target.action,
        target.owner,
        target.due_date,
        target.rationale,
    from config.target as target
    left join judged_month
        on judged_month.kpi = target.kpi
    left join kpi.monthly as monthly
        on monthly.kpi = target.kpi
        and monthly.version = judged_month.version
        and monthly.scope_type = target.scope_type
        and monthly.scope_id = target.scope_id
        and monthly.month = judged_month.month
),

worded as (
    select
        judged.*,
        case
            when actual is null then 'no_data'
            when worst_gap >= 0 then 'met'
            when best_gap < 0 then 'missed'
            else 'unclear'
        end as verdict,
    from judged
)

select
    cast(row_number() over (
        order by
            case verdict when 'missed' then 1 when 'unclear' then 2 when 'met' then 3 else 4 end,
            gap / nullif(abs(target), 0),
            target_id
    ) as bigint) as rank,
    target_id,
    kpi,
    kpi_name,
    unit,
    scope_type,
    scope_id,
    month,
    comparator,
    target,
    stretch,
    actual,
    n,
    low_n,
    ci_low,
    ci_high,
    provisional,
    verdict,
    gap,
    action,
    owner,
    due_date,
    rationale,
from worded
