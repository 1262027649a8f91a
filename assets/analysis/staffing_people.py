"""Who is there for a plan: shrinkage stated and measured, the roster, queues that share their people.

Belongs here: what turns agents at their places into people scheduled, and compares them with those who are. Not here: how many agents a
queue needs (staffing), heads months ahead (payroll).
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Time of agents who were logged in, by what they did; talk and waits are work, the rest is shrinkage that was measured.
STATES = """
    select queue.queue_id, spent.state, sum(spent.state_s) as state_s
    from core.agent_state as spent
    inner join config.queue as queue on queue.site_id = spent.site_id
    where spent.business_date > (select max(business_date) from ops.data_through) - interval '28' day
      and spent.business_date <= (select max(business_date) from ops.data_through)
      and spent.is_staffed
    group by queue.queue_id, spent.state
"""
# How much of a queue's answers comes from people who answer in another queue for a tenth of their time or more.
SHARED = """
    with answers as (
        select queue_id, agent_id, count(*) as legs
        from core.queue_leg
        where business_date > (select max(business_date) from ops.data_through) - interval '28' day
          and business_date <= (select max(business_date) from ops.data_through)
          and is_answered and agent_id is not null
        group by queue_id, agent_id
    ),

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
FEWEST_STAFFED_HOURS = 100.0
MOSTLY = 0.5
HOLIDAY = 8

Ints = NDArray[np.int64]


class Shrinkage(NamedTuple):
    """Share of paid time away from contacts, its components in words, and whether any of it is an assumption."""

    share: float
    detail: str | None
    is_assumed: bool


def shrinkage_of(total: float, components: dict[str, float], states: pd.DataFrame) -> Shrinkage:
    """What the centre states, component by component; where the switch logs such a state by name, what it measured.

    A measured share is one of the time people were logged in, which is what the other components leave of the time paid. The total of the
    settings serves a queue without components.
    """
    if not components:
        share = round(float(np.nan_to_num(total)), 12)
        return Shrinkage(share, None, is_assumed=True)
    measured = _measured(components, states)
    stated = {name: share for name, share in components.items() if name not in measured}
    # Rounded, because 0.1 + 0.2 is a little above 0.3 and would ask for one agent more.
    left = 1.0 - sum(stated.values())
    away = {name: share * left for name, share in measured.items()}
    words = {name: f"{share:.3g} assumed" for name, share in stated.items()}
    words |= {name: f"{share:.3g} measured ({measured[name]:.3g} of the time logged in)" for name, share in away.items()}
    share = round(sum(stated.values()) + sum(away.values()), 12)
    return Shrinkage(share, "; ".join(f"{name} {said}" for name, said in sorted(words.items())), is_assumed=bool(stated))


def _measured(components: dict[str, float], states: pd.DataFrame) -> dict[str, float]:
    seconds = states.set_index("state")["state_s"].astype(float) if len(states) else pd.Series(dtype=float)
    if seconds.sum() < FEWEST_STAFFED_HOURS * 3600.0:
        return {}
    known = {str(state): float(spent / seconds.sum()) for state, spent in seconds.items()}
    found = {name: known[state] for name in components for state in (name, name.removesuffix("s")) if state in known}
    return {name: share for name, share in found.items() if 0 < share < 1}


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


def component_shares(shrinkage: pd.DataFrame, queue_id: object) -> dict[str, float]:
    """The stated components of one queue."""
    mine: dict[Any, Any] = shrinkage[shrinkage["queue_id"] == queue_id].set_index("component")["share"].astype(float).to_dict()
    return {str(name): float(share) for name, share in mine.items()}
