-- description: What each service-level goal needs in people and money, and what today's people can hold, from the cost curve and the attainable level of its queues.
-- grain: [target_id]
-- build: table
with goal as (
    -- a goal of a site or the company asks the same of every queue in it that has a cost curve
    select
        target.target_id,
        target.target,
        attainable.queue_id,
        staffing.currency,
        attainable.offered_per_week,
        attainable.service_level_attainable,
        attainable.heads,
        attainable.agent_hours_per_week,
    from config.target as target
    cross join analysis.attainable as attainable
    left join config.queue as queue
        on queue.queue_id = attainable.queue_id
    left join config.staffing as staffing
        on staffing.queue_id = attainable.queue_id
    where target.kpi = 'service_level'
        and target.comparator = 'at_least'
        and (
            target.scope_type = 'company'
            or (target.scope_type = 'site' and target.scope_id = queue.site_id)
            or (target.scope_type = 'queue' and target.scope_id = attainable.queue_id)
        )
),

cheapest as (
    -- the least that reaches the target on a day of each type; a type no step of whose curve does stays unknown
    select
        goal.target_id,
        goal.queue_id,
        curve.day_type,
        max(curve.days) as days,
        min(curve.agent_hours) filter (where curve.service_level_expected >= goal.target) as agent_hours,
        min(curve.cost) filter (where curve.service_level_expected >= goal.target) as cost,
    from goal
    inner join analysis.cost_curve as curve
        on curve.queue_id = goal.queue_id
    group by goal.target_id, goal.queue_id, curve.day_type
),

week as (
    select
        target_id,
        queue_id,
        case when count(agent_hours) = count(*) then 7.0 * sum(agent_hours * days) / nullif(sum(days), 0) end as agent_hours,
        case when count(cost) = count(*) then 7.0 * sum(cost * days) / nullif(sum(days), 0) end as cost,
    from cheapest
    group by target_id, queue_id
),

summed as (
    select
        goal.target_id,
        max(goal.target) as target,
        case
            when count(week.agent_hours) = count(*)
                then sum(week.agent_hours * goal.heads / nullif(goal.agent_hours_per_week, 0))
        end as heads_needed,
        sum(goal.heads) as heads,
        -- money of several currencies is not added up
        case when count(distinct goal.currency) <= 1 and count(week.cost) = count(*) then sum(week.cost) end as cost_needed_per_week,
        case when count(distinct goal.currency) = 1 then max(goal.currency) end as currency,
        sum(goal.service_level_attainable * goal.offered_per_week)
        / nullif(sum(goal.offered_per_week) filter (where goal.service_level_attainable is not null), 0) as attainable,
    from goal
    left join week
        on week.target_id = goal.target_id
        and week.queue_id = goal.queue_id
    group by goal.target_id
)

select
    target_id,
    heads_needed,
    heads,
    cost_needed_per_week,
    currency,
    attainable,
    attainable >= target as is_attainable,
from summed
