-- description: Every KPI by month for queues, sites and the company, in long form, with its interval of confidence.
-- grain: [kpi, version, scope_type, scope_id, month]
-- build: table
select
    monthly.kpi,
    monthly.version,
    monthly.scope_type,
    monthly.scope_id,
    monthly.month,
    definition.unit,
    definition.better,
    monthly.days,
    monthly.numerator,
    monthly.denominator,
    monthly.value,
    monthly.n,
    monthly.low_n,
    monthly.ci_low,
    monthly.ci_high,
    monthly.ci_method,
    monthly.provisional,
from kpi.monthly as monthly
inner join kpi.definition as definition
    on definition.kpi = monthly.kpi
    and definition.version = monthly.version
