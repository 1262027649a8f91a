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
        event.event_seq,
        event.event_type,
        event.actor_role,
        event.old_value,
        -- an empty value is "nobody", which is a change too
        coalesce(event.new_value, '') as new_value,
        coalesce(known_status.rank, 0) * 1000000 + event.event_seq as status_order,
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

state as (
    -- what a ticket is from this moment on, and what it was up to it
    select
        moment.source_id,
        moment.ticket_id,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        moment.at_utc,
        moment.actor_role,
        coalesce(last_value(moment.status ignore nulls) over life, ticket.first_status) as status,
        coalesce(last_value(moment.priority ignore nulls) over life, ticket.first_priority) as priority,
        coalesce(last_value(moment.assignee ignore nulls) over life, ticket.first_assignee) as assignee,
        coalesce(last_value(moment.queue ignore nulls) over life, ticket.first_queue) as queue,
        coalesce(last_value(moment.schedule ignore nulls) over life, ticket.first_schedule) as schedule,
        count(*) over past = 0 as is_first,
        coalesce(last_value(moment.status ignore nulls) over past, ticket.first_status) as status_before,
        coalesce(last_value(moment.priority ignore nulls) over past, ticket.first_priority) as priority_before,
        coalesce(last_value(moment.assignee ignore nulls) over past, ticket.first_assignee) as assignee_before,
        coalesce(last_value(moment.queue ignore nulls) over past, ticket.first_queue) as queue_before,
        coalesce(last_value(moment.schedule ignore nulls) over past, ticket.first_schedule) as schedule_before,
    from moment
    inner join ticket
        on ticket.source_id = moment.source_id
        and ticket.ticket_id = moment.ticket_id
    window
        life as (
            partition by moment.source_id, moment.ticket_id
            order by moment.at_utc
            rows between unbounded preceding and current row
        ),
        past as (
            partition by moment.source_id, moment.ticket_id
            order by moment.at_utc
            rows between unbounded preceding and 1 preceding
        )
),

changed as (
    select
        source_id,
        ticket_id,
        site_id,
        queue_id,
        business_date,
        at_utc,
        actor_role,
        status,
        priority,
        assignee,
        queue,
        schedule,
        case when not is_first then status_before end as previous_status,
    from state
    where is_first
        or status_before <> status
        or coalesce(priority_before, '') <> coalesce(priority, '')
        or coalesce(assignee_before, '') <> coalesce(assignee, '')
        or coalesce(queue_before, '') <> coalesce(queue, '')
        or coalesce(schedule_before, '') <> coalesce(schedule, '')
),

tile as (
    -- a change to what a ticket is already is none
    select
        changed.source_id,
        changed.ticket_id,
        changed.site_id,
        changed.queue_id,
        changed.business_date,
        changed.at_utc as started_at_utc,
        changed.status,
        changed.previous_status,
        changed.actor_role,
        nullif(changed.priority, '') as priority,
        nullif(changed.assignee, '') as assignee,
        nullif(changed.queue, '') as group_name,
        coalesce(
            changed.source_id || '/' || changed.schedule,
            default_schedule.calendar_id,
            queue_calendar.calendar_id,
            own_calendar.calendar_id
        ) as calendar_id,
        lead(changed.at_utc) over (
            partition by changed.source_id, changed.ticket_id
            order by changed.at_utc
        ) as ended_at_utc,
    from changed
    left join (
        select distinct
            source_id,
            calendar_id,
        from staging.schedule
        where is_default
    ) as default_schedule
        on default_schedule.source_id = changed.source_id
    left join config.queue_calendar as queue_calendar
        on queue_calendar.queue_id = changed.queue
    left join config.queue_calendar as own_calendar
        on own_calendar.queue_id = changed.queue_id
),

timed as (
    select
        tile.*,
        opening.open_before_s
            + case when opening.is_open then epoch(tile.started_at_utc) - epoch(opening.since_utc) else 0 end as clock_at_start_s,
        closing.open_before_s
            + case when closing.is_open then epoch(tile.ended_at_utc) - epoch(closing.since_utc) else 0 end as clock_at_end_s,
    from tile
    left join core.business_clock as opening
        on opening.calendar_id = tile.calendar_id
        and opening.date = cast(tile.started_at_utc as date)
        and tile.started_at_utc >= opening.since_utc
        and tile.started_at_utc < opening.until_utc
    left join core.business_clock as closing
        on closing.calendar_id = tile.calendar_id
        and closing.date = cast(tile.ended_at_utc as date)
        and tile.ended_at_utc >= closing.since_utc
        and tile.ended_at_utc < closing.until_utc
),

placed as (
    select
        timed.*,
        coalesce(site.day_start_s, 0) as day_start_s,
        timed.started_at_utc + interval '1 second' * coalesce(
            case
                when start_zone.switch_at is null or timed.started_at_utc < start_zone.switch_at then start_zone.offset_s
                else start_zone.offset_after_s
            end,
            0
        ) as started_at_local,
        timed.ended_at_utc + interval '1 second' * coalesce(
            case
                when end_zone.switch_at is null or timed.ended_at_utc < end_zone.switch_at then end_zone.offset_s
                else end_zone.offset_after_s
            end,
            0
        ) as ended_at_local,
    from timed
    left join config.site as site
        on site.site_id = timed.site_id
    left join config.zone_day as start_zone
        on start_zone.zone = site.timezone
        and start_zone.reading = 'utc'
        and start_zone.date = cast(timed.started_at_utc as date)
    left join config.zone_day as end_zone
        on end_zone.zone = site.timezone
        and end_zone.reading = 'utc'
        and end_zone.date = cast(timed.ended_at_utc as date)
)

select
    placed.source_id,
    placed.ticket_id,
    placed.site_id,
    placed.queue_id,
    placed.business_date,
    placed.started_at_utc,
    placed.ended_at_utc,
    -- business dates of both ends: a ticket is unsolved at the end of a day it began on or before and left after
    cast(placed.started_at_local - interval '1 second' * placed.day_start_s as date) as started_date,
    cast(placed.ended_at_local - interval '1 second' * placed.day_start_s as date) as ended_date,
    placed.status,
    placed.previous_status,
    -- a word nobody declared is no solution
    coalesce(known_status.is_unsolved, true) as is_unsolved,
    coalesce(previous_known.is_unsolved, true) as is_previous_unsolved,
    placed.actor_role,
    placed.priority,
    placed.assignee,
    placed.group_name,
    placed.calendar_id,
    epoch(placed.ended_at_utc) - epoch(placed.started_at_utc) as calendar_s,
    placed.clock_at_start_s,
    placed.clock_at_end_s - placed.clock_at_start_s as business_s,
    -- where a state had no calendar nobody can say how much business time had passed
    case
        when placed.clock_at_start_s is not null and count(*) over before = count(placed.clock_at_end_s - placed.clock_at_start_s) over before
            then coalesce(sum(placed.clock_at_end_s - placed.clock_at_start_s) over before, 0)
    end as business_before_s,
from placed
left join known_status
    on known_status.status = placed.status
left join known_status as previous_known
    on previous_known.status = placed.previous_status
window before as (
    partition by placed.source_id, placed.ticket_id
    order by placed.started_at_utc
    rows between unbounded preceding and 1 preceding
)
