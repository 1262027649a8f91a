-- description: Contacts in every channel, calls and tickets alike, counted by what their customers did before and after; a row a contact where a survey or a help desk may ask about one, else a row a queue and day.
-- grain: [source_id, contact_id, channel, business_date, queue_id, site_id]
-- build: daily
-- reach_days: 31
-- ahead_days: 31
with contact as (
    select
        source_id,
        contact_id,
        channel,
        true as is_call,
        site_id,
        queue_id,
        business_date,
        customer_key,
        entered_at_utc as at_utc,
        is_answered,
        -- calls again within half an hour of giving up: the same attempt, no second reason
        case when outcome = 'abandoned' then coalesce(ended_at_utc + interval '30 minutes', entered_at_utc) else entered_at_utc end
            as redial_until_utc,
    from core.contact
    where business_date between $from - interval '31 days' and $to + interval '31 days'
        and direction = 'inbound'
        and outcome <> 'excluded'

    union all

    -- a ticket that an agent opened, or that was born of a call, is no contact of its own
    select
        ticket.source_id,
        ticket.ticket_id as contact_id,
        'ticket' as channel,
        false as is_call,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        ticket.requester_key as customer_key,
        ticket.created_at_utc as at_utc,
        ticket.first_response_at_utc is not null or ticket.is_solved as is_answered,
        cast(null as timestamp) as redial_until_utc,
    from core.ticket as ticket
    inner join staging.ticket as told
        on told.source_id = ticket.source_id
        and told.ticket_id = ticket.ticket_id
    where ticket.business_date between $from - interval '31 days' and $to + interval '31 days'
        and not ticket.is_merged
        and not ticket.is_spam
        and ticket.contact_id is null
        and coalesce(told.submitter_key = ticket.requester_key, true)
),

neighbour as (
    -- sorting by customer is dear, so it is done once for all KPIs of repeats; who is unknown is nobody's neighbour
    select
        source_id,
        contact_id,
        channel,
        site_id,
        queue_id,
        business_date,
        at_utc,
        customer_key is not null as is_known,
        is_call,
        is_answered,
        lag(case when is_answered then at_utc end ignore nulls) over customer as answered_before_at_utc,
        lag(case when is_call then at_utc end ignore nulls) over customer as called_before_at_utc,
        lag(redial_until_utc ignore nulls) over customer as redial_until_utc,
        lead(at_utc) over customer as next_at_utc,
    from contact
    window customer as (
        partition by customer_key, case when customer_key is null then at_utc end
        order by at_utc, source_id, contact_id
    )
),

asking_source as (
    -- only a survey or a help desk asks about one contact; without them nobody needs a row a contact, which is dear to write
    select cast(count(*) as bigint) as sources
    from config.source
    where coalesce(kind, reader) not in (
        'call', 'queue_event', 'queue_log', 'queue_log_table', 'trunk_call', 'asterisk_cdr', 'freeswitch_cdr', 'interval_total', 'driver_volume'
    )
),

judged as (
    select
        neighbour.source_id,
        neighbour.contact_id,
        neighbour.channel,
        neighbour.site_id,
        neighbour.queue_id,
        neighbour.business_date,
        neighbour.is_known,
        neighbour.is_call,
        neighbour.is_answered,
        neighbour.is_known
        and neighbour.is_call
        and coalesce(neighbour.at_utc < neighbour.redial_until_utc, false) as is_redial,
        neighbour.is_known
        and neighbour.is_call
        and coalesce(neighbour.called_before_at_utc > neighbour.at_utc - interval '1 day' * centre.repeat_days, false) as has_called,
        coalesce(neighbour.answered_before_at_utc > neighbour.at_utc - interval '1 day' * centre.repeat_days, false) as has_earlier,
        coalesce(neighbour.next_at_utc < neighbour.at_utc + interval '1 day' * centre.repeat_days, false) as has_later,
    from neighbour
    cross join config.centre as centre
    where neighbour.business_date between $from and $to
),

counted as (
    select
        case when asking_source.sources > 0 then judged.source_id else 'all' end as source_id,
        case when asking_source.sources > 0 then judged.contact_id else 'all' end as contact_id,
        case when asking_source.sources > 0 then judged.channel else 'all' end as channel,
        judged.site_id,
        judged.queue_id,
        judged.business_date,
        cast(count(*) filter (where is_answered) as bigint) as served,
        cast(count(*) filter (where is_known and is_call) as bigint) as known_calls,
        cast(count(*) filter (where is_redial) as bigint) as redials,
        cast(count(*) filter (where has_called and not is_redial) as bigint) as repeat_calls,
        cast(count(*) filter (where is_known and is_answered) as bigint) as known_served,
        cast(count(*) filter (where is_known and is_answered and not has_later) as bigint) as known_resolved,
        cast(count(*) filter (where is_known and is_answered and not has_earlier) as bigint) as first_served,
        cast(count(*) filter (where is_known and is_answered and not has_earlier and not has_later) as bigint) as first_resolved,
    from judged
    cross join asking_source
    group by 1, 2, 3, judged.site_id, judged.queue_id, judged.business_date
)

select
    counted.source_id,
    counted.contact_id,
    counted.channel,
    counted.site_id,
    counted.queue_id,
    counted.business_date,
    counted.served,
    counted.known_calls,
    counted.redials,
    counted.repeat_calls,
    counted.known_served,
    counted.known_resolved,
    counted.first_served,
    counted.first_resolved,
    -- its time is up: whoever wanted to come back has
    coalesce(
        counted.business_date + interval '1 day' * centre.repeat_days <= data_through.business_date,
        false
    ) as is_mature,
from counted
cross join config.centre as centre
left join ops.data_through as data_through
    on true
