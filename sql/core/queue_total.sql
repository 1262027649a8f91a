-- description: Sums that exports tell of a queue's interval, day or month, on the grid of intervals and under the names of core.queue_interval; what a source does not tell is null.
-- grain: [queue_id, interval_start_utc, business_date, site_id, grain_source]
-- build: daily
with placed as (
    select
        total.*,
        -- a day or a month has no interval of its own
        case
            when total.grain_source = 'interval'
                then total.at_utc - interval '1 second' * (cast(floor(epoch(total.at_local)) as bigint) % grid.interval_s)
        end as interval_start_utc,
        case
            when total.grain_source = 'interval'
                then total.at_local - interval '1 second' * (cast(floor(epoch(total.at_local)) as bigint) % grid.interval_s)
        end as interval_start_local,
    from staging.interval_total as total
    cross join config.interval as grid
    where total.business_date between $from and $to
),

summed as (
    select
        site_id,
        queue_id,
        interval_start_utc,
        interval_start_local,
        business_date,
        grain_source,
        sum(coalesce(entered, offered)) as entered,
        sum(offered) as offered,
        sum(answered) as answered,
        sum(abandoned) as abandoned,
        sum(flowed_out) as flowed_out,
        sum(callback_scheduled) as callback_scheduled,
        sum(failed) as failed,
        sum(callback_offered) as callback_offered,
        sum(callback_kept) as callback_kept,
        -- where it is offered to who waits, more may be offered it than are answered
        sum(case when callback_offered > answered then offered else coalesce(answered, offered) end) filter (
            where callback_offered is not null
        ) as callback_known,
        sum(answered_in_time) as answered_in_time,
        sum(abandoned_in_time) as abandoned_in_time,
        sum(answered) filter (where answered_in_time is null) as unjudged,
        sum(short_abandoned) as short_abandoned,
        sum(answered) filter (where handle_s is not null) as handled,
        sum(answered) filter (where talk_s is not null) as talked,
        sum(answered) filter (where hold_s is not null) as hold_known,
        sum(answered) filter (where acw_s is not null) as acw_known,
        sum(wait_answered_s) as wait_answered_s,
        sum(answered) filter (where wait_answered_s is not null) as wait_answered_known,
        sum(wait_offered_s) as wait_offered_s,
        sum(offered) filter (where wait_offered_s is not null) as wait_offered_known,
        sum(wait_abandoned_s) as wait_abandoned_s,
        sum(abandoned - coalesce(short_abandoned, 0)) filter (where wait_abandoned_s is not null) as wait_abandoned_known,
        sum(talk_s) as talk_s,
        sum(hold_s) as hold_s,
        sum(acw_s) as acw_s,
        sum(handle_s) as handle_s,
        max(max_wait_s) as max_wait_s,
    from placed
    group by site_id, queue_id, interval_start_utc, interval_start_local, business_date, grain_source
)

select
    site_id,
    queue_id,
    interval_start_utc,
    interval_start_local,
    business_date,
    grain_source,
    cast(entered as bigint) as entered,
    cast(offered as bigint) as offered,
    cast(answered as bigint) as answered,
    cast(abandoned as bigint) as abandoned,
    -- an end that a source does not count apart is none of its ends
    cast(coalesce(flowed_out, 0) as bigint) as flowed_out,
    cast(coalesce(callback_scheduled, 0) as bigint) as callback_scheduled,
    cast(coalesce(failed, 0) as bigint) as failed,
    cast(callback_offered as bigint) as callback_offered,
    cast(callback_kept as bigint) as callback_kept,
    cast(coalesce(callback_known, 0) as bigint) as callback_known,
    cast(answered_in_time as bigint) as answered_in_time,
    cast(abandoned_in_time as bigint) as abandoned_in_time,
    cast(coalesce(unjudged, 0) as bigint) as unjudged,
    cast(coalesce(short_abandoned, 0) as bigint) as short_abandoned,
    cast(coalesce(handled, 0) as bigint) as handled,
    cast(coalesce(talked, 0) as bigint) as talked,
    cast(coalesce(hold_known, 0) as bigint) as hold_known,
    cast(coalesce(acw_known, 0) as bigint) as acw_known,
    case
        when coalesce(handled, 0) = 0 then null
        when coalesce(talked, 0) = 0 then 'handle as told'
        when coalesce(hold_known, 0) = 0 and coalesce(acw_known, 0) = 0 then 'talk'
        when coalesce(acw_known, 0) = 0 then 'talk and hold'
        when coalesce(hold_known, 0) = 0 then 'talk and wrap'
        else 'talk, hold and wrap'
    end as handle_basis,
    wait_answered_s,
    cast(wait_answered_known as bigint) as wait_answered_known,
    wait_offered_s,
    cast(wait_offered_known as bigint) as wait_offered_known,
    wait_abandoned_s,
    cast(wait_abandoned_known as bigint) as wait_abandoned_known,
    talk_s,
    hold_s,
    acw_s,
    coalesce(handle_s, 0) as handle_s,
    max_wait_s,
    -- what a source's own definitions leave between what came in and how it ended; it may be less than 0
    cast(
        entered - coalesce(answered, 0) - coalesce(abandoned, 0) - coalesce(flowed_out, 0) - coalesce(callback_scheduled, 0)
        - coalesce(failed, 0) as bigint
    ) as unaccounted,
from summed
