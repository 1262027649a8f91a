-- description: Calendar, one row a date, to join every business date with.
-- grain: [date]
-- build: table
select
    date,
    weekday,
    weekday_name,
    iso_week,
    month,
    month_end,
    quarter,
    year,
    day_of_year,
    is_weekend,
from config.dates
