-- description: Solved tickets with and without a linked article of the knowledge base, by month of creation and queue, with how they were solved; sources that tell no links are left out.
-- grain: [month, queue_id, has_article]
-- build: table
select
    calendar.month,
    max(ticket.site_id) as site_id,
    ticket.queue_id,
    ticket.articles > 0 as has_article,
    cast(count(*) as bigint) as tickets,
    percentile_cont(0.5) within group (order by ticket.resolution_s) as resolution_p50_s,
    percentile_cont(0.5) within group (order by ticket.resolution_business_s) as resolution_business_p50_s,
    cast(count(*) filter (where ticket.is_one_touch) as double) / nullif(count(*) filter (where ticket.is_response_known), 0)
        as one_touch_share,
    cast(count(*) filter (where ticket.reopens > 0) as double) / nullif(count(*), 0) as reopened_share,
from core.ticket as ticket
inner join config.dates as calendar
    on calendar.date = ticket.business_date
where ticket.is_counted
    and ticket.is_solved
    and ticket.is_knowledge_told
group by calendar.month, ticket.queue_id, ticket.articles > 0
