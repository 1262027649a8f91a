-- description: Every KPI by day for queues, sites and the company, in long form.
-- grain: [kpi, version, scope_type, scope_id, business_date]
-- build: table
select
    daily.kpi,
    daily.version,
    daily.scope_type,
    daily.scope_id,
    daily.business_date,
    definition.unit,
    definition.better,
    daily.numerator,
    daily.denominator,
    daily.value,
    daily.n,
    daily.low_n,
    daily.ci_low,
    daily.ci_high,
    daily.ci_method,
    daily.provisional,
from kpi.daily as daily
inner join kpi.definition as definition
    on definition.kpi = daily.kpi
    and definition.version = daily.version
