-- description: Cost of resolutions by queue and month of the solution, part by part, and whether people's time was logged or had to be allocated.
-- grain: [month, queue_id]
-- build: table
select
    cost.month,
    max(cost.site_id) as site_id,
    cost.queue_id,
    cast(count(*) as bigint) as tickets,
    -- money and hours are shared out in fractions: as decimals their sum is the same in whatever order they are added
    cast(sum(cast(effort_s as decimal(28, 6))) as double) as effort_s,
    cast(sum(cast(staff_cost as decimal(28, 6))) as double) as staff_cost,
    cast(sum(cast(tooling_cost as decimal(28, 6))) as double) as tooling_cost,
    cast(sum(cast(refund_cost as decimal(28, 6))) as double) as refund_cost,
    cast(sum(cast(other_cost as decimal(28, 6))) as double) as other_cost,
    cast(sum(cast(resolution_cost as decimal(28, 6))) as double) as resolution_cost,
    cast(sum(cast(resolution_cost as decimal(28, 6))) as double) / nullif(count(resolution_cost), 0) as cost_per_resolution,
    cast(count(*) filter (where effort_basis = 'logged') as bigint) as tickets_logged,
    cast(count(*) filter (where effort_basis = 'allocated') as bigint) as tickets_allocated,
    cast(count(*) filter (where effort_basis = 'unknown') as bigint) as tickets_unknown,
    case
        when count(*) filter (where effort_basis = 'logged') = count(*) then 'logged'
        when count(*) filter (where effort_basis = 'allocated') > 0 then 'allocated'
        else 'unknown'
    end as effort_basis,
    max(centre.currency) as currency,
    max(coalesce(staffing.currency, centre.currency)) as staff_currency,
from core.ticket_cost as cost
left join config.staffing as staffing
    on staffing.queue_id = cost.queue_id
left join config.centre as centre
    on true
group by cost.month, cost.queue_id
