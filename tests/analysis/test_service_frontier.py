"""Typical days out of a plan, and the cheapest ways to staff them."""

import numpy as np
import pytest

from assets.analysis.service_frontier import TOP_LEVEL, Curve, curve_of, exact_levels, typical_intervals
from assets.methods.erlang import service_level
from tests.analysis.plans import plan, rule

MODEL = {"formula": "default", "short_abandon_s": 5.0, "patience_s": np.nan}


def weekday(**changed: object) -> Curve:
    typical = typical_intervals(plan())
    part = typical[typical["day_type"] == "weekday"].assign(days=1).reset_index(drop=True)
    return curve_of(part, rule(**changed).iloc[0].to_dict(), MODEL, interval_s=1800)


def test_a_typical_day_has_the_mean_calls_of_its_days() -> None:
    rows = plan()
    typical = typical_intervals(rows)
    assert typical.groupby("day_type").size().to_dict() == {"saturday": 4, "weekday": 10}
    assert typical.groupby("day_type")["days"].first().to_dict() == {"saturday": 4, "weekday": 20}
    assert (typical["volume"] * typical["days"]).sum() == pytest.approx(rows["volume"].sum())


def test_a_time_of_day_open_on_some_days_counts_with_its_share_of_them() -> None:
    rows = plan()
    is_first = rows["interval_start_local"].dt.hour.eq(8) & rows["interval_start_local"].dt.minute.eq(0)
    closed = is_first & rows["day_type"].eq("weekday") & (rows["business_date"] >= "2026-03-16")
    whole, half = (typical_intervals(part).query("day_type == 'weekday' and clock_s == 28800").iloc[0] for part in (rows, rows[~closed]))
    assert half["volume"] == pytest.approx(whole["volume"] / 2)
    assert half["planned_agents"] == pytest.approx(whole["planned_agents"] / 2)


def test_the_handle_time_is_that_of_the_calls_not_of_the_days() -> None:
    rows = plan().query("day_type == 'saturday'").reset_index(drop=True)
    is_first_day = rows["business_date"].eq(rows["business_date"].min())
    rows["volume"] = np.where(is_first_day, 30.0, 10.0)
    rows["handle_time_s"] = np.where(is_first_day, 300.0, 100.0)
    assert typical_intervals(rows)["handle_time_s"].tolist() == pytest.approx([200.0] * 4)


def test_the_levels_of_a_curve_are_those_of_the_formula() -> None:
    curve = weekday()
    volume, agents = curve.intervals["volume"].iloc[4], np.arange(12.0, 15.0)
    expected = service_level(volume * 180 / 1800, agents, aht_s=180, threshold_s=20)
    np.testing.assert_allclose(curve.levels[4, 12:15], expected)
    assert curve.made.level[-1] >= TOP_LEVEL


def test_an_open_interval_keeps_its_fewest_agents() -> None:
    assert weekday(min_agents=np.nan).made.start_agents.min() >= 1
    assert weekday(min_agents=9).made.start_agents.min() == 9


def test_no_way_to_spread_the_agents_of_a_step_does_better() -> None:
    curve = weekday()
    steps = [3, 10, 20]
    np.testing.assert_allclose(exact_levels(curve, steps), curve.made.level[np.array(steps) - 1], atol=1e-9)


def test_a_day_without_calls_has_no_curve() -> None:
    typical = typical_intervals(plan(calls=0.0)).query("day_type == 'weekday'").reset_index(drop=True)
    with pytest.raises(ValueError, match="calls must be above 0"):
        curve_of(typical, rule().iloc[0].to_dict(), MODEL, interval_s=1800)
