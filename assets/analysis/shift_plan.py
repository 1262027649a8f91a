"""Shifts for the first week of the plan, and when the people of each take their break.

Belongs here: which days are fitted, which shifts the settings allow, the answer as rows. Not here: the fit (assets/methods/shifts.py).
"""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods.shifts import Break, Roster, fit_shifts

DESCRIPTION = (
    "Shifts that cover each of the next seven planned days with the fewest paid hours, and their breaks one after the other where most "
    "people are to spare. Where a queue stays open from one business day to the next, shifts run on into it and count on the day they "
    "begin; the first day has no evening before it. People are those at work: absence comes on top."
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
Floats = NDArray[np.float64]
DAYS = 7
# Nobody likes to come for a short shift: coming counts as an hour, so that a long one is chosen where both fit.
COMING_HOURS = 1.0


def rows(*, plan: pd.DataFrame, shifts: pd.DataFrame, interval: pd.DataFrame) -> pd.DataFrame:
    """One row a queue, day, start and length of shift; a day that needs nobody or cannot be fitted says so in one row."""
    if plan.empty or shifts.empty or interval.empty:
        return _table([])
    interval_s = float(interval["interval_s"].iloc[0])
    newest = plan[plan["as_of_date"] == plan["as_of_date"].max()]
    newest = newest.assign(**{name: pd.to_datetime(newest[name]) for name in ("interval_start_utc", "interval_start_local")})
    found: list[dict[str, Any]] = []
    fitted: dict[tuple[object, ...], Roster] = {}
    for queue_id, mine in newest.groupby("queue_id", sort=True):
        allowed = shifts[shifts["queue_id"] == queue_id]
        if allowed.empty:
            continue
        days = [
            day.sort_values("interval_start_utc") for _, day in sorted(mine.groupby("business_date"), key=lambda one: pd.Timestamp(one[0]))
        ]
        carried = np.zeros(0)
        for day, after in zip(days[:DAYS], [*days[1:], None], strict=False):
            made, carried = _of_day(day, after, carried, allowed, fitted, interval_s=interval_s)
            found += made
    return _table(found)


class _Clock(NamedTuple):
    """The intervals of a day, and of the day after as far as it goes on without a break: agents, local starts, how many are the day's."""

    need: Floats
    local: list[pd.Timestamp]
    day: int


def _clock(day: pd.DataFrame, after: pd.DataFrame | None, *, longest: int, interval_s: float) -> _Clock:
    rows = day
    step = pd.Timedelta(seconds=interval_s)
    size = round((day["interval_start_utc"].iloc[-1] - day["interval_start_utc"].iloc[0]) / step) + 1
    if after is not None and after["interval_start_utc"].iloc[0] == day["interval_start_utc"].iloc[-1] + step:
        goes_on = after["interval_start_utc"].diff().fillna(step).eq(step).cumprod().astype(bool)
        rows = pd.concat([day, after[goes_on].head(longest - 1)])
    slot = ((rows["interval_start_utc"] - rows["interval_start_utc"].iloc[0]) / step).round().astype(int).to_numpy()
    need = np.zeros(int(slot.max()) + 1)
    need[slot] = rows["agents_required"].to_numpy(dtype=float)
    known = dict(zip(slot.tolist(), rows["interval_start_local"], strict=True))
    local: list[pd.Timestamp] = [known[0]]
    for place in range(1, need.size):
        # Clocks that are put forward or back show in the plan's own times; a closed hour has none.
        local.append(known.get(place, local[-1] + step))
    return _Clock(need, local, size)


def _of_day(
    day: pd.DataFrame,
    after: pd.DataFrame | None,
    carried: Floats,
    allowed: pd.DataFrame,
    fitted: dict[tuple[object, ...], Roster],
    *,
    interval_s: float,
) -> tuple[list[dict[str, Any]], Floats]:
    """The rows of a day, and who is still there from it in the first intervals of the day after."""
    hours = interval_s / 3600.0
    longest = max(1, round(float(allowed["shift_hours"].max()) / hours))
    clock = _clock(day, after, longest=longest, interval_s=interval_s)
    need = clock.need.copy()
    # Whom the evening before left here need not come again.
    here = min(carried.size, need.size)
    need[:here] = np.maximum(need[:here] - carried[:here], 0.0)
    begin = clock.local[0]
    lengths, starts, breaks = _patterns(allowed, clock, interval_s=interval_s)
    said = {"queue_id": day["queue_id"].iloc[0], "as_of_date": day["as_of_date"].iloc[0], "business_date": day["business_date"].iloc[0]}
    said |= {"day_required_hours": float(clock.need[: clock.day].sum()) * hours, "breaks": None, "note": None}
    none = {"shift_start_local": begin, "shift_end_local": begin, "shift_hours": 0.0, "people": 0.0}
    key = (tuple(need), clock.day, lengths, starts, breaks)
    try:
        if key not in fitted:
            fitted[key] = fit_shifts(
                need,
                lengths=lengths,
                starts=starts,
                breaks=breaks,
                next_day=need.size - clock.day,
                shift_price=COMING_HOURS / hours,
            )
    except ValueError as error:
        return [said | none | {"note": str(error)}], np.zeros(0)
    made = fitted[key]
    required = said["day_required_hours"]
    said |= {
        "day_paid_hours": made.paid_slots * hours,
        "day_missing_hours": float(made.missing.sum()) * hours,
        "fit_factor": made.paid_slots * hours / required if required > 0 else 1.0,
    }
    if made.missing.any():
        said["note"] = f"{said['day_missing_hours']:g} hours are not covered: people for them would cost more than they give"
    still_there = made.present[clock.day :].astype(float)
    if not made.shifts:
        why = "nobody is needed" if not clock.need[: clock.day].any() else "those who came the evening before are enough"
        return [said | none | {"note": said["note"] or why}], still_there
    return [
        said
        | {
            "shift_start_local": clock.local[shift.start],
            "shift_end_local": clock.local[shift.start + shift.slots - 1] + pd.Timedelta(seconds=interval_s),
            "shift_hours": shift.slots * hours,
            "people": float(shift.people),
            "breaks": _breaks(shift.breaks, clock.local),
        }
        for shift in made.shifts
    ], still_there


def _patterns(allowed: pd.DataFrame, clock: _Clock, *, interval_s: float) -> tuple[tuple[int, ...], tuple[int, ...], tuple[Break, ...]]:
    """Lengths, starts and the break in intervals; a day shorter than every shift has one shift, the day itself."""
    rule, size = allowed.iloc[0], clock.need.size
    slots = {max(1, round(float(hours) * 3600.0 / interval_s)) for hours in allowed["shift_hours"]}
    lengths = tuple(sorted(length for length in slots if length <= size)) or (size,)
    every = max(1, round(float(rule["start_every_minutes"]) * 60.0 / interval_s))
    first = [round((at - at.normalize()).total_seconds() / interval_s) for at in clock.local]
    # The first and the last possible start are always there: a day need not begin on a step.
    steps = {place for place in range(size) if first[place] % every == 0} | {0} | {size - length for length in lengths}
    steps |= {clock.day - length for length in lengths if length <= clock.day}
    # A time the clock shows twice in autumn begins a shift the first time only, so that its name is its own.
    starts = tuple(sorted(place for place in steps if clock.local[place] not in clock.local[:place]))
    pause = round(float(rule["break_minutes"]) * 60.0 / interval_s)
    if pause < 1:
        return lengths, starts, ()
    earliest, latest = (round(float(rule[name]) * 3600.0 / interval_s) for name in ("break_from_hours", "break_to_hours"))
    return lengths, starts, (Break(earliest, max(earliest, latest), pause),)


def _breaks(breaks: tuple[tuple[int, ...], ...], local: list[pd.Timestamp]) -> str | None:
    """When how many of a shift go: "11:00 2, 11:30 1"; in the order of the shift, past midnight too."""
    firsts = Counter(away[0] for away in breaks if away)
    return ", ".join(f"{local[place]:%H:%M} {people}" for place, people in sorted(firsts.items())) or None


def _table(found: list[dict[str, Any]]) -> pd.DataFrame:
    kinds = {"varchar": "object", "double": "float64", "date": "datetime64[s]", "timestamp": "datetime64[us]"}
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({name: kinds[kind] for name, kind in COLUMNS.items()})
