-- name: Callbacks agreed
-- description: Visits that ended with a callback agreed; unknown where no word of the source means that.
-- unit: count
-- better: band
-- measure: count
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    interval_start_utc,
    business_date,
    cast(count(*) filter (where outcome = 'callback_scheduled') as bigint) as numerator,
from core.queue_leg
where business_date between $from and $to
    and not is_excluded
    and (
        outcome = 'callback_scheduled'
        or source_id in (select source_id from config.word where canonical = 'callback_scheduled')
    )
group by site_id, queue_id, interval_start_utc, business_date
