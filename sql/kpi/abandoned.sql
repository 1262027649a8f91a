-- name: Abandoned
-- description: Visits in which the caller hung up before an answer, short ones included, also while a phone was ringing.
-- unit: count
-- better: lower
-- measure: count
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    abandoned as numerator,
from core.queue_interval
where business_date between $from and $to
