-- name: Surveyed share
-- description: Share of the answered contacts and the tickets of a day that were invited to a survey, delivered or not: whom the satisfaction figures can speak of at all.
-- unit: share
-- better: band
-- measure: ratio
-- independent: false
-- version: 1
-- maturity_days: 14
with invited as (
    select distinct
        'contact' as subject,
        contact_id as subject_id,
    from core.survey_invite
    where contact_id is not null

    union

    select distinct
        'ticket' as subject,
        ticket_id as subject_id,
    from core.survey_invite
    where ticket_id is not null
)

select
    population.site_id,
    population.queue_id,
    cast(null as timestamp) as interval_start_utc,
    population.business_date,
    cast(count(invited.subject_id) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.survey_population as population
left join invited
    on invited.subject = population.subject
    and invited.subject_id = population.subject_id
where population.business_date between $from and $to
    and (population.subject = 'ticket' or population.outcome = 'answered')
group by population.site_id, population.queue_id, population.business_date
