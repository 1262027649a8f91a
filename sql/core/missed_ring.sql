-- description: Ringings that nobody picked up, one row a ringing, in the order they came to their leg.
-- grain: [source_id, leg_id, seg_seq]
-- build: daily
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
