-- description: Every promise beside what came of it in the last complete and mature month, with a verdict that says when the data cannot tell.
-- grain: [target_id]
-- build: table
with complete_month as (
    -- a KPI with a maturity is judged once its month has had that time
    select
        definition.kpi,
        definition.version,
        definition.name,
        definition.unit,
        max(calendar.month) as month,
    from kpi.definition as definition
    cross join ops.data_through as data_through
    inner join config.dates as calendar
        on calendar.month_end
            <= data_through.business_date - interval '1 day' * coalesce(definition.maturity_days, 0)
    where definition.is_current
    group by definition.kpi, definition.version, definition.name, definition.unit
),

judged as (
    select
        target.target_id,
        target.kpi,
        coalesce(complete_month.name, target.kpi) as kpi_name,
        complete_month.unit,
        target.scope_type,
        target.scope_id,
        complete_month.month,
        target.comparator,
        target.target,
        target.stretch,
        monthly.value as actual,
        coalesce(monthly.n, 0) as n,
        coalesce(monthly.low_n, true) as low_n,
        monthly.ci_low,
        monthly.ci_high,
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
    left join complete_month
        on complete_month.kpi = target.kpi
    left join kpi.monthly as monthly
        on monthly.kpi = target.kpi
        and monthly.version = complete_month.version
        and monthly.scope_type = target.scope_type
        and monthly.scope_id = target.scope_id
        and monthly.month = complete_month.month
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
    verdict,
    gap,
    action,
    owner,
    due_date,
    rationale,
from worded
