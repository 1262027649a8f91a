-- description: The service level that today's people and budget can hold, beside what the contract asks for.
-- grain: [queue_id]
-- build: table
select
    queue_id,
    as_of_date,
    offered_per_week,
    heads,
    heads_basis,
    hours_per_week,
    shrinkage_share,
    fit_factor,
    agent_hours_per_week,
    agent_hours_needed,
    heads_needed,
    gap_heads,
    service_level_target,
    service_level_attainable,
    is_attainable,
    budget_per_week,
    service_level_at_budget,
    cost_per_week,
    cost_needed_per_week,
    note,
from analysis.attainable
