"""Staffing under an uncertain rate: the published table, and what must hold whatever the numbers."""

import numpy as np
import pytest

from assets.methods.demand_risk import agents_for_expected_level, expected_level, rate_cv, rate_quantile
from assets.methods.erlang import FORMULAS, required_agents, shown_level

PLAN = {"aht_s": 180, "threshold_s": 20}
CVS = [0.0, 0.05, 0.10, 0.15, 0.20]


def test_the_published_levels_of_fourteen_agents():
    found = expected_level(10.0, 14, cv=CVS, **PLAN)
    np.testing.assert_allclose(found, [0.888, 0.880, 0.855, 0.812, 0.761], atol=0.0025)


@pytest.mark.parametrize(("probability", "agents"), [(0.5, [14, 14, 14, 13, 13]), (0.8, [14, 14, 14, 15, 15]), (0.9, [14, 14, 15, 16, 16])])
def test_the_published_agents_at_quantiles_of_demand(probability: float, agents: list[int]):
    assert required_agents(rate_quantile(10.0, CVS, probability), target=0.8, **PLAN).tolist() == agents


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_integral_is_that_of_ten_thousand_drawn_rates(formula: str):
    rates = 20 * np.random.default_rng(1).gamma(25.0, 1 / 25.0, 10_000)
    model = {"patience_s": 120, "formula": formula, "short_abandon_s": 5}
    # A ratio of what is counted, so each rate weighs as much as the calls that are counted at it.
    weight = rates if formula in ("offered", "negative", "positive", "short_positive") else None
    drawn = np.average(shown_level(rates, 22, **PLAN, **model), weights=rates if weight is None else weight)
    assert expected_level(20.0, 22, cv=0.2, **PLAN, **model) == pytest.approx(drawn, abs=0.02)


def test_agents_for_the_expected_level_are_the_smallest_that_meet_it():
    load, cv = np.linspace(0.3, 80, 60), np.tile([0.0, 0.1, 0.3], 20)
    for model in ({}, {"patience_s": 200, "formula": "default", "short_abandon_s": 5}):
        found = agents_for_expected_level(load, cv=cv, target=0.8, **PLAN, **model)
        assert (expected_level(load, found, cv=cv, **PLAN, **model) >= 0.8).all()
        fewer = found > 1
        assert (expected_level(load[fewer], found[fewer] - 1, cv=cv[fewer], **PLAN, **model) < 0.8).all()
        np.testing.assert_array_equal(found[cv == 0], required_agents(load[cv == 0], target=0.8, **PLAN, **model))


def test_no_calls_need_nobody_and_are_served():
    assert agents_for_expected_level(0.0, cv=0.2, target=0.8, **PLAN) == 0
    assert expected_level(0.0, 3, cv=0.2, **PLAN) == 1


def test_a_spread_no_wider_than_chance_is_none():
    assert rate_cv(100.0, low=90.0, high=110.0) == 0
    assert rate_cv(0.0, low=0.0, high=4.0) == 0
    assert rate_cv(400.0, low=400 - 1.2815516 * 50, high=400 + 1.2815516 * 50) == pytest.approx(np.sqrt(2500 - 400) / 400)


@pytest.mark.parametrize(
    ("changed", "message"), [({"cv": -0.1}, "cv must be"), ({"aht_s": 0}, "aht_s must be"), ({"formula": "x"}, "formula must")]
)
def test_what_makes_no_sense_is_refused_by_name(changed: dict, message: str):
    with pytest.raises(ValueError, match=message):
        expected_level(10.0, 12, **({"cv": 0.1} | PLAN | changed))
