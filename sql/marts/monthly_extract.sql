-- description: Every KPI by month in tidy form, with its baseline and the verdict on the change where a month ends a horizon of comparison.
-- grain: [month, kpi, scope_type, scope_id]
-- build: table
with baseline as (
    select
        kpi,
        definition_version,
        scope_type,
        scope_id,
        max(value) as baseline,
    from analysis.baseline
    group by kpi, definition_version, scope_type, scope_id
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
)

select
    monthly.month,
    monthly.kpi,
    definition.name as kpi_name,
    definition.unit,
    definition.better,
    monthly.scope_type,
    monthly.scope_id,
    monthly.value,
    monthly.n,
    monthly.days,
    monthly.low_n,
    monthly.ci_low,
    monthly.ci_high,
    monthly.ci_method,
    monthly.provisional,
    -- a count is compared by the day and told by the month: its baseline and change are those of as many days
    baseline.baseline * case when definition.measure = 'count' then monthly.days else 1 end as baseline,
    comparison.horizon_months,
    comparison.change * case when definition.measure = 'count' then monthly.days else 1 end as change,
    comparison.verdict,
from kpi.monthly as monthly
inner join kpi.definition as definition
    on definition.kpi = monthly.kpi
    and definition.version = monthly.version
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
where definition.is_current
