-- description: Where the time of resolution goes: seconds between creation and solution by state, group and hand-off, for solved tickets by the month of their creation.
-- grain: [month, queue_id, kind, place]
-- build: table
with span as (
    select
        ticket.queue_id,
        ticket.site_id,
        calendar.month,
        ticket.source_id,
        ticket.ticket_id,
        span.status,
        coalesce(span.group_name, ticket.queue_id) as group_name,
        span.assignee,
        span.calendar_s,
        span.business_s,
        lag(span.group_name) over life as group_before,
        lag(span.assignee) over life as assignee_before,
    from core.ticket_status_interval as span
    inner join core.ticket as ticket
        on ticket.source_id = span.source_id
        and ticket.ticket_id = span.ticket_id
    inner join config.dates as calendar
        on calendar.date = ticket.business_date
    where ticket.is_counted
        and ticket.is_solved
        and span.is_unsolved
        and span.ended_at_utc is not null
    window life as (
        partition by span.source_id, span.ticket_id
        order by span.started_at_utc
    )
),

spent as (
    select
        month,
        queue_id,
        site_id,
        'state' as kind,
        status as place,
        source_id,
        ticket_id,
        calendar_s,
        business_s,
    from span

    union all

    select
        month,
        queue_id,
        site_id,
        'group' as kind,
        group_name as place,
        source_id,
        ticket_id,
        calendar_s,
        business_s,
    from span

    union all

    -- what a ticket waits after it was passed on, until the next thing happens
    select
        month,
        queue_id,
        site_id,
        'handoff' as kind,
        case
            when group_before <> group_name then group_before || ' to ' || group_name
            when assignee is null then 'to nobody'
            when assignee_before is null then 'to the first agent'
            else 'to another agent'
        end as place,
        source_id,
        ticket_id,
        calendar_s,
        business_s,
    from span
    where group_before <> group_name
        or assignee is distinct from assignee_before
),

total as (
    select
        month,
        queue_id,
        sum(calendar_s) as calendar_s,
        sum(business_s) as business_s,
    from spent
    where kind = 'state'
    group by month, queue_id
)

select
    spent.month,
    max(spent.site_id) as site_id,
    spent.queue_id,
    spent.kind,
    spent.place,
    cast(count(*) as bigint) as stays,
    cast(count(distinct spent.source_id || '/' || spent.ticket_id) as bigint) as tickets,
    sum(spent.calendar_s) as calendar_s,
    sum(spent.business_s) as business_s,
    sum(spent.calendar_s) / nullif(max(total.calendar_s), 0) as resolution_time_share,
    sum(spent.business_s) / nullif(max(total.business_s), 0) as resolution_business_time_share,
from spent
inner join total
    on total.month = spent.month
    and total.queue_id = spent.queue_id
group by spent.month, spent.queue_id, spent.kind, spent.place
