-- description: Days on which a KPI that counts has no row at a scope although files told of that day there: it is 0 on them, and on other days without a row unknown.
-- grain: [kpi, version, scope_type, scope_id, business_date]
-- build: view
with series as (
    select
        daily.kpi,
        daily.version,
        daily.scope_type,
        daily.scope_id,
        max(definition.measure) as measure,
        max(definition.raw_tables) as raw_tables,
        min(daily.business_date) as first_date,
        -- a source that tells one figure a month, on its first day, tells no days
        count(*) > 1
            and max(case when daily.business_date = cast(date_trunc('month', daily.business_date) as date) then 0 else 1 end) = 0
            as is_monthly,
    from kpi.daily as daily
    inner join kpi.definition as definition
        on definition.kpi = daily.kpi
        and definition.version = daily.version
    group by daily.kpi, daily.version, daily.scope_type, daily.scope_id
),

told_day as (
    -- a day was told where any KPI of the same raw tables has a figure
    select distinct
        series.raw_tables,
        daily.scope_type,
        daily.scope_id,
        daily.business_date,
    from kpi.daily as daily
    inner join series
        on series.kpi = daily.kpi
        and series.version = daily.version
        and series.scope_type = daily.scope_type
        and series.scope_id = daily.scope_id
    where daily.scope_type in ('site', 'company')
        and not series.is_monthly
),

counted as (
    -- a queue's days are those of its site; whatever has no site of its own has those of the centre
    select
        series.kpi,
        series.version,
        series.scope_type,
        series.scope_id,
        series.raw_tables,
        series.first_date,
        case when series.scope_type = 'site' then series.scope_id else queue.site_id end as site_id,
    from series
    left join config.queue as queue
        on queue.queue_id = series.scope_id
        and series.scope_type = 'queue'
    where series.measure = 'count'
        and not series.is_monthly
)

select
    counted.kpi,
    counted.version,
    counted.scope_type,
    counted.scope_id,
    told_day.business_date,
from counted
inner join told_day
    on told_day.raw_tables = counted.raw_tables
    and told_day.scope_type = case when counted.site_id is null then 'company' else 'site' end
    and told_day.scope_id = coalesce(counted.site_id, 'all')
    -- before its first day a scope was not open
    and told_day.business_date > counted.first_date
left join kpi.daily as daily
    on daily.kpi = counted.kpi
    and daily.version = counted.version
    and daily.scope_type = counted.scope_type
    and daily.scope_id = counted.scope_id
    and daily.business_date = told_day.business_date
where daily.kpi is null
