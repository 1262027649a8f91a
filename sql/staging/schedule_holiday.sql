-- description: Days on which a help desk's schedule is closed, one row a day.
-- grain: [calendar_id, date]
-- build: table
select
    holiday.source_id || '/' || holiday.schedule_id as calendar_id,
    calendar.date,
    min(holiday.name) as name,
from raw.schedule_holiday as holiday
inner join config.dates as calendar
    on calendar.date between holiday.first_date and coalesce(holiday.last_date, holiday.first_date)
group by holiday.source_id, holiday.schedule_id, calendar.date
