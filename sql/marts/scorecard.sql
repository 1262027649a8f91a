-- description: Every goal beside what came of it in the last complete and mature month (a young centre: the running one, not final): verdict, change, trend, what it needs, and after its due date whether the action worked.
-- grain: [target_id]
-- build: table
with judged_month as (
    -- the last complete month that also had the time its KPI needs; a centre too young for one shows what there is, not judged yet
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
    left join marts.monthly_extract as monthly
        on monthly.kpi = definition.kpi
        and monthly.version = definition.version
    left join config.dates as calendar
        on calendar.date = monthly.month
    where definition.is_current
    group by definition.kpi, definition.version, definition.name, definition.unit
),

base as (
    -- the newest baseline of the definition that holds now
    select
        kpi,
        definition_version,
        scope_type,
        scope_id,
        arg_max(ci_low, baseline_start) as ci_low,
        arg_max(ci_high, baseline_start) as ci_high,
    from analysis.baseline
    where is_current
    group by kpi, definition_version, scope_type, scope_id
),

compared as (
    select
        kpi,
        definition_version,
        scope_type,
        scope_id,
        arg_max(verdict, horizon_months) as verdict,
        arg_max(sentence, horizon_months) as sentence,
    from analysis.baseline_compare
    group by kpi, definition_version, scope_type, scope_id
),

before_action as (
    -- the last whole month before the action began
    select
        target.target_id,
        max(monthly.month) as month,
    from config.target as target
    inner join marts.monthly_extract as monthly
        on monthly.kpi = target.kpi
        and monthly.scope_type = target.scope_type
        and monthly.scope_id = target.scope_id
    inner join config.dates as calendar
        on calendar.date = monthly.month
    where calendar.month_end < target.action_from_date
        and monthly.value is not null
    group by target.target_id
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
        coalesce(monthly.target_verdict, 'no_data') as verdict,
        case
            when target.comparator = 'at_least' then monthly.value - target.target
            else target.target - monthly.value
        end as gap,
        target.action,
        target.owner,
        target.due_date,
        target.rationale,
        target.goal_level,
        target.parent_id,
        target.action_from_date,
        page.page_place,
        monthly.baseline,
        monthly.change_since_baseline,
        compared.verdict as change_verdict,
        compared.sentence as change_sentence,
        trend.sentence as trend_sentence,
        coalesce(target.agents_declared, need.heads_needed) as heads_needed,
        need.heads,
        coalesce(target.cost_declared, need.cost_needed_per_week) as cost_needed_per_week,
        need.attainable,
        need.is_attainable,
        data_through.business_date >= target.due_date as is_due,
        act.verdict as intervention_verdict,
        -- a goal that names no day its action began is held against the baseline
        case when target.action_from_date is null then monthly.baseline else earlier.value end as value_before,
        case when target.action_from_date is null then base.ci_high - base.ci_low else earlier.ci_high - earlier.ci_low end / 2
            as half_width_before,
        (monthly.ci_high - monthly.ci_low) / 2 as half_width,
    from config.target as target
    cross join ops.data_through as data_through
    left join config.page as page
        on page.kpi = target.kpi
    left join judged_month
        on judged_month.kpi = target.kpi
    left join marts.monthly_extract as monthly
        on monthly.kpi = target.kpi
        and monthly.version = judged_month.version
        and monthly.scope_type = target.scope_type
        and monthly.scope_id = target.scope_id
        and monthly.month = judged_month.month
    left join base
        on base.kpi = target.kpi
        and base.definition_version = judged_month.version
        and base.scope_type = target.scope_type
        and base.scope_id = target.scope_id
    left join compared
        on compared.kpi = target.kpi
        and compared.definition_version = judged_month.version
        and compared.scope_type = target.scope_type
        and compared.scope_id = target.scope_id
    left join analysis.trend as trend
        on trend.kpi = target.kpi
        and trend.definition_version = judged_month.version
        and trend.scope_type = target.scope_type
        and trend.scope_id = target.scope_id
    left join marts.goal_need as need
        on need.target_id = target.target_id
    left join analysis.intervention_effect as act
        on act.intervention_id = target.intervention_id
        and act.kpi = target.kpi
        and act.definition_version = judged_month.version
        and act.scope_type = target.scope_type
        and act.scope_id = target.scope_id
    left join before_action
        on before_action.target_id = target.target_id
    left join marts.monthly_extract as earlier
        on earlier.kpi = target.kpi
        and earlier.version = judged_month.version
        and earlier.scope_type = target.scope_type
        and earlier.scope_id = target.scope_id
        and earlier.month = before_action.month
),

worded as (
    select
        judged.*,
        -- how far it moved the right way, and how far it had to move to leave chance behind
        case when comparator = 'at_least' then actual - value_before else value_before - actual end as moved,
        sqrt(half_width * half_width + half_width_before * half_width_before) as noise,
    from judged
)

select
    cast(row_number() over (
        order by
            case verdict when 'missed' then 1 when 'unclear' then 2 when 'met' then 3 when 'not_final' then 4 else 5 end,
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
    -- few cases are shown, never coloured; nor is what cannot be told
    verdict in ('met', 'missed') and not low_n as is_coloured,
    gap,
    baseline,
    change_since_baseline,
    change_verdict,
    change_sentence,
    trend_sentence,
    action,
    owner,
    due_date,
    case
        when not coalesce(is_due, false) or actual is null then null
        when intervention_verdict = 'improved' or (intervention_verdict is null and moved > noise) then 'worked'
        when intervention_verdict = 'worsened' or (intervention_verdict is null and moved < -noise) then 'worse'
        else 'no_evidence'
    end as effect,
    case
        when not coalesce(is_due, false) or actual is null then null
        when intervention_verdict is not null then 'measured as an intervention'
        when action_from_date is not null then 'month against the last whole one before the action'
        else 'month against the baseline'
    end as effect_basis,
    goal_level,
    parent_id,
    rationale,
    heads_needed,
    heads,
    cost_needed_per_week,
    attainable,
    is_attainable,
    page_place,
from worded
