-- description: People needed, leavers, classes and the day by which hiring must start, month by month.
-- grain: [queue_id, month]
-- build: table
select
    queue_id,
    month,
    as_of_date,
    agent_hours_per_week,
    heads_needed,
    heads,
    heads_basis,
    leavers,
    class_size,
    hire_by_date,
    heads_productive,
    heads_productive_low,
    gap_heads,
    is_short_of_people,
    cost,
    note,
from analysis.hiring_plan
