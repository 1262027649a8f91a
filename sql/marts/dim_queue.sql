-- description: Queues of the centre, one row a queue, with `unmapped` for whatever no queue claims, what its figures are counted from, and what cannot be had of it.
-- grain: [queue_id]
-- build: table
with counted as (
    select
        queue_id,
        bool_or(grain_source = 'call') as has_calls,
        bool_or(grain_source = 'interval') as has_intervals,
        bool_or(grain_source = 'day') as has_days,
    from core.queue_interval
    group by queue_id
)

select
    queue.queue_id,
    queue.name,
    queue.site_id,
    site.name as site_name,
    queue.service,
    queue.channel,
    site.currency,
    case
        when counted.queue_id is null then null
        when counted.has_calls then 'call'
        when counted.has_intervals then 'interval'
        when counted.has_days then 'day'
        else 'month'
    end as finest_grain,
    case
        when counted.queue_id is null or counted.has_calls then null
        when counted.has_intervals then 'percentiles, patience, repeat calls, first contact resolution'
        when counted.has_days then 'percentiles, patience, repeat calls, first contact resolution, half-hours'
        else 'percentiles, patience, repeat calls, first contact resolution, half-hours, days'
    end as unavailable,
from config.queue as queue
left join config.site as site
    on site.site_id = queue.site_id
left join counted
    on counted.queue_id = queue.queue_id
