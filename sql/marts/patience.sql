-- description: How long callers of each queue are prepared to wait, and the value the staffing plan uses.
-- grain: [queue_id]
-- build: table
select
    queue_id,
    since_date,
    through_date,
    callers,
    abandons,
    censored,
    left_out,
    patience_mean_s,
    patience_low_s,
    patience_high_s,
    patience_median_s,
    abandoner_wait_s,
    fit_p_value,
    is_exponential,
    weibull_shape,
    weibull_scale_s,
    is_pooled,
    own_weight,
    patience_s,
    patience_basis,
    note,
from analysis.patience
