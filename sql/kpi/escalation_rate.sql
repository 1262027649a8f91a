-- name: Escalated calls
-- description: Share of answered calls passed on to a supervisor or another division, by the targets or dispositions the source names; unknown where it names none.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
with target as (
    select
        source_id,
        word,
    from config.word
    where field = 'transfer_to'
        and canonical in ('supervisor', 'other_division')
),

telling_source as (
    select source_id
    from config.word
    where (field = 'transfer_to' and canonical in ('supervisor', 'other_division'))
        or (field = 'disposition' and canonical = 'escalated')
    group by source_id
),

answered as (
    select
        leg.source_id,
        leg.leg_id,
        leg.contact_id,
        leg.leg_seq,
        leg.site_id,
        leg.queue_id,
        leg.interval_start_utc,
        leg.business_date,
        leg.transfer_kind,
        lower(trim(leg.transfer_to)) as transfer_to,
        leg.disposition,
    from core.queue_leg as leg
    inner join telling_source
        on telling_source.source_id = leg.source_id
    where leg.business_date between $from and $to
        and leg.is_answered
),

next_queue as (
    -- a transfer to a queue may name the application alone; where the call went shows in its next leg
    select
        answered.source_id,
        answered.leg_id,
        min(following.queue_id) as queue_id,
    from answered
    inner join core.queue_leg as following
        on following.source_id = answered.source_id
        and following.contact_id = answered.contact_id
        and following.leg_seq = answered.leg_seq + 1
    where answered.transfer_kind is not null
        and following.business_date between $from and $to + interval '2 days'
    group by answered.source_id, answered.leg_id
)

select
    answered.site_id,
    answered.queue_id,
    answered.interval_start_utc,
    answered.business_date,
    cast(count(*) filter (
        where answered.disposition = 'escalated'
            or (answered.transfer_kind is not null and coalesce(by_number.word, by_queue.word) is not null)
    ) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from answered
left join next_queue
    on next_queue.source_id = answered.source_id
    and next_queue.leg_id = answered.leg_id
left join target as by_number
    on by_number.source_id = answered.source_id
    and by_number.word = answered.transfer_to
left join target as by_queue
    on by_queue.source_id = answered.source_id
    and by_queue.word = next_queue.queue_id
group by answered.site_id, answered.queue_id, answered.interval_start_utc, answered.business_date
