-- name: Satisfaction, mean
-- description: Mean satisfaction, 1 to 5, by the day of the answer; one answer a contact, the latest within 14 days.
-- unit: score
-- better: higher
-- measure: mean
-- independent: false
-- version: 1
-- reach_days: 14
with later_answer as (
    -- who is asked twice about one call counts once, with the last word
    select
        answer.source_id,
        answer.response_id,
    from core.survey_response as answer
    inner join core.survey_response as later
        on later.contact_id = answer.contact_id
        and later.answered_at_utc > answer.answered_at_utc
        and later.answered_at_utc <= answer.answered_at_utc + interval '14 days'
    where answer.business_date between $from and $to
        and later.business_date between $from and $to + interval '15 days'
        and answer.instrument = 'csat'
        and later.instrument = 'csat'
    group by answer.source_id, answer.response_id
)

select
    answer.site_id,
    answer.queue_id,
    cast(null as timestamp) as interval_start_utc,
    answer.business_date,
    sum(answer.score) as numerator,
    cast(count(*) as bigint) as denominator,
from core.survey_response as answer
left join later_answer
    on later_answer.source_id = answer.source_id
    and later_answer.response_id = answer.response_id
where answer.business_date between $from and $to
    and answer.instrument = 'csat'
    and answer.score is not null
    and later_answer.response_id is null
group by answer.site_id, answer.queue_id, answer.business_date
