-- description: Expected calls by queue and interval for the weeks ahead, with the spread of what may come.
-- grain: [queue_id, as_of_date, interval_start_utc]
-- build: table
select
    queue_id,
    as_of_date,
    interval_start_local,
    interval_start_utc,
    business_date,
    volume,
    volume_q025,
    volume_q10,
    volume_q25,
    volume_q50,
    volume_q75,
    volume_q80,
    volume_q90,
    volume_q975,
    redial_share,
    blocked_share,
    volume_unconstrained,
    demand_basis,
    handle_time_s,
    model,
    backtest_wape,
    note,
from analysis.forecast
