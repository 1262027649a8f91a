-- name: Cost of a resolution
-- description: Cost of the tickets solved on a day over their number: people's time at the loaded rate, tools, money given back, other costs. Tickets whose effort is neither logged nor can be allocated are left out, and those of a site with a currency of its own, whose parts cannot be added.
-- unit: money
-- better: lower
-- measure: ratio
-- independent: false
-- version: 3
-- subset: conflict
-- maturity_days: 31
-- reach_days: open
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    sum(cast(resolution_cost as decimal(28, 6))) as numerator,  -- exact in whatever order tickets are added
    cast(count(*) as bigint) as denominator,
from core.ticket_cost
where business_date between $from and $to
    and resolution_cost is not null
group by site_id, queue_id, is_conflict, business_date
