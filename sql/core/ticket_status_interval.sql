-- description: The states a ticket went through, rebuilt from its history; they follow each other without gap from creation on, the last is open-ended.
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

status_change as (
    select
        event.source_id,
        event.ticket_id,
        event.site_id,
        event.queue_id,
        event.business_date,
        case when event.at_utc < ticket.created_at_utc then ticket.created_at_utc else event.at_utc end as at_utc,
        event.old_value,
        event.new_value as status,
        -- two changes within a second: the one further along the ticket's way is the later one
        row_number() over (
            partition by
                event.source_id,
                event.ticket_id,
                case when event.at_utc < ticket.created_at_utc then ticket.created_at_utc else event.at_utc end
            order by known_status.rank desc nulls last, event.event_seq desc
        ) as from_last,
        row_number() over (
            partition by event.source_id, event.ticket_id
            order by event.event_seq
        ) as change_seq,
    from core.ticket_event as event
    inner join staging.ticket as ticket
        on ticket.source_id = event.source_id
        and ticket.ticket_id = event.ticket_id
    left join known_status
        on known_status.status = event.new_value
    where event.business_date between $from and $to
        and ticket.business_date between $from and $to
        and event.event_type = 'status'
        and event.new_value is not null
),

first_change as (
    select
        source_id,
        ticket_id,
        at_utc,
        old_value,
    from status_change
    where change_seq = 1
),

state as (
    select
        source_id,
        ticket_id,
        site_id,
        queue_id,
        business_date,
        at_utc as started_at_utc,
        status,
    from status_change
    where from_last = 1

    union all

    -- from creation to the first change told; without any history a ticket is unsolved until its last update
    select
        ticket.source_id,
        ticket.ticket_id,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        ticket.created_at_utc as started_at_utc,
        case
            when first_change.ticket_id is not null then coalesce(first_change.old_value, 'new')
            when ticket.status in ('solved', 'closed', 'deleted') and ticket.updated_at_utc > ticket.created_at_utc then 'new'
            else coalesce(ticket.status, 'new')
        end as status,
    from staging.ticket as ticket
    left join first_change
        on first_change.source_id = ticket.source_id
        and first_change.ticket_id = ticket.ticket_id
    where ticket.business_date between $from and $to
        and (first_change.ticket_id is null or first_change.at_utc > ticket.created_at_utc)

    union all

    select
        ticket.source_id,
        ticket.ticket_id,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        ticket.updated_at_utc as started_at_utc,
        ticket.status,
    from staging.ticket as ticket
    left join first_change
        on first_change.source_id = ticket.source_id
        and first_change.ticket_id = ticket.ticket_id
    where ticket.business_date between $from and $to
        and first_change.ticket_id is null
        and ticket.status in ('solved', 'closed', 'deleted')
        and ticket.updated_at_utc > ticket.created_at_utc
),

changed as (
    select
        state.*,
        lag(status) over (
            partition by source_id, ticket_id
            order by started_at_utc
        ) as previous_status,
    from state
),

tile as (
    -- a change to the state a ticket is in already is none
    select
        source_id,
        ticket_id,
        site_id,
        queue_id,
        business_date,
        started_at_utc,
        status,
        previous_status,
        lead(started_at_utc) over (
            partition by source_id, ticket_id
            order by started_at_utc
        ) as ended_at_utc,
    from changed
    where previous_status is null
        or previous_status <> status
),

placed as (
    select
        tile.*,
        coalesce(site.day_start_s, 0) as day_start_s,
        tile.started_at_utc + interval '1 second' * coalesce(
            case
                when start_zone.switch_at is null or tile.started_at_utc < start_zone.switch_at then start_zone.offset_s
                else start_zone.offset_after_s
            end,
            0
        ) as started_at_local,
        tile.ended_at_utc + interval '1 second' * coalesce(
            case
                when end_zone.switch_at is null or tile.ended_at_utc < end_zone.switch_at then end_zone.offset_s
                else end_zone.offset_after_s
            end,
            0
        ) as ended_at_local,
    from tile
    left join config.site as site
        on site.site_id = tile.site_id
    left join config.zone_day as start_zone
        on start_zone.zone = site.timezone
        and start_zone.reading = 'utc'
        and start_zone.date = cast(tile.started_at_utc as date)
    left join config.zone_day as end_zone
        on end_zone.zone = site.timezone
        and end_zone.reading = 'utc'
        and end_zone.date = cast(tile.ended_at_utc as date)
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
from placed
left join known_status
    on known_status.status = placed.status
left join known_status as previous_known
    on previous_known.status = placed.previous_status
