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


def there_by_utc(made: pd.DataFrame, plan: pd.DataFrame) -> pd.Series:
    """People at their places in every interval of the plan, breaks taken out; for clocks that are not put forward or back."""
    clock = plan["interval_start_local"]
    there = pd.Series(0.0, index=plan.index)
    for shift in made.itertuples():
        there += shift.people * ((clock >= shift.shift_start_local) & (clock < shift.shift_end_local))
        for at, people in (one.split() for one in shift.breaks.split(", ")) if isinstance(shift.breaks, str) else ():
            pause = shift.shift_start_local.normalize() + pd.Timedelta(f"{at}:00")
            pause += pd.Timedelta(days=int(pause < shift.shift_start_local))
            there -= float(people) * (clock == pause)
    return there


def test_a_centre_busiest_around_midnight_has_shifts_across_it() -> None:
    plan = required([5] * 4 + [2] * 32 + [5] * 12, days=9, start="00:00")
    made = fitted(plan, hours=(8.0,))
    across = made[made["shift_end_local"] > made["business_date"] + pd.Timedelta(days=1)]
    assert across["business_date"].nunique() == 7
    assert across["breaks"].notna().all()
    first_week = plan["business_date"] < plan["business_date"].min() + pd.Timedelta(days=7)
    assert (there_by_utc(made, plan)[first_week] >= plan["agents_required"][first_week]).all()
    assert made["day_missing_hours"].eq(0).all()
    # Shifts that may not cross need people of their own for the two hours after midnight.
    within = [fitted(plan[plan["business_date"] == day], hours=(8.0,)) for day in plan["business_date"].unique()[1:7]]
    paid = made.drop_duplicates("business_date")["day_paid_hours"].iloc[1:].sum()
    assert paid < 0.9 * sum(day["day_paid_hours"].iloc[0] for day in within)


def test_the_last_day_of_a_plan_ends_with_the_day() -> None:
    made = fitted(required([2] * 48, days=2, start="00:00"), hours=(8.0,))
    last = made[made["business_date"] == made["business_date"].max()]
    assert last["shift_end_local"].max() == made["shift_end_local"].max() == pd.Timestamp("2026-03-04")


@pytest.mark.parametrize("eve", ["2026-03-28", "2026-10-24"], ids=["forward", "back"])
def test_a_night_on_which_the_clock_is_changed_shows_the_times_people_read(eve: str) -> None:
    zone, last = "Europe/Berlin", pd.Timestamp(eve) + pd.Timedelta(days=2)
    utc = pd.date_range(eve, last, freq="30min", tz=zone, inclusive="left").tz_convert("UTC")
    local = utc.tz_convert(zone).tz_localize(None)
    plan = pd.DataFrame({"interval_start_utc": utc.tz_localize(None), "interval_start_local": local, "agents_required": 2})
    plan = plan.assign(business_date=local.normalize(), queue_id="orders", as_of_date=pd.Timestamp(eve))
    made = fitted(plan, hours=(8.0,), break_minutes=0)
    lasted = {
        (row.shift_end_local.tz_localize(zone) - row.shift_start_local.tz_localize(zone)) / pd.Timedelta(hours=1)
        for row in made.itertuples()
    }
    assert lasted == {8.0}
    assert made["shift_end_local"].max() == last
    assert not made.duplicated(list(shift_plan.GRAIN)).any()


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
