"""The level that people and budget can hold, from plans written by hand; what is not known says so."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import attainable
from assets.analysis.payroll import COUNTED, STATED
from assets.methods.erlang import service_level
from tests.analysis.plans import INTERVAL, plan, rule, seen


def held(people: pd.DataFrame | None = None, rows: pd.DataFrame | None = None, **changed: object) -> pd.Series:
    who = seen() if people is None else people
    made = attainable.rows(plan=plan() if rows is None else rows, hiring=rule(**changed), seen=who, interval=INTERVAL)
    assert list(made.columns) == list(attainable.COLUMNS)
    return made.iloc[0]


def test_the_heads_a_level_needs_hold_that_level() -> None:
    needed = held()["heads_needed"]
    enough, short = held(heads=needed), held(heads=needed * 0.9)
    assert enough["is_attainable"] and enough["service_level_attainable"] >= 0.8
    assert not short["is_attainable"] and 0.3 < short["service_level_attainable"] < 0.8
    assert enough["gap_heads"] == pytest.approx(0)
    assert enough["agent_hours_per_week"] == pytest.approx(needed * 40 * 0.7 / 1.1)


def test_the_hours_needed_are_those_the_formula_asks_for() -> None:
    flat = plan().assign(volume=100.0)
    hours = held(rows=flat)["agent_hours_needed"]
    agents = np.arange(11.0, 20)
    enough = agents[service_level(10.0, agents, aht_s=180, threshold_s=20) >= 0.8][0]
    intervals = (5 * 10 + 4) / 2
    assert 13 * intervals < hours <= enough * intervals


def test_heads_are_stated_or_counted_or_not_known() -> None:
    assert held(heads=12.0)["heads_basis"] == STATED
    assert held()[["heads", "heads_basis"]].tolist() == [30.0, COUNTED]
    nobody = held(people=seen(None))
    assert pd.isna(nobody["service_level_attainable"]) and pd.isna(nobody["is_attainable"])
    assert "nobody has answered" in nobody["note"]


def test_a_budget_holds_what_its_hours_hold() -> None:
    needed = held()
    same = held(budget_per_week=float(needed["cost_needed_per_week"]))
    assert same["service_level_at_budget"] == pytest.approx(0.8, abs=0.02)


def test_shrinkage_of_one_is_a_reason_not_a_crash() -> None:
    assert "nobody would be left to work" in held(rows=plan(shrinkage=1.0))["note"]


@pytest.mark.parametrize("rows", [plan().iloc[:0], plan(calls=0.0)], ids=["no plan", "no calls"])
def test_queues_without_calls_or_plans_have_no_rows(rows: pd.DataFrame) -> None:
    assert attainable.rows(plan=rows, hiring=rule(), seen=seen(), interval=INTERVAL).empty
