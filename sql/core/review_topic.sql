-- description: What reviews are about, one row a review and topic, by the words each source declares for its topics.
-- grain: [source_id, review_id, topic]
-- build: daily
select distinct
    review.source_id,
    review.review_id,
    trim(found.topic) as topic,
    review.site_id,
    review.queue_id,
    review.business_date,
    review.score,
    review.is_negative,
from core.review as review, unnest(string_split(review.topics, ',')) as found(topic)
where review.business_date between $from and $to
    and trim(found.topic) <> ''
    and review.topics is not null
