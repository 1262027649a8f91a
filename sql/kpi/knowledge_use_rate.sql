-- name: Knowledge use
-- description: Share of solved tickets to which an article of the knowledge base was linked; sources that tell no links have no figure.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: false
-- version: 2
-- subset: conflict
-- maturity_days: 30
select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where articles > 0) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.ticket
where business_date between $from and $to
    and is_counted
    and is_solved
    and is_knowledge_told
group by site_id, queue_id, is_conflict, business_date
