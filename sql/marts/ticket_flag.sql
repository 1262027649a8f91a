-- description: How many tickets each rule for odd data caught, by source and month of creation, with one of them to look at.
-- grain: [source_id, month, rule]
-- build: table
with flagged as (
    select
        flag.source_id,
        calendar.month,
        flag.rule,
        flag.ticket_id,
    from core.ticket_flag as flag
    inner join config.dates as calendar
        on calendar.date = flag.business_date

    union all

    select
        orphan.source_id,
        calendar.month,
        'no_ticket' as rule,
        orphan.ticket_id,
    from staging.ticket_orphan as orphan
    inner join config.dates as calendar
        on calendar.date = cast(orphan.first_at_utc as date)
)

select
    source_id,
    month,
    rule,
    cast(count(*) as bigint) as tickets,
    min(ticket_id) as example_ticket_id,
from flagged
group by source_id, month, rule
