"""Time that is paid and not spent on contacts: what the centre states, and what its switch and its schedules measure.

Belongs here: the components of shrinkage and which of them are known. Not here: agents needed (staffing), who is there
(staffing_people). This module makes no table.
"""

from typing import Any, NamedTuple

import pandas as pd

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
# Time that schedules of the last quarter planned, by what for. Days off are not paid, and nobody knows what the unmapped are.
PLANNED = """
    select queue.queue_id, shift.activity_class, sum(epoch(shift.ended_at_utc) - epoch(shift.started_at_utc)) as planned_s
    from staging.shift_activity as shift
    inner join config.queue as queue on shift.site_id is null or queue.site_id = shift.site_id
    where shift.business_date > (select max(business_date) from ops.data_through) - interval '91' day
      and shift.business_date <= (select max(business_date) from ops.data_through)
      and shift.activity_class not in ('off', 'other', 'unmapped')
      and shift.ended_at_utc > shift.started_at_utc
    group by queue.queue_id, shift.activity_class
"""
FEWEST_HOURS = 100.0
ABSENT = "absence"
# What people call the time somebody who was to work is not there; a schedule tells all of it as one.
ABSENCES = frozenset(
    ("absence", "absences", "absent", "holiday", "holidays", "vacation", "leave", "annual_leave", "sickness", "sick", "illness", "time_off")
)


class Shrinkage(NamedTuple):
    """Share of paid time away from contacts, its components in words, and whether any of it is an assumption."""

    share: float
    detail: str | None
    is_assumed: bool


def shrinkage_of(total: float, components: dict[str, float], states: pd.DataFrame, planned: pd.DataFrame) -> Shrinkage:
    """What the centre states, component by component; where a schedule or the switch tells one, what it measured.

    Absence in a schedule stands for all components that are absence (holiday, sickness ...), because it does not part them. A share of
    the time logged in is one of what the others leave of the time paid. The total of the settings serves a queue of which nothing else
    is known.

    Parameters
    ----------
    total, components : the shares of paid time that the settings state.
    states : state and state_s of agents who were logged in.
    planned : activity_class and planned_s of schedules.
    """
    from_schedule = _shares(planned, "activity_class", "planned_s")
    absence = from_schedule.get("absent", 0.0)
    stated = {name: share for name, share in components.items() if not (absence and name.lower().replace(" ", "_") in ABSENCES)}
    known = _named(stated, _shares(states, "state", "state_s"))
    told = _named({name: share for name, share in stated.items() if name not in known}, from_schedule) | (
        {ABSENT: absence} if absence else {}
    )
    if not components and not told:
        share = round(total, 12) if pd.notna(total) else 0.0
        return Shrinkage(share, None, is_assumed=True)
    assumed = {name: share for name, share in stated.items() if name not in known and name not in told}
    left = 1.0 - sum(assumed.values()) - sum(told.values())
    away = {name: share * left for name, share in known.items()}
    words = {name: f"{share:.3g} assumed" for name, share in assumed.items()}
    words |= {name: f"{share:.3g} measured (of the time planned)" for name, share in told.items()}
    words |= {name: f"{share:.3g} measured ({known[name]:.3g} of the time logged in)" for name, share in away.items()}
    # Rounded, because 0.1 + 0.2 is a little above 0.3 and would ask for one agent more.
    share = round(sum(assumed.values()) + sum(told.values()) + sum(away.values()), 12)
    return Shrinkage(share, "; ".join(f"{name} {said}" for name, said in sorted(words.items())), is_assumed=bool(assumed))


def _shares(spent: pd.DataFrame, name: str, seconds: str) -> dict[str, float]:
    """Share of each kind of time; none where there are too few hours to tell."""
    mine = spent.set_index(name)[seconds].astype(float) if len(spent) else pd.Series(dtype=float)
    total = float(mine.sum())
    return {str(kind): float(part) / total for kind, part in mine.items()} if total >= FEWEST_HOURS * 3600.0 else {}


def _named(components: dict[str, float], known: dict[str, float]) -> dict[str, float]:
    """The known shares of the components that bear their names, in the singular or the plural."""
    found = {name: known[kind] for name in components for kind in (name, name.removesuffix("s")) if kind in known}
    return {name: share for name, share in found.items() if 0 < share < 1}


def component_shares(shrinkage: pd.DataFrame, queue_id: object) -> dict[str, float]:
    """The stated components of one queue."""
    mine: dict[Any, Any] = shrinkage[shrinkage["queue_id"] == queue_id].set_index("component")["share"].astype(float).to_dict()
    return {str(name): float(share) for name, share in mine.items()}
