"""People whom a schedule of agents puts at work, by the queue they answer in most.

Belongs here: whose schedule counts for which queue, how many are there in each interval. Not here: the roster of the settings
(`staffing_people`), agents needed (`staffing`). This module makes no table.
"""

import numpy as np
import pandas as pd

from assets.analysis.staffing_people import HOME

# Everything but absence and time off: people on a schedule take breaks and go to meetings, as the agents to schedule do.
SCHEDULED = f"""
    {HOME.strip()}

    select home.queue_id, shift.agent_id, shift.started_at_utc, shift.ended_at_utc
    from staging.shift_activity as shift
    inner join home on home.agent_id = shift.agent_id and home.place = 1
    where shift.activity_class in ('work', 'break', 'lunch', 'meeting', 'training', 'coaching')
      and shift.ended_at_utc > shift.started_at_utc
      and shift.ended_at_utc > (select max(business_date) from ops.data_through)
"""


def scheduled(starts_utc: pd.Series, activities: pd.DataFrame) -> pd.Series:
    """People at work at the start of each interval, (i,); missing before the schedule begins and after it ends.

    Parameters
    ----------
    starts_utc : (i,) starts of the intervals.
    activities : agent_id, started_at_utc, ended_at_utc of one queue. Two activities of one agent at a time are one person.
    """
    people = pd.Series(pd.NA, index=starts_utc.index, dtype="Float64")
    if activities.empty:
        return people
    at = pd.to_datetime(starts_utc).to_numpy("datetime64[us]")
    begins, ends = (pd.to_datetime(activities[name]).to_numpy("datetime64[us]") for name in ("started_at_utc", "ended_at_utc"))
    there = np.zeros(len(at), dtype=np.int64)
    for mine in activities.reset_index(drop=True).groupby("agent_id").indices.values():
        is_there = (np.searchsorted(np.sort(begins[mine]), at, side="right") - np.searchsorted(np.sort(ends[mine]), at, side="right")) > 0
        there += is_there
    is_known = (at >= begins.min()) & (at < ends.max())
    people[is_known] = there[is_known].astype(float)
    return people
