-- description: Survey answers, one row an answered question (csat, nps, ces, fcr), on the business day of the answer.
-- grain: [source_id, response_id, instrument]
-- build: daily
-- reach_days: open
with said as (
    -- a help desk that exports no ratings tells them in the ticket's history: good or bad, and when
    select
        source_id,
        ticket_id,
        file_id,
        line,
        at_utc,
        event_seq,
        new_value as satisfaction,
        cast(null as double) as rating,
    from core.ticket_event
    where event_type = 'satisfaction_score'
        and (lower(new_value) like 'good%' or lower(new_value) like 'bad%')

    union all

    -- or on the ticket alone, where the best that is known of the time is the end of the ticket
    select
        ticket.source_id,
        ticket.ticket_id,
        ticket.file_id,
        ticket.line,
        coalesce(ticket.solved_at_utc, ticket.closed_at_utc, ticket.updated_at_utc, ticket.created_at_utc) as at_utc,
        0 as event_seq,
        ticket.satisfaction,
        ticket.rating,
    from staging.ticket as ticket
    left join config.survey_scale as scale
        on scale.source_id = ticket.source_id
        and scale.instrument = 'csat'
    where ticket.rating between scale.scale_min and scale.scale_max
        or lower(ticket.satisfaction) like 'good%'
        or lower(ticket.satisfaction) like 'bad%'
),

rated as (
    select
        said.source_id,
        said.ticket_id,
        said.file_id,
        said.line,
        ticket.site_id,
        ticket.queue_id,
        ticket.requester_key,
        ticket.assignee,
        said.at_utc as answered_at_utc,
        said.rating,
        case when said.rating is null then lower(said.satisfaction) like 'good%' end as is_good,
        cast(
            said.at_utc
            + interval '1 second' * coalesce(
                case
                    when zone_day.switch_at is null or said.at_utc < zone_day.switch_at then zone_day.offset_s
                    else zone_day.offset_after_s
                end,
                0
            )
            - interval '1 second' * coalesce(site.day_start_s, 0) as date
        ) as answered_date,
        -- the history, where it tells a rating, goes before the ticket
        row_number() over (
            partition by said.source_id, said.ticket_id
            order by said.event_seq desc
        ) as from_last,
    from said
    inner join staging.ticket as ticket
        on ticket.source_id = said.source_id
        and ticket.ticket_id = said.ticket_id
    left join config.site as site
        on site.site_id = ticket.site_id
    left join config.zone_day as zone_day
        on zone_day.zone = site.timezone
        and zone_day.reading = 'utc'
        and zone_day.date = cast(said.at_utc as date)
    -- a rating on what counts nowhere is that of no case
    where not coalesce(ticket.is_merged, false)
        and not coalesce(ticket.is_spam, false)
        and not exists (
            select 1
            from staging.survey as told
            where told.source_id = said.source_id
                and told.ticket_id = said.ticket_id
        )
),

survey as (
    select
        source_id,
        response_id,
        file_id,
        line,
        site_id,
        queue_id,
        answered_date,
        answered_at_utc,
        contact_id,
        ticket_id,
        customer_key,
        agent_id,
        mode,
        csat,
        is_good,
        nps,
        ces,
        is_resolved,
        contacts_needed,
        is_complete,
        false as is_on_ticket,
    from staging.survey
    where answered_date between $from and $to

    union all

    select
        rated.source_id,
        'ticket ' || rated.ticket_id as response_id,
        rated.file_id,
        rated.line,
        rated.site_id,
        rated.queue_id,
        rated.answered_date,
        rated.answered_at_utc,
        cast(null as varchar) as contact_id,
        rated.ticket_id,
        rated.requester_key as customer_key,
        rated.assignee as agent_id,
        'mail' as mode,
        rated.rating as csat,
        rated.is_good,
        cast(null as double) as nps,
        cast(null as double) as ces,
        cast(null as boolean) as is_resolved,
        cast(null as double) as contacts_needed,
        true as is_complete,
        true as is_on_ticket,
    from rated
    where rated.from_last = 1
        and rated.answered_date between $from and $to
),

answer as (
    select
        source_id,
        response_id,
        'csat' as instrument,
        csat as score_raw,
    from survey
    where csat is not null

    union all

    -- good or bad is no number of stars: it counts as one of the best boxes or not, and in no mean
    select
        source_id,
        response_id,
        'csat' as instrument,
        case when is_good then 1.0 else 0.0 end as score_raw,
    from survey
    where csat is null
        and is_good is not null

    union all

    select
        source_id,
        response_id,
        'nps' as instrument,
        nps as score_raw,
    from survey
    where nps is not null

    union all

    select
        source_id,
        response_id,
        'ces' as instrument,
        ces as score_raw,
    from survey
    where ces is not null

    union all

    -- solved, and in one contact where the survey asked how often
    select
        source_id,
        response_id,
        'fcr' as instrument,
        case when is_resolved and coalesce(contacts_needed, 1) <= 1 then 1.0 else 0.0 end as score_raw,
    from survey
    where is_resolved is not null
),

contact as (
    -- a survey names a call by its id alone; should two sources use one id, neither may double the answer
    select
        contact_id,
        min(coalesce(answered_queue_id, queue_id)) as queue_id,
        min(agent_id) as agent_id,
    from core.contact
    where business_date between $from - interval '60 days' and $to
        and contact_id in (select asked.contact_id from staging.survey as asked)
    group by contact_id
)

select
    survey.source_id,
    survey.response_id,
    answer.instrument,
    coalesce(queue.site_id, survey.site_id) as site_id,
    coalesce(survey.queue_id, contact.queue_id, ticket.queue_id, 'unmapped') as queue_id,
    survey.answered_date as business_date,
    survey.answered_at_utc,
    survey.contact_id,
    coalesce(ticket.ticket_id, survey.ticket_id) as ticket_id,
    survey.customer_key,
    coalesce(survey.agent_id, contact.agent_id, ticket.agent_id) as agent_id,
    survey.mode,
    cast(answer.score_raw as double) as score_raw,
    -- satisfaction comes to 1 to 5 and effort to 1 to 7, best on top, only where their own scale is declared; the rest keep theirs
    cast(case
        when answer.instrument not in ('csat', 'ces') then answer.score_raw
        when survey.csat is null and answer.instrument = 'csat' then null
        when scale.is_reversed
            then 1 + case when answer.instrument = 'csat' then 4 else 6 end
                * (scale.scale_max - answer.score_raw) / nullif(scale.scale_max - scale.scale_min, 0)
        else 1 + case when answer.instrument = 'csat' then 4 else 6 end
            * (answer.score_raw - scale.scale_min) / nullif(scale.scale_max - scale.scale_min, 0)
    end as double) as score,
    scale.scale_min,
    scale.scale_max,
    case
        when survey.csat is null and answer.instrument = 'csat' then survey.is_good
        when scale.is_reversed then answer.score_raw <= scale.scale_min + 1
        else answer.score_raw >= scale.scale_max - 1
    end as is_top2,
    not survey.is_complete as is_partial,
    -- it names a call or a ticket that nobody has: the answer counts, and cannot be joined to what it is about
    (survey.contact_id is not null or survey.ticket_id is not null)
    and contact.contact_id is null
    and ticket.ticket_id is null
    and not survey.is_on_ticket as is_unknown_subject,
    -- and this one by an id that is written otherwise: found, not told
    coalesce(ticket.is_alike, false) as is_ticket_alike,
    survey.file_id,
    survey.line,
from answer
inner join survey
    on survey.source_id = answer.source_id
    and survey.response_id = answer.response_id
left join config.survey_scale as scale
    on scale.source_id = answer.source_id
    and scale.instrument = answer.instrument
    and not (survey.csat is null and answer.instrument = 'csat')
left join contact
    on contact.contact_id = survey.contact_id
-- nobody answers about a ticket of tomorrow: it is another one of that number (a day of slack for answers told by their day alone)
left join core.surveyed_ticket as ticket
    on ticket.ticket_told = survey.ticket_id
    and coalesce(survey.answered_at_utc >= ticket.created_at_utc - interval '1 day', true)
left join config.queue as queue
    on queue.queue_id = coalesce(survey.queue_id, contact.queue_id, ticket.queue_id)
