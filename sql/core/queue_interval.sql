-- description: Sums over the legs that entered a queue within one interval, or such sums as an export tells them; every count and second here adds up over time and queues.
-- grain: [queue_id, interval_start_utc, business_date, site_id]
-- build: daily
with leg as (
    select
        *,
        outcome in ('flowout_timeout', 'flowout_empty', 'flowout_key', 'flowout_withdrawn', 'flowout_transfer') as is_flowed_out,
    from core.queue_leg
    where business_date between $from and $to
),

leg_sum as (
    select
        leg.site_id,
        leg.queue_id,
        leg.interval_start_utc,
        min(leg.interval_start_local) as interval_start_local,
        leg.business_date,
        cast(count(*) filter (where not leg.is_excluded) as bigint) as entered,
        cast(count(*) filter (where leg.is_offered) as bigint) as offered,
        cast(count(*) filter (where leg.is_answered) as bigint) as answered,
        cast(count(*) filter (where leg.is_abandoned) as bigint) as abandoned,
        cast(count(*) filter (where leg.is_flowed_out) as bigint) as flowed_out,
        cast(count(*) filter (where leg.outcome = 'callback_scheduled') as bigint) as callback_scheduled,
        cast(count(*) filter (where leg.outcome = 'failed') as bigint) as failed,
        -- a leg whose outcome word nobody declared has no known end either
        cast(count(*) filter (where leg.outcome in ('open', 'unmapped')) as bigint) as open,
        cast(count(*) filter (where leg.outcome = 'unmapped') as bigint) as unmapped,
        cast(count(*) filter (where leg.is_excluded) as bigint) as excluded,
        -- legs entered by a callback are no offered calls: rates are made of the offered ones alone
        cast(count(*) filter (where leg.is_offered and leg.is_answered) as bigint) as offered_answered,
        cast(count(*) filter (where leg.is_offered and leg.is_abandoned) as bigint) as offered_abandoned,
        cast(count(*) filter (where leg.is_offered and leg.is_flowed_out) as bigint) as offered_flowed_out,
        -- a contract may leave calls that flowed out to others out of the service level
        cast(count(*) filter (
            where leg.is_offered and leg.is_flowed_out and coalesce(queue_day.include_flowouts, true)
        ) as bigint) as counted_flowed_out,
        cast(count(*) filter (where leg.is_offered and leg.outcome = 'callback_scheduled') as bigint) as offered_callback_scheduled,
        cast(count(leg.is_callback_offered) filter (where not leg.is_excluded) as bigint) as callback_known,
        cast(count(*) filter (where leg.is_callback_offered and not leg.is_excluded) as bigint) as callback_offered,
        -- what came of an agreement is told by core.callback
        cast(null as bigint) as callback_kept,
        cast(count(*) filter (
            where leg.is_offered and leg.is_answered and leg.wait_s <= queue_day.threshold_s
        ) as bigint) as answered_in_time,
        cast(count(*) filter (
            where leg.is_offered and leg.is_abandoned and leg.wait_s <= queue_day.threshold_s
        ) as bigint) as abandoned_in_time,
        cast(count(*) filter (where leg.is_offered and leg.is_short_abandon) as bigint) as short_abandoned,
        cast(count(*) filter (where leg.is_adopted) as bigint) as adopted,
        cast(count(leg.handle_s) as bigint) as handled,
        -- what a source does not log is unknown, not 0: means are made over the legs that tell
        cast(count(leg.talk_s) filter (where leg.is_answered) as bigint) as talked,
        cast(count(leg.hold_s) filter (where leg.is_answered) as bigint) as hold_known,
        cast(count(*) filter (where leg.is_answered and leg.hold_s > 0) as bigint) as held,
        cast(count(leg.acw_s) filter (where leg.is_answered) as bigint) as acw_known,
        case
            when count(leg.handle_s) = 0 then null
            when count(leg.hold_s) filter (where leg.is_answered) not in (0, count(leg.handle_s))
                or count(leg.acw_s) filter (where leg.is_answered) not in (0, count(leg.handle_s)) then 'mixed'
            when count(leg.hold_s) filter (where leg.is_answered) = 0 and count(leg.acw_s) filter (where leg.is_answered) = 0 then 'talk'
            when count(leg.acw_s) filter (where leg.is_answered) = 0 then 'talk and hold'
            when count(leg.hold_s) filter (where leg.is_answered) = 0 then 'talk and wrap'
            else 'talk, hold and wrap'
        end as handle_basis,
        cast(count(*) filter (where leg.is_answered and leg.transfer_kind is not null) as bigint) as transferred,
        cast(count(*) filter (where leg.is_answered and leg.hangup_by = 'agent') as bigint) as hung_up_by_agent,
        cast(count(*) filter (where leg.is_answered and leg.hangup_by = 'caller') as bigint) as hung_up_by_caller,
        sum(leg.wait_s) filter (where leg.is_offered and leg.is_answered) as wait_answered_s,
        cast(count(leg.wait_s) filter (where leg.is_offered and leg.is_answered) as bigint) as wait_answered_known,
        sum(leg.wait_s) filter (where leg.is_offered) as wait_offered_s,
        cast(count(leg.wait_s) filter (where leg.is_offered) as bigint) as wait_offered_known,
        sum(leg.wait_s) filter (where leg.is_offered and leg.is_abandoned and not leg.is_short_abandon) as wait_abandoned_s,
        cast(count(leg.wait_s) filter (
            where leg.is_offered and leg.is_abandoned and not leg.is_short_abandon
        ) as bigint) as wait_abandoned_known,
        coalesce(sum(leg.talk_s) filter (where leg.is_answered), 0) as talk_s,
        -- null where no leg tells, which is not 0
        sum(leg.hold_s) filter (where leg.is_answered) as hold_s,
        sum(leg.acw_s) filter (where leg.is_answered) as acw_s,
        coalesce(sum(leg.handle_s), 0) as handle_s,
        max(leg.wait_s) filter (where leg.is_offered) as max_wait_s,
        cast(0 as bigint) as unaccounted,
        'call' as grain_source,
    from leg
    left join config.queue_day as queue_day
        on queue_day.queue_id = leg.queue_id
        and queue_day.business_date = leg.business_date
    group by leg.site_id, leg.queue_id, leg.interval_start_utc, leg.business_date
),

counted_day as (
    select
        queue_id,
        business_date,
        -- where nothing says how long the answered waited, a day's misses alone would make a service level of 0
        sum(wait_answered_known) > 0 or sum(offered) = sum(wait_offered_known) as is_judged,
    from leg_sum
    group by queue_id, business_date
),

told_sum as (
    select
        total.*,
        case when coalesce(queue_day.include_flowouts, true) then total.flowed_out else 0 end as counted_flowed_out,
        case total.grain_source when 'interval' then 1 when 'day' then 2 else 3 end as coarseness,
        min(case total.grain_source when 'interval' then 1 when 'day' then 2 else 3 end) over (
            partition by total.queue_id, total.business_date
        ) as finest,
    from core.queue_total as total
    left join counted_day
        on counted_day.queue_id = total.queue_id
        and counted_day.business_date = total.business_date
    left join config.queue_day as queue_day
        on queue_day.queue_id = total.queue_id
        and queue_day.business_date = total.business_date
    where total.business_date between $from and $to
        -- a day whose calls are known one by one is counted from them; sums of the same day say nothing new
        and counted_day.queue_id is null
)

select
    leg_sum.site_id,
    leg_sum.queue_id,
    leg_sum.interval_start_utc,
    leg_sum.interval_start_local,
    leg_sum.business_date,
    leg_sum.entered,
    leg_sum.offered,
    leg_sum.answered,
    leg_sum.abandoned,
    leg_sum.flowed_out,
    leg_sum.callback_scheduled,
    leg_sum.failed,
    leg_sum.open,
    leg_sum.unmapped,
    leg_sum.excluded,
    leg_sum.offered_answered,
    leg_sum.offered_abandoned,
    leg_sum.offered_flowed_out,
    leg_sum.counted_flowed_out,
    leg_sum.offered_callback_scheduled,
    leg_sum.callback_known,
    leg_sum.callback_offered,
    leg_sum.callback_kept,
    case when counted_day.is_judged then leg_sum.answered_in_time end as answered_in_time,
    leg_sum.abandoned_in_time,
    leg_sum.offered_answered - leg_sum.wait_answered_known as unjudged,
    leg_sum.short_abandoned,
    leg_sum.adopted,
    leg_sum.handled,
    leg_sum.talked,
    leg_sum.hold_known,
    leg_sum.held,
    leg_sum.acw_known,
    leg_sum.handle_basis,
    leg_sum.transferred,
    leg_sum.hung_up_by_agent,
    leg_sum.hung_up_by_caller,
    -- 0 where nobody waited, null where nobody told
    case when leg_sum.offered_answered = 0 then 0 else leg_sum.wait_answered_s end as wait_answered_s,
    leg_sum.wait_answered_known,
    case when leg_sum.offered = 0 then 0 else leg_sum.wait_offered_s end as wait_offered_s,
    leg_sum.wait_offered_known,
    case when leg_sum.offered_abandoned = leg_sum.short_abandoned then 0 else leg_sum.wait_abandoned_s end as wait_abandoned_s,
    leg_sum.wait_abandoned_known,
    leg_sum.talk_s,
    leg_sum.hold_s,
    leg_sum.acw_s,
    leg_sum.handle_s,
    leg_sum.max_wait_s,
    leg_sum.unaccounted,
    leg_sum.grain_source,
from leg_sum
inner join counted_day
    on counted_day.queue_id = leg_sum.queue_id
    and counted_day.business_date = leg_sum.business_date

union all

select
    site_id,
    queue_id,
    interval_start_utc,
    interval_start_local,
    business_date,
    entered,
    offered,
    answered,
    abandoned,
    flowed_out,
    callback_scheduled,
    failed,
    cast(0 as bigint) as open,
    cast(0 as bigint) as unmapped,
    cast(0 as bigint) as excluded,
    answered as offered_answered,
    abandoned as offered_abandoned,
    flowed_out as offered_flowed_out,
    counted_flowed_out,
    callback_scheduled as offered_callback_scheduled,
    callback_known,
    callback_offered,
    callback_kept,
    answered_in_time,
    abandoned_in_time,
    unjudged,
    short_abandoned,
    cast(0 as bigint) as adopted,
    handled,
    talked,
    hold_known,
    cast(null as bigint) as held,
    acw_known,
    handle_basis,
    cast(null as bigint) as transferred,
    cast(null as bigint) as hung_up_by_agent,
    cast(null as bigint) as hung_up_by_caller,
    wait_answered_s,
    wait_answered_known,
    wait_offered_s,
    wait_offered_known,
    wait_abandoned_s,
    wait_abandoned_known,
    talk_s,
    hold_s,
    acw_s,
    handle_s,
    max_wait_s,
    unaccounted,
    grain_source,
from told_sum
-- of a day told twice, by its intervals and as a whole, the finer figures count
where coarseness = finest
