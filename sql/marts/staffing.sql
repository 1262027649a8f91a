-- description: Agents needed by queue and interval for the weeks ahead, from the latest forecast, the targets and the shrinkage.
-- grain: [queue_id, as_of_date, interval_start_utc]
-- build: table
select
    queue_id,
    as_of_date,
    interval_start_local,
    interval_start_utc,
    business_date,
    volume,
    handle_time_s,
    load_erlangs,
    model,
    agents_required,
    agents_fractional,
    binding_target,
    service_level_expected,
    speed_of_answer_expected_s,
    occupancy_expected,
    shrinkage_share,
    agents_scheduled,
    agents_required_q80,
    agents_required_q90,
    cost,
    note,
from analysis.staffing
