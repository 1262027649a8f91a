-- description: Public reviews on 1 to 5, with how long the centre took to answer.
-- grain: [source_id, review_id]
-- build: daily
with scaled as (
    select
        review.*,
        -- stars go from 1 to 5 where no other scale is declared
        1 + 4 * case
            when coalesce(scale.is_reversed, false) then coalesce(scale.scale_max, 5) - review.rating
            else review.rating - coalesce(scale.scale_min, 1)
        end / nullif(coalesce(scale.scale_max, 5) - coalesce(scale.scale_min, 1), 0) as score,
    from staging.review as review
    left join config.survey_scale as scale
        on scale.source_id = review.source_id
        and scale.instrument = 'rating'
    where review.business_date between $from and $to
)

select
    source_id,
    review_id,
    site_id,
    queue_id,
    business_date,
    at_utc,
    platform,
    language,
    agent_id,
    rating,
    cast(score as double) as score,
    score <= 2 as is_negative,
    topics,
    replied_at_utc,
    case when replied_at_utc >= at_utc then epoch(replied_at_utc) - epoch(at_utc) end as reply_s,
    file_id,
    line,
from scaled
