-- description: Every turn of a customer, from the first unanswered message to an agent's public answer, or to the solution that made one needless; the last may be open.
-- grain: [source_id, ticket_id, turn]
-- build: daily
with message as (
    select
        source_id,
        ticket_id,
        business_date,
        at_utc,
        event_seq,
        case
            when event_type = 'status' then 'solution'
            when actor_role = 'agent' then 'agent'
            else 'customer'
        end as speaker,
    from core.ticket_event
    where business_date between $from and $to
        and (
            (event_type = 'status' and new_value in ('solved', 'closed'))
            or (event_type = 'comment' and is_public and actor_role in ('agent', 'end_user') and not is_opening)
        )
),

heard as (
    select
        message.*,
        lag(speaker) over life as speaker_before,
        count(*) filter (where speaker = 'agent') over past as replies_before,
        min(case when speaker = 'agent' then at_utc end) over future as next_reply_at_utc,
        min(case when speaker <> 'customer' then at_utc end) over future as ended_at_utc,
    from message
    window
        life as (
            partition by source_id, ticket_id
            order by event_seq
        ),
        past as (
            partition by source_id, ticket_id
            order by event_seq
            rows between unbounded preceding and current row
        ),
        future as (
            partition by source_id, ticket_id
            order by event_seq
            rows between 1 following and unbounded following
        )
),

turn as (
    select
        source_id,
        ticket_id,
        business_date,
        row_number() over (
            partition by source_id, ticket_id
            order by event_seq
        ) as turn,
        replies_before,
        at_utc as asked_at_utc,
        ended_at_utc,
        next_reply_at_utc is not null and next_reply_at_utc = ended_at_utc as is_answered,
    from heard
    where speaker = 'customer'
        and (speaker_before is null or speaker_before <> 'customer')
),

business as (
    -- readings of the ticket's own business clock, whatever calendars it went through
    select
        turn.*,
        asked_tile.business_before_s
            + asked.open_before_s
            + case when asked.is_open then epoch(turn.asked_at_utc) - epoch(asked.since_utc) else 0 end
            - asked_tile.clock_at_start_s as asked_business_s,
        ended_tile.business_before_s
            + ended.open_before_s
            + case when ended.is_open then epoch(turn.ended_at_utc) - epoch(ended.since_utc) else 0 end
            - ended_tile.clock_at_start_s as ended_business_s,
        asked_tile.priority,
    from turn
    left join core.ticket_status_interval as asked_tile
        on asked_tile.source_id = turn.source_id
        and asked_tile.ticket_id = turn.ticket_id
        and asked_tile.business_date = turn.business_date
        and turn.asked_at_utc >= asked_tile.started_at_utc
        and (turn.asked_at_utc < asked_tile.ended_at_utc or asked_tile.ended_at_utc is null)
    left join core.business_clock as asked
        on asked.calendar_id = asked_tile.calendar_id
        and asked.date = cast(turn.asked_at_utc as date)
        and turn.asked_at_utc >= asked.since_utc
        and turn.asked_at_utc < asked.until_utc
    left join core.ticket_status_interval as ended_tile
        on ended_tile.source_id = turn.source_id
        and ended_tile.ticket_id = turn.ticket_id
        and ended_tile.business_date = turn.business_date
        and turn.ended_at_utc >= ended_tile.started_at_utc
        and (turn.ended_at_utc < ended_tile.ended_at_utc or ended_tile.ended_at_utc is null)
    left join core.business_clock as ended
        on ended.calendar_id = ended_tile.calendar_id
        and ended.date = cast(turn.ended_at_utc as date)
        and turn.ended_at_utc >= ended.since_utc
        and turn.ended_at_utc < ended.until_utc
)

select
    business.source_id,
    business.ticket_id,
    cast(business.turn as bigint) as turn,
    ticket.site_id,
    ticket.queue_id,
    business.business_date,
    -- a turn before any answer of an agent is what the first response is measured by
    business.replies_before > 0 as is_follow_up,
    business.asked_at_utc,
    business.ended_at_utc,
    business.is_answered,
    epoch(business.ended_at_utc) - epoch(business.asked_at_utc) as reply_s,
    business.ended_business_s - business.asked_business_s as reply_business_s,
    business.asked_business_s,
    business.priority,
    -- of the ticket: three KPIs ask for it, and joining it once is cheaper
    coalesce(ticket.is_counted, false) as is_counted,
    coalesce(ticket.is_conflict, false) as is_conflict,
from business
left join core.ticket as ticket
    on ticket.source_id = business.source_id
    and ticket.ticket_id = business.ticket_id
    and ticket.business_date between $from and $to
