-- description: Median waits for a first response and a solution by month of creation, plain and with the tickets still waiting taken as censored.
-- grain: [scope_type, scope_id, month, wait]
-- build: table
select
    scope_type,
    scope_id,
    month,
    wait,
    tickets,
    over,
    waiting,
    plain_median_s,
    km_median_s,
    km_still_waiting_share,
from analysis.ticket_wait
