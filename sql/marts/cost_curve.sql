-- description: What each further point of service level costs on a typical day, with the knee, today's level and the contract marked.
-- grain: [queue_id, day_type, step]
-- build: table
select
    queue_id,
    day_type,
    step,
    as_of_date,
    days,
    offered_expected,
    agent_hours,
    paid_hours,
    service_level_expected,
    service_level_best,
    cost,
    delta_points,
    delta_agent_hours,
    delta_cost,
    cost_per_point,
    calls_gained,
    cost_per_call_gained,
    is_knee,
    is_today,
    is_contract,
    service_level_today,
    service_level_target,
    note,
from analysis.cost_curve
