-- description: Days on which a site's trunks, or words in its queue log, tell of calls turned away, with the cross-check of both; on other days blocked calls are unknown, not 0.
-- grain: [site_id, business_date]
-- build: daily
with counted as (
    select
        site_id,
        business_date,
        cast(count(*) as bigint) as trunk_calls,
        cast(count(*) filter (where blocked_by <> 'out_of_hours') as bigint) as blocked,
        cast(count(*) filter (where blocked_by = 'out_of_hours') as bigint) as out_of_hours,
        cast(count(*) filter (where is_queued) as bigint) as queued,
        cast(count(*) filter (where is_queued and not is_logged) as bigint) as queued_unlogged,
    from core.trunk_call
    where business_date between $from and $to
        and direction = 'inbound'
        and not is_excluded
    group by site_id, business_date
),

trunk_watch as (
    select
        site_id,
        business_date,
    from staging.trunk_call
    where business_date between $from and $to
    group by site_id, business_date
),

logging_source as (
    -- only a source that declares words for it is known to write them
    select
        source.source_id,
        source.site_id,
    from config.source as source
    inner join config.word as word
        on word.source_id = source.source_id
    where source.reader = 'queue_log'
        and word.field = 'blocked'
    group by source.source_id, source.site_id
),

log_watch as (
    select
        event.site_id,
        event.business_date,
    from staging.queue_event as event
    inner join logging_source
        on logging_source.source_id = event.source_id
    where event.business_date between $from and $to
    group by event.site_id, event.business_date
),

logged_day as (
    select
        site_id,
        business_date,
        cast(count(*) as bigint) as log_events,
    from staging.queue_event
    where business_date between $from and $to
    group by site_id, business_date
),

watched as (
    select
        site_id,
        business_date,
    from trunk_watch

    union

    select
        site_id,
        business_date,
    from log_watch
)

select
    watched.site_id,
    watched.business_date,
    coalesce(counted.trunk_calls, 0) as trunk_calls,
    coalesce(counted.blocked, 0) as blocked,
    coalesce(counted.out_of_hours, 0) as out_of_hours,
    coalesce(counted.queued, 0) as queued,
    -- where no queue log was read that day there is nothing to miss the calls in
    case when logged_day.log_events > 0 then coalesce(counted.queued_unlogged, 0) end as queued_unlogged,
    -- a log's own words stand at a queue; a trunk that is busy knows no queue
    log_watch.site_id is not null as is_by_queue,
from watched
left join log_watch
    on log_watch.site_id = watched.site_id
    and log_watch.business_date = watched.business_date
left join counted
    on counted.site_id = watched.site_id
    and counted.business_date = watched.business_date
left join logged_day
    on logged_day.site_id = watched.site_id
    and logged_day.business_date = watched.business_date
