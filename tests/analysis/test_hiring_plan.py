"""People, classes and the days by which hiring must start, from plans written by hand."""

import pandas as pd
import pytest

from assets.analysis import hiring_plan
from tests.analysis.plans import INTERVAL, plan, rule, seen


def months(rows: pd.DataFrame | None = None, people: pd.DataFrame | None = None, **changed: object) -> pd.DataFrame:
    who = seen() if people is None else people
    made = hiring_plan.rows(plan=plan() if rows is None else rows, hiring=rule(**changed), seen=who, interval=INTERVAL)
    assert list(made.columns) == list(hiring_plan.COLUMNS)
    return made


def test_heads_needed_follow_from_the_hours_of_the_plan() -> None:
    made = months()
    hours = 14.5 * 0.5 * (5 * 10 + 4)
    assert made["agent_hours_per_week"].tolist() == pytest.approx([hours] * 12)
    assert made["heads_needed"].iloc[0] == pytest.approx(hours * 1.1 / (0.7 * 40))
    assert made["month"].iloc[0] == pd.Timestamp("2026-04-01")


def test_hiring_starts_the_lead_time_before_the_class_and_never_in_the_past() -> None:
    made = months(heads=16.0)
    classes = made[made["class_size"] > 0]
    assert len(classes)
    assert ((classes["month"] - classes["hire_by_date"]).dt.days == 75).all()
    assert (classes["hire_by_date"] >= pd.Timestamp("2026-03-01")).all()


def test_months_that_come_too_soon_say_what_is_left_to_do() -> None:
    made = months(heads=10.0)
    assert made["is_short_of_people"].iloc[0]
    assert "too soon for a class" in made["note"].iloc[0]
    assert not made["is_short_of_people"].iloc[-1]


def test_growth_asks_for_more_people_each_month() -> None:
    made = months(growth_per_month=0.02)
    assert made["heads_needed"].iloc[-1] == pytest.approx(made["heads_needed"].iloc[0] * 1.02**11)


def test_shrinkage_of_one_is_a_reason_not_a_crash() -> None:
    assert "nobody would be left to work" in months(rows=plan(shrinkage=1.0))["note"].iloc[0]


def test_without_known_heads_the_need_is_told_and_nobody_is_hired() -> None:
    made = months(people=seen(None))
    assert made["heads_needed"].gt(0).all() and made["class_size"].eq(0).all()
    assert made["note"].str.contains("nobody has answered").all()


def test_a_queue_without_a_plan_has_no_rows() -> None:
    assert months(rows=plan().iloc[:0]).empty
