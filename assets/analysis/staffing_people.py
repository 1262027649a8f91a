"""Who is there for a plan: the roster of the settings, queues that share their people.

Belongs here: people who are there, by the settings and by the calls. Not here: how many agents a queue needs (staffing), time away
(shrinkage), schedules that were read (scheduled_people), heads months ahead (payroll).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Who answered how often where, in the last four weeks.
ANSWERS = """
    with answers as (
        select queue_id, agent_id, count(*) as legs
        from core.queue_leg
        where business_date > (select max(business_date) from ops.data_through) - interval '28' day
          and business_date <= (select max(business_date) from ops.data_through)
          and is_answered and agent_id is not null
        group by queue_id, agent_id
    )
"""
# An agent who answers in several queues belongs to the one with most answers; the first by name of equals.
HOME = f"""
    {ANSWERS.strip()},

    home as (
        select agent_id, queue_id, row_number() over (partition by agent_id order by legs desc, queue_id) as place
        from answers
    )
"""
# How much of a queue's answers comes from people who answer in another queue for a tenth of their time or more.
SHARED = f"""
    {ANSWERS.strip()},

    person as (
        select agent_id, sum(legs) as legs from answers group by agent_id
    ),

    queue as (
        select queue_id, sum(legs) as legs from answers group by queue_id
    )

    select mine.queue_id, other.queue_id as other_queue_id, sum(mine.legs) / min(queue.legs) as shared_share
    from answers as mine
    inner join answers as other on other.agent_id = mine.agent_id and other.queue_id <> mine.queue_id
    inner join person on person.agent_id = mine.agent_id
    inner join queue on queue.queue_id = mine.queue_id
    where other.legs >= 0.1 * person.legs
    group by mine.queue_id, other.queue_id
"""
MOSTLY = 0.5
HOLIDAY = 8


def pooled_with(queue_id: str, shared: pd.DataFrame) -> str | None:
    """The queues whose people give most of this queue's answers too: planned alone it asks for more than the pool would."""
    mine = shared[(shared["queue_id"] == queue_id) & (shared["shared_share"].astype(float) >= MOSTLY)]
    return ", ".join(sorted(mine["other_queue_id"].astype(str))) or None


def rostered(starts_local: pd.Series, roster: pd.DataFrame, free_days: NDArray[np.datetime64]) -> pd.Series:
    """People scheduled in each interval; missing where the settings name no roster for the queue."""
    if roster.empty:
        return pd.Series(pd.NA, index=starts_local.index, dtype="Float64")
    day = starts_local.dt.normalize()
    weekday = day.dt.day_of_week.to_numpy() + 1
    second = (starts_local - day).dt.total_seconds().to_numpy()
    if (roster["weekday"] == HOLIDAY).any():
        weekday = np.where(np.isin(day.to_numpy().astype("datetime64[D]"), free_days), HOLIDAY, weekday)
    people = np.zeros(len(starts_local))
    for span in roster[["weekday", "start_s", "end_s", "people"]].to_dict("records"):
        people += np.where(
            (weekday == span["weekday"]) & (second >= span["start_s"]) & (second < span["end_s"]), float(span["people"]), 0.0
        )
    return pd.Series(people, index=starts_local.index, dtype="Float64")
