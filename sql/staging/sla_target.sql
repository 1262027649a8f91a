-- description: Promises of help desks' own policies, one row a policy, metric, priority and version, in the house's words.
-- grain: [source_id, policy_id, metric, priority, valid_from_utc]
-- build: table
with conformed as (
    select
        target.source_id,
        target.policy_id,
        case lower(trim(target.metric))
            when 'first_reply_time' then 'first_reply'
            when 'next_reply_time' then 'next_reply'
            when 'requester_wait_time' then 'requester_wait'
            when 'agent_work_time' then 'agent_work'
            when 'periodic_update_time' then 'periodic_update'
            when 'pausable_update_time' then 'pausable_update'
            when 'total_resolution_time' then 'resolution'
            when 'resolution_time' then 'resolution'
            else lower(trim(target.metric))
        end as metric,
        coalesce(word.canonical, lower(trim(target.priority))) as priority,
        lower(trim(target.priority)) as priority_word,
        target.target_s,
        coalesce(target.is_business, false) as is_business,
        target.valid_from_utc,
        target.file_id,
        target.line,
    from raw.sla_target as target
    left join config.word as word
        on word.source_id = target.source_id
        and word.field = 'priority'
        and word.word = lower(trim(target.priority))
),

placed as (
    -- two words for one priority: the word the house uses itself speaks for both
    select
        conformed.*,
        row_number() over (
            partition by source_id, policy_id, metric, priority, valid_from_utc
            order by case when priority_word = priority then 0 else 1 end, target_s, is_business
        ) as place,
    from conformed
)

select
    source_id,
    policy_id,
    metric,
    priority,
    target_s,
    is_business,
    valid_from_utc,
    lead(valid_from_utc) over (
        partition by source_id, policy_id, metric, priority
        order by valid_from_utc nulls first
    ) as valid_until_utc,
    file_id,
    line,
from placed
where place = 1
