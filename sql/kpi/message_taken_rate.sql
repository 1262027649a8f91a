-- name: Messages taken
-- description: Share of answered calls in which the agent took a message instead of helping, by the disposition of the source; unknown where the source names no such disposition.
-- unit: share
-- better: lower
-- measure: ratio
-- independent: false
-- version: 1
select
    leg.site_id,
    leg.queue_id,
    leg.interval_start_utc,
    leg.business_date,
    cast(count(*) filter (where leg.disposition = 'message') as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.queue_leg as leg
where leg.business_date between $from and $to
    and leg.is_answered
    and leg.source_id in (select source_id from config.word where field = 'disposition' and canonical = 'message')
group by leg.site_id, leg.queue_id, leg.interval_start_utc, leg.business_date
