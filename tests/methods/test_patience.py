"""Patience: known truth, published curves, an independent package, a week of real calls."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from assets.methods.patience import (
    exponential_fit_test,
    fit_exponential,
    fit_weibull,
    hazard_by_bin,
    kaplan_meier,
    pool_patience,
    survival_at,
)

BANK = Path(__file__).resolve().parents[3] / "shared" / "data" / "anonymous_bank" / "anonymous_bank_1999-02-01_to_07.txt"

# Freireich et al. (1963), weeks in remission on 6-MP, the textbook case of Kaplan-Meier: 21 patients, 9 events.
REMISSION = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def calls(n: int, seed: int, *, mean_s: float = 300.0, shape: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Waits and hang-ups where a third is answered at once and the rest would wait 40 s on average."""
    rng = np.random.default_rng(seed)
    patience = mean_s * rng.weibull(shape, n)
    needed = np.where(rng.random(n) < 1 / 3, 0.0, rng.exponential(40.0, n))
    return np.minimum(patience, needed), patience < needed


def test_the_interval_covers_the_true_patience_and_the_naive_mean_does_not():
    waits, abandoned = calls(20_000, 1)
    fit = fit_exponential(waits, abandoned)
    assert fit.low_s < 300 < fit.high_s
    assert fit.high_s / fit.low_s < 1.15
    assert waits[abandoned].mean() < 50


def test_the_interval_covers_as_often_as_it_says():
    covered = sum((fit := fit_exponential(*calls(600, seed))).low_s < 300 < fit.high_s for seed in range(400))
    assert 0.92 <= covered / 400 <= 0.98


def test_immediate_hang_ups_bias_the_mean_until_they_are_truncated():
    waits, abandoned = calls(20_000, 2)
    wrong_numbers = np.random.default_rng(3).uniform(0, 4, 2_000)
    waits, abandoned = np.append(waits, wrong_numbers), np.append(abandoned, np.ones(2_000, dtype=bool))
    assert fit_exponential(waits, abandoned).high_s < 300
    fit = fit_exponential(waits, abandoned, left_truncation_s=5)
    assert fit.low_s < 300 < fit.high_s


def test_following_waits_to_a_limit_censors_what_comes_later():
    fit = fit_exponential([10, 70, 100, 50], [True, True, False, True], left_truncation_s=5, censor_at_s=60)
    assert (fit.abandons, fit.exposure_s) == (2, 5 + 55 + 55 + 45)
    assert fit.mean_s == 80


def test_without_hang_ups_patience_is_endless_and_its_lower_end_exact():
    fit = fit_exponential([30, 60, 10], [False, False, False])
    assert (fit.mean_s, fit.high_s, fit.abandons) == (np.inf, np.inf, 0)
    assert fit.low_s == pytest.approx(100 / -np.log(0.05))
    assert np.exp(-100 / fit.low_s) == pytest.approx(0.05)
    assert fit_exponential([], []).low_s == 0.0


def test_the_textbook_curve_comes_out():
    curve = kaplan_meier(REMISSION, RELAPSED)
    assert curve.time_s.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    np.testing.assert_allclose(curve.survival, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=5e-4)
    np.testing.assert_allclose(curve.std_error, [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], atol=5e-5)
    assert ((curve.low < curve.survival) & (curve.survival < curve.high)).all()


@pytest.mark.parametrize("truncation_s", [0.0, 5.0])
def test_an_independent_package_draws_the_same_curve(truncation_s: float):
    waits, abandoned = calls(800, 4)
    waits = np.round(waits)
    curve = kaplan_meier(waits, abandoned, left_truncation_s=truncation_s)
    stayed = waits >= truncation_s
    other = SurvfuncRight(waits[stayed], abandoned[stayed].astype(int))
    at_events = other.n_events > 0
    np.testing.assert_array_equal(curve.time_s, other.surv_times[at_events])
    np.testing.assert_allclose(curve.survival, other.surv_prob[at_events], rtol=1e-12)
    np.testing.assert_allclose(curve.std_error, other.surv_prob_se[at_events], rtol=1e-9)


def test_a_curve_that_reaches_zero_stays_free_of_nan():
    curve = kaplan_meier([3, 9], [True, True])
    assert curve.survival.tolist() == [0.5, 0.0]
    for values in curve:
        assert np.isfinite(values).all()
    assert survival_at(curve, [0, 3, 8.9, 9, 1e6]).tolist() == [1.0, 0.5, 0.5, 0.0, 0.0]


def test_a_curve_without_hang_ups_is_empty_and_reads_one():
    curve = kaplan_meier([5, 10], [False, False])
    assert curve.time_s.size == 0
    assert survival_at(curve, [1, 100]).tolist() == [1.0, 1.0]


def test_a_spike_at_the_announcement_shows_in_its_bin():
    waits, abandoned = calls(20_000, 5)
    rng = np.random.default_rng(6)
    sent_away = (waits > 30) & (rng.random(waits.size) < 0.2)
    waits, abandoned = np.where(sent_away, 30.5, waits), abandoned | sent_away
    hazard = hazard_by_bin(waits, abandoned, edges_s=np.arange(0, 65, 5))
    assert hazard.rate_per_s.argmax() == 6
    assert hazard.abandons.sum() == (abandoned & (waits <= 60)).sum()
    assert hazard.exposure_s.sum() == pytest.approx(np.minimum(waits, 60).sum())


def test_bins_before_the_truncation_hold_no_exposure():
    hazard = hazard_by_bin([2, 7, 12], [True, True, False], edges_s=[0, 5, 10, 20], left_truncation_s=5)
    assert hazard.exposure_s.tolist() == [0.0, 7.0, 2.0]
    assert hazard.abandons.tolist() == [0, 1, 0]
    assert hazard.rate_per_s[0] == 0.0


def test_the_fit_test_rejects_as_often_as_it_says_when_patience_is_exponential():
    p_values = np.array([exponential_fit_test(*calls(1_500, seed)).p_value for seed in range(300)])
    assert 0.02 <= (p_values < 0.05).mean() <= 0.09


def test_the_fit_test_sees_callers_who_grow_patient():
    assert exponential_fit_test(*calls(5_000, 7, shape=0.6)).p_value < 1e-6


def test_too_few_hang_ups_are_not_tested():
    result = exponential_fit_test([5] * 9 + [80], [True] * 9 + [False])
    assert (result.is_tested, result.p_value, result.degrees) == (False, 1.0, 0)


@pytest.mark.parametrize("truncation_s", [0.0, 5.0])
def test_the_weibull_fit_finds_shape_and_scale(truncation_s: float):
    fit = fit_weibull(*calls(40_000, 8, mean_s=200.0, shape=0.7), left_truncation_s=truncation_s)
    assert fit.shape == pytest.approx(0.7, abs=0.05)
    assert fit.scale_s == pytest.approx(200, rel=0.15)


def test_a_shape_needs_two_different_waits():
    with pytest.raises(ValueError, match="is_abandoned must mark at least two different waits"):
        fit_weibull([5, 5, 9], [True, True, False])


def test_pooling_comes_closer_to_the_truth_than_each_small_queue_alone():
    rng = np.random.default_rng(9)
    rate = rng.gamma(8.0, 1 / (8.0 * 250.0), 300)
    exposure = rng.uniform(500, 6_000, rate.size)
    counts = rng.poisson(rate * exposure)
    pooled = pool_patience(counts, exposure)
    small = counts < 30
    np.testing.assert_array_equal(pooled.is_pooled, small)
    alone = counts / exposure
    assert ((1 / pooled.mean_s - rate)[small] ** 2).mean() < 0.7 * ((alone - rate)[small] ** 2).mean()
    covered = (pooled.low_s < 1 / rate) & (1 / rate < pooled.high_s)
    assert 0.91 <= covered[small].mean() <= 0.99


def test_a_queue_with_thirty_hang_ups_keeps_its_own_estimate():
    pooled = pool_patience([30, 29, 500], [3_000.0, 2_900.0, 200_000.0])
    assert pooled.is_pooled.tolist() == [False, True, False]
    assert pooled.mean_s[0] == 100
    assert pooled.own_weight[0] == 1.0
    assert 100 < pooled.mean_s[1] < 400


def test_a_queue_nobody_waited_in_gets_the_common_patience():
    pooled = pool_patience([0, 60, 45], [0.0, 15_000.0, 12_000.0])
    assert 200 < pooled.mean_s[0] < 330
    assert pooled.own_weight[0] == 0.0
    assert pooled.low_s[0] < pooled.mean_s[0] < pooled.high_s[0]


def test_where_nobody_hung_up_there_is_nothing_to_lean_on():
    pooled = pool_patience([0, 0], [100.0, 0.0])
    assert pooled.mean_s.tolist() == [np.inf, np.inf]
    assert pooled.low_s[1] == 0.0
    assert pool_patience([], []).mean_s.size == 0


def test_one_queue_alone_keeps_its_mean():
    pooled = pool_patience([4], [1_000.0])
    assert pooled.mean_s[0] == pytest.approx(250)
    assert pooled.low_s[0] < 250 < pooled.high_s[0]


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 600), st.booleans()), max_size=60), truncation_s=st.sampled_from([0.0, 5.0]))
def test_any_waits_give_numbers_and_a_falling_curve(rows: list[tuple[int, bool]], truncation_s: float):
    waits, abandoned = [row[0] for row in rows], [row[1] for row in rows]
    fit = fit_exponential(waits, abandoned, left_truncation_s=truncation_s)
    curve = kaplan_meier(waits, abandoned, left_truncation_s=truncation_s)
    result = exponential_fit_test(waits, abandoned, left_truncation_s=truncation_s)
    assert not np.isnan(fit).any()
    assert not np.isnan(result[:3]).any()
    assert fit.low_s <= fit.mean_s <= fit.high_s
    assert (np.diff(curve.survival) <= 0).all()
    for values in curve:
        assert np.isfinite(values).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"waits_s": [-1.0, 2.0]}, "waits_s must be"),
        ({"waits_s": [np.nan, 2.0]}, "waits_s must be"),
        ({"waits_s": [1.0]}, "is_abandoned must have as many rows"),
        ({"is_abandoned": [2, 0]}, "is_abandoned must be true or false"),
        ({"left_truncation_s": -5}, "left_truncation_s must be"),
        ({"censor_at_s": 0}, "censor_at_s must be above"),
        ({"level": 1.0}, "level must be"),
    ],
)
def test_a_senseless_argument_is_refused_by_name(arguments: dict[str, object], message: str):
    with pytest.raises(ValueError, match=message):
        fit_exponential(**({"waits_s": [1.0, 2.0], "is_abandoned": [True, False]} | arguments))


@pytest.mark.parametrize(
    ("counts", "exposure_s", "message"),
    [
        ([-1], [5.0], "abandons must be"),
        ([1.5], [5.0], "whole"),
        ([1], [0.0], "exposure_s must be above 0"),
        ([1, 2], [5.0], "as many rows"),
    ],
)
def test_senseless_counts_are_refused_by_name(counts: list[float], exposure_s: list[float], message: str):
    with pytest.raises(ValueError, match=message):
        pool_patience(counts, exposure_s)


@pytest.mark.skipif(not BANK.exists(), reason="the shared Anonymous Bank calls are not beside the checkout")
def test_a_week_of_real_calls_shows_what_the_naive_mean_hides():
    table = pd.read_csv(BANK, sep="\t", index_col=False)
    outcome = table["outcome"].str.strip()
    offered = outcome != "PHANTOM"
    waits, abandoned = table.loc[offered, "q_time"].to_numpy(), (outcome[offered] == "HANG").to_numpy()
    assert (waits.size, abandoned.sum()) == (8_948, 1_519)
    fit = fit_exponential(waits, abandoned)
    # The whole month gives 233 s with a naive mean of 44 s; its first week is less patient.
    assert fit.mean_s == pytest.approx(186.74, abs=0.01)
    assert waits[abandoned].mean() == pytest.approx(30.1, abs=0.05)
    assert survival_at(kaplan_meier(waits, abandoned), 300) == pytest.approx(0.470, abs=5e-4)
    assert np.exp(-300 / fit.mean_s) < 0.21
    assert exponential_fit_test(waits, abandoned).p_value < 1e-9
    assert fit_exponential(waits, abandoned, left_truncation_s=5).mean_s == pytest.approx(331.6, abs=0.05)
    by_type = [
        fit_exponential(waits[kind], abandoned[kind]) for kind in (table.loc[offered, "type"].str.strip() == name for name in ("NW", "NE"))
    ]
    assert by_type[0].high_s < by_type[1].low_s
