-- name: Survey response rate
-- description: Share of delivered survey invitations that were answered, by the day of sending; bounces are left out, and so are exports that tell answers alone.
-- unit: share
-- better: higher
-- measure: ratio
-- independent: true
-- version: 1
-- maturity_days: 14
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(count(*) filter (where is_answered) as bigint) as numerator,
    cast(count(*) as bigint) as denominator,
from core.survey_invite
where business_date between $from and $to
    and is_delivered
    -- an export without the moment of asking holds answers alone: everybody in it has answered
    and sent_at_utc is not null
group by site_id, queue_id, business_date
