-- description: Whom a survey could have asked: every inbound contact and ticket with how long it waited and how it ended. Empty where nobody is asked.
-- grain: [source_id, subject, subject_id]
-- build: daily
with subject as (
    select
        source_id,
        'contact' as subject,
        contact_id as subject_id,
        coalesce(answered_queue_id, queue_id) as queue_id,
        site_id,
        business_date,
        case
            when wait_s <= 20 then '1: up to 20 s'
            when wait_s <= 60 then '2: up to 1 min'
            when wait_s <= 180 then '3: up to 3 min'
            when wait_s > 180 then '4: over 3 min'
            else '5: not told'
        end as wait_band,
        outcome,
    from core.contact
    where business_date between $from and $to
        and direction = 'inbound'
        and outcome <> 'excluded'

    union all

    select
        source_id,
        'ticket' as subject,
        ticket_id as subject_id,
        queue_id,
        site_id,
        business_date,
        case
            when first_response_s <= 3600 then '1: up to 1 h'
            when first_response_s <= 28800 then '2: up to 8 h'
            when first_response_s <= 86400 then '3: up to 24 h'
            when first_response_s > 86400 then '4: over 24 h'
            else '5: no answer'
        end as wait_band,
        case
            when reopens > 0 then 'reopened'
            when is_solved then 'solved'
            else 'unsolved'
        end as outcome,
    from core.ticket
    where business_date between $from and $to
        and not is_merged
        and not is_spam
)

select
    subject.source_id,
    subject.subject,
    subject.subject_id,
    coalesce(queue.site_id, subject.site_id) as site_id,
    subject.queue_id,
    subject.business_date,
    subject.wait_band,
    subject.outcome,
from subject
left join config.queue as queue
    on queue.queue_id = subject.queue_id
where exists (select 1 from staging.survey as survey)
