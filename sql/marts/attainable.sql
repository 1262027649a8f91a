-- description: The service level that today's people and budget can hold, beside what the contract asks for.
-- grain: [queue_id]
-- build: table
select
    held.queue_id,
    held.as_of_date,
    held.offered_per_week,
    held.heads,
    held.heads_basis,
    held.hours_per_week,
    held.shrinkage_share,
    held.fit_factor,
    held.agent_hours_per_week,
    held.agent_hours_needed,
    held.heads_needed,
    held.gap_heads,
    held.service_level_target,
    held.service_level_attainable,
    held.is_attainable,
    held.budget_per_week,
    held.service_level_at_budget,
    held.cost_per_week,
    held.cost_needed_per_week,
    staffing.currency,
    held.note,
from analysis.attainable as held
left join config.staffing as staffing
    on staffing.queue_id = held.queue_id
