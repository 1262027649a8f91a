-- description: What public reviews of a month are about, by site and queue, with the share that is negative.
-- grain: [site_id, queue_id, month, topic]
-- build: table
select
    topic.site_id,
    coalesce(topic.queue_id, 'all') as queue_id,
    calendar.month,
    topic.topic,
    cast(count(*) as bigint) as reviews,
    avg(topic.score) as rating,
    cast(count(*) filter (where topic.is_negative) as bigint) as negative_reviews,
    cast(count(*) filter (where topic.is_negative) as double) / nullif(count(*), 0) as negative_share,
from core.review_topic as topic
inner join config.dates as calendar
    on calendar.date = topic.business_date
group by topic.site_id, coalesce(topic.queue_id, 'all'), calendar.month, topic.topic
