-- description: Where every KPI is heading, a month at a time, with interval and verdict, one row a scope.
-- grain: [kpi, definition_version, scope_type, scope_id]
-- build: table
select
    kpi,
    definition_version,
    scope_type,
    scope_id,
    window_start,
    window_end,
    window_months,
    period,
    points,
    slope,
    ci_low,
    ci_high,
    p_value,
    q_value,
    method,
    margin,
    verdict,
    note,
    sentence,
from analysis.trend
