-- description: Satisfaction, promoter score and effort by month with variance and interval, and satisfaction weighted to all contacts beside the raw figure.
-- grain: [scope_type, scope_id, month, kpi]
-- build: table
select
    scope_type,
    scope_id,
    month,
    kpi,
    n,
    value,
    variance,
    ci_low,
    ci_high,
    ci_method,
    low_n,
    weighted_value,
    covered_share,
    design_effect,
from analysis.survey_estimate
