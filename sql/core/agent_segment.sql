-- description: What one leg asked of one agent, one row a connection and one row a ringing that was not picked up.
-- grain: [source_id, leg_id, seg_seq]
-- build: view
with missed_by_leg as (
    select
        source_id,
        leg_id,
        business_date,
        cast(count(*) as bigint) as rings,
        sum(ring_s) as ring_s,
    from core.missed_ring
    group by source_id, leg_id, business_date
),

logging_source as (
    select
        source_id,
        business_date,
    from core.queue_log_leg
    group by source_id, business_date
),

segment as (
    select
        source_id,
        leg_id,
        seg_seq,
        site_id,
        queue_id,
        business_date,
        agent_id,
        ended_at_utc - interval '1 second' * ring_s as started_at_utc,
        ended_at_utc,
        ring_s,
        cast(null as double) as talk_s,
        cast(null as double) as hold_s,
        cast(null as double) as acw_s,
        cast(null as double) as handle_s,
        true as is_missed,
        ring_end,
    from core.missed_ring

    union all

    select
        leg.source_id,
        leg.leg_id,
        1 + coalesce(missed_by_leg.rings, 0) as seg_seq,
        leg.site_id,
        leg.queue_id,
        leg.business_date,
        leg.agent_id,
        leg.answered_at_utc as started_at_utc,
        leg.ended_at_utc,
        leg.ring_s - coalesce(missed_by_leg.ring_s, 0) as ring_s,
        leg.talk_s,
        leg.hold_s,
        leg.acw_s,
        leg.handle_s,
        false as is_missed,
        -- only a switch's log tells of every ringing; an export tells of those that became calls
        case when logging_source.source_id is not null then 'answered' end as ring_end,
    from core.queue_leg as leg
    left join logging_source
        on logging_source.source_id = leg.source_id
        and logging_source.business_date = leg.business_date
    left join missed_by_leg
        on missed_by_leg.source_id = leg.source_id
        and missed_by_leg.leg_id = leg.leg_id
        and missed_by_leg.business_date = leg.business_date
    where leg.is_answered
)

select
    source_id,
    leg_id,
    seg_seq,
    site_id,
    queue_id,
    business_date,
    agent_id,
    started_at_utc,
    ended_at_utc,
    ring_s,
    talk_s,
    hold_s,
    acw_s,
    handle_s,
    is_missed,
    ring_end,
from segment
