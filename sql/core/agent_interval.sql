-- description: Seconds of every agent by interval and state, each credited to the interval in which it was spent.
-- grain: [source_id, agent_id, interval_start_utc, business_date]
-- build: daily
with span as (
    select
        state.source_id,
        state.agent_id,
        state.site_id,
        state.business_date,
        state.started_at_utc,
        state.ended_at_utc,
        state.state,
        state.is_staffed,
        grid.interval_s,
        -- going back from the instant itself, as legs do, keeps both passes of a repeated hour apart
        date_trunc('second', state.started_at_utc) - interval '1 second' * ((
            cast(floor(epoch(state.started_at_utc)) as bigint) + coalesce(
                case
                    when zone_day.switch_at is null or state.started_at_utc < zone_day.switch_at then zone_day.offset_s
                    else zone_day.offset_after_s
                end,
                0
            )
        ) % grid.interval_s) as first_interval_utc,
    from core.agent_state as state
    cross join config.interval as grid
    left join config.queue_place as home
        on home.source_id = state.source_id
        and home.queue_raw is null
    left join config.zone_day as zone_day
        on zone_day.zone = home.timezone
        and zone_day.reading = 'utc'
        and zone_day.date = cast(state.started_at_utc as date)
    where state.business_date between $from and $to
        and state.state <> 'offline'
),

counted as (
    select
        span.*,
        cast(floor((epoch(ended_at_utc) - epoch(first_interval_utc) - 0.000001) / nullif(interval_s, 0)) as bigint) as last_place,
    from span
),

place as (
    -- a day has no more intervals than five years have days
    select row_number() over (order by date) - 1 as place
    from config.dates
    where year between 1990 and 1994
),

piece as (
    select
        counted.source_id,
        counted.agent_id,
        counted.site_id,
        counted.business_date,
        counted.state,
        counted.is_staffed,
        counted.first_interval_utc + interval '1 second' * (counted.interval_s * place.place) as interval_start_utc,
        least(epoch(counted.ended_at_utc), epoch(counted.first_interval_utc) + counted.interval_s * (place.place + 1))
        - greatest(epoch(counted.started_at_utc), epoch(counted.first_interval_utc) + counted.interval_s * place.place) as state_s,
    from counted
    inner join place
        on place.place <= counted.last_place
)

select
    source_id,
    agent_id,
    min(site_id) as site_id,
    interval_start_utc,
    business_date,
    coalesce(sum(state_s) filter (where is_staffed), 0) as staffed_s,
    coalesce(sum(state_s) filter (where is_staffed and state = 'available'), 0) as available_s,
    coalesce(sum(state_s) filter (where state = 'ringing'), 0) as ringing_s,
    coalesce(sum(state_s) filter (where state = 'talk'), 0) as talk_s,
    coalesce(sum(state_s) filter (where state = 'acw'), 0) as acw_s,
    coalesce(sum(state_s) filter (where is_staffed and state not in ('available', 'ringing', 'talk', 'acw')), 0) as break_s,
    coalesce(sum(state_s) filter (where is_staffed and state in ('talk', 'acw')), 0) as busy_s,
from piece
group by source_id, agent_id, interval_start_utc, business_date
