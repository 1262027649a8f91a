-- description: Shifts for the first week of the plan, with the people of each and when they take their break.
-- grain: [queue_id, business_date, shift_start_local, shift_hours]
-- build: table
select
    queue_id,
    as_of_date,
    business_date,
    shift_start_local,
    shift_end_local,
    shift_hours,
    people,
    breaks,
    day_required_hours,
    day_paid_hours,
    day_missing_hours,
    fit_factor,
    note,
from analysis.shift_plan
