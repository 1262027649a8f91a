-- description: What every KPI means, one row a KPI and version of its definition, with the SQL that makes it, and whether it can be had from the sources there are.
-- grain: [kpi, version]
-- build: table
with told as (
    select
        cast(count(*) filter (where grain_source = 'call') as bigint) as of_calls,
        cast(count(*) filter (where grain_source <> 'call') as bigint) as of_sums,
    from core.queue_interval
),

with_value as (
    select
        kpi,
        version,
    from kpi.monthly
    where value is not null
    group by kpi, version
),

definition as (
    -- percentiles, repeats and whatever else looks at one call have no road from sums
    select
        *,
        coalesce(raw_tables like '%raw.call%' and raw_tables not like '%raw.interval_total%', false) as needs_calls,
    from kpi.definition
)

select
    definition.kpi,
    definition.version,
    definition.name,
    definition.description,
    definition.unit,
    definition.better,
    definition.measure,
    definition.maturity_days,
    definition.is_current,
    case
        when with_value.kpi is not null and definition.needs_calls and told.of_sums > 0
            then 'had, but not of queues whose sources tell sums: it needs single calls'
        when with_value.kpi is not null then 'had'
        when definition.needs_calls and told.of_sums > 0 and told.of_calls = 0
            then 'unavailable: the sources tell sums, and it needs single calls'
        else 'no figure: no source tells what it needs, or nothing was counted yet'
    end as availability,
    definition.definition_sql,
from definition
cross join told
left join with_value
    on with_value.kpi = definition.kpi
    and with_value.version = definition.version
