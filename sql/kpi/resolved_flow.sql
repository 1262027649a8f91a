-- name: Solved to created
-- description: Last solutions on a day over tickets created on it; above 1 the backlog shrinks.
-- unit: score
-- better: higher
-- measure: ratio
-- independent: false
-- version: 1
-- subset: conflict
-- reach_days: open
with flow as (
    select
        site_id,
        queue_id,
        is_conflict,
        last_solved_date as business_date,
        1 as solved,
        0 as created,
    from core.ticket
    where last_solved_date between $from and $to
        and is_solved
        and is_counted

    union all

    select
        site_id,
        queue_id,
        is_conflict,
        business_date,
        0 as solved,
        1 as created,
    from core.ticket
    where business_date between $from and $to
        and is_counted
)

select
    site_id,
    queue_id,
    is_conflict,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(sum(solved) as bigint) as numerator,
    cast(sum(created) as bigint) as denominator,
from flow
group by site_id, queue_id, is_conflict, business_date
