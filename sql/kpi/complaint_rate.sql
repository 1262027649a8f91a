-- name: Complaints per 1,000 contacts
-- description: Complaints among the tickets of a day for every 1,000 contacts handled on it: calls answered and tickets; a ticket born from a call that is known is the same contact. A centre without tickets has no figure, which is not 0.
-- unit: score
-- better: lower
-- measure: ratio
-- independent: false
-- version: 3
-- ahead_days: 7
with call as (
    select
        site_id,
        business_date,
        count(*) as contacts,
    from core.contact
    where business_date between $from and $to
        and is_answered
    group by site_id, business_date
),

written as (
    select
        ticket.site_id,
        ticket.business_date,
        count(*) filter (where ticket.is_complaint) as complaints,
        -- a ticket born from a call is the same contact, where the call itself is told
        count(*) filter (where served.contact_id is null) as contacts,
    from core.ticket as ticket
    left join (
        select distinct contact_id
        from core.contact
        where business_date between cast($from - interval '7 days' as date) and $to
            and is_answered
    ) as served
        on served.contact_id = ticket.contact_id
    where ticket.business_date between $from and $to
        and ticket.is_counted
    group by ticket.site_id, ticket.business_date
)

select
    coalesce(written.site_id, call.site_id) as site_id,
    cast(null as varchar) as queue_id,
    cast(null as timestamp) as interval_start_utc,
    coalesce(written.business_date, call.business_date) as business_date,
    1000 * coalesce(written.complaints, 0) as numerator,
    cast(coalesce(call.contacts, 0) + coalesce(written.contacts, 0) as bigint) as denominator,
from written
full join call
    on call.site_id is not distinct from written.site_id
    and call.business_date = written.business_date
-- complaints are known from tickets alone: where none ever came, nobody can say that there were no complaints
where exists (select 1 from core.ticket where is_counted)
