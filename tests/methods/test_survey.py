"""Estimates from answers: golden values, and laws that hold for every survey."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.methods.survey import mean, net_promoter, post_stratified, response_bias

counts = st.lists(st.tuples(st.integers(1, 500), st.integers(0, 50), st.floats(1, 5)), min_size=1, max_size=6)


def test_half_promoters_and_a_fifth_detractors_of_a_hundred_are_30_plus_or_minus_15() -> None:
    score = net_promoter(50, 20, 100)
    assert (score.value, score.variance) == (pytest.approx(30), pytest.approx(61))
    assert (score.low, score.high) == (pytest.approx(14.7, abs=0.05), pytest.approx(45.3, abs=0.05))


def test_a_promoter_score_stays_between_its_ends_and_nobody_has_none() -> None:
    assert net_promoter(3, 0, 3).high == 100
    assert math.isnan(net_promoter(0, 0, 0).value)


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=2, max_size=200))
@settings(max_examples=60, deadline=None)
def test_the_variance_of_a_promoter_score_is_that_of_its_answers(answers: list[int]) -> None:
    told = np.array(answers)
    score = net_promoter(int((told == 1).sum()), int((told == -1).sum()), len(told))
    assert score.variance == pytest.approx(1e4 * told.var() / len(told), abs=1e-6)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=200))
@settings(max_examples=60, deadline=None)
def test_a_mean_from_sums_is_the_mean_of_the_answers(answers: list[int]) -> None:
    told = np.array(answers, dtype=float)
    found = mean(told.sum(), (told**2).sum(), len(told))
    assert found.value == pytest.approx(told.mean())
    assert found.variance == pytest.approx(told.var(ddof=1) / len(told), abs=1e-9)
    assert found.low <= found.value <= found.high


def test_one_answer_has_a_mean_and_no_interval() -> None:
    assert mean(4, 16, 1).value == 4
    assert math.isnan(mean(4, 16, 1).low)


def test_responders_like_everybody_are_no_bias_and_those_who_waited_least_are() -> None:
    everyone = np.array([1000.0, 1000.0])
    assert response_bias(everyone, np.array([100.0, 100.0])) > 0.9
    assert response_bias(everyone, np.array([180.0, 20.0])) < 1e-6
    assert math.isnan(response_bias(np.array([10.0, 0.0]), np.array([5.0, 0.0])))


@given(counts)
@settings(max_examples=100, deadline=None)
def test_weighting_changes_nothing_where_all_strata_say_the_same_and_stays_within_them(strata: list[tuple[int, int, float]]) -> None:
    population = np.array([people for people, _, _ in strata], dtype=float)
    answers = np.array([answered for _, answered, _ in strata], dtype=float)
    same = post_stratified(population, answers, answers * 4)
    if not answers.any():
        assert math.isnan(same.value)
        return
    assert same.value == pytest.approx(4)
    assert same.design_effect >= 1 - 1e-9
    assert 0 < same.covered_share <= 1
    means = np.array([said for _, _, said in strata])
    value = post_stratified(population, answers, answers * means).value
    assert means[answers > 0].min() - 1e-9 <= value <= means[answers > 0].max() + 1e-9


def test_answers_in_proportion_to_the_population_need_no_weights() -> None:
    weighted = post_stratified(np.array([300.0, 100.0]), np.array([30.0, 10.0]), np.array([30.0, 5.0]))
    assert (weighted.value, weighted.design_effect, weighted.covered_share) == (pytest.approx(35 / 40), pytest.approx(1), 1)
