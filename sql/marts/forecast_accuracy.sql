-- description: How far the forecasts of the last 28 days were off, beside the simplest forecast and the centre's own plan.
-- grain: [queue_id, scored_by, horizon_from_days]
-- build: table
select
    queue_id,
    scored_by,
    horizon_from_days,
    horizon_to_days,
    through_date,
    n,
    origins,
    offered,
    wape,
    bias_share,
    mase,
    cover80_share,
    cover95_share,
    pinball,
    wape_naive,
    bias_naive_share,
    value_added_share,
    wape_plan,
    bias_plan_share,
    value_added_to_plan_share,
    note,
from analysis.forecast_accuracy
