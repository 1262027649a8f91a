-- description: Dispatching by month, site, service and priority (all stands for the sum over them): incidents, time to the first unit sent and what it is measured from, share within target, turnout, travel, response and promised arrivals.
-- grain: [month, site_id, service, priority]
-- build: table
with told as (
    select
        calendar.month,
        incident.source_id,
        incident.incident_id,
        coalesce(incident.site_id, 'unknown') as site_id,
        incident.service,
        incident.priority,
        incident.business_date,
        incident.units,
        incident.is_dispatched,
        incident.is_out_of_order,
        incident.basis,
        incident.time_to_dispatch_s,
        incident.target_s,
        incident.response_s,
        incident.promise_delay_s,
        incident.is_promise_owed
        and (incident.arrived_at_utc is not null or incident.promise_due_date <= data_through.business_date) as is_promise_due,
        coalesce(incident.promise_delay_s <= incident.arrival_tolerance_s, false) as is_promise_kept,
        calendar.month_end > data_through.business_date as is_running,
    from core.incident as incident
    inner join config.dates as calendar
        on calendar.date = incident.business_date
    cross join ops.data_through as data_through
    where not incident.is_excluded
),

by_incident as (
    select
        month,
        case when grouping(site_id) = 0 then site_id else 'all' end as site_id,
        case when grouping(service) = 0 then service else 'all' end as service,
        case when grouping(priority) = 0 then priority else 'all' end as priority,
        cast(count(distinct business_date) as bigint) as days,
        cast(count(*) as bigint) as incidents,
        cast(count(*) filter (where is_dispatched) as bigint) as dispatched,
        cast(count(*) filter (where not is_dispatched) as bigint) as not_dispatched,
        cast(sum(units) as bigint) as units,
        cast(count(time_to_dispatch_s) as bigint) as measured,
        cast(count(*) filter (where is_out_of_order) as bigint) as out_of_order,
        cast(count(*) filter (where time_to_dispatch_s is not null and basis = 'answer') as bigint) as measured_from_answer,
        case
            when min(basis) filter (where time_to_dispatch_s is not null)
                = max(basis) filter (where time_to_dispatch_s is not null)
                then min(basis) filter (where time_to_dispatch_s is not null)
            when count(time_to_dispatch_s) > 0 then 'mixed'
        end as basis,
        sum(time_to_dispatch_s) / nullif(count(time_to_dispatch_s), 0) as time_to_dispatch_s,
        percentile_cont(0.5) within group (order by time_to_dispatch_s) as time_to_dispatch_p50_s,
        percentile_cont(0.9) within group (order by time_to_dispatch_s) as time_to_dispatch_p90_s,
        -- a target that differs within the row is said of none
        case when min(target_s) = max(target_s) then min(target_s) end as target_s,
        cast(count(*) filter (where time_to_dispatch_s <= target_s) as bigint) as within_target,
        count(*) filter (where time_to_dispatch_s <= target_s)
        / nullif(count(*) filter (where time_to_dispatch_s is not null and target_s is not null), 0) as within_target_share,
        percentile_cont(0.5) within group (order by response_s) as response_p50_s,
        percentile_cont(0.9) within group (order by response_s) as response_p90_s,
        cast(count(*) filter (where is_promise_due) as bigint) as promises_due,
        cast(count(*) filter (where is_promise_due and is_promise_kept) as bigint) as promises_kept,
        count(*) filter (where is_promise_due and is_promise_kept)
        / nullif(count(*) filter (where is_promise_due), 0) as promise_kept_share,
        bool_or(is_running) as provisional,
    from told
    group by grouping sets (
        (month, site_id, service, priority),
        (month, site_id, service),
        (month, site_id),
        (month, service, priority),
        (month, service),
        (month)
    )
),

unit as (
    select
        calendar.month,
        coalesce(dispatch_unit.site_id, 'unknown') as site_id,
        dispatch_unit.service,
        dispatch_unit.priority,
        dispatch_unit.turnout_s,
        dispatch_unit.travel_s,
    from core.dispatch_unit as dispatch_unit
    inner join config.dates as calendar
        on calendar.date = dispatch_unit.business_date
    where not dispatch_unit.is_excluded
),

by_unit as (
    select
        month,
        case when grouping(site_id) = 0 then site_id else 'all' end as site_id,
        case when grouping(service) = 0 then service else 'all' end as service,
        case when grouping(priority) = 0 then priority else 'all' end as priority,
        percentile_cont(0.5) within group (order by turnout_s) as turnout_p50_s,
        percentile_cont(0.9) within group (order by turnout_s) as turnout_p90_s,
        percentile_cont(0.5) within group (order by travel_s) as travel_p50_s,
        percentile_cont(0.9) within group (order by travel_s) as travel_p90_s,
    from unit
    group by grouping sets (
        (month, site_id, service, priority),
        (month, site_id, service),
        (month, site_id),
        (month, service, priority),
        (month, service),
        (month)
    )
)

select
    by_incident.month,
    by_incident.site_id,
    by_incident.service,
    by_incident.priority,
    by_incident.days,
    by_incident.incidents,
    by_incident.dispatched,
    by_incident.not_dispatched,
    by_incident.units,
    by_incident.measured,
    by_incident.out_of_order,
    by_incident.basis,
    by_incident.measured_from_answer,
    by_incident.time_to_dispatch_s,
    by_incident.time_to_dispatch_p50_s,
    by_incident.time_to_dispatch_p90_s,
    by_incident.target_s,
    by_incident.within_target,
    by_incident.within_target_share,
    by_unit.turnout_p50_s,
    by_unit.turnout_p90_s,
    by_unit.travel_p50_s,
    by_unit.travel_p90_s,
    by_incident.response_p50_s,
    by_incident.response_p90_s,
    by_incident.promises_due,
    by_incident.promises_kept,
    by_incident.promise_kept_share,
    by_incident.measured < centre.min_n as low_n,
    coalesce(by_incident.provisional, true) as provisional,
from by_incident
cross join config.centre as centre
left join by_unit
    on by_unit.month = by_incident.month
    and by_unit.site_id = by_incident.site_id
    and by_unit.service = by_incident.service
    and by_unit.priority = by_incident.priority
