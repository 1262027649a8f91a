-- description: First contact resolution three ways, side by side and never merged: nobody came back, the customer says so, the ticket took one touch; with how many contacts are known.
-- grain: [scope_type, scope_id, month]
-- build: table
with figure as (
    select
        monthly.kpi,
        monthly.scope_type,
        monthly.scope_id,
        monthly.month,
        monthly.value,
        monthly.n,
        monthly.provisional,
    from kpi.monthly as monthly
    inner join kpi.definition as definition
        on definition.kpi = monthly.kpi
        and definition.version = monthly.version
    where definition.is_current
        and monthly.kpi in ('fcr_repeat', 'fcr_repeat_net', 'fcr_survey', 'fcr_ticket', 'identified_share')
)

select
    scope_type,
    scope_id,
    month,
    max(value) filter (where kpi = 'fcr_repeat') as fcr_repeat_share,
    max(n) filter (where kpi = 'fcr_repeat') as fcr_repeat_n,
    max(value) filter (where kpi = 'fcr_repeat_net') as fcr_repeat_net_share,
    max(value) filter (where kpi = 'fcr_survey') as fcr_survey_share,
    max(n) filter (where kpi = 'fcr_survey') as fcr_survey_n,
    max(value) filter (where kpi = 'fcr_ticket') as fcr_ticket_share,
    max(n) filter (where kpi = 'fcr_ticket') as fcr_ticket_n,
    max(value) filter (where kpi = 'identified_share') as identified_share,
    -- what is said of repeats stands on too few known customers
    coalesce(max(value) filter (where kpi = 'identified_share') < 0.6, false) as low_coverage,
    coalesce(bool_or(provisional), false) as provisional,
from figure
group by scope_type, scope_id, month
