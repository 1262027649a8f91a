-- description: Queues of the centre, one row a queue, with `unmapped` for whatever no queue claims.
-- grain: [queue_id]
-- build: table
select
    queue.queue_id,
    queue.name,
    queue.site_id,
    site.name as site_name,
    queue.service,
    queue.channel,
from config.queue as queue
left join config.site as site
    on site.site_id = queue.site_id
