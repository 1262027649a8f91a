"""The busiest days of a queue played against the formula: which days, what is called off, what the note keeps."""

import pandas as pd
import pytest

from assets.analysis.staffing_check import MOST_CALLS_A_DAY, MOST_PLAYED, simulated

NOTHING = pd.DataFrame({"queue_id": pd.Series(dtype=object)})


def planned(queue_id: str = "orders", day: str = "2026-03-02", volume: float = 100.0, model: float = 0.888) -> pd.DataFrame:
    """Four half-hours of 14 agents for calls of three minutes, of which `model` are expected within 20 seconds."""
    start = pd.date_range(f"{day} 09:00", periods=4, freq="30min")
    return pd.DataFrame({"interval_start_utc": start}).assign(
        queue_id=queue_id,
        business_date=pd.Timestamp(day),
        volume=volume,
        handle_time_s=180.0,
        patience_s=float("nan"),
        formula="default",
        agents_required=14,
        service_level_expected=model,
        service_level_simulated=float("nan"),
        note=pd.Series([None] * 4, dtype=object),
    )


def played(plan: pd.DataFrame, patience: pd.DataFrame = NOTHING) -> pd.DataFrame:
    names = plan["queue_id"].unique()
    rules = pd.DataFrame({"queue_id": names, "short_abandon_s": 5.0})
    staffing = pd.DataFrame({"queue_id": names, "threshold_s": 20.0})
    handled = pd.DataFrame({"queue_id": names, "handle_cv": 1.0})
    return simulated(plan, rules=rules, staffing=staffing, patience=patience, handled=handled, interval_s=1800.0)


def test_a_day_the_formula_describes_is_played_and_not_called_off() -> None:
    made = played(planned())
    assert made["service_level_simulated"].tolist()[1:] == pytest.approx([0.888] * 3, abs=0.06)
    assert made["note"].iloc[1:].isna().all()


def test_a_model_far_off_is_called_so_behind_what_was_said_before() -> None:
    plan = planned(model=0.5)
    plan["note"] = pd.Series(["few days", None, None, None], dtype=object)
    made = played(plan)
    assert made["note"].iloc[0].startswith("few days; model_mismatch: the simulated day reaches ")
    assert made["note"].iloc[1].startswith("model_mismatch: ") and made["note"].iloc[1].endswith("the model says 50%")


def test_of_each_weekday_the_busiest_day_is_played() -> None:
    days = (planned(volume=90.0), planned(day="2026-03-09"), planned(day="2026-03-16"), planned(day="2026-03-03", volume=20.0))
    made = played(pd.concat(days, ignore_index=True))
    known = made.loc[made["service_level_simulated"].notna(), "business_date"]
    assert known.unique().tolist() == [pd.Timestamp("2026-03-09"), pd.Timestamp("2026-03-03")], "the first of the busiest Mondays"
    assert len(known) == 8
    spoken_for = made.groupby("business_date")["simulated_on_date"].unique().str[0]
    assert spoken_for.tolist() == [pd.Timestamp(day) for day in ("2026-03-09", "2026-03-03", "2026-03-09", "2026-03-09")]


def test_of_more_queues_than_days_are_played_each_has_its_busiest() -> None:
    many = [planned(f"q{number:02}", day=day, volume=5.0) for number in range(MOST_PLAYED + 4) for day in ("2026-03-02", "2026-03-03")]
    made = played(pd.concat(many, ignore_index=True))
    known = made[made["service_level_simulated"].notna()]
    assert known["queue_id"].nunique() == MOST_PLAYED + 4
    assert known.groupby("queue_id")["business_date"].nunique().eq(1).all()
    assert made.groupby("queue_id")["simulated_on_date"].agg(["nunique", "count"]).eq([1, 8]).all(axis=None), "it speaks for every day"


def test_every_queue_s_busiest_day_comes_before_any_second_day() -> None:
    days = [planned("large", day=f"2026-03-{day:02}", volume=100.0) for day in range(2, 9)]
    small = [planned(f"q{number:02}", volume=20.0) for number in range(MOST_PLAYED - 2)]
    made = played(pd.concat([*days, *small], ignore_index=True))
    known = made[made["service_level_simulated"].notna()].groupby("queue_id")["business_date"].nunique()
    assert known.to_dict() == {f"q{number:02}": 1 for number in range(MOST_PLAYED - 2)} | {"large": 2}


def test_rows_without_an_expected_level_are_not_played() -> None:
    made = played(planned(model=float("nan")))
    assert made["service_level_simulated"].isna().all() and made["note"].isna().all()


def test_days_too_large_to_play_are_left_to_the_formula() -> None:
    made = played(planned(volume=MOST_CALLS_A_DAY / 4 + 1))
    assert made["service_level_simulated"].isna().all() and made["simulated_on_date"].isna().all()


def test_the_plan_that_was_given_is_not_changed() -> None:
    plan = planned(model=0.5)
    played(plan)
    assert plan["note"].isna().all() and plan["service_level_simulated"].isna().all()
