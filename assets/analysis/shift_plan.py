"""Shifts for the first week of the plan, and when the people of each take their break.

Belongs here: which days are fitted, which shifts the settings allow, the answer as rows. Not here: the fit (assets/methods/shifts.py).
"""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from assets.methods.shifts import Break, Roster, fit_shifts

DESCRIPTION = (
    "Shifts that cover each of the next seven planned days with the fewest paid hours, and their breaks one after the other where most "
    "people are to spare; shifts begin and end within the business day. People are those at work: absence comes on top."
)
GRAIN = ("queue_id", "business_date", "shift_start_local", "shift_hours")
BUILD = "replace"
READS = {
    "plan": """
        select queue_id, as_of_date, business_date, interval_start_local, interval_start_utc, agents_required
        from analysis.staffing
    """,
    "shifts": """
        select queue_id, shift_hours, start_every_minutes, break_minutes, break_from_hours, break_to_hours
        from config.shift
    """,
    "interval": "select interval_s from config.interval",
}
COLUMNS = {
    "queue_id": "varchar",
    "as_of_date": "date",
    "business_date": "date",
    "shift_start_local": "timestamp",
    "shift_end_local": "timestamp",
    "shift_hours": "double",
    "people": "double",
    "breaks": "varchar",
    "day_required_hours": "double",
    "day_paid_hours": "double",
    "day_missing_hours": "double",
    "fit_factor": "double",
    "note": "varchar",
}
DAYS = 7
# Far more than a day takes: what a search cut off by the clock gives hangs on how busy the machine is.
SECONDS_A_DAY = 10.0
# Nobody likes to come for a short shift: coming counts as an hour, so that a long one is chosen where both fit.
COMING_HOURS = 1.0


def rows(*, plan: pd.DataFrame, shifts: pd.DataFrame, interval: pd.DataFrame) -> pd.DataFrame:
    """One row a queue, day, start and length of shift; a day that needs nobody or cannot be fitted says so in one row."""
    if plan.empty or shifts.empty or interval.empty:
        return _table([])
    interval_s = float(interval["interval_s"].iloc[0])
    newest = plan[plan["as_of_date"] == plan["as_of_date"].max()]
    found: list[dict[str, Any]] = []
    fitted: dict[tuple[object, ...], Roster] = {}
    for queue_id, mine in newest.groupby("queue_id", sort=True):
        allowed = shifts[shifts["queue_id"] == queue_id]
        if allowed.empty:
            continue
        for _, day in sorted(mine.groupby("business_date"), key=lambda one: pd.Timestamp(one[0]))[:DAYS]:
            found += _of_day(day.sort_values("interval_start_utc"), allowed, fitted, interval_s=interval_s)
    return _table(found)


def _of_day(
    day: pd.DataFrame, allowed: pd.DataFrame, fitted: dict[tuple[object, ...], Roster], *, interval_s: float
) -> list[dict[str, Any]]:
    start_utc = pd.to_datetime(day["interval_start_utc"])
    slot = ((start_utc - start_utc.iloc[0]).dt.total_seconds() / interval_s).round().astype(int).to_numpy()
    need = np.zeros(int(slot.max()) + 1)
    need[slot] = day["agents_required"].to_numpy(dtype=float)
    begin = pd.Timestamp(day["interval_start_local"].iloc[0])
    lengths, starts, breaks = _patterns(allowed, need.size, begin, interval_s=interval_s)
    said = {"queue_id": day["queue_id"].iloc[0], "as_of_date": day["as_of_date"].iloc[0], "business_date": day["business_date"].iloc[0]}
    hours = interval_s / 3600.0
    said |= {"day_required_hours": float(need.sum()) * hours, "breaks": None, "note": None}
    none = {"shift_start_local": begin, "shift_end_local": begin, "shift_hours": 0.0, "people": 0.0}
    key = (tuple(need), lengths, starts, breaks)
    try:
        if key not in fitted:
            fitted[key] = fit_shifts(
                need, lengths=lengths, starts=starts, breaks=breaks, shift_price=COMING_HOURS / hours, time_limit_s=SECONDS_A_DAY
            )
    except ValueError as error:
        return [said | none | {"note": str(error)}]
    made = fitted[key]
    said |= {
        "day_paid_hours": made.paid_slots * hours,
        "day_missing_hours": float(made.missing.sum()) * hours,
        "fit_factor": made.fit_factor,
    }
    if made.missing.any():
        said["note"] = f"{said['day_missing_hours']:g} hours are not covered: people for them would cost more than they give"
    if not made.shifts:
        return [said | none | {"note": said["note"] or "nobody is needed"}]
    step = pd.Timedelta(seconds=interval_s)
    return [
        said
        | {
            "shift_start_local": begin + shift.start * step,
            "shift_end_local": begin + (shift.start + shift.slots) * step,
            "shift_hours": shift.slots * hours,
            "people": float(shift.people),
            "breaks": _breaks(shift.breaks, begin, step),
        }
        for shift in made.shifts
    ]


def _patterns(
    allowed: pd.DataFrame, size: int, begin: pd.Timestamp, *, interval_s: float
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[Break, ...]]:
    """Lengths, starts and the break in intervals; a day shorter than every shift has one shift, the day itself."""
    rule = allowed.iloc[0]
    slots = {max(1, round(float(hours) * 3600.0 / interval_s)) for hours in allowed["shift_hours"]}
    lengths = tuple(sorted(length for length in slots if length <= size)) or (size,)
    every = max(1, round(float(rule["start_every_minutes"]) * 60.0 / interval_s))
    first = round((begin - begin.normalize()).total_seconds() / interval_s)
    # The first and the last possible start are always there: a day need not begin on a step.
    steps = {place for place in range(size) if (first + place) % every == 0}
    starts = tuple(sorted(steps | {0} | {size - length for length in lengths}))
    pause = round(float(rule["break_minutes"]) * 60.0 / interval_s)
    if pause < 1:
        return lengths, starts, ()
    earliest, latest = (round(float(rule[name]) * 3600.0 / interval_s) for name in ("break_from_hours", "break_to_hours"))
    return lengths, starts, (Break(earliest, max(earliest, latest), pause),)


def _breaks(breaks: tuple[tuple[int, ...], ...], begin: pd.Timestamp, step: pd.Timedelta) -> str | None:
    """When how many of a shift go: "11:00 2, 11:30 1"."""
    firsts = Counter(away[0] for away in breaks if away)
    return ", ".join(f"{begin + place * step:%H:%M} {people}" for place, people in sorted(firsts.items())) or None


def _table(found: list[dict[str, Any]]) -> pd.DataFrame:
    kinds = {"varchar": "object", "double": "float64", "date": "datetime64[s]", "timestamp": "datetime64[us]"}
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({name: kinds[kind] for name, kind in COLUMNS.items()})
