-- name: Blocked rate
-- description: Share of the calls meant for a queue that were blocked before it, of blocked and offered ones together.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
select
    call.site_id,
    -- where nothing tells which queue a blocked call was meant for, the rate is the site's alone
    case when trunk_day.is_by_queue then call.queue_id end as queue_id,
    call.interval_start_utc,
    call.business_date,
    cast(count(*) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.trunk_call as call
inner join core.trunk_day as trunk_day
    on trunk_day.site_id = call.site_id
    and trunk_day.business_date = call.business_date
where call.business_date between $from and $to
    and call.direction = 'inbound'
    and not call.is_excluded
    and call.blocked_by <> 'out_of_hours'
group by call.site_id, 2, call.interval_start_utc, call.business_date

union all

select
    span.site_id,
    case when trunk_day.is_by_queue then span.queue_id end as queue_id,
    span.interval_start_utc,
    span.business_date,
    cast(0 as bigint) as numerator,
    span.offered as denominator,
from core.queue_interval as span
inner join core.trunk_day as trunk_day
    on trunk_day.site_id = span.site_id
    and trunk_day.business_date = span.business_date
left join config.queue as queue
    on queue.queue_id = span.queue_id
where span.business_date between $from and $to
    and coalesce(queue.channel, 'phone') = 'phone'
