-- description: The ticket that a survey names, one row a spelling of its id; one that no ticket bears is that of the only ticket whose number is the same, and marked.
-- grain: [ticket_told]
-- build: view
with asked as (
    -- `#1234`, `Ticket 001234` and 1234.0 are the number 1234; INC0010 is the number 10 with the letters inc
    select distinct
        ticket_id as ticket_told,
        regexp_extract(
            lower(ticket_id),
            '^[# ]*(?:ticket|case|request|incident)?(?:[ ._-]*(?:id|no|nr|number))?[ #:._-]*([a-z]*)[ #:._-]*0*([0-9]+)(?:[.]0+)?$',
            1
        ) as letters,
        regexp_extract(
            lower(ticket_id),
            '^[# ]*(?:ticket|case|request|incident)?(?:[ ._-]*(?:id|no|nr|number))?[ #:._-]*([a-z]*)[ #:._-]*0*([0-9]+)(?:[.]0+)?$',
            2
        ) as number,
    from staging.survey
    where ticket_id is not null
),

borne as (
    -- a survey names a ticket by its id alone; should two desks use one id, neither may double the answer
    select
        asked.ticket_told,
        asked.ticket_told as ticket_id,
        min(ticket.queue_id) as queue_id,
        min(ticket.assignee) as agent_id,
        min(ticket.created_at_utc) as created_at_utc,
    from asked
    inner join staging.ticket as ticket
        on ticket.ticket_id = asked.ticket_told
    group by asked.ticket_told
),

alike as (
    -- other letters are another system's number; none are this desk's, left out
    select
        asked.ticket_told,
        min(ticket.ticket_id) as ticket_id,
        min(ticket.queue_id) as queue_id,
        min(ticket.assignee) as agent_id,
        min(ticket.created_at_utc) as created_at_utc,
    from asked
    inner join staging.ticket as ticket
        on regexp_extract(lower(ticket.ticket_id), '^[# ]*([a-z]*)[ #:._-]*0*([0-9]+)$', 2) = asked.number
        and (
            asked.letters = ''
            or asked.letters = regexp_extract(lower(ticket.ticket_id), '^[# ]*([a-z]*)[ #:._-]*0*([0-9]+)$', 1)
        )
    where asked.number <> ''
        and not exists (
            select 1
            from borne
            where borne.ticket_told = asked.ticket_told
        )
    group by asked.ticket_told
    having count(distinct ticket.ticket_id) = 1
)

select
    ticket_told,
    ticket_id,
    queue_id,
    agent_id,
    created_at_utc,
    false as is_alike,
from borne

union all

select
    ticket_told,
    ticket_id,
    queue_id,
    agent_id,
    created_at_utc,
    true as is_alike,
from alike
