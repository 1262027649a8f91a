-- name: Contact rate
-- description: Contacts from customers for every 1,000 of what they come from on the same day (orders, customers, incidents); unknown where neither files nor settings tell the volume.
-- unit: count
-- better: lower
-- measure: ratio
-- cases: contacts
-- independent: false
-- version: 1
with contact_day as (
    select
        business_date,
        cast(count(*) as bigint) as contacts,
    from core.contact
    where business_date between $from and $to
        and direction = 'inbound'
        and not is_excluded
    group by business_date
),

file_day as (
    select
        volume.business_date,
        sum(volume.value) as value,
    from core.driver_volume as volume
    where volume.business_date between $from and $to
        and volume.driver in (select driver from config.contact_driver)
    group by volume.business_date
),

known_day as (
    select business_date
    from contact_day

    union

    select business_date
    from file_day
)

select
    cast(null as varchar) as site_id,
    cast(null as varchar) as queue_id,
    cast(null as timestamp) as interval_start_utc,
    known_day.business_date,
    1000 * coalesce(contact_day.contacts, 0) as numerator,
    coalesce(file_day.value, constant.value) as denominator,
    coalesce(contact_day.contacts, 0) as cases,
from known_day
left join contact_day
    on contact_day.business_date = known_day.business_date
left join file_day
    on file_day.business_date = known_day.business_date
left join config.contact_driver as constant
    on constant.from_date <= known_day.business_date
    and (constant.until_date is null or constant.until_date > known_day.business_date)
where coalesce(file_day.value, constant.value) is not null
