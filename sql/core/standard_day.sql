-- description: How many calls and incidents of a day kept each rule of the standards that hold for their queue or service, over the whole day and in its busiest clock hour.
-- grain: [scope_type, scope_id, standard_id, measure, within_s, is_busy_hour, part_of_day, business_date]
-- build: daily
with asked_queue as (
    -- a centre without standards reads no call for them
    select
        queue.queue_id,
        lower(queue.service) as service,
    from config.queue as queue
    inner join config.standard_rule as rule
        on rule.measure = 'answer'
        and (
            (rule.scope_type = 'queue' and rule.scope_id = queue.queue_id)
            or (rule.scope_type = 'service' and rule.scope_id = lower(queue.service))
        )
    group by queue.queue_id, lower(queue.service)
),

later_leg as (
    -- whoever is passed on to a second queue waits until somebody answers there
    select
        source_id,
        contact_id,
        min(answered_at_utc) filter (where is_answered) as answered_at_utc,
        bool_or(is_answered) as is_answered,
        bool_or(is_abandoned) as is_abandoned,
    from core.queue_leg
    where business_date between $from and $to + interval '1 day'
        and leg_seq > 1
    group by source_id, contact_id
),

call as (
    select
        leg.queue_id,
        asked_queue.service,
        leg.business_date,
        -- going back from the instant itself keeps both passes of a repeated hour apart
        date_trunc('second', leg.entered_at_utc)
        - interval '1 second' * (cast(floor(epoch(leg.entered_at_local)) as bigint) % 3600) as hour_start_utc,
        epoch(case when leg.is_answered then leg.answered_at_utc else later_leg.answered_at_utc end)
        - epoch(leg.entered_at_utc) as lasted_s,
        (leg.is_abandoned or coalesce(later_leg.is_abandoned, false))
        and not leg.is_answered
        and not coalesce(later_leg.is_answered, false) as is_abandoned,
    from core.queue_leg as leg
    inner join asked_queue
        on asked_queue.queue_id = leg.queue_id
    left join later_leg
        on later_leg.source_id = leg.source_id
        and later_leg.contact_id = leg.contact_id
    where leg.business_date between $from and $to
        and leg.leg_seq = 1
        and leg.is_offered
),

happening as (
    -- equal ones are counted: waits come in whole seconds, so millions become a few thousand, and nothing is lost
    select
        'answer' as measure,
        queue_id,
        service,
        business_date,
        hour_start_utc,
        lasted_s,
        is_abandoned,
        count(*) as cases,
    from call
    group by queue_id, service, business_date, hour_start_utc, lasted_s, is_abandoned

    union all

    select
        'processing' as measure,
        queue_id,
        service,
        business_date,
        hour_start_utc,
        time_to_dispatch_s as lasted_s,
        false as is_abandoned,
        count(*) as cases,
    from core.incident
    where business_date between $from and $to
        and not is_excluded
    group by queue_id, service, business_date, hour_start_utc, time_to_dispatch_s
),

arrival as (
    select measure, 'queue' as scope_type, queue_id as scope_id, business_date, hour_start_utc, lasted_s, is_abandoned, cases
    from happening

    union all

    select measure, 'service' as scope_type, service as scope_id, business_date, hour_start_utc, lasted_s, is_abandoned, cases
    from happening
),

judged as (
    -- only what some standard asks for
    select
        arrival.measure,
        arrival.scope_type,
        arrival.scope_id,
        arrival.business_date,
        arrival.hour_start_utc,
        arrival.lasted_s,
        arrival.is_abandoned,
        arrival.cases,
    from arrival
    inner join (
        select scope_type, scope_id, measure
        from config.standard_rule
        group by scope_type, scope_id, measure
    ) as asked
        on asked.scope_type = arrival.scope_type
        and asked.scope_id = arrival.scope_id
        and asked.measure = arrival.measure
),

hour_of_day as (
    select
        measure,
        scope_type,
        scope_id,
        business_date,
        hour_start_utc,
        -- of two hours with as many arrivals the earlier one
        row_number() over (
            partition by measure, scope_type, scope_id, business_date
            order by sum(cases) desc, hour_start_utc
        ) as place,
    from judged
    group by measure, scope_type, scope_id, business_date, hour_start_utc
),

placed as (
    select
        judged.measure,
        judged.scope_type,
        judged.scope_id,
        judged.business_date,
        judged.lasted_s,
        judged.is_abandoned,
        judged.cases,
        hour_of_day.place = 1 as is_in_busy_hour,
    from judged
    inner join hour_of_day
        on hour_of_day.measure = judged.measure
        and hour_of_day.scope_type = judged.scope_type
        and hour_of_day.scope_id = judged.scope_id
        and hour_of_day.business_date = judged.business_date
        and hour_of_day.hour_start_utc = judged.hour_start_utc
)

select
    rule.scope_type,
    rule.scope_id,
    rule.standard_id,
    rule.standard_name,
    rule.measure,
    rule.within_s,
    rule.is_busy_hour,
    part.part_of_day,
    placed.business_date,
    max(rule.target_share) as target_share,
    cast(sum(placed.cases) as bigint) as arrivals,
    cast(coalesce(sum(placed.cases) filter (where placed.lasted_s is not null), 0) as bigint) as measured,
    cast(coalesce(sum(placed.cases) filter (where placed.lasted_s <= rule.within_s), 0) as bigint) as in_time,
    cast(coalesce(sum(placed.cases) filter (where placed.is_abandoned), 0) as bigint) as abandoned,
from placed
inner join config.standard_rule as rule
    on rule.scope_type = placed.scope_type
    and rule.scope_id = placed.scope_id
    and rule.measure = placed.measure
cross join (values ('whole_day'), ('busy_hour')) as part (part_of_day)
where part.part_of_day = 'whole_day' or placed.is_in_busy_hour
group by
    rule.scope_type, rule.scope_id, rule.standard_id, rule.standard_name, rule.measure, rule.within_s, rule.is_busy_hour,
    part.part_of_day, placed.business_date
