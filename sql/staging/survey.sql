-- description: Survey invitations and answers, one row an invitation, on the business day it was sent.
-- grain: [source_id, response_id]
-- build: daily
with raw_survey as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select
        survey.*,
        -- an export that has answers and no time of answering tells at least when the question was put
        coalesce(
            survey.answered_at_utc,
            case when coalesce(csat, nps, ces) is not null or coalesce(is_good, is_resolved) is not null then at_utc end
        ) as answer_known_at_utc,
    from raw.survey as survey
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

placed as (
    select
        raw_survey.source_id,
        raw_survey.file_id,
        raw_survey.line,
        coalesce(named.site_id, home.site_id) as site_id,
        -- no queue named is no unknown queue: the contact or the ticket may tell it later
        case when nullif(trim(raw_survey.queue), '') is not null then coalesce(named.queue_id, 'unmapped') end as queue_id,
        coalesce(named.day_start_s, home.day_start_s, 0) as day_start_s,
        raw_survey.response_id,
        raw_survey.sent_at_utc,
        raw_survey.answer_known_at_utc as answered_at_utc,
        raw_survey.at_utc + interval '1 second' * coalesce(
            case
                when zone_day.switch_at is null or raw_survey.at_utc < zone_day.switch_at then zone_day.offset_s
                else zone_day.offset_after_s
            end,
            0
        ) as at_local,
        raw_survey.answer_known_at_utc + interval '1 second' * coalesce(
            case
                when answered_zone.switch_at is null or raw_survey.answer_known_at_utc < answered_zone.switch_at
                    then answered_zone.offset_s
                else answered_zone.offset_after_s
            end,
            0
        ) as answered_at_local,
        raw_survey.contact_id,
        raw_survey.ticket_id,
        raw_survey.customer_key,
        coalesce(agent.agent_id, nullif(trim(raw_survey.agent), '')) as agent_id,
        lower(trim(raw_survey.mode)) as mode,
        raw_survey.csat,
        raw_survey.is_good,
        raw_survey.nps,
        raw_survey.ces,
        raw_survey.is_resolved,
        raw_survey.contacts_needed,
        coalesce(raw_survey.is_delivered, true) as is_delivered,
        coalesce(raw_survey.is_complete, true) as is_complete,
    from raw_survey
    left join config.agent_alias as agent
        on agent.agent_raw = trim(raw_survey.agent)
    left join config.queue_place as named
        on named.source_id = raw_survey.source_id
        and named.queue_raw = trim(raw_survey.queue)
    left join config.queue_place as home
        on home.source_id = raw_survey.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(named.timezone, home.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_survey.at_utc as date)
    left join config.zone_day as answered_zone
        on answered_zone.zone = coalesce(named.timezone, home.timezone)
        and answered_zone.reading = 'utc'
        and answered_zone.date = cast(raw_survey.answer_known_at_utc as date)
),

dated as (
    select
        placed.*,
        cast(placed.at_local - interval '1 second' * placed.day_start_s as date) as business_date,
        cast(placed.answered_at_local - interval '1 second' * placed.day_start_s as date) as answered_date,
    from placed
)

select
    source_id,
    file_id,
    line,
    site_id,
    queue_id,
    business_date,
    answered_date,
    response_id,
    sent_at_utc,
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
    is_delivered,
    is_complete,
from dated
where business_date between $from and $to
