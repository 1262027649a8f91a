"""Shifts of the first planned week cover what the plan requires, breaks included, and say where they do not."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import shift_plan

INTERVAL = pd.DataFrame({"interval_s": [1800]})


def required(agents: list[int], days: int = 1, start: str = "08:00", skip: tuple[int, ...] = ()) -> pd.DataFrame:
    """Agents of consecutive half-hours from a time of day on; the places in `skip` are closed."""
    parts = []
    for day in pd.date_range("2026-03-02", periods=days):
        starts = pd.date_range(f"{day:%Y-%m-%d} {start}", periods=len(agents), freq="30min")
        parts.append(pd.DataFrame({"interval_start_local": starts, "business_date": day, "agents_required": agents}))
        parts[-1] = parts[-1][~np.isin(np.arange(len(agents)), skip)]
    made = pd.concat(parts, ignore_index=True).assign(queue_id="orders", as_of_date=pd.Timestamp("2026-03-01"))
    return made.assign(interval_start_utc=made["interval_start_local"] - pd.Timedelta(hours=1))


def fitted(plan: pd.DataFrame, hours: tuple[float, ...] = (8.0, 4.0), break_minutes: int = 30) -> pd.DataFrame:
    rule = {"queue_id": "orders", "start_every_minutes": 30, "break_minutes": break_minutes, "break_from_hours": 2.5, "break_to_hours": 5.0}
    made = shift_plan.rows(plan=plan, shifts=pd.DataFrame([rule | {"shift_hours": length} for length in hours]), interval=INTERVAL)
    assert list(made.columns) == list(shift_plan.COLUMNS)
    return made


def test_every_half_hour_is_covered_when_breaks_are_taken_out() -> None:
    need = [2, 2, 4, 4, 6, 6, 6, 6, 5, 5, 5, 5, 6, 6, 6, 4, 4, 3, 3, 2, 2, 2, 2, 2]
    made = fitted(required(need))
    there = np.zeros(len(need))
    clock = pd.date_range("2026-03-02 08:00", periods=len(need), freq="30min")
    for shift in made.itertuples():
        there += np.where((clock >= shift.shift_start_local) & (clock < shift.shift_end_local), shift.people, 0.0)
        for at, people in (one.split() for one in shift.breaks.split(", ")) if isinstance(shift.breaks, str) else ():
            there -= np.where(clock == pd.Timestamp(f"2026-03-02 {at}"), float(people), 0.0)
    assert (there >= need).all()
    assert made["day_required_hours"].unique().tolist() == [sum(need) / 2]
    assert made["day_missing_hours"].eq(0).all()
    assert made["fit_factor"].iloc[0] == pytest.approx((made["people"] * made["shift_hours"]).sum() / (sum(need) / 2))


def test_breaks_of_one_shift_are_staggered() -> None:
    made = fitted(required([6] * 16), hours=(8.0,))
    assert made["breaks"].str.split(", ").map(len).max() > 1


def test_a_day_shorter_than_every_shift_is_one_shift() -> None:
    made = fitted(required([3] * 5))
    assert made[["shift_hours", "people"]].to_numpy().tolist() == [[2.5, 3.0]]


def test_a_closed_hour_at_noon_needs_nobody() -> None:
    made = fitted(required([2] * 18, skip=(8, 9)), hours=(4.0,), break_minutes=0)
    assert made["shift_start_local"].dt.strftime("%H:%M").tolist() == ["08:00", "13:00"]


def test_seven_days_of_the_newest_plan_are_fitted() -> None:
    plan = required([2] * 8, days=9)
    old = plan.assign(as_of_date=pd.Timestamp("2026-02-01"))
    made = fitted(pd.concat([old, plan]), hours=(4.0,))
    assert made["business_date"].nunique() == 7
    assert made["as_of_date"].unique().tolist() == [pd.Timestamp("2026-03-01")]


def test_a_day_that_needs_nobody_says_so() -> None:
    row = fitted(required([0] * 8)).iloc[0]
    assert row[["people", "shift_hours", "note"]].tolist() == [0.0, 0.0, "nobody is needed"]


def test_without_a_plan_or_shifts_there_are_no_rows_but_every_column() -> None:
    assert fitted(required([]).iloc[:0]).empty
    made = shift_plan.rows(plan=required([1]), shifts=pd.DataFrame({"queue_id": []}), interval=INTERVAL)
    assert made.empty
