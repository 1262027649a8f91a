-- description: What one leg asked of one agent, one row a connection and one row a ringing that was not picked up.
-- grain: [source_id, leg_id, seg_seq]
-- build: daily
with missed_ring as (
    select
        leg.source_id,
        leg.leg_id,
        leg.site_id,
        leg.queue_id,
        leg.business_date,
        event.agent_id,
        event.at_utc as ended_at_utc,
        case event.verb when 'RINGNOANSWER' then 'no_answer' else 'canceled' end as ring_end,
        -- the log writes milliseconds here, and the line when the ringing is over
        try_cast(event.p1 as double) / 1000 as ring_s,
        row_number() over (
            partition by leg.source_id, leg.leg_id
            order by event.at_utc, event.file_first_at_utc, event.file_id, event.line
        ) as seg_seq,
    from staging.queue_event as event
    inner join core.queue_log_leg as leg
        on leg.source_id = event.source_id
        and leg.call_id = event.call_id
        and leg.queue_raw = event.queue_raw
        and event.at_utc >= leg.entered_at_utc
        and (leg.ended_at_utc is null or event.at_utc <= leg.ended_at_utc)
    where event.verb in ('RINGNOANSWER', 'RINGCANCELED')
        and event.business_date between $from and $to + interval '2 days'
        and leg.business_date between $from and $to
),

missed_by_leg as (
    select
        source_id,
        leg_id,
        cast(count(*) as bigint) as rings,
        sum(ring_s) as ring_s,
    from missed_ring
    group by source_id, leg_id
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
    from missed_ring

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
        case when logged.leg_id is not null then 'answered' end as ring_end,
    from core.queue_leg as leg
    left join core.queue_log_leg as logged
        on logged.source_id = leg.source_id
        and logged.leg_id = leg.leg_id
        and logged.business_date = leg.business_date
    left join missed_by_leg
        on missed_by_leg.source_id = leg.source_id
        and missed_by_leg.leg_id = leg.leg_id
    where leg.business_date between $from and $to
        and leg.is_answered
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
