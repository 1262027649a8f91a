-- description: How much of what contacts come from (orders, customers, incidents) there was on each day, from files.
-- grain: [driver, business_date]
-- build: daily
select
    driver,
    business_date,
    sum(value) as value,
from staging.driver_volume
where business_date between $from and $to
group by driver, business_date
