-- name: Redials
-- description: Share of contacts of a known customer who had given up in a queue less than 30 minutes before; they inflate what is offered.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
-- ahead_days: 8
with contact as (
    -- a week and a day of slack before the window, because a day is no span of 24 hours everywhere
    select
        source_id,
        contact_id,
        site_id,
        queue_id,
        business_date,
        customer_key,
        entered_at_utc,
        lag(entered_at_utc) over customer as before_at_utc,
        lag(ended_at_utc) over customer as before_ended_at_utc,
        lag(outcome) over customer as before_outcome,
    from core.contact
    where business_date between $from - interval '8 days' and $to
        and customer_key is not null
        and outcome <> 'excluded'
        and direction = 'inbound'
    window customer as (
        partition by customer_key
        order by entered_at_utc, source_id, contact_id
    )
),

judged as (
    select
        contact.*,
        coalesce(
            before_outcome = 'abandoned'
            and entered_at_utc < before_ended_at_utc + interval '30 minutes',
            false
        ) as is_redial,
        coalesce(before_at_utc > entered_at_utc - interval '7 days', false) as has_earlier,
    from contact
)

select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_redial) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from judged
where business_date between $from and $to
group by site_id, queue_id, business_date
