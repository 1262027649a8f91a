-- description: How surveys are answered by the way they are asked (phone, mail, web, sms, ivr), by queue and month of asking, with the satisfaction each way tells and the answers that count only in part or not at all.
-- grain: [site_id, queue_id, month, mode]
-- build: table
with judged as (
    select
        source_id,
        response_id,
        max(score) as score,
        bool_or(is_top2) as is_top2,
    from core.counted_answer
    where instrument = 'csat'
    group by source_id, response_id
),

odd as (
    -- what a named rule keeps out or marks is counted, so that nothing is lost unseen
    select
        answer.source_id,
        answer.response_id,
        bool_or(answer.is_unknown_subject) as is_unknown_subject,
        bool_or(answer.is_ticket_alike) as is_ticket_alike,
        bool_or(answer.is_partial) as is_partial,
        bool_and(counted.response_id is null) as is_replaced,
    from core.survey_response as answer
    left join core.counted_answer as counted
        on counted.source_id = answer.source_id
        and counted.response_id = answer.response_id
        and counted.instrument = answer.instrument
    group by answer.source_id, answer.response_id
)

select
    invite.site_id,
    invite.queue_id,
    calendar.month,
    coalesce(invite.mode, 'not told') as mode,
    -- an export without the moment of asking holds answers alone: nobody knows how many were asked
    cast(count(*) filter (where invite.sent_at_utc is not null) as bigint) as asked,
    cast(count(*) filter (where invite.sent_at_utc is not null and not invite.is_delivered) as bigint) as bounced,
    cast(count(*) filter (where invite.is_answered) as bigint) as answered,
    cast(count(*) filter (where invite.sent_at_utc is not null and invite.is_delivered and invite.is_answered) as double)
    / nullif(count(*) filter (where invite.sent_at_utc is not null and invite.is_delivered), 0) as response_share,
    -- answers by mail come late: how late says how long a month is not complete
    max(epoch(invite.answered_at_utc) - epoch(invite.sent_at_utc)) as longest_answer_s,
    cast(count(judged.is_top2) as bigint) as judged,
    cast(count(*) filter (where judged.is_top2) as double) / nullif(count(judged.is_top2), 0) as top2_share,
    avg(judged.score) as mean_score,
    cast(count(*) filter (where odd.is_unknown_subject) as bigint) as answers_unknown_subject,
    cast(count(*) filter (where odd.is_ticket_alike) as bigint) as answers_ticket_alike,
    cast(count(*) filter (where odd.is_replaced) as bigint) as answers_replaced,
    cast(count(*) filter (where odd.is_partial) as bigint) as answers_partial,
from core.survey_invite as invite
inner join config.dates as calendar
    on calendar.date = invite.business_date
left join judged
    on judged.source_id = invite.source_id
    and judged.response_id = invite.response_id
left join odd
    on odd.source_id = invite.source_id
    and odd.response_id = invite.response_id
group by invite.site_id, invite.queue_id, calendar.month, coalesce(invite.mode, 'not told')
