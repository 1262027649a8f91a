-- name: Ring no answer
-- description: Share of the times an agent's phone rang that it rang out unanswered; a ringing ended by the caller is an offer and no miss.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
select
    leg.site_id,
    leg.queue_id,
    leg.interval_start_utc,
    leg.business_date,
    cast(count(*) filter (where segment.ring_end = 'no_answer') as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.agent_segment as segment
inner join core.queue_leg as leg
    on leg.source_id = segment.source_id
    and leg.leg_id = segment.leg_id
    and leg.business_date = segment.business_date
where leg.business_date between $from and $to
    -- an export without its ringings cannot say how often nobody picked up
    and segment.ring_end is not null
group by leg.site_id, leg.queue_id, leg.interval_start_utc, leg.business_date
