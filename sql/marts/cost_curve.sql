-- description: What each further point of service level costs on a typical day, with the knee, today's level and the contract marked.
-- grain: [queue_id, day_type, step]
-- build: table
select
    curve.queue_id,
    curve.day_type,
    curve.step,
    curve.as_of_date,
    curve.days,
    curve.offered_expected,
    curve.agent_hours,
    curve.paid_hours,
    curve.service_level_expected,
    curve.service_level_best,
    curve.cost,
    curve.delta_points,
    curve.delta_agent_hours,
    curve.delta_cost,
    curve.cost_per_point,
    curve.calls_gained,
    curve.cost_per_call_gained,
    curve.is_knee,
    curve.is_today,
    curve.is_contract,
    curve.service_level_today,
    curve.service_level_target,
    staffing.currency,
    curve.note,
from analysis.cost_curve as curve
left join config.staffing as staffing
    on staffing.queue_id = curve.queue_id
