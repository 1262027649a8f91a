-- description: What help desks themselves say about a ticket's clocks, one row a ticket, metric and place it is told in, in the house's words.
-- grain: [source_id, ticket_id, metric, told_in]
-- build: daily
with metric_event as (
    -- a clock runs from each start to the pause or the end that follows it
    select
        source_id,
        ticket_id,
        case
            -- of reply times the first clock is the first reply's
            when metric = 'reply_time' then case when instance = 1 then 'first_reply' else 'next_reply' end
            when metric = 'resolution_time' then 'resolution'
            when metric in ('requester_wait_time', 'agent_work_time', 'periodic_update_time', 'pausable_update_time')
                then replace(metric, '_time', '')
            else metric
        end as metric,
        event,
        at_utc,
        case when event = 'update_status' then status_s end as status_s,
        case when event = 'update_status' then status_business_s end as status_business_s,
        case when event in ('apply_sla', 'apply_group_sla') then target_s end as target_s,
        case when event in ('apply_sla', 'apply_group_sla') then is_business end as is_business,
        case
            when event = 'activate'
                then epoch(
                    min(case when event in ('pause', 'fulfill') then at_utc end) over (
                        partition by source_id, ticket_id, metric, instance
                        order by at_utc, case when event in ('pause', 'fulfill') then 1 else 0 end, metric_event_id
                        rows between 1 following and unbounded following
                    )
                ) - epoch(at_utc)
        end as ran_s,
    from raw.ticket_metric_event
    where not coalesce(is_deleted, false)
        and (metric <> 'reply_time' or instance >= 1)
),

told as (
    select
        source_id,
        ticket_id,
        'first_reply' as metric,
        'ticket' as told_in,
        vendor_first_response_s as vendor_s,
        vendor_first_response_business_s as vendor_business_s,
        cast(null as bigint) as vendor_count,
        cast(null as double) as vendor_target_s,
        cast(null as boolean) as vendor_is_business,
        cast(null as boolean) as vendor_is_breached,
        cast(null as timestamp) as vendor_started_at_utc,
    from staging.ticket
    where business_date between $from and $to

    union all

    -- a list of incidents has one mark of a broken promise, and it is about the resolution
    select
        source_id,
        ticket_id,
        'resolution' as metric,
        'ticket' as told_in,
        vendor_resolution_s as vendor_s,
        vendor_resolution_business_s as vendor_business_s,
        cast(null as bigint) as vendor_count,
        epoch(vendor_due_at_utc) - epoch(created_at_utc) as vendor_target_s,
        cast(null as boolean) as vendor_is_business,
        vendor_is_breached,
        cast(null as timestamp) as vendor_started_at_utc,
    from staging.ticket
    where business_date between $from and $to

    union all

    select
        source_id,
        ticket_id,
        'reopens' as metric,
        'ticket' as told_in,
        cast(null as double) as vendor_s,
        cast(null as double) as vendor_business_s,
        vendor_reopens as vendor_count,
        cast(null as double) as vendor_target_s,
        cast(null as boolean) as vendor_is_business,
        cast(null as boolean) as vendor_is_breached,
        cast(null as timestamp) as vendor_started_at_utc,
    from staging.ticket
    where business_date between $from and $to

    union all

    select
        figure.source_id,
        figure.ticket_id,
        metric.metric,
        'figures' as told_in,
        case metric.metric
            when 'first_reply' then figure.first_response_s
            when 'first_resolution' then figure.first_resolution_s
            when 'resolution' then figure.full_resolution_s
            when 'requester_wait' then figure.requester_wait_s
            when 'agent_wait' then figure.agent_wait_s
            when 'on_hold' then figure.on_hold_s
        end as vendor_s,
        case metric.metric
            when 'first_reply' then figure.first_response_business_s
            when 'first_resolution' then figure.first_resolution_business_s
            when 'resolution' then figure.full_resolution_business_s
            when 'requester_wait' then figure.requester_wait_business_s
            when 'agent_wait' then figure.agent_wait_business_s
            when 'on_hold' then figure.on_hold_business_s
        end as vendor_business_s,
        case metric.metric
            when 'reopens' then figure.reopens
            when 'replies' then figure.replies
            when 'assignee_stations' then figure.assignee_stations
            when 'group_stations' then figure.group_stations
        end as vendor_count,
        cast(null as double) as vendor_target_s,
        cast(null as boolean) as vendor_is_business,
        cast(null as boolean) as vendor_is_breached,
        cast(null as timestamp) as vendor_started_at_utc,
    from raw.ticket_figure as figure
    cross join (
        values
            ('first_reply'),
            ('first_resolution'),
            ('resolution'),
            ('requester_wait'),
            ('agent_wait'),
            ('on_hold'),
            ('reopens'),
            ('replies'),
            ('assignee_stations'),
            ('group_stations')
    ) as metric(metric)

    union all

    -- follow-ups and updates have a clock each time: of those only whether one was broken is a figure of the ticket
    select
        source_id,
        ticket_id,
        metric,
        'metric_events' as told_in,
        case
            when metric not in ('next_reply', 'periodic_update', 'pausable_update')
                then coalesce(max(status_s), case when bool_or(event = 'fulfill') then sum(ran_s) end)
        end as vendor_s,
        case when metric not in ('next_reply', 'periodic_update', 'pausable_update') then max(status_business_s) end as vendor_business_s,
        cast(null as bigint) as vendor_count,
        case when metric not in ('next_reply', 'periodic_update', 'pausable_update') then max(target_s) end as vendor_target_s,
        bool_or(is_business) as vendor_is_business,
        case
            when bool_or(event = 'breach') then true
            when bool_or(event in ('apply_sla', 'apply_group_sla')) and bool_or(event = 'fulfill') then false
        end as vendor_is_breached,
        min(at_utc) filter (where event = 'activate') as vendor_started_at_utc,
    from metric_event
    group by source_id, ticket_id, metric

    union all

    select
        source_id,
        ticket_id,
        case
            when lower(metric) like '%first%re%' or lower(metric) like '%response%' or lower(metric) like '%acknowledg%' then 'first_reply'
            when lower(metric) like '%resol%' then 'resolution'
            else lower(trim(metric))
        end as metric,
        'sla' as told_in,
        max(elapsed_s) as vendor_s,
        max(business_elapsed_s) as vendor_business_s,
        cast(null as bigint) as vendor_count,
        max(target_s) as vendor_target_s,
        bool_or(is_business) as vendor_is_business,
        bool_or(is_breached) as vendor_is_breached,
        min(started_at_utc) as vendor_started_at_utc,
    from raw.ticket_sla
    where coalesce(lower(trim(stage)), '') not in ('cancelled', 'canceled')
    group by source_id, ticket_id, 3
)

select
    told.source_id,
    told.ticket_id,
    ticket.site_id,
    ticket.queue_id,
    ticket.business_date,
    told.metric,
    told.told_in,
    told.vendor_s,
    told.vendor_business_s,
    told.vendor_count,
    told.vendor_target_s,
    told.vendor_is_business,
    told.vendor_is_breached,
    told.vendor_started_at_utc,
from told
inner join staging.ticket as ticket
    on ticket.source_id = told.source_id
    and ticket.ticket_id = told.ticket_id
where ticket.business_date between $from and $to
    and (
        told.vendor_s is not null
        or told.vendor_business_s is not null
        or told.vendor_count is not null
        or told.vendor_is_breached is not null
    )
