-- description: Survey invitations, one row an invitation, on the business day it was sent, with the queue it asks about.
-- grain: [source_id, response_id]
-- build: daily
-- reach_days: open
with contact as (
    -- a survey names a call by its id alone; should two sources use one id, neither may double the invitation
    select
        contact_id,
        min(coalesce(answered_queue_id, queue_id)) as queue_id,
        min(agent_id) as agent_id,
    from core.contact
    where business_date between $from - interval '60 days' and $to
        and contact_id in (select survey.contact_id from staging.survey as survey)
    group by contact_id
)

select
    survey.source_id,
    survey.response_id,
    coalesce(queue.site_id, survey.site_id) as site_id,
    coalesce(survey.queue_id, contact.queue_id, ticket.queue_id, 'unmapped') as queue_id,
    survey.business_date,
    survey.sent_at_utc,
    survey.answered_at_utc,
    survey.contact_id,
    coalesce(ticket.ticket_id, survey.ticket_id) as ticket_id,
    survey.customer_key,
    coalesce(survey.agent_id, contact.agent_id, ticket.agent_id) as agent_id,
    survey.mode,
    survey.is_delivered,
    survey.answered_at_utc is not null as is_answered,
    survey.file_id,
    survey.line,
from staging.survey as survey
left join contact
    on contact.contact_id = survey.contact_id
left join core.surveyed_ticket as ticket
    on ticket.ticket_told = survey.ticket_id
    and coalesce(coalesce(survey.answered_at_utc, survey.sent_at_utc) >= ticket.created_at_utc - interval '1 day', true)
left join config.queue as queue
    on queue.queue_id = coalesce(survey.queue_id, contact.queue_id, ticket.queue_id)
where survey.business_date between $from and $to
