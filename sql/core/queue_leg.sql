-- description: Every visit of a contact to a queue, from queue logs and call exports alike, with exactly one outcome.
-- grain: [source_id, leg_id]
-- build: daily
with exported_call as (
    select
        call.source_id,
        call.leg_id,
        coalesce(call.contact_id, call.leg_id) as contact_id,
        call.site_id,
        call.queue_id,
        call.channel,
        call.direction,
        call.customer_key,
        call.entered_at_utc,
        call.entered_at_local,
        call.business_date,
        call.wait_s,
        call.ring_s,
        call.talk_s,
        call.hold_s,
        call.acw_s,
        -- outbound and internal calls wait in no queue for anybody: they are counted, and left out of every rate
        case when call.direction in ('outbound', 'internal') then 'excluded' else call.outcome end as outcome,
        call.agent_id,
        call.transfer_to,
        call.did,
        call.topic,
        call.disposition,
        call.is_callback_offered,
        call.callback_of_contact_id,
        call.file_id,
        call.line,
    from staging.call as call
    -- what another source tells too counts once, by the other
    left join core.twin_call as twin
        on twin.source_id = call.source_id
        and twin.leg_id = call.leg_id
        and twin.business_date between $from and $to
    where call.business_date between $from and $to
        and twin.leg_id is null
        -- no zone and no day start moves an instant further than two days from its business date, and the instant is what is stored
        and entered_at_utc >= $from - interval '2 days'
        and entered_at_utc < $to + interval '3 days'
),

later_call as (
    -- most exports have one row a call; only the others need their rows put in order
    select
        source_id,
        leg_id,
        contact_id,
        business_date,
        row_number() over (
            partition by source_id, contact_id
            order by entered_at_utc, leg_id
        ) as place,
    from staging.call
    where business_date between $from - interval '1 day' and $to
        and entered_at_utc >= $from - interval '3 days'
        and entered_at_utc < $to + interval '3 days'
        and contact_id <> leg_id
),

opening as (
    select
        source_id,
        leg_id,
    from staging.call
    where entered_at_utc >= $from - interval '4 days'
        and entered_at_utc < $to + interval '3 days'
        and leg_id in (select contact_id from later_call)
),

later_leg as (
    select
        later_call.source_id,
        later_call.leg_id,
        later_call.place + case when opening.leg_id is null then 0 else 1 end as leg_seq,
    from later_call
    left join opening
        on opening.source_id = later_call.source_id
        and opening.leg_id = later_call.contact_id
    where later_call.business_date between $from and $to
),

dialled as (
    -- a dialplan may write the number dialled into the log, before the call enters its first queue
    select
        source_id,
        call_id,
        min(p1) as did,
    from staging.queue_event
    where business_date between $from - interval '1 day' and $to + interval '1 day'
        and verb = 'DID'
    group by source_id, call_id
),

wrap_source as (
    -- a switch logs no after-call work, but a pause may mean it: then a call without one had none
    select source_id
    from config.word
    where field = 'state'
        and canonical = 'acw'
    group by source_id
),

told_elsewhere as (
    -- what an export knows of a leg that another source tells
    select
        other_source_id as source_id,
        other_leg_id as leg_id,
        max(hold_s) as hold_s,
        max(acw_s) as acw_s,
        min(topic) as topic,
        min(disposition) as disposition,
        min(did) as did,
    from core.twin_call
    where business_date between $from - interval '1 day' and $to + interval '1 day'
    group by other_source_id, other_leg_id
),

leg as (
    select
        exported_call.source_id,
        exported_call.leg_id,
        exported_call.contact_id,
        exported_call.site_id,
        exported_call.queue_id,
        coalesce(later_leg.leg_seq, 1) as leg_seq,
        exported_call.channel,
        exported_call.direction,
        exported_call.customer_key,
        exported_call.entered_at_utc,
        exported_call.entered_at_local,
        case
            when exported_call.outcome = 'answered'
                then exported_call.entered_at_utc + interval '1 second' * exported_call.wait_s
        end as answered_at_utc,
        case
            when exported_call.outcome = 'answered' then exported_call.entered_at_utc + interval '1 second' * (
                exported_call.wait_s + exported_call.talk_s + coalesce(exported_call.hold_s, 0)
            )
            else exported_call.entered_at_utc + interval '1 second' * exported_call.wait_s
        end as ended_at_utc,
        exported_call.business_date,
        exported_call.wait_s,
        exported_call.ring_s,
        exported_call.talk_s,
        exported_call.hold_s,
        exported_call.acw_s,
        exported_call.outcome,
        cast(null as varchar) as exit_key,
        cast(null as varchar) as hangup_by,
        exported_call.agent_id,
        case when exported_call.transfer_to is not null then 'transfer' end as transfer_kind,
        exported_call.transfer_to,
        cast(null as bigint) as enter_position,
        false as is_adopted,
        exported_call.did,
        exported_call.topic,
        exported_call.disposition,
        exported_call.is_callback_offered,
        exported_call.callback_of_contact_id,
        exported_call.file_id,
        exported_call.line,
    from exported_call
    left join later_leg
        on later_leg.source_id = exported_call.source_id
        and later_leg.leg_id = exported_call.leg_id

    union all

    select
        logged.source_id,
        logged.leg_id,
        logged.contact_id,
        logged.site_id,
        logged.queue_id,
        logged.leg_seq,
        'phone' as channel,
        'inbound' as direction,
        logged.customer_key,
        logged.entered_at_utc,
        logged.entered_at_local,
        logged.answered_at_utc,
        logged.ended_at_utc,
        logged.business_date,
        logged.wait_s,
        logged.ring_s,
        logged.talk_s,
        -- the switch does not log hold: unknown, not 0
        cast(null as double) as hold_s,
        case
            when wrap_source.source_id is not null and logged.outcome = 'answered' and logged.ended_at_utc is not null
                then coalesce(wrap_up.acw_s, 0)
        end as acw_s,
        logged.outcome,
        logged.exit_key,
        logged.hangup_by,
        logged.agent_id,
        logged.transfer_kind,
        logged.transfer_to,
        logged.enter_position,
        logged.is_adopted,
        dialled.did,
        cast(null as varchar) as topic,
        cast(null as varchar) as disposition,
        cast(null as boolean) as is_callback_offered,
        cast(null as varchar) as callback_of_contact_id,
        logged.file_id,
        logged.line,
    from core.queue_log_leg as logged
    left join wrap_source
        on wrap_source.source_id = logged.source_id
    left join core.wrap_up as wrap_up
        on wrap_up.source_id = logged.source_id
        and wrap_up.leg_id = logged.leg_id
        and wrap_up.business_date = logged.business_date
    left join dialled
        on dialled.source_id = logged.source_id
        and dialled.call_id = logged.contact_id
    where logged.business_date between $from and $to
),

queue_rule as (
    -- what a queue counts is the same on all its days; a row a queue and day would look larger to the planner than the calls
    select
        queue_id,
        max(short_abandon_s) as short_abandon_s,
        bool_or(count_callbacks) as count_callbacks,
        max(interval_of) as interval_of,
        max(site_id) as site_id,
    from config.queue_day
    where business_date between $from and $to
    group by queue_id
),

counted_clock as (
    -- spans of one offset on the clocks of queues that count by answer or end; most centres have none
    select
        queue_rule.queue_id,
        span.since_utc,
        span.until_utc,
        span.offset_s,
    from queue_rule
    join config.site as site
        on site.site_id = queue_rule.site_id
    join config.zone_switch as span
        on span.zone = site.timezone
        and span.until_utc > $from - interval '2 days'
        and span.since_utc < $to + interval '7 days'
    where queue_rule.interval_of <> 'entry'
),

counted as (
    -- a call counts in the interval it came in, unless the switch's own reports go by its answer or its end
    select
        leg.*,
        queue_rule.count_callbacks,
        queue_rule.short_abandon_s,
        case queue_rule.interval_of
            when 'answer' then coalesce(leg.answered_at_utc, leg.ended_at_utc, leg.entered_at_utc)
            when 'end' then coalesce(leg.ended_at_utc, leg.entered_at_utc)
            else leg.entered_at_utc
        end as counted_at_utc,
    from leg
    left join queue_rule
        on queue_rule.queue_id = leg.queue_id
),

placed as (
    select
        counted.*,
        -- the clock on the wall may have been set since the call came in
        coalesce(
            counted.counted_at_utc + interval '1 second' * clock.offset_s,
            counted.entered_at_local + (counted.counted_at_utc - counted.entered_at_utc)
        ) as counted_at_local,
    from counted
    left join counted_clock as clock
        on clock.queue_id = counted.queue_id
        and clock.since_utc <= counted.counted_at_utc
        and clock.until_utc > counted.counted_at_utc
)

select
    placed.source_id,
    placed.leg_id,
    placed.contact_id,
    placed.site_id,
    placed.queue_id,
    placed.leg_seq,
    placed.channel,
    placed.direction,
    placed.customer_key,
    placed.entered_at_utc,
    placed.entered_at_local,
    placed.answered_at_utc,
    placed.ended_at_utc,
    -- going back from the instant itself keeps both passes of a repeated hour, and zones off the half-hour, apart
    date_trunc('second', placed.counted_at_utc)
    - interval '1 second' * (cast(floor(epoch(placed.counted_at_local)) as bigint) % grid.interval_s) as interval_start_utc,
    date_trunc('second', placed.counted_at_local)
    - interval '1 second' * (cast(floor(epoch(placed.counted_at_local)) as bigint) % grid.interval_s) as interval_start_local,
    placed.business_date,
    placed.wait_s,
    placed.ring_s,
    placed.talk_s,
    coalesce(placed.hold_s, told_elsewhere.hold_s) as hold_s,
    coalesce(placed.acw_s, told_elsewhere.acw_s) as acw_s,
    case
        when placed.outcome = 'answered' then placed.talk_s
            + coalesce(placed.hold_s, told_elsewhere.hold_s, 0)
            + coalesce(placed.acw_s, told_elsewhere.acw_s, 0)
    end as handle_s,
    placed.outcome,
    placed.outcome not in ('excluded', 'open', 'unmapped')
    and (placed.direction <> 'callback' or coalesce(placed.count_callbacks, false)) as is_offered,
    placed.outcome = 'answered' as is_answered,
    placed.outcome = 'abandoned' as is_abandoned,
    -- strictly sooner; 0 switches the rule off
    placed.outcome = 'abandoned' and coalesce(placed.wait_s < placed.short_abandon_s, false) as is_short_abandon,
    placed.outcome = 'excluded' as is_excluded,
    case
        when placed.direction = 'callback' then 'callback'
        when placed.leg_seq > 1 then 'transfer'
        else 'caller'
    end as entered_by,
    placed.exit_key,
    placed.hangup_by,
    placed.agent_id,
    placed.transfer_kind,
    placed.transfer_to,
    placed.enter_position,
    placed.is_adopted,
    coalesce(placed.did, told_elsewhere.did) as did,
    coalesce(placed.topic, told_elsewhere.topic) as topic,
    coalesce(placed.disposition, told_elsewhere.disposition) as disposition,
    placed.is_callback_offered,
    placed.callback_of_contact_id,
    placed.file_id,
    placed.line,
from placed
cross join config.interval as grid
left join told_elsewhere
    on told_elsewhere.source_id = placed.source_id
    and told_elsewhere.leg_id = placed.leg_id
