-- description: Contacts of customers in every channel, calls and tickets alike, each with what the same customer did before and after it.
-- grain: [source_id, contact_id, channel]
-- build: daily
-- reach_days: 31
-- ahead_days: 31
with contact as (
    select
        source_id,
        contact_id,
        channel,
        site_id,
        queue_id,
        business_date,
        customer_key,
        entered_at_utc as at_utc,
        ended_at_utc,
        is_answered,
        outcome = 'abandoned' as is_abandoned,
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
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        ticket.requester_key as customer_key,
        ticket.created_at_utc as at_utc,
        ticket.created_at_utc as ended_at_utc,
        ticket.first_response_at_utc is not null or ticket.is_solved as is_answered,
        false as is_abandoned,
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

known as (
    select
        contact.*,
        lag(is_abandoned) over customer as before_is_abandoned,
        lag(ended_at_utc) over customer as before_ended_at_utc,
        max(case when is_answered then at_utc end) over (
            partition by customer_key
            order by at_utc, source_id, contact_id
            rows between unbounded preceding and 1 preceding
        ) as answered_before_at_utc,
        lead(at_utc) over customer as next_at_utc,
    from contact
    where customer_key is not null
    window customer as (
        partition by customer_key
        order by at_utc, source_id, contact_id
    )
),

every_contact as (
    select *
    from known

    union all

    select
        contact.*,
        cast(null as boolean) as before_is_abandoned,
        cast(null as timestamp) as before_ended_at_utc,
        cast(null as timestamp) as answered_before_at_utc,
        cast(null as timestamp) as next_at_utc,
    from contact
    where customer_key is null
)

select
    every_contact.source_id,
    every_contact.contact_id,
    every_contact.channel,
    every_contact.site_id,
    every_contact.queue_id,
    every_contact.business_date,
    every_contact.customer_key,
    every_contact.at_utc,
    every_contact.is_answered,
    -- calls again within half an hour of giving up: the same attempt, no second reason
    coalesce(
        every_contact.before_is_abandoned
        and every_contact.at_utc < every_contact.before_ended_at_utc + interval '30 minutes',
        false
    ) as is_redial,
    coalesce(
        every_contact.answered_before_at_utc > every_contact.at_utc - interval '1 day' * centre.repeat_days,
        false
    ) as has_earlier,
    coalesce(
        every_contact.next_at_utc < every_contact.at_utc + interval '1 day' * centre.repeat_days,
        false
    ) as has_later,
    -- its time is up: whoever wanted to come back has
    coalesce(
        every_contact.business_date + interval '1 day' * centre.repeat_days <= data_through.business_date,
        false
    ) as is_mature,
from every_contact
cross join config.centre as centre
left join ops.data_through as data_through
    on true
where every_contact.business_date between $from and $to
