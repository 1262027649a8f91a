-- description: Cost of resolutions by queue and month of the solution, part by part, and whether people's time was logged or had to be allocated.
-- grain: [month, queue_id]
-- build: table
select
    month,
    max(site_id) as site_id,
    queue_id,
    cast(count(*) as bigint) as tickets,
    sum(effort_s) as effort_s,
    sum(staff_cost) as staff_cost,
    sum(tooling_cost) as tooling_cost,
    sum(refund_cost) as refund_cost,
    sum(other_cost) as other_cost,
    sum(resolution_cost) as resolution_cost,
    sum(resolution_cost) / nullif(count(resolution_cost), 0) as cost_per_resolution,
    cast(count(*) filter (where effort_basis = 'logged') as bigint) as tickets_logged,
    cast(count(*) filter (where effort_basis = 'allocated') as bigint) as tickets_allocated,
    cast(count(*) filter (where effort_basis = 'unknown') as bigint) as tickets_unknown,
    case
        when count(*) filter (where effort_basis = 'logged') = count(*) then 'logged'
        when count(*) filter (where effort_basis = 'allocated') > 0 then 'allocated'
        else 'unknown'
    end as effort_basis,
from core.ticket_cost
group by month, queue_id
