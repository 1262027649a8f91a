-- description: Agents by pseudonym, one row an agent who answered; the name an export knows stays in the warehouse.
-- grain: [agent_key]
-- build: table
with answered as (
    select
        agent_id,
        site_id,
        queue_id,
        business_date,
    from core.queue_leg
    where agent_id is not null
        and is_answered
),

ranked as (
    -- the queue answered most; of equal ones the first by name
    select
        agent_id,
        queue_id,
        row_number() over (
            partition by agent_id
            order by count(*) desc, queue_id
        ) as place,
    from answered
    group by agent_id, queue_id
)

select
    'agent-' || left(md5(answered.agent_id), 8) as agent_key,
    max(answered.site_id) as site_id,
    max(ranked.queue_id) as queue_id,
    min(answered.business_date) as first_date,
    max(answered.business_date) as last_date,
    cast(count(*) as bigint) as answered,
from answered
left join ranked
    on ranked.agent_id = answered.agent_id
    and ranked.place = 1
group by 'agent-' || left(md5(answered.agent_id), 8)
