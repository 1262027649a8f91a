"""How good the forecasts of the past weeks were, and whether they were worth making.

Belongs here: which forecasts are scored against what came, the scores. Not here: how a forecast is made (forecast).
"""

from typing import Any

import numpy as np
import pandas as pd

from assets.analysis.agent_scores import RULE, agent_scores

DESCRIPTION = (
    "Scores of the forecasts kept in analysis.forecast on the last 28 days, by queue, grain and horizon, beside the simplest forecast: "
    "the mean of the same weekday and time of the four latest weeks the forecast could know, and beside the centre's own plan of calls "
    "where one is delivered (kind `volume_plan`). Scored by interval and day in calls, and in "
    "agents: those the plan has from the forecast against those that what came would have needed. Empty until a forecast meets its days."
)
GRAIN = ("queue_id", "scored_by", "horizon_from_days")
BUILD = "replace"
LEVELS = {"q025": 0.025, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q80": 0.8, "q90": 0.9, "q975": 0.975}
PINBALL = " + ".join(
    f"greatest({level} * (offered - volume_{name}), {1 - level:.6g} * (volume_{name} - offered))" for name, level in LEVELS.items()
)
# Every kept forecast of the last 28 days beside what came, the week before, and the simplest forecast it could have been.
PAIR = """
    with actual as (
        select
            queue_id,
            interval_start_utc,
            interval_start_local,
            business_date,
            sum(offered) as offered,
            sum(handle_s) as handle_s,
            sum(handled) as handled
        from core.queue_interval
        where business_date > (select max(business_date) from ops.data_through) - interval '91' day
          and business_date <= (select max(business_date) from ops.data_through)
        group by queue_id, interval_start_utc, interval_start_local, business_date
    ),

    by_clock as (
        -- an hour the clock shows twice stands for one time of day
        select queue_id, interval_start_local, avg(offered) as offered
        from actual
        group by queue_id, interval_start_local
    ),

    known_from as (
        select queue_id, min(business_date) as first_date from actual group by queue_id
    ),

    made as (
        select
            forecast.*,
            date_diff('day', forecast.as_of_date, forecast.business_date) as lead_days,
            7 * cast(floor((date_diff('day', forecast.as_of_date, forecast.business_date) + 6) / 7.0) as bigint) as known_days_back
        from analysis.forecast as forecast
        where forecast.business_date > (select max(business_date) from ops.data_through) - interval '28' day
          and forecast.business_date <= (select max(business_date) from ops.data_through)
          and forecast.volume is not null
    ),

    simplest as (
        select
            made.queue_id,
            made.as_of_date,
            made.interval_start_utc,
            sum(coalesce(by_clock.offered, 0)) / 4.0 as naive
        from made
        inner join known_from on known_from.queue_id = made.queue_id
        cross join (values (0), (1), (2), (3)) as week (back)
        left join by_clock
            on by_clock.queue_id = made.queue_id
            and by_clock.interval_start_local
            = made.interval_start_local - interval '1' day * (made.known_days_back + 7 * week.back)
        where made.business_date - interval '1' day * (made.known_days_back + 21) >= known_from.first_date
        group by made.queue_id, made.as_of_date, made.interval_start_utc
    ),

    plan as (
        select
            told.*,
            house.interval_s,
            epoch(told.at_utc) - epoch(lag(told.at_utc) over (partition by told.queue_id order by told.at_utc)) as step_s
        from staging.volume_plan as told
        cross join config.interval as house
        where told.business_date > (select max(business_date) from ops.data_through) - interval '28' day
          and told.business_date <= (select max(business_date) from ops.data_through)
    ),

    planned as (
        -- a plan by hours says nothing of half-hours
        select
            plan.queue_id,
            plan.at_utc - interval '1 second' * (cast(epoch(plan.at_utc) as bigint) % plan.interval_s) as interval_start_utc,
            sum(plan.volume) as planned
        from plan
        inner join (
            select queue_id from plan where grain_source = 'interval' group by queue_id, interval_s having min(step_s) <= interval_s
        ) as fine on fine.queue_id = plan.queue_id
        where plan.grain_source = 'interval'
        group by 1, 2
    ),

    planned_day as (
        select queue_id, business_date, sum(volume) as planned from plan group by queue_id, business_date
    ),

    pair as (
        select
            made.*,
            planned.planned,
            case
                when made.lead_days <= 1 then 1
                when made.lead_days <= 7 then 2
                when made.lead_days <= 14 then 8
                else 15
            end as horizon_from_days,
            coalesce(actual.offered, 0) as offered,
            actual.handle_s / nullif(actual.handled, 0) as handle_time_came_s,
            coalesce(week_before.offered, 0) as offered_before,
            simplest.naive
        from made
        left join actual on actual.queue_id = made.queue_id and actual.interval_start_utc = made.interval_start_utc
        left join by_clock as week_before
            on week_before.queue_id = made.queue_id
            and week_before.interval_start_local = made.interval_start_local - interval '7' day
        left join planned on planned.queue_id = made.queue_id and planned.interval_start_utc = made.interval_start_utc
        left join simplest
            on simplest.queue_id = made.queue_id
            and simplest.as_of_date = made.as_of_date
            and simplest.interval_start_utc = made.interval_start_utc
    )
"""
READS = {
    "scores": f"""
{PAIR},

        by_day as (
            select
                pair.queue_id,
                pair.horizon_from_days,
                pair.as_of_date,
                pair.business_date,
                sum(pair.offered) as offered,
                sum(pair.volume) as volume,
                sum(pair.offered_before) as offered_before,
                case when count(pair.naive) = count(*) then sum(pair.naive) end as naive,
                max(planned_day.planned) as planned
            from pair
            left join planned_day on planned_day.queue_id = pair.queue_id and planned_day.business_date = pair.business_date
            group by pair.queue_id, pair.horizon_from_days, pair.as_of_date, pair.business_date
        ),

        scored as (
            select
                queue_id,
                'interval' as scored_by,
                horizon_from_days,
                as_of_date,
                offered,
                volume,
                offered_before,
                naive,
                planned,
                case when offered between volume_q10 and volume_q90 then 1 else 0 end as is_within_80,
                case when offered between volume_q025 and volume_q975 then 1 else 0 end as is_within_95,
                {PINBALL} as pinball
            from pair

            union all

            -- a day's quantiles are no sums of its intervals'
            select
                queue_id,
                'day' as scored_by,
                horizon_from_days,
                as_of_date,
                offered,
                volume,
                offered_before,
                naive,
                planned,
                null as is_within_80,
                null as is_within_95,
                null as pinball
            from by_day
        )

        select
            queue_id,
            scored_by,
            horizon_from_days,
            count(*) as n,
            count(distinct as_of_date) as origins,
            sum(offered) as offered,
            sum(abs(volume - offered)) as error,
            sum(volume - offered) as drift,
            sum(case when naive is not null then abs(naive - offered) end) as naive_error,
            sum(case when naive is not null then naive - offered end) as naive_drift,
            sum(case when naive is not null then offered end) as naive_offered,
            sum(case when naive is not null then abs(volume - offered) end) as error_beside_naive,
            sum(case when planned is not null then abs(planned - offered) end) as plan_error,
            sum(case when planned is not null then planned - offered end) as plan_drift,
            sum(case when planned is not null then offered end) as plan_offered,
            sum(case when planned is not null then abs(volume - offered) end) as error_beside_plan,
            sum(abs(offered - offered_before)) as scale,
            sum(is_within_80) as within_80,
            sum(is_within_95) as within_95,
            sum(pinball) / {len(LEVELS)} as pinball
        from scored
        group by queue_id, scored_by, horizon_from_days
    """,
    "pairs": f"""
{PAIR}

        select queue_id, as_of_date, horizon_from_days, volume, naive, planned, offered, handle_time_s, handle_time_came_s from pair
    """,
    "rule": RULE,
    "interval": "select interval_s from config.interval",
    "data_through": "select business_date from ops.data_through",
}
COLUMNS = {
    "queue_id": "varchar",
    "scored_by": "varchar",
    "horizon_from_days": "bigint",
    "horizon_to_days": "bigint",
    "through_date": "date",
    "n": "bigint",
    "origins": "bigint",
    "offered": "bigint",
    "wape": "double",
    "bias_share": "double",
    "mase": "double",
    "cover80_share": "double",
    "cover95_share": "double",
    "pinball": "double",
    "wape_naive": "double",
    "bias_naive_share": "double",
    "value_added_share": "double",
    "wape_plan": "double",
    "bias_plan_share": "double",
    "value_added_to_plan_share": "double",
    "note": "varchar",
}
HORIZON_ENDS = {1: 1, 2: 7, 8: 14, 15: 28}


def rows(
    *, scores: pd.DataFrame, pairs: pd.DataFrame, rule: pd.DataFrame, interval: pd.DataFrame, data_through: pd.DataFrame
) -> pd.DataFrame:
    """Sums over scored forecasts as the usual ratios; a ratio without anything below the line is missing and says why."""
    through = data_through["business_date"].dropna()
    in_agents = agent_scores(pairs, rule, interval)
    found = pd.concat([scores.assign(calls=scores["offered"]), in_agents], ignore_index=True) if len(in_agents) else scores
    found = found.assign(calls=found["calls"] if "calls" in found else found["offered"])
    sums = {name: pd.to_numeric(found[name]).astype(float) for name in found if name not in ("queue_id", "scored_by")}

    def share(above: str, below: str) -> pd.Series:
        return sums[above] / sums[below].where(sums[below] > 0)

    wape, beside, naive = share("error", "offered"), share("error_beside_naive", "naive_offered"), share("naive_error", "naive_offered")
    plan = share("plan_error", "plan_offered")
    note = pd.Series(None, index=found.index, dtype=object)
    note = note.mask(naive.isna(), "fewer than four weeks were known before these forecasts: nothing simple to compare with")
    note = note.mask(sums["offered"] <= 0, "no contact came in these intervals")
    kinds: dict[str, Any] = {"varchar": "object", "double": "float64", "bigint": "int64", "date": "datetime64[s]"}
    made = found[["queue_id", "scored_by", "horizon_from_days"]].assign(
        horizon_to_days=found["horizon_from_days"].map(HORIZON_ENDS),
        through_date=pd.Series(pd.to_datetime(through).max(), index=found.index),
        n=sums["n"],
        origins=sums["origins"],
        offered=sums["calls"],
        wape=wape,
        bias_share=share("drift", "offered"),
        mase=share("error", "scale"),
        cover80_share=share("within_80", "n"),
        cover95_share=share("within_95", "n"),
        pinball=share("pinball", "n"),
        wape_naive=naive,
        bias_naive_share=share("naive_drift", "naive_offered"),
        # On the same intervals: those for which the simplest forecast could be made.
        value_added_share=1.0 - beside / naive.where(naive > 0),
        wape_plan=plan,
        bias_plan_share=share("plan_drift", "plan_offered"),
        value_added_to_plan_share=1.0 - share("error_beside_plan", "plan_offered") / plan.where(plan > 0),
        note=note,
    )
    made = made.sort_values(["queue_id", "scored_by", "horizon_from_days"], ignore_index=True)
    return made.replace([np.inf, -np.inf], np.nan)[list(COLUMNS)].astype({name: kinds[kind] for name, kind in COLUMNS.items()})
