-- description: The life of every ticket rebuilt from its history: states, with who and which queue had it, its priority and calendar; they follow each other without gap from creation on, the last is open-ended.
-- grain: [source_id, ticket_id, started_at_utc]
-- build: daily
with known_status(status, rank, is_unsolved) as (
    values
        ('new', 1, true),
        ('open', 2, true),
        ('pending', 3, true),
        ('hold', 4, true),
        ('solved', 5, false),
        ('closed', 6, false),
        ('deleted', 7, false)
),

change as (
    select
        event.source_id,
        event.ticket_id,
        -- a clock that was wrong may put an event before the ticket
        greatest(event.at_utc, ticket.created_at_utc) as at_utc,
        -- as small as they may be: every moment keeps several of them
        cast(event.event_seq as integer) as event_seq,
        event.event_type,
        event.actor_role,
        event.old_value,
        -- an empty value is "nobody", which is a change too
        coalesce(event.new_value, '') as new_value,
        coalesce(known_status.rank, 0) * 1000000 + cast(event.event_seq as integer) as status_order,
    from core.ticket_event as event
    inner join staging.ticket as ticket
        on ticket.source_id = event.source_id
        and ticket.ticket_id = event.ticket_id
    left join known_status
        on event.event_type = 'status'
        and known_status.status = event.new_value
    where event.business_date between $from and $to
        and ticket.business_date between $from and $to
        and event.event_type in ('status', 'priority', 'assign', 'group', 'schedule')
        and (event.event_type <> 'status' or event.new_value is not null)
),

origin as (
    -- what a ticket began with, told by the first change of each kind
    select
        source_id,
        ticket_id,
        bool_or(event_type = 'status') as has_status,
        bool_or(event_type = 'priority') as has_priority,
        bool_or(event_type = 'assign') as has_assign,
        bool_or(event_type = 'group') as has_group,
        arg_min(old_value, event_seq) filter (where event_type = 'status') as status,
        arg_min(old_value, event_seq) filter (where event_type = 'priority') as priority,
        arg_min(coalesce(old_value, ''), event_seq) filter (where event_type = 'assign') as assignee,
        arg_min(old_value, event_seq) filter (where event_type = 'group') as queue,
        arg_min(new_value, event_seq) filter (where event_type = 'schedule') as schedule,
        arg_min(at_utc, event_seq) filter (where event_type = 'schedule') as schedule_at_utc,
    from change
    group by source_id, ticket_id
),

ticket as (
    select
        ticket.source_id,
        ticket.ticket_id,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        ticket.created_at_utc,
        ticket.status as status_now,
        coalesce(origin.has_status, false) as has_status,
        -- without a history of states the export's own dates stand for it, and without those its last update
        case
            when coalesce(origin.has_status, false) or ticket.status in ('new', 'open', 'pending', 'hold') then null
            when ticket.status in ('solved', 'closed')
                and coalesce(ticket.solved_at_utc, ticket.closed_at_utc, ticket.updated_at_utc) is not null
                then greatest(ticket.created_at_utc, coalesce(ticket.solved_at_utc, ticket.closed_at_utc, ticket.updated_at_utc))
            when ticket.status = 'deleted' and ticket.updated_at_utc is not null
                then greatest(ticket.created_at_utc, ticket.updated_at_utc)
            when ticket.status = 'unmapped' and coalesce(ticket.solved_at_utc, ticket.closed_at_utc) is not null
                then greatest(ticket.created_at_utc, coalesce(ticket.solved_at_utc, ticket.closed_at_utc))
            when ticket.status is null and coalesce(ticket.solved_at_utc, ticket.closed_at_utc) is not null
                then greatest(ticket.created_at_utc, coalesce(ticket.solved_at_utc, ticket.closed_at_utc))
        end as ended_at_utc,
        case
            when not coalesce(origin.has_status, false)
                and ticket.status = 'closed'
                and ticket.closed_at_utc > greatest(ticket.created_at_utc, ticket.solved_at_utc)
                then ticket.closed_at_utc
        end as closed_at_utc,
        case
            when origin.has_status then coalesce(origin.status, 'new')
            when ticket.status in ('solved', 'closed')
                and coalesce(ticket.solved_at_utc, ticket.closed_at_utc, ticket.updated_at_utc) is not null then 'new'
            when ticket.status = 'deleted' and ticket.updated_at_utc is not null then 'new'
            when ticket.status = 'unmapped' and coalesce(ticket.solved_at_utc, ticket.closed_at_utc) is not null then 'new'
            else coalesce(ticket.status, 'new')
        end as first_status,
        case when origin.has_priority then origin.priority else ticket.priority end as first_priority,
        case when origin.has_assign then origin.assignee else coalesce(ticket.assignee, '') end as first_assignee,
        case when origin.has_group then origin.queue else ticket.queue_id end as first_queue,
        -- a schedule given within five seconds of creation was the ticket's from the start
        case
            when origin.schedule_at_utc <= ticket.created_at_utc + interval '5 seconds' then origin.schedule
        end as first_schedule,
    from staging.ticket as ticket
    left join origin
        on origin.source_id = ticket.source_id
        and origin.ticket_id = ticket.ticket_id
    where ticket.business_date between $from and $to
),

moment as (
    select
        source_id,
        ticket_id,
        at_utc,
        -- two changes within a second: the one further along the ticket's way is the later one
        arg_max(new_value, status_order) filter (where event_type = 'status') as status,
        arg_max(actor_role, status_order) filter (where event_type = 'status') as actor_role,
        arg_max(new_value, event_seq) filter (where event_type = 'priority') as priority,
        arg_max(new_value, event_seq) filter (where event_type = 'assign') as assignee,
        arg_max(new_value, event_seq) filter (where event_type = 'group') as queue,
        arg_max(new_value, event_seq) filter (where event_type = 'schedule') as schedule,
    from (
        select
            source_id,
            ticket_id,
            at_utc,
            event_seq,
            event_type,
            actor_role,
            new_value,
            status_order,
        from change

        union all

        select
            source_id,
            ticket_id,
            created_at_utc as at_utc,
            0 as event_seq,
            'birth' as event_type,
            cast(null as varchar) as actor_role,
            '' as new_value,
            0 as status_order,
        from ticket

        union all

        select
            source_id,
            ticket_id,
            ended_at_utc as at_utc,
            0 as event_seq,
            'status' as event_type,
            cast(null as varchar) as actor_role,
            case when status_now in ('closed', 'deleted') and closed_at_utc is null then status_now else 'solved' end as new_value,
            5000000 as status_order,
        from ticket
        where ended_at_utc is not null

        union all

        select
            source_id,
            ticket_id,
            closed_at_utc as at_utc,
            0 as event_seq,
            'status' as event_type,
            cast(null as varchar) as actor_role,
            'closed' as new_value,
            6000000 as status_order,
        from ticket
        where closed_at_utc is not null
    ) as told
    group by source_id, ticket_id, at_utc
),

placed as (
    -- what a moment says, and what the ticket was up to it
    select
        moment.*,
        last_value(status ignore nulls) over past as known_status,
        last_value(priority ignore nulls) over past as known_priority,
        last_value(assignee ignore nulls) over past as known_assignee,
        last_value(queue ignore nulls) over past as known_queue,
        last_value(schedule ignore nulls) over past as known_schedule,
    from moment
    window past as (
        partition by source_id, ticket_id
        order by at_utc
        rows between unbounded preceding and 1 preceding
    )
),

state as (
    select
        placed.source_id,
        placed.ticket_id,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        placed.at_utc,
        placed.actor_role,
        placed.at_utc = ticket.created_at_utc as is_first,
        coalesce(placed.status, placed.known_status, ticket.first_status) as status,
        coalesce(placed.priority, placed.known_priority, ticket.first_priority) as priority,
        coalesce(placed.assignee, placed.known_assignee, ticket.first_assignee) as assignee,
        coalesce(placed.queue, placed.known_queue, ticket.first_queue) as queue,
        coalesce(placed.schedule, placed.known_schedule, ticket.first_schedule) as schedule,
        coalesce(placed.known_status, ticket.first_status) as status_before,
        coalesce(placed.known_priority, ticket.first_priority) as priority_before,
        coalesce(placed.known_assignee, ticket.first_assignee) as assignee_before,
        coalesce(placed.known_queue, ticket.first_queue) as queue_before,
        coalesce(placed.known_schedule, ticket.first_schedule) as schedule_before,
    from placed
    inner join ticket
        on ticket.source_id = placed.source_id
        and ticket.ticket_id = placed.ticket_id
),

changed as (
    -- a change to what a ticket is already is none
    select
        source_id,
        ticket_id,
        site_id,
        queue_id,
        business_date,
        at_utc,
        actor_role,
        status,
        case when not is_first then status_before end as previous_status,
        nullif(priority, '') as priority,
        nullif(assignee, '') as assignee,
        nullif(queue, '') as group_name,
        queue,
        schedule,
        queue_before,
        schedule_before,
        is_first,
    from state
    where is_first
        or status_before <> status
        or coalesce(priority_before, '') <> coalesce(priority, '')
        or coalesce(assignee_before, '') <> coalesce(assignee, '')
        or coalesce(queue_before, '') <> coalesce(queue, '')
        or coalesce(schedule_before, '') <> coalesce(schedule, '')
),

desk_default as (
    select distinct
        source_id,
        calendar_id,
    from staging.schedule
    where is_default
),

ruled as (
    -- the calendar a state is read on, and the one that the state before it was read on
    select
        changed.*,
        coalesce(
            changed.source_id || '/' || changed.schedule,
            desk_default.calendar_id,
            queue_calendar.calendar_id,
            own_calendar.calendar_id
        ) as calendar_id,
        case
            when not changed.is_first
                then coalesce(
                    changed.source_id || '/' || changed.schedule_before,
                    desk_default.calendar_id,
                    former_calendar.calendar_id,
                    own_calendar.calendar_id
                )
        end as former_calendar_id,
    from changed
    left join desk_default
        on desk_default.source_id = changed.source_id
    left join config.queue_calendar as queue_calendar
        on queue_calendar.queue_id = changed.queue
    left join config.queue_calendar as former_calendar
        on former_calendar.queue_id = changed.queue_before
    left join config.queue_calendar as own_calendar
        on own_calendar.queue_id = changed.queue_id
),

timed as (
    select
        ruled.*,
        opening.open_before_s
            + case when opening.is_open then epoch(ruled.at_utc) - epoch(opening.since_utc) else 0 end as clock_s,
        case
            when ruled.former_calendar_id = ruled.calendar_id
                then opening.open_before_s
                    + case when opening.is_open then epoch(ruled.at_utc) - epoch(opening.since_utc) else 0 end
            else closing.open_before_s
                + case when closing.is_open then epoch(ruled.at_utc) - epoch(closing.since_utc) else 0 end
        end as former_clock_s,
        cast(
            ruled.at_utc
            + interval '1 second' * coalesce(
                case
                    when zone_day.switch_at is null or ruled.at_utc < zone_day.switch_at then zone_day.offset_s
                    else zone_day.offset_after_s
                end,
                0
            )
            - interval '1 second' * coalesce(site.day_start_s, 0) as date
        ) as started_date,
    from ruled
    left join core.business_clock as opening
        on opening.calendar_id = ruled.calendar_id
        and opening.date = cast(ruled.at_utc as date)
        and ruled.at_utc >= opening.since_utc
        and ruled.at_utc < opening.until_utc
    left join core.business_clock as closing
        on closing.calendar_id = case when ruled.former_calendar_id <> ruled.calendar_id then ruled.former_calendar_id end
        and closing.date = cast(ruled.at_utc as date)
        and ruled.at_utc >= closing.since_utc
        and ruled.at_utc < closing.until_utc
    left join config.site as site
        on site.site_id = ruled.site_id
    left join config.zone_day as zone_day
        on zone_day.zone = site.timezone
        and zone_day.reading = 'utc'
        and zone_day.date = cast(ruled.at_utc as date)
),

tile as (
    select
        timed.*,
        lead(at_utc) over life as ended_at_utc,
        lead(started_date) over life as ended_date,
        lead(former_clock_s) over life as clock_at_end_s,
        -- where a state had no calendar nobody can say how much business time had passed
        bool_and(clock_s is not null and (is_first or former_clock_s is not null)) over so_far as is_clocked,
        -- open time of the states before: what the clocks read when they ended less what they read when they began
        sum(cast(coalesce(former_clock_s, 0) as decimal(18, 6)) - cast(clock_s as decimal(18, 6))) over so_far as read_s,
    from timed
    window
        life as (
            partition by source_id, ticket_id
            order by at_utc
        ),
        so_far as (
            partition by source_id, ticket_id
            order by at_utc
            rows between unbounded preceding and current row
        )
)

select
    tile.source_id,
    tile.ticket_id,
    tile.site_id,
    tile.queue_id,
    tile.business_date,
    tile.at_utc as started_at_utc,
    tile.ended_at_utc,
    -- business dates of both ends: a ticket is unsolved at the end of a day it began on or before and left after
    tile.started_date,
    tile.ended_date,
    tile.status,
    tile.previous_status,
    -- a word nobody declared is no solution
    coalesce(known_status.is_unsolved, true) as is_unsolved,
    coalesce(previous_known.is_unsolved, true) as is_previous_unsolved,
    tile.actor_role,
    tile.priority,
    tile.assignee,
    tile.group_name,
    tile.calendar_id,
    epoch(tile.ended_at_utc) - epoch(tile.at_utc) as calendar_s,
    tile.clock_s as clock_at_start_s,
    tile.clock_at_end_s - tile.clock_s as business_s,
    case
        when tile.is_clocked then cast(tile.read_s + cast(tile.clock_s as decimal(18, 6)) as double)
    end as business_before_s,
from tile
left join known_status
    on known_status.status = tile.status
left join known_status as previous_known
    on previous_known.status = tile.previous_status
