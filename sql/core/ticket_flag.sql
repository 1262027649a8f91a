-- description: What is odd about a ticket, one row a ticket and rule; nothing is dropped for it, each rule says what it changes.
-- grain: [source_id, ticket_id, rule]
-- build: daily
with odd as (
    select
        source_id,
        ticket_id,
        'merged' as rule,
    from core.ticket
    where business_date between $from and $to
        and is_merged

    union all

    select
        source_id,
        ticket_id,
        'spam_or_deleted' as rule,
    from core.ticket
    where business_date between $from and $to
        and is_spam

    union all

    -- how long the solution took is not known either way: its time lies before the creation, or nothing tells it
    select
        ticket.source_id,
        ticket.ticket_id,
        case
            when coalesce(told.solved_at_utc, told.closed_at_utc, told.updated_at_utc) is null then 'solved_at_no_time'
            else 'solved_before_created'
        end as rule,
    from core.ticket as ticket
    inner join staging.ticket as told
        on told.source_id = ticket.source_id
        and told.ticket_id = ticket.ticket_id
    where ticket.business_date between $from and $to
        and ticket.is_solved_before_created

    union all

    -- a date that counts for nothing, since the history of states tells the end or the ticket is not solved
    select
        ticket.source_id,
        ticket.ticket_id,
        'closed_before_created' as rule,
    from core.ticket as ticket
    inner join staging.ticket as told
        on told.source_id = ticket.source_id
        and told.ticket_id = ticket.ticket_id
    where ticket.business_date between $from and $to
        and not ticket.is_solved_before_created
        and (told.solved_at_utc < ticket.created_at_utc or told.closed_at_utc < ticket.created_at_utc)

    union all

    -- how long the answer took is not known
    select
        source_id,
        ticket_id,
        'answered_before_created' as rule,
    from core.ticket
    where business_date between $from and $to
        and first_response_at_utc < created_at_utc - interval '60 seconds'

    union all

    -- the ticket counts, its rating does not
    select
        ticket.source_id,
        ticket.ticket_id,
        'rating_outside_scale' as rule,
    from staging.ticket as ticket
    inner join config.survey_scale as scale
        on scale.source_id = ticket.source_id
        and scale.instrument = 'csat'
    where ticket.business_date between $from and $to
        and ticket.rating not between scale.scale_min and scale.scale_max

    union all

    select
        source_id,
        ticket_id,
        'unknown_rating' as rule,
    from staging.ticket
    where business_date between $from and $to
        and rating is null
        and satisfaction is not null
        and not regexp_matches(lower(trim(satisfaction)), '^(good|bad|offered|unoffered|received)')

    union all

    -- no promise can be read from it
    select
        source_id,
        ticket_id,
        'due_before_created' as rule,
    from core.ticket
    where business_date between $from and $to
        and vendor_due_at_utc < created_at_utc

    union all

    select
        source_id,
        ticket_id,
        'no_queue' as rule,
    from core.ticket
    where business_date between $from and $to
        and queue_id = 'unmapped'

    union all

    select
        source_id,
        ticket_id,
        'no_priority' as rule,
    from core.ticket
    where business_date between $from and $to
        and priority is null

    union all

    select distinct
        source_id,
        ticket_id,
        'unknown_status' as rule,
    from core.ticket_status_interval
    where business_date between $from and $to
        and status not in ('new', 'open', 'pending', 'hold', 'solved', 'closed', 'deleted')

    union all

    select distinct
        source_id,
        ticket_id,
        'event_before_creation' as rule,
    from core.ticket_event
    where business_date between $from and $to
        and since_created_s < 0

    union all

    -- an update is dated before one that its own number says came first; the clock decides
    select distinct
        source_id,
        ticket_id,
        'events_out_of_order' as rule,
    from staging.ticket_event
    where business_date between $from and $to
        and is_dated_back

    union all

    select
        ticket.source_id,
        ticket.ticket_id,
        'no_history' as rule,
    from core.ticket as ticket
    inner join staging.ticket_source as source
        on source.source_id = ticket.source_id
        and source.has_history
    where ticket.business_date between $from and $to
        and not exists (
            select 1
            from core.ticket_event as event
            where event.source_id = ticket.source_id
                and event.ticket_id = ticket.ticket_id
                and event.event_type = 'status'
        )
)

select
    odd.source_id,
    odd.ticket_id,
    odd.rule,
    ticket.site_id,
    ticket.queue_id,
    ticket.business_date,
from odd
inner join core.ticket as ticket
    on ticket.source_id = odd.source_id
    and ticket.ticket_id = odd.ticket_id
where ticket.business_date between $from and $to
