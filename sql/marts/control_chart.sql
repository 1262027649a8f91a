-- description: The points of every KPI's control chart beside their frozen limits, and the rules they break.
-- grain: [kpi, definition_version, scope_type, scope_id, period_start]
-- build: table
select
    kpi,
    definition_version,
    scope_type,
    scope_id,
    period,
    period_start,
    value,
    centre,
    lcl,
    ucl,
    sigma_z,
    phase,
    is_out,
    rule_hits,
    limits_provisional,
    sentence,
from analysis.control_chart
