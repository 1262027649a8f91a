-- description: People needed, leavers, classes and the day by which hiring must start, month by month.
-- grain: [queue_id, month]
-- build: table
select
    plan.queue_id,
    plan.month,
    plan.as_of_date,
    plan.agent_hours_per_week,
    plan.heads_needed,
    plan.heads,
    plan.heads_basis,
    plan.leavers,
    plan.class_size,
    plan.hire_by_date,
    plan.heads_productive,
    plan.heads_productive_low,
    plan.gap_heads,
    plan.is_short_of_people,
    plan.cost,
    staffing.currency,
    plan.note,
from analysis.hiring_plan as plan
left join config.staffing as staffing
    on staffing.queue_id = plan.queue_id
