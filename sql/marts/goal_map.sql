-- description: From every goal to the metric that proves it, the records that metric needs, the sources that deliver them, and the first day it could be measured.
-- grain: [target_id]
-- build: table
with delivered as (
    select
        kind,
        source_id,
    from ops.file_manifest
    where status = 'loaded'
        and kind is not null
    group by kind, source_id
),

metric as (
    select
        target.target_id,
        target.kpi,
        target.scope_type,
        target.scope_id,
        target.goal_level,
        target.parent_id,
        definition.version,
        definition.name as kpi_name,
        definition.description as kpi_description,
        definition.maturity_days,
        definition.raw_tables,
    from config.target as target
    left join kpi.definition as definition
        on definition.kpi = target.kpi
        and definition.is_current
),

supplied as (
    select
        metric.target_id,
        string_agg(distinct delivered.source_id, ', ' order by delivered.source_id) as sources,
    from metric
    inner join delivered
        on ', ' || metric.raw_tables || ',' like '%, raw.' || delivered.kind || ',%'
    group by metric.target_id
),

measured as (
    select
        metric.target_id,
        min(daily.business_date) as first_measured_date,
        max(daily.business_date) as last_measured_date,
    from metric
    inner join kpi.daily as daily
        on daily.kpi = metric.kpi
        and daily.version = metric.version
        and daily.scope_type = metric.scope_type
        and daily.scope_id = metric.scope_id
    where daily.value is not null
    group by metric.target_id
)

select
    metric.target_id,
    metric.kpi,
    metric.kpi_name,
    metric.version,
    metric.kpi_description,
    metric.scope_type,
    metric.scope_id,
    metric.goal_level,
    metric.parent_id,
    metric.raw_tables,
    supplied.sources,
    measured.first_measured_date,
    measured.last_measured_date,
    -- a month is judged once it is over and its cases have had their time
    metric.maturity_days,
    case
        when measured.first_measured_date is not null then 'measured'
        when supplied.sources is not null then 'records are there, none of this scope'
        else 'no source delivers what it needs'
    end as data_status,
from metric
left join supplied
    on supplied.target_id = metric.target_id
left join measured
    on measured.target_id = metric.target_id
