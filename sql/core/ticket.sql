-- description: Tickets with what became of them: first response, solution, reopenings, on the business day of their creation.
-- grain: [source_id, ticket_id]
-- build: daily
with first_response as (
    select
        source_id,
        ticket_id,
        min(at_utc) as first_response_at_utc,
    from core.ticket_event
    where business_date between $from and $to
        and event_type = 'comment'
        and is_public
        and actor_role = 'agent'
        and not is_opening
    group by source_id, ticket_id
),

life as (
    select
        span.source_id,
        span.ticket_id,
        -- solved is left and entered again; closed after solved is no second solution, closed without solved is one
        min(span.started_at_utc) filter (
            where span.status in ('solved', 'closed') and span.is_previous_unsolved
        ) as first_solved_at_utc,
        max(span.started_at_utc) filter (
            where span.status in ('solved', 'closed') and span.is_previous_unsolved
        ) as last_solved_at_utc,
        cast(count(*) filter (
            where span.is_unsolved and not span.is_previous_unsolved
        ) as bigint) as reopens,
        bool_or(span.status in ('solved', 'closed') and span.ended_at_utc is null) as is_solved,
        -- the state the ticket is in when its time is up: solved by then, and not reopened by then
        bool_or(
            span.status in ('solved', 'closed')
            and span.started_at_utc
                <= ticket.created_at_utc + interval '1 second' * (86400 * centre.resolution_maturity_days)
            and (
                span.ended_at_utc is null
                or span.ended_at_utc
                    > ticket.created_at_utc + interval '1 second' * (86400 * centre.resolution_maturity_days)
            )
        ) as is_resolved_in_maturity,
    from core.ticket_status_interval as span
    inner join staging.ticket as ticket
        on ticket.source_id = span.source_id
        and ticket.ticket_id = span.ticket_id
    cross join config.centre as centre
    where span.business_date between $from and $to
        and ticket.business_date between $from and $to
    group by span.source_id, span.ticket_id
),

due as (
    select
        ticket.source_id,
        ticket.ticket_id,
        queue_day.first_response_target_s,
        -- on the wall clock of the site: an hour's error on the two days of a clock change moves no date but near midnight
        cast(
            ticket.created_at_local
            + interval '1 second' * queue_day.first_response_target_s
            - interval '1 second' * coalesce(site.day_start_s, 0) as date
        ) as first_response_due_date,
    from staging.ticket as ticket
    left join config.queue_day as queue_day
        on queue_day.queue_id = ticket.queue_id
        and queue_day.business_date = ticket.business_date
    left join config.site as site
        on site.site_id = ticket.site_id
    where ticket.business_date between $from and $to
)

select
    ticket.source_id,
    ticket.ticket_id,
    ticket.site_id,
    ticket.queue_id,
    ticket.business_date,
    ticket.created_at_utc,
    ticket.created_at_local,
    ticket.status,
    ticket.priority,
    ticket.type,
    ticket.channel,
    ticket.requester_key,
    ticket.assignee,
    ticket.contact_id,
    ticket.topic,
    first_response.first_response_at_utc,
    epoch(first_response.first_response_at_utc) - epoch(ticket.created_at_utc) as first_response_s,
    due.first_response_target_s,
    due.first_response_due_date,
    life.first_solved_at_utc,
    life.last_solved_at_utc,
    case when life.is_solved then epoch(life.last_solved_at_utc) - epoch(ticket.created_at_utc) end as resolution_s,
    coalesce(life.is_solved, false) as is_solved,
    coalesce(life.is_resolved_in_maturity, false) as is_resolved_in_maturity,
    coalesce(life.reopens, 0) as reopens,
    ticket.is_merged,
    ticket.is_spam,
    ticket.refund_amount,
    ticket.file_id,
    ticket.line,
from staging.ticket as ticket
left join first_response
    on first_response.source_id = ticket.source_id
    and first_response.ticket_id = ticket.ticket_id
left join life
    on life.source_id = ticket.source_id
    and life.ticket_id = ticket.ticket_id
left join due
    on due.source_id = ticket.source_id
    and due.ticket_id = ticket.ticket_id
where ticket.business_date between $from and $to
