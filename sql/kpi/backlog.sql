-- name: Backlog
-- description: Tickets unsolved at the end of the site's business day, rebuilt from status histories; a month's value is that of its last day.
-- unit: count
-- better: lower
-- measure: snapshot
-- independent: false
-- version: 1
-- subset: conflict
-- reach_days: open
with spell as (
    -- the days from and until which tickets were unsolved
    select
        span.site_id,
        span.queue_id,
        ticket.is_conflict,
        span.started_date,
        span.ended_date,
        count(*) as tickets,
    from core.ticket_status_interval as span
    inner join core.ticket as ticket
        on ticket.source_id = span.source_id
        and ticket.ticket_id = span.ticket_id
    where span.is_unsolved
        and span.started_date <= $to
        and ticket.is_counted
    group by span.site_id, span.queue_id, ticket.is_conflict, span.started_date, span.ended_date
),

change as (
    -- a ticket adds one when it becomes unsolved and takes it away when it no longer is; what came before counts on day one
    select
        site_id,
        queue_id,
        is_conflict,
        case when started_date < $from then $from else started_date end as business_date,
        tickets as unsolved,
    from spell

    union all

    select
        site_id,
        queue_id,
        is_conflict,
        case when ended_date < $from then $from else ended_date end as business_date,
        -tickets as unsolved,
    from spell
    where ended_date <= $to
),

team as (
    select
        site_id,
        queue_id,
        is_conflict,
        min(business_date) as first_date,
    from change
    group by site_id, queue_id, is_conflict
),

net_change as (
    select
        site_id,
        queue_id,
        is_conflict,
        business_date,
        sum(unsolved) as unsolved,
    from change
    group by site_id, queue_id, is_conflict, business_date
),

day as (
    select
        team.site_id,
        team.queue_id,
        team.is_conflict,
        calendar.date as business_date,
    from team
    inner join config.dates as calendar
        on calendar.date >= team.first_date
    cross join ops.data_through as data_through
    where calendar.date between $from and $to
        and calendar.date <= data_through.business_date
)

select
    day.site_id,
    day.queue_id,
    day.is_conflict,
    cast(null as timestamp) as interval_start_utc,
    day.business_date,
    cast(sum(coalesce(net_change.unsolved, 0)) over (
        partition by day.site_id, day.queue_id, day.is_conflict
        order by day.business_date
        rows between unbounded preceding and current row
    ) as bigint) as numerator,
from day
left join net_change
    on net_change.queue_id = day.queue_id
    and net_change.is_conflict = day.is_conflict
    and net_change.site_id is not distinct from day.site_id
    and net_change.business_date = day.business_date
where day.business_date between $from and $to
