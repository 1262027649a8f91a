-- description: Every promise about a ticket, one row a clock: what was promised and since when, how long it took, whether it was kept, and the instant at which the promised time was up.
-- grain: [source_id, ticket_id, metric, turn]
-- build: table
with asked as (
    -- the others run by the calendar without a pause: their time is up at the start and so much later.
    -- When a clock that pauses would have run out had it gone on, nobody knows
    select
        source_id,
        ticket_id,
        metric,
        turn,
        target_s,
        is_business,
        started_at_utc,
    from core.ticket_sla
    where case when metric in ('requester_wait', 'agent_work', 'pausable_update') then is_breached else is_business and elapsed_s is not null end
),

piece as (
    -- the states the clock ran through, the first from where it started
    select
        asked.*,
        greatest(span.started_at_utc, asked.started_at_utc) as from_utc,
        span.ended_at_utc,
        span.calendar_id,
        case
            when span.started_at_utc >= asked.started_at_utc then span.clock_at_start_s
            else reading.open_before_s
                + case when reading.is_open then epoch(asked.started_at_utc) - epoch(reading.since_utc) else 0 end
        end as reading_s,
        span.clock_at_start_s + span.business_s as reading_at_end_s,
        case asked.metric
            when 'requester_wait' then span.status in ('new', 'open', 'hold')
            when 'agent_work' then span.status in ('new', 'open')
            when 'pausable_update' then span.status <> 'pending'
            else true
        end as is_running,
    from asked
    inner join core.ticket_status_interval as span
        on span.source_id = asked.source_id
        and span.ticket_id = asked.ticket_id
        and (span.ended_at_utc > asked.started_at_utc or span.ended_at_utc is null)
    left join core.business_clock as reading
        on asked.is_business
        and span.started_at_utc < asked.started_at_utc
        and reading.calendar_id = span.calendar_id
        and reading.date = cast(asked.started_at_utc as date)
        and asked.started_at_utc >= reading.since_utc
        and asked.started_at_utc < reading.until_utc
),

timed as (
    select
        piece.*,
        case
            when not is_running then 0
            when is_business then reading_at_end_s - reading_s
            else epoch(ended_at_utc) - epoch(from_utc)
        end as ran_s,
    from piece
),

added as (
    select
        timed.*,
        coalesce(
            sum(ran_s) over (
                partition by source_id, ticket_id, metric, turn
                order by from_utc
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as ran_before_s,
    from timed
),

crossing as (
    -- the state in which the time was up, or in which it would have been had nothing changed any more
    select
        added.*,
        target_s - ran_before_s as left_s,
    from added
    where is_running
        and ran_before_s < target_s
        and (ran_before_s + ran_s >= target_s or ended_at_utc is null)
),

mark as (
    -- where each calendar opens, and the readings that are looked for: time that is up when it closes is up then, not when it opens again
    select
        calendar_id,
        open_before_s as reading_s,
        1 as place,
        since_utc,
        open_before_s,
        open_before_s + epoch(until_utc) - epoch(since_utc) as open_after_s,
        cast(null as varchar) as source_id,
        cast(null as varchar) as ticket_id,
        cast(null as varchar) as metric,
        cast(null as bigint) as turn,
    from core.business_clock
    where is_open
        and calendar_id in (select calendar_id from crossing where is_business)

    union all

    select
        calendar_id,
        reading_s + left_s as reading_s,
        0 as place,
        cast(null as timestamp) as since_utc,
        cast(null as double) as open_before_s,
        cast(null as double) as open_after_s,
        source_id,
        ticket_id,
        metric,
        turn,
    from crossing
    where is_business
),

found as (
    select
        source_id,
        ticket_id,
        metric,
        turn,
        reading_s - max(open_before_s) over earlier as since_s,
        reading_s <= max(open_after_s) over earlier as is_known,
        max(since_utc) over earlier as opened_at_utc,
    from mark
    window earlier as (
        partition by calendar_id
        order by reading_s, place
        rows between unbounded preceding and current row
    )
),

due as (
    select
        source_id,
        ticket_id,
        metric,
        turn,
        opened_at_utc + interval '1 second' * since_s as due_at_utc,
    from found
    where ticket_id is not null
        and is_known

    union all

    select
        source_id,
        ticket_id,
        metric,
        turn,
        from_utc + interval '1 second' * left_s as due_at_utc,
    from crossing
    where not is_business
)

select
    sla.source_id,
    sla.ticket_id,
    sla.metric,
    sla.turn,
    sla.site_id,
    sla.queue_id,
    sla.business_date,
    sla.priority,
    sla.policy,
    sla.target_s,
    sla.is_business,
    sla.started_at_utc,
    sla.ended_at_utc,
    sla.elapsed_s,
    sla.is_fulfilled,
    sla.is_breached,
    sla.is_due,
    case
        when due.due_at_utc is not null then due.due_at_utc
        when not sla.is_business and sla.metric not in ('requester_wait', 'agent_work', 'pausable_update')
            then sla.started_at_utc + interval '1 second' * sla.target_s
    end as due_at_utc,
    sla.is_conflict,
from core.ticket_sla as sla
left join due
    on due.source_id = sla.source_id
    and due.ticket_id = sla.ticket_id
    and due.metric = sla.metric
    and due.turn = sla.turn
