-- description: Calls that reached the switch, one row a call, with what kept it out of every queue; the queue log has no line for those.
-- grain: [source_id, call_id]
-- build: daily
-- reach_days: 1
-- ahead_days: 1
with record as (
    -- the records of one call may lie on both sides of midnight
    select *
    from staging.trunk_call
    where business_date between $from - interval '1 day' and $to + interval '1 day'
),

logged_call as (
    -- calls that did enter a queue, by the switch's own log
    select
        source.site_id,
        event.call_id,
    from staging.queue_event as event
    inner join config.source as source
        on source.source_id = event.source_id
    where event.business_date between $from - interval '1 day' and $to + interval '2 days'
        and event.verb = 'ENTERQUEUE'
    group by source.site_id, event.call_id
),

refusal as (
    -- a dialplan may write a word of its own into the log when a queue takes no more calls
    select
        event.source_id,
        source.site_id as log_site_id,
        event.call_id,
        min(event.site_id) as site_id,
        arg_min(event.queue_id, event.at_utc) as queue_id,
        arg_min(word.canonical, event.at_utc) as blocked_by,
        arg_min(event.business_date, event.at_utc) as business_date,
        min(event.at_utc) as at_utc,
        min(event.at_local) as at_local,
        bool_or(event.is_excluded) as is_excluded,
        arg_min(event.file_id, event.at_utc) as file_id,
        arg_min(event.line, event.at_utc) as line,
    from staging.queue_event as event
    inner join config.source as source
        on source.source_id = event.source_id
    inner join config.word as word
        on word.source_id = event.source_id
        and word.field = 'blocked'
        and word.word = lower(event.verb)
    where event.business_date between $from - interval '1 day' and $to + interval '1 day'
    group by event.source_id, source.site_id, event.call_id
),

trunk_call as (
    -- the record that names the whole call goes first where two begin in one second
    select
        source_id,
        linked_id as call_id,
        arg_min(site_id, at_utc) as site_id,
        arg_min(queue_id, at_utc) as queue_id,
        arg_min(business_date, at_utc) as business_date,
        arg_min(direction, at_utc) as direction,
        arg_min(customer_key, at_utc) as customer_key,
        arg_min(did, at_utc) as did,
        min(at_utc) as at_utc,
        arg_min(at_local, at_utc) as at_local,
        arg_min(disposition, at_utc) as disposition,
        arg_min(blocked_by, at_utc) as blocked_by,
        bool_or(is_queued) as is_queued,
        bool_or(is_excluded) as is_excluded,
        arg_min(file_id, at_utc) as file_id,
        arg_min(line, at_utc) as line,
    from record
    group by source_id, linked_id
),

own_id as (
    select
        record.source_id,
        record.linked_id,
        logged_call.call_id is not null as is_logged,
        refusal.queue_id,
        refusal.blocked_by,
    from record
    inner join config.source as source
        on source.source_id = record.source_id
    left join logged_call
        on logged_call.site_id = source.site_id
        and logged_call.call_id = record.call_id
    left join refusal
        on refusal.log_site_id = source.site_id
        and refusal.call_id = record.call_id
),

in_log as (
    select
        source_id,
        linked_id as call_id,
        bool_or(is_logged) as is_logged,
        min(queue_id) as queue_id,
        min(blocked_by) as blocked_by,
    from own_id
    group by source_id, linked_id
),

told_by_trunk as (
    select
        source.site_id as log_site_id,
        record.call_id,
    from record
    inner join config.source as source
        on source.source_id = record.source_id
    group by source.site_id, record.call_id
),

call as (
    select
        trunk_call.source_id,
        trunk_call.call_id,
        trunk_call.site_id,
        coalesce(trunk_call.queue_id, in_log.queue_id) as queue_id,
        trunk_call.business_date,
        trunk_call.direction,
        trunk_call.customer_key,
        trunk_call.did,
        trunk_call.at_utc,
        trunk_call.at_local,
        trunk_call.disposition,
        case
            when not in_log.is_logged and not trunk_call.is_queued then coalesce(in_log.blocked_by, trunk_call.blocked_by)
        end as blocked_by,
        trunk_call.is_queued,
        in_log.is_logged,
        trunk_call.is_excluded,
        trunk_call.file_id,
        trunk_call.line,
    from trunk_call
    inner join in_log
        on in_log.source_id = trunk_call.source_id
        and in_log.call_id = trunk_call.call_id

    union all

    -- a call that only the log tells of; one that the trunks tell of too is one call, not two
    select
        refusal.source_id,
        refusal.call_id,
        refusal.site_id,
        refusal.queue_id,
        refusal.business_date,
        'inbound' as direction,
        cast(null as bigint) as customer_key,
        cast(null as varchar) as did,
        refusal.at_utc,
        refusal.at_local,
        cast(null as varchar) as disposition,
        case when logged_call.call_id is null then refusal.blocked_by end as blocked_by,
        false as is_queued,
        logged_call.call_id is not null as is_logged,
        refusal.is_excluded,
        refusal.file_id,
        refusal.line,
    from refusal
    left join told_by_trunk
        on told_by_trunk.log_site_id = refusal.log_site_id
        and told_by_trunk.call_id = refusal.call_id
    left join logged_call
        on logged_call.site_id = refusal.log_site_id
        and logged_call.call_id = refusal.call_id
    where told_by_trunk.call_id is null
)

select
    call.source_id,
    call.call_id,
    call.site_id,
    call.queue_id,
    call.business_date,
    call.direction,
    call.customer_key,
    call.did,
    call.at_utc,
    call.at_local,
    date_trunc('second', call.at_utc)
    - interval '1 second' * (cast(floor(epoch(call.at_local)) as bigint) % grid.interval_s) as interval_start_utc,
    call.disposition,
    call.blocked_by,
    call.is_queued,
    call.is_logged,
    call.is_excluded,
    call.file_id,
    call.line,
from call
cross join config.interval as grid
where call.business_date between $from and $to
