-- description: Every promise about a ticket as a clock: since when, how long, whether it was kept. The priority is the one in force when the clock started; one that ran out while still open is broken at once.
-- grain: [source_id, ticket_id, metric, turn]
-- build: daily
-- reach_days: 45
with through as (
    -- the end of the last complete day, on each site's clock: nobody looks at any other
    select
        site.site_id,
        cast(data_through.business_date + 1 as timestamp)
            + interval '1 second' * site.day_start_s
            - interval '1 second' * zone_day.offset_s as through_utc,
    from config.site as site
    cross join ops.data_through as data_through
    inner join config.zone_day as zone_day
        on zone_day.zone = site.timezone
        and zone_day.reading = 'local'
        and zone_day.date = data_through.business_date + 1
),

life as (
    select
        span.source_id,
        span.ticket_id,
        arg_min(span.priority, span.started_at_utc) as first_priority,
        max(span.started_at_utc) as last_started_at_utc,
        arg_max(span.calendar_id, span.started_at_utc) as calendar_id,
        arg_max(span.clock_at_start_s, span.started_at_utc) as clock_at_start_s,
        arg_max(span.business_before_s, span.started_at_utc) as business_before_s,
        arg_max(span.status, span.started_at_utc) as last_status,
        max(through.through_utc) as through_utc,
    from core.ticket_status_interval as span
    left join through
        on through.site_id = span.site_id
    where span.business_date between $from and $to
    group by span.source_id, span.ticket_id
),

standing as (
    -- what the clocks of a ticket read at the end of the last complete day
    select
        life.source_id,
        life.ticket_id,
        life.first_priority,
        life.last_status,
        greatest(life.through_utc, life.last_started_at_utc) as standing_utc,
        greatest(epoch(life.through_utc) - epoch(life.last_started_at_utc), 0) as last_s,
        life.business_before_s,
        greatest(
            reading.open_before_s
                + case when reading.is_open then epoch(life.through_utc) - epoch(reading.since_utc) else 0 end
                - life.clock_at_start_s,
            0
        ) as last_business_s,
    from life
    left join core.business_clock as reading
        on reading.calendar_id = life.calendar_id
        and reading.date = cast(life.through_utc as date)
        and life.through_utc >= reading.since_utc
        and life.through_utc < reading.until_utc
),

ticket as (
    select
        ticket.*,
        standing.first_priority,
        standing.standing_utc,
        standing.business_before_s + standing.last_business_s as business_standing_s,
        case when standing.last_status in ('new', 'open', 'hold') then standing.last_s else 0 end as waiting_standing_s,
        case when standing.last_status in ('new', 'open', 'hold') then standing.last_business_s else 0 end as waiting_standing_business_s,
        case when standing.last_status in ('new', 'open') then standing.last_s else 0 end as working_standing_s,
        case when standing.last_status in ('new', 'open') then standing.last_business_s else 0 end as working_standing_business_s,
        case when standing.last_status = 'pending' then standing.last_s else 0 end as pending_standing_s,
        case when standing.last_status = 'pending' then standing.last_business_s else 0 end as pending_standing_business_s,
    from core.ticket as ticket
    inner join standing
        on standing.source_id = ticket.source_id
        and standing.ticket_id = ticket.ticket_id
    where ticket.business_date between $from and $to
        and ticket.is_counted
),

every_clock as (
    -- an unanswered ticket that was solved waits no longer: its clock stops with the solution, unfulfilled
    select
        source_id,
        ticket_id,
        'first_reply' as metric,
        0 as turn,
        created_at_utc as started_at_utc,
        coalesce(first_response_at_utc, first_solved_at_utc) as ended_at_utc,
        first_response_at_utc is not null as is_fulfilled,
        coalesce(first_response_s, first_resolution_s, epoch(standing_utc) - epoch(created_at_utc)) as calendar_s,
        case
            when first_response_at_utc is not null then first_response_business_s
            when first_solved_at_utc is not null then first_resolution_business_s
            else business_standing_s
        end as business_s,
        first_priority as priority,
    from ticket
    where is_response_known

    union all

    select
        reply.source_id,
        reply.ticket_id,
        'next_reply' as metric,
        reply.turn,
        reply.asked_at_utc as started_at_utc,
        reply.ended_at_utc,
        reply.is_answered as is_fulfilled,
        coalesce(reply.reply_s, greatest(epoch(ticket.standing_utc) - epoch(reply.asked_at_utc), 0)) as calendar_s,
        coalesce(reply.reply_business_s, greatest(ticket.business_standing_s - reply.asked_business_s, 0)) as business_s,
        coalesce(reply.priority, ticket.first_priority) as priority,
    from core.ticket_reply as reply
    inner join ticket
        on ticket.source_id = reply.source_id
        and ticket.ticket_id = reply.ticket_id
    where reply.is_follow_up
        and reply.business_date between $from and $to

    union all

    select
        source_id,
        ticket_id,
        'first_resolution' as metric,
        0 as turn,
        created_at_utc as started_at_utc,
        first_solved_at_utc as ended_at_utc,
        first_solved_at_utc is not null as is_fulfilled,
        coalesce(first_resolution_s, epoch(standing_utc) - epoch(created_at_utc)) as calendar_s,
        coalesce(first_resolution_business_s, business_standing_s) as business_s,
        first_priority as priority,
    from ticket
    where not is_solved_before_created

    union all

    select
        source_id,
        ticket_id,
        'resolution' as metric,
        0 as turn,
        created_at_utc as started_at_utc,
        case when is_solved then last_solved_at_utc end as ended_at_utc,
        is_solved as is_fulfilled,
        coalesce(resolution_s, epoch(standing_utc) - epoch(created_at_utc)) as calendar_s,
        coalesce(resolution_business_s, business_standing_s) as business_s,
        first_priority as priority,
    from ticket
    where not is_solved_before_created

    union all

    select
        source_id,
        ticket_id,
        'requester_wait' as metric,
        0 as turn,
        created_at_utc as started_at_utc,
        case when is_solved then last_solved_at_utc end as ended_at_utc,
        is_solved as is_fulfilled,
        requester_wait_s + waiting_standing_s as calendar_s,
        requester_wait_business_s + waiting_standing_business_s as business_s,
        first_priority as priority,
    from ticket

    union all

    select
        source_id,
        ticket_id,
        'agent_work' as metric,
        0 as turn,
        created_at_utc as started_at_utc,
        case when is_solved then last_solved_at_utc end as ended_at_utc,
        is_solved as is_fulfilled,
        agent_work_s + working_standing_s as calendar_s,
        agent_work_business_s + working_standing_business_s as business_s,
        first_priority as priority,
    from ticket

    union all

    -- a solution is an update too, and none is owed after it
    select
        said.source_id,
        said.ticket_id,
        kind.metric,
        said.turn,
        said.said_at_utc as started_at_utc,
        said.ended_at_utc,
        said.ended_at_utc is not null as is_fulfilled,
        coalesce(said.update_s, greatest(epoch(ticket.standing_utc) - epoch(said.said_at_utc), 0))
            - kind.paused * (said.pending_s + case when said.ended_at_utc is null then ticket.pending_standing_s else 0 end) as calendar_s,
        coalesce(said.update_business_s, greatest(ticket.business_standing_s - said.said_business_s, 0))
            - kind.paused
            * (said.pending_business_s + case when said.ended_at_utc is null then ticket.pending_standing_business_s else 0 end) as business_s,
        coalesce(said.priority, ticket.first_priority) as priority,
    from core.ticket_update as said
    inner join ticket
        on ticket.source_id = said.source_id
        and ticket.ticket_id = said.ticket_id
    cross join (values ('periodic_update', 0), ('pausable_update', 1)) as kind(metric, paused)
    where said.business_date between $from and $to
),

policy as (
    -- what the desk put on a ticket: a policy of its tables, the name of one, or the promise itself
    select
        event.source_id,
        event.ticket_id,
        event.at_utc,
        event.new_value,
        case
            when event.event_type = 'sla_policy' and known.policy_id is null then 'name'
            when event.event_type = 'sla_policy' then 'policy'
            when event.event_type = 'total_resolution_time' then 'resolution'
            else replace(event.event_type, '_time', '')
        end as promised,
        lead(event.at_utc) over applied as until_utc,
        row_number() over applied as applied_seq,
    from core.ticket_event as event
    left join (
        select distinct
            source_id,
            policy_id,
        from staging.sla_target
    ) as known
        on known.source_id = event.source_id
        and known.policy_id = event.new_value
    where event.business_date between $from and $to
        and event.event_type in (
            'sla_policy',
            'first_reply_time',
            'next_reply_time',
            'requester_wait_time',
            'agent_work_time',
            'periodic_update_time',
            'pausable_update_time',
            'total_resolution_time'
        )
        and event.new_value is not null
    window applied as (
        -- a name and the policy it names come together, and neither replaces the other
        partition by event.source_id, event.ticket_id, event.event_type, known.policy_id is null
        order by event.event_seq
    )
),

wanted as (
    -- clocks that nobody has promised anything about are not looked at
    select metric
    from config.sla_target

    union

    select metric
    from staging.sla_target

    union

    select promised as metric
    from policy

    union

    select 'resolution' as metric
    from ticket
    where vendor_due_at_utc is not null

    union

    select 'first_reply' as metric
),

clock as (
    select
        every_clock.*,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        ticket.is_conflict,
        ticket.first_response_target_s,
        ticket.vendor_due_at_utc,
    from every_clock
    inner join wanted
        on wanted.metric = every_clock.metric
    inner join ticket
        on ticket.source_id = every_clock.source_id
        and ticket.ticket_id = every_clock.ticket_id
),

in_force as (
    -- what was promised when the clock started, or else the first promise given while it ran; for the first reply also one given
    -- after the answer. As with schedules, what comes within five seconds was there from the start
    select
        clock.source_id,
        clock.ticket_id,
        clock.metric,
        clock.turn,
        clock.priority,
        greatest(clock.started_at_utc, policy.at_utc) as since_utc,
        policy.promised,
        policy.new_value,
    from clock
    inner join policy
        on policy.source_id = clock.source_id
        and policy.ticket_id = clock.ticket_id
        and (policy.until_utc > clock.started_at_utc + interval '5 seconds' or policy.until_utc is null)
        and (policy.at_utc <= clock.started_at_utc + interval '5 seconds' or policy.applied_seq = 1)
        and (policy.at_utc <= clock.ended_at_utc + interval '5 seconds' or clock.ended_at_utc is null or clock.metric = 'first_reply')
),

promise as (
    select
        in_force.source_id,
        in_force.ticket_id,
        in_force.metric,
        in_force.turn,
        1 as precedence,
        0 as misfit,
        target.target_s,
        target.is_business,
        in_force.new_value as policy,
    from in_force
    inner join staging.sla_target as target
        on in_force.promised = 'policy'
        and target.source_id = in_force.source_id
        and target.policy_id = in_force.new_value
        and target.metric = in_force.metric
        and (target.priority = in_force.priority or target.priority is null)
        and (target.valid_from_utc <= in_force.since_utc or target.valid_from_utc is null)
        and (target.valid_until_utc > in_force.since_utc or target.valid_until_utc is null)

    union all

    -- a ticket's own history tells each promise: {"minutes": 60, "in_business_hours": true}
    select
        in_force.source_id,
        in_force.ticket_id,
        in_force.metric,
        in_force.turn,
        1 as precedence,
        1 as misfit,
        60 * try_cast(regexp_extract(in_force.new_value, 'minutes[^0-9]*([0-9]+([.][0-9]+)?)', 1) as double) as target_s,
        regexp_matches(lower(in_force.new_value), 'business_hours[^a-z]*true') as is_business,
        named.new_value as policy,
    from in_force
    left join in_force as named
        on named.promised = 'name'
        and named.source_id = in_force.source_id
        and named.ticket_id = in_force.ticket_id
        and named.metric = in_force.metric
        and named.turn = in_force.turn
    where in_force.promised = in_force.metric

    union all

    -- config's own, the one that fits best
    select
        clock.source_id,
        clock.ticket_id,
        clock.metric,
        clock.turn,
        2 as precedence,
        case when target.queue_id is null then 2 else 0 end + case when target.priority is null then 1 else 0 end as misfit,
        target.target_s,
        target.is_business,
        cast(null as varchar) as policy,
    from clock
    inner join config.sla_target as target
        on target.metric = clock.metric
        and (target.priority = clock.priority or target.priority is null)
        and (target.queue_id = clock.queue_id or target.queue_id is null)
        and clock.business_date between target.valid_from and target.valid_to

    union all

    select
        clock.source_id,
        clock.ticket_id,
        clock.metric,
        clock.turn,
        3 as precedence,
        0 as misfit,
        clock.first_response_target_s as target_s,
        rules.first_response_clock = 'business' as is_business,
        cast(null as varchar) as policy,
    from clock
    cross join config.ticket as rules
    where clock.metric = 'first_reply'
        and clock.first_response_target_s is not null

    union all

    -- where nothing is promised for all alike, the due time the export writes on the ticket; one before its creation is no promise
    select
        clock.source_id,
        clock.ticket_id,
        clock.metric,
        clock.turn,
        3 as precedence,
        0 as misfit,
        epoch(clock.vendor_due_at_utc) - epoch(clock.started_at_utc) as target_s,
        false as is_business,
        cast(null as varchar) as policy,
    from clock
    where clock.metric = 'resolution'
        and clock.vendor_due_at_utc >= clock.started_at_utc
),

best as (
    select
        promise.*,
        row_number() over (
            partition by source_id, ticket_id, metric, turn
            order by precedence, misfit, target_s, is_business
        ) as place,
    from promise
    where target_s is not null
),

judged as (
    select
        clock.source_id,
        clock.ticket_id,
        clock.site_id,
        clock.queue_id,
        clock.business_date,
        clock.metric,
        cast(clock.turn as bigint) as turn,
        clock.priority,
        best.policy,
        best.target_s,
        coalesce(best.is_business, false) as is_business,
        clock.started_at_utc,
        clock.ended_at_utc,
        clock.is_fulfilled,
        case when coalesce(best.is_business, false) then clock.business_s else clock.calendar_s end as elapsed_s,
        clock.is_conflict,
    from clock
    inner join best
        on best.source_id = clock.source_id
        and best.ticket_id = clock.ticket_id
        and best.metric = clock.metric
        and best.turn = clock.turn
        and best.place = 1
)

select
    source_id,
    ticket_id,
    site_id,
    queue_id,
    business_date,
    metric,
    turn,
    priority,
    policy,
    target_s,
    is_business,
    started_at_utc,
    ended_at_utc,
    elapsed_s,
    is_fulfilled,
    elapsed_s > target_s as is_breached,
    -- what is neither answered nor overdue yet is not asked
    is_fulfilled or elapsed_s > target_s as is_due,
    is_conflict,
from judged
where business_date between $from and $to
