-- description: Survey answers that count: of several about one call or ticket the last within 14 days, with the solution or the talk they follow.
-- grain: [source_id, response_id, instrument]
-- build: daily
-- reach_days: 15
with later_answer as (
    -- who is asked twice about one thing counts once, with the last word; of two at one instant the one with the greater id
    select
        answer.source_id,
        answer.response_id,
        answer.instrument,
    from core.survey_response as answer
    inner join core.survey_response as later
        on later.contact_id = answer.contact_id
        and later.instrument = answer.instrument
        and later.answered_at_utc >= answer.answered_at_utc
        and later.answered_at_utc <= answer.answered_at_utc + interval '14 days'
        and (later.answered_at_utc > answer.answered_at_utc or later.response_id > answer.response_id)
    where answer.business_date between $from and $to
        and later.business_date between $from and $to + interval '15 days'

    union

    select
        answer.source_id,
        answer.response_id,
        answer.instrument,
    from core.survey_response as answer
    inner join core.survey_response as later
        on later.ticket_id = answer.ticket_id
        and later.instrument = answer.instrument
        -- ratings that two desks write on tickets of their own are about two tickets, whatever their ids
        and (
            later.source_id = answer.source_id
            or later.response_id <> 'ticket ' || later.ticket_id
            or answer.response_id <> 'ticket ' || answer.ticket_id
        )
        and later.answered_at_utc >= answer.answered_at_utc
        and later.answered_at_utc <= answer.answered_at_utc + interval '14 days'
        and (later.answered_at_utc > answer.answered_at_utc or later.response_id > answer.response_id)
    where answer.business_date between $from and $to
        and later.business_date between $from and $to + interval '15 days'
),

ticket as (
    select
        ticket.ticket_id,
        min(ticket.first_solved_at_utc) as first_solved_at_utc,
        -- the rating left out: conflicts found by their bad answers would all have been rated badly
        bool_or(
            ticket.is_complaint
            or ticket.has_keyword
            or (ticket.is_escalated and coalesce(rules.is_escalated_a_conflict, false))
            or (ticket.refund_amount > 0 and coalesce(rules.is_refunded_a_conflict, false))
        ) as is_conflict,
    from core.ticket as ticket
    left join config.ticket as rules
        on true
    group by ticket.ticket_id
),

contact as (
    -- people answer days or weeks after a call
    select
        contact_id,
        min(ended_at_utc) as ended_at_utc,
        min(wait_s) as wait_s,
    from core.contact
    where business_date between $from - interval '60 days' and $to
        and is_answered
        and contact_id in (select survey.contact_id from core.survey_response as survey)
    group by contact_id
)

select
    answer.source_id,
    answer.response_id,
    answer.instrument,
    answer.site_id,
    answer.queue_id,
    answer.business_date,
    answer.answered_at_utc,
    answer.contact_id,
    answer.ticket_id,
    answer.customer_key,
    answer.agent_id,
    answer.mode,
    answer.score_raw,
    answer.score,
    answer.is_top2,
    -- solved before the answer was given, or talked to before it was: what the customer judges had happened
    coalesce(
        case when ticket.first_solved_at_utc <= answer.answered_at_utc then ticket.first_solved_at_utc end,
        case when contact.ended_at_utc <= answer.answered_at_utc + interval '10 minutes' then contact.ended_at_utc end
    ) as judged_at_utc,
    coalesce(ticket.is_conflict, false) as is_about_conflict,
from core.survey_response as answer
left join later_answer
    on later_answer.source_id = answer.source_id
    and later_answer.response_id = answer.response_id
    and later_answer.instrument = answer.instrument
left join ticket
    on ticket.ticket_id = answer.ticket_id
left join contact
    on contact.contact_id = answer.contact_id
where answer.business_date between $from and $to
    and later_answer.response_id is null
