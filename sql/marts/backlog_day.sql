-- description: Unsolved tickets at the end of every day, by queue and priority at that moment, with how old they are and how many days of work they hold.
-- grain: [queue_id, priority, business_date]
-- build: daily
-- reach_days: open
with standing as (
    -- at local midnight a ticket is in the state that began on or before the day and ends after it
    select
        ticket.site_id,
        ticket.queue_id,
        coalesce(span.priority, 'none') as priority,
        calendar.date as business_date,
        ticket.is_conflict,
        calendar.date - ticket.business_date as age_days,
    from core.ticket_status_interval as span
    inner join core.ticket as ticket
        on ticket.source_id = span.source_id
        and ticket.ticket_id = span.ticket_id
    cross join ops.data_through as data_through
    inner join config.dates as calendar
        on calendar.date >= span.started_date
        and (calendar.date < span.ended_date or span.ended_date is null)
        and calendar.date <= data_through.business_date
    where span.is_unsolved
        and ticket.is_counted
        and calendar.date between $from and $to
),

solved as (
    -- mean solutions a day over the last four weeks
    select
        ticket.queue_id,
        calendar.date as business_date,
        count(*) / 28.0 as solved_per_day,
    from core.ticket_status_interval as span
    inner join core.ticket as ticket
        on ticket.source_id = span.source_id
        and ticket.ticket_id = span.ticket_id
    inner join config.dates as calendar
        on calendar.date >= span.started_date
        and calendar.date < span.started_date + 28
    where span.status in ('solved', 'closed')
        and span.is_previous_unsolved
        and ticket.is_counted
        and calendar.date between $from and $to
    group by ticket.queue_id, calendar.date
)

select
    max(standing.site_id) as site_id,
    standing.queue_id,
    standing.priority,
    standing.business_date,
    cast(count(*) as bigint) as backlog,
    cast(count(*) filter (where standing.is_conflict) as bigint) as backlog_conflicts,
    percentile_cont(0.5) within group (order by standing.age_days) as age_p50_days,
    percentile_cont(0.9) within group (order by standing.age_days) as age_p90_days,
    cast(count(*) filter (where standing.age_days <= 1) as bigint) as aged_0_1_days,
    cast(count(*) filter (where standing.age_days > 1 and standing.age_days <= 3) as bigint) as aged_1_3_days,
    cast(count(*) filter (where standing.age_days > 3 and standing.age_days <= 7) as bigint) as aged_3_7_days,
    cast(count(*) filter (where standing.age_days > 7 and standing.age_days <= 14) as bigint) as aged_7_14_days,
    cast(count(*) filter (where standing.age_days > 14 and standing.age_days <= 30) as bigint) as aged_14_30_days,
    cast(count(*) filter (where standing.age_days > 30) as bigint) as aged_over_30_days,
    count(*) / nullif(max(solved.solved_per_day), 0) as days_of_work,
from standing
left join solved
    on solved.queue_id = standing.queue_id
    and solved.business_date = standing.business_date
where standing.business_date between $from and $to
group by standing.queue_id, standing.priority, standing.business_date
