-- name: Net promoter score
-- description: 100 times (share of answers 9 and 10 less share of answers 0 to 6) to the question of recommending, by the day of the answer.
-- unit: score
-- better: higher
-- measure: mean
-- bounds: [-100, 100]
-- independent: false
-- version: 1
select
    site_id,
    queue_id,
    cast(null as timestamp) as interval_start_utc,
    business_date,
    cast(sum(case when score_raw >= 9 then 100.0 when score_raw <= 6 then -100.0 else 0.0 end) as double) as numerator,
    cast(count(*) as bigint) as denominator,
from core.counted_answer
where business_date between $from and $to
    and instrument = 'nps'
    and score_raw between 0 and 10
group by site_id, queue_id, business_date
