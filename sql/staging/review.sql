-- description: Public reviews, one row a review, on the business day it was written, with queue and local day conformed.
-- grain: [source_id, review_id]
-- build: daily
with raw_review as (
    -- two days of slack: no zone and no day start moves an instant further than that from its business date
    select *
    from raw.review
    where at_utc >= $from - interval '2 days'
        and at_utc < $to + interval '3 days'
),

placed as (
    select
        raw_review.*,
        coalesce(named.site_id, home.site_id) as site_id,
        -- a review that names nothing is about the whole site
        case when nullif(trim(raw_review.queue), '') is not null then coalesce(named.queue_id, 'unmapped') end as queue_id,
        cast(
            raw_review.at_utc
            + interval '1 second' * coalesce(
                case
                    when zone_day.switch_at is null or raw_review.at_utc < zone_day.switch_at then zone_day.offset_s
                    else zone_day.offset_after_s
                end,
                0
            )
            - interval '1 second' * coalesce(named.day_start_s, home.day_start_s, 0) as date
        ) as business_date,
    from raw_review
    left join config.queue_place as named
        on named.source_id = raw_review.source_id
        and named.queue_raw = trim(raw_review.queue)
    left join config.queue_place as home
        on home.source_id = raw_review.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = coalesce(named.timezone, home.timezone)
        and zone_day.reading = 'utc'
        and zone_day.date = cast(raw_review.at_utc as date)
)

select
    source_id,
    file_id,
    line,
    site_id,
    queue_id,
    business_date,
    review_id,
    at_utc,
    lower(trim(platform)) as platform,
    rating,
    lower(trim(language)) as language,
    topics,
    nullif(trim(agent), '') as agent_id,
    replied_at_utc,
from placed
where business_date between $from and $to
