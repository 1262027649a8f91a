-- description: When the service level target is missed - by queue, weekday and local time of day, over the last 91 complete days.
-- grain: [queue_id, weekday, start_s]
-- build: table
with target as (
    -- the queue's own promise, else its site's, else the company's
    select
        queue.queue_id,
        coalesce(max(own.target), max(of_site.target), max(of_company.target)) as target,
    from config.queue as queue
    left join config.target as own
        on own.kpi = 'service_level'
        and own.scope_type = 'queue'
        and own.scope_id = queue.queue_id
    left join config.target as of_site
        on of_site.kpi = 'service_level'
        and of_site.scope_type = 'site'
        and of_site.scope_id = queue.site_id
    left join config.target as of_company
        on of_company.kpi = 'service_level'
        and of_company.scope_type = 'company'
    group by queue.queue_id
),

pair as (
    select
        pair.queue_id,
        pair.business_date,
        calendar.weekday,
        cast(floor(epoch(pair.interval_start_local)) as bigint) % 86400 as start_s,
        pair.numerator,
        pair.denominator,
        target.target,
        queue_day.min_n,
    from kpi.interval as pair
    inner join kpi.definition as definition
        on definition.kpi = pair.kpi
        and definition.version = pair.version
    inner join target
        on target.queue_id = pair.queue_id
    inner join config.dates as calendar
        on calendar.date = cast(pair.interval_start_local as date)
    left join config.queue_day as queue_day
        on queue_day.queue_id = pair.queue_id
        and queue_day.business_date = pair.business_date
    cross join ops.data_through as data_through
    where pair.kpi = 'service_level'
        and definition.is_current
        and target.target is not null
        and pair.business_date <= data_through.business_date
        and pair.business_date > data_through.business_date - interval '91 days'
)

select
    queue_id,
    weekday,
    start_s,
    lpad(cast(start_s // 3600 as varchar), 2, '0') || ':' || lpad(cast((start_s % 3600) // 60 as varchar), 2, '0') as time_of_day,
    max(target) as target,
    sum(numerator) as numerator,
    sum(denominator) as denominator,
    sum(numerator) / nullif(sum(denominator), 0) as service_level_share,
    cast(count(*) as bigint) as intervals,
    -- a half-hour with three calls proves nothing: only those with enough calls are judged
    cast(count(*) filter (where denominator >= min_n) as bigint) as n,
    cast(count(*) filter (where denominator >= min_n and numerator < target * denominator) as bigint) as missed,
    cast(count(*) filter (where denominator >= min_n and numerator < target * denominator) as double)
    / nullif(count(*) filter (where denominator >= min_n), 0) as missed_share,
    -- how many more calls would have had to be in time; what a late break costs, whatever the size of the interval
    sum(denominator) - sum(numerator) as late_calls,
from pair
where denominator > 0
group by queue_id, weekday, start_s
