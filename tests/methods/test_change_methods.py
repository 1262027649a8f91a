"""Intervals, standardisation, trend, control charts, interventions and multiplicity against known answers."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from assets.methods.change import DETECTABLE_SE
from assets.methods.control import control_chart, run_rules
from assets.methods.interrupted import interrupted_time_series, overlapping
from assets.methods.intervals import autocorrelation, ratio_interval, wilson
from assets.methods.multiplicity import benjamini_hochberg
from assets.methods.standardise import directly_standardised, kitagawa
from assets.methods.trend import seasonal_trend, trend
from assets.methods.verdict import VERDICTS, judge


def ar1(rng: np.random.Generator, days: int, rho: float) -> np.ndarray:
    noise = np.empty(days)
    noise[0] = rng.normal()
    for day in range(1, days):
        noise[day] = rho * noise[day - 1] + rng.normal() * np.sqrt(1 - rho**2)
    return noise


def test_wilson_agrees_with_the_published_example_and_stays_within_0_and_1():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263
    found = wilson(81, 263)
    assert (found.low, found.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))
    assert wilson(0, 20).low == 0.0
    assert wilson(20, 20).high == 1.0
    assert np.isnan(wilson(1, 0).value)


def test_wilson_holds_its_share_to_the_last_digit_where_all_or_none_said_yes():
    # By rounding alone the lower end of 0 of 300 would be 8.7e-19.
    for cases in range(1, 1500):
        assert wilson(0, cases).low == 0.0 and wilson(cases, cases).high == 1.0


def test_the_day_clustered_interval_covers_what_days_do_and_wilson_does_not():
    rng = np.random.default_rng(1)
    hits = {"cluster": 0, "wilson": 0}
    truth = float(np.mean(1 / (1 + np.exp(-1.0 - 0.4 * np.random.default_rng(2).normal(size=200_000)))))
    for _ in range(400):
        n = rng.poisson(400, 28)
        x = rng.binomial(n, 1 / (1 + np.exp(-1.0 - 0.4 * rng.normal(size=28))))
        cluster, binomial = ratio_interval(x, n), wilson(float(x.sum()), float(n.sum()))
        hits["cluster"] += cluster.low <= truth <= cluster.high
        hits["wilson"] += binomial.low <= truth <= binomial.high
    assert hits["cluster"] / 400 > 0.92
    assert hits["wilson"] / 400 < 0.6


@pytest.mark.parametrize(("method", "least"), [("auto", 0.86), ("hac", 0.88), ("block_bootstrap", 0.75)])
def test_autocorrelated_days_widen_the_interval(method, least):
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(200):
        found = ratio_interval(10 + ar1(rng, 56, 0.5), np.ones(56), method=method, replications=300)
        hits += found.low <= 10 <= found.high
    assert hits / 200 > least


def test_a_level_of_nothing_is_nothing_and_of_one_day_has_no_interval():
    assert ratio_interval([], []).method == "none"
    assert ratio_interval([1.0], [0.0]).method == "none"
    one = ratio_interval([3.0], [4.0])
    assert one.value == 0.75
    assert np.isnan(one.low)
    assert autocorrelation([2.0, 2.0, 2.0]) == 0.0


def test_weekday_standardisation_undoes_an_unbalanced_month():
    weekday = np.arange(28) % 7
    rate = np.where(weekday >= 5, 0.5, 0.9)
    shares = dict.fromkeys(range(7), 1.0)
    unbalanced = np.flatnonzero((np.arange(28) < 14) | (weekday >= 5))
    cases = np.full(len(unbalanced), 100.0)
    found = directly_standardised(weekday[unbalanced], rate[unbalanced] * cases, cases, shares=shares)
    assert found == pytest.approx((5 * 0.9 + 2 * 0.5) / 7)
    assert np.isnan(directly_standardised([], [], [], shares=shares))


def test_the_kitagawa_parts_add_up_and_a_pure_mix_shift_has_no_within():
    rng = np.random.default_rng(4)
    n0, n1 = rng.integers(50, 500, 6).astype(float), rng.integers(50, 500, 6).astype(float)
    x0, x1 = n0 * rng.random(6), n1 * rng.random(6)
    split = kitagawa(x0, n0, x1, n1)
    assert split.within + split.mix == pytest.approx(x1.sum() / n1.sum() - x0.sum() / n0.sum())
    assert kitagawa(0.4 * n0, n0, 0.4 * n1, n1).mix == pytest.approx(0.0, abs=1e-12)
    opened = kitagawa([90.0, 0.0], [100.0, 0.0], [90.0, 10.0], [100.0, 100.0])
    assert opened.within == pytest.approx(0.0)
    assert np.isnan(kitagawa([0.0], [0.0], [1.0], [2.0]).mix)


def test_mann_kendall_keeps_its_level_only_when_autocorrelation_is_heeded():
    rng = np.random.default_rng(5)
    plain = hamed = 0
    for _ in range(300):
        y = ar1(rng, 60, 0.5)
        plain += trend(y, variance="plain").p_value < 0.05
        hamed += trend(y).p_value < 0.05
    assert plain / 300 > 0.15
    assert hamed / 300 < plain / 300 - 0.05


def test_a_trend_is_found_through_a_season_and_a_season_is_no_trend():
    months = np.arange(60)
    season = 10 * np.sin(2 * np.pi * months / 12)
    noise = np.random.default_rng(6).normal(0, 1, 60)
    rising = seasonal_trend(season + 0.1 * months + noise, season=months % 12)
    assert rising.p_value < 0.01
    assert rising.low < 0.1 < rising.high
    assert seasonal_trend(season + noise, season=months % 12).p_value > 0.05


def test_a_trend_of_nothing_or_of_equal_values_is_none():
    assert trend([1.0, np.nan]).p_value == 1.0
    assert trend([5.0] * 20).p_value == 1.0
    assert seasonal_trend([], season=[]).p_value == 1.0


def test_run_rules_mark_the_eighth_on_one_side_and_the_sixth_that_rises():
    found = run_rules([0.1] * 9, [1.0] * 9)
    assert found["is_one_side"].tolist() == [False] * 7 + [True] * 2
    rising = run_rules([-0.3, -0.2, -0.1, 0.1, 0.2, 0.3], [1.0] * 6)
    assert rising["is_trending"].tolist() == [False] * 5 + [True]


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.7])
@pytest.mark.parametrize("kind", ["share", "seconds", "count"])
def test_a_stable_autocorrelated_series_leaves_its_limits_at_most_once_in_a_hundred(kind, rho):
    """25 series of 180 later days each, 4,500 points: standard error about .002 at a true rate of .004."""
    rng = np.random.default_rng(7)
    days = pd.date_range("2026-01-05", periods=236)
    out = []
    for _ in range(25):
        eta = rng.normal(0, 0.1, 7)[days.day_of_week] + 0.15 * ar1(rng, len(days), rho)
        n = rng.poisson(400, len(days))
        if kind == "count":
            daily = pd.DataFrame({"date": days, "value": rng.poisson(300 * np.exp(eta))})
        else:
            mean = 1 / (1 + np.exp(-1.3 - eta)) if kind == "share" else 200 * np.exp(eta)
            daily = pd.DataFrame({"date": days, "numerator": mean * n, "denominator": n})
        chart = control_chart(daily, baseline=(days[0], days[55]))
        out.append(chart.loc[chart["phase"] == 2, "is_out"].mean())
    assert np.mean(out) <= 0.01


def test_laneys_limits_are_as_wide_as_the_days_and_not_as_the_binomial():
    rng = np.random.default_rng(8)
    days = pd.date_range("2026-01-05", periods=120)
    n = np.full(120, 2000)
    x = rng.binomial(n, 1 / (1 + np.exp(-1.0 - 0.2 * rng.normal(size=120))))
    chart = control_chart(pd.DataFrame({"date": days, "numerator": x, "denominator": n}), baseline=(days[0], days[59]))
    assert 2.5 < chart["sigma_z"].iloc[0] < 6
    assert chart["lcl"].ge(0).all()
    assert chart["ucl"].le(1).all()


def test_limits_stay_frozen_when_later_days_arrive():
    rng = np.random.default_rng(9)
    days = pd.date_range("2026-01-05", periods=100)
    daily = pd.DataFrame({"date": days, "value": 50 + rng.normal(0, 3, 100)})
    first = control_chart(daily.head(60), baseline=(days[0], days[27]))
    later = control_chart(daily, baseline=(days[0], days[27])).head(60)
    pd.testing.assert_frame_equal(first, later)


def test_a_constant_or_empty_first_phase_draws_no_limits_and_claims_nothing():
    days = pd.date_range("2026-01-05", periods=40)
    for daily in (pd.DataFrame({"date": days, "value": 5.0}), pd.DataFrame({"date": days + pd.Timedelta(days=90), "value": 1.0})):
        chart = control_chart(daily, baseline=(days[0], days[27]))
        assert not chart[["is_out", "is_one_side", "is_trending"]].any(axis=None)


def test_a_jump_is_told_from_a_slope_that_was_there_before():
    rng = np.random.default_rng(10)
    weeks = np.arange(80)
    base = 70 + 0.2 * weeks + ar1(rng, 80, 0.4)
    nothing = interrupted_time_series(base, first_after=40)
    jump = interrupted_time_series(base + 8 * (weeks >= 40), first_after=40)
    assert nothing.level_low < 0 < nothing.level_high
    assert jump.level_low < 8 < jump.level_high
    assert jump.level_p < 0.01
    assert interrupted_time_series(base[:20], first_after=10).model == "descriptive"
    assert interrupted_time_series(base[:20], first_after=20).model == "none"


def test_interventions_within_four_weeks_confound_each_other():
    assert overlapping(["2026-01-01", "2026-01-29", "2026-03-01"]) == ["2026-01-01", "2026-01-29"]
    assert overlapping([]) == []


def test_benjamini_hochberg_agrees_with_the_worked_example_of_the_paper():
    # Benjamini and Hochberg (1995), section 4.1: at q = .05 the first four of fifteen are declared
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4


def test_a_change_of_so_many_standard_errors_is_seen_four_times_in_five():
    assert norm.cdf(DETECTABLE_SE - norm.ppf(0.975)) == pytest.approx(0.8, abs=0.001)


def test_verdicts_follow_their_order():
    sure = {"delta": 0.05, "ci_low": 0.02, "ci_high": 0.08}
    assert judge(**sure, is_sufficient=False, is_confounded=True) == "insufficient_data"
    assert judge(**sure, is_confounded=True, is_season_separated=False) == "confounded"
    assert judge(**sure, is_season_separated=False) == "season_not_separated"
    assert judge(**sure, margin=0.06) == "no_detectable_change"
    assert judge(**sure, margin=0.10) == "equivalent"
    assert judge(**sure, q_value=0.2) == "no_detectable_change"
    assert judge(**sure, q_value=0.1) == "improved"
    assert judge(**sure, better="lower") == "worsened"
    assert judge(float("nan"), 0.0, 1.0) == "insufficient_data"
    assert len(set(VERDICTS)) == 7
