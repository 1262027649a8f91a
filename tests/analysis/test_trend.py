"""Where a KPI is heading: which periods are taken, when season is told from trend, what bad input gets."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import trend
from assets.methods.verdict import VERDICTS
from tests.analysis.scopes import BROKEN, DEFINITION, KPIS, broken, days_of, is_plain, through


def build(daily: pd.DataFrame, last: object = None, *, standing: pd.DataFrame | None = None) -> pd.DataFrame:
    return trend.rows(daily=daily, definition=DEFINITION, data_through=through(daily, last), previous=standing)


def test_every_scope_has_one_row_exactly_as_declared_with_a_verdict_and_a_sentence():
    found = build(pd.concat([days_of(kpi, scope=scope) for kpi in KPIS for scope in (("queue", "orders"), ("company", "all"))]))
    assert list(found.columns) == list(trend.COLUMNS)
    assert len(found) == 6
    assert not found.duplicated(list(trend.GRAIN)).any()
    assert set(found["verdict"]) <= set(VERDICTS)
    assert is_plain(found)


def test_a_young_centre_gets_a_slope_and_no_significance():
    found = build(days_of("service_level", days_before=0, trend_a_year=0.8)).iloc[0]
    assert found["verdict"] == "season_not_separated"
    assert np.isfinite(found["slope"])
    assert found[["ci_low", "ci_high", "p_value", "q_value"]].isna().all()
    assert "tell season from trend" in found["sentence"]


def test_two_years_take_the_season_out_of_weeks_and_three_compare_months():
    two, three = (build(days_of("entered", days_before=days)).iloc[0] for days in (700, 1100))
    assert (two["period"], three["period"]) == ("week", "month")
    assert (two["points"] > 100, three["points"] >= 36) == (True, True)
    assert three["window_months"] == three["points"]


@pytest.mark.parametrize("days_before", [700, 1100])
def test_a_steady_rise_is_found_with_its_size(days_before: int):
    found = build(days_of("handle_time", days_before=days_before, trend_a_year=0.12)).iloc[0]
    level = days_of("handle_time", days_before=days_before, trend_a_year=0.12)["value"].median()
    assert found["verdict"] == "worsened"
    assert found["ci_low"] < level * 0.12 / 12 * 1.3 and found["ci_high"] > level * 0.12 / 12 * 0.7
    assert found["sentence"].startswith("Handle time rose")
    assert "season removed" in found["sentence"]


@pytest.mark.parametrize("days_before", [700, 1100])
def test_a_season_alone_is_no_trend(days_before: int):
    found = pd.concat([build(days_of(kpi, seed=seed, days_before=days_before)) for kpi in KPIS for seed in range(5)])
    assert set(found["verdict"]) <= {"no_detectable_change", "equivalent"}


def test_a_month_that_is_not_over_does_not_count():
    daily = days_of("entered", days_before=1100)
    last = daily["business_date"].max().replace(day=20)
    found = build(daily, last).iloc[0]
    assert found["window_end"] < last.replace(day=1)


def test_the_trends_of_one_scope_are_one_family():
    found = build(pd.concat([days_of(kpi, days_before=800) for kpi in KPIS]))
    assert (found["q_value"] >= found["p_value"]).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", BROKEN)
def test_bad_input_gets_a_verdict_that_says_so(case: str):
    found = build(broken(case), "2024-01-31").iloc[[0]]
    expected = {"every date twice": "no_detectable_change", "one huge day": "no_detectable_change"}
    allowed = {expected.get(case, "insufficient_data"), "equivalent", "season_not_separated"} - (
        {"equivalent"} if case not in expected else set()
    )
    assert set(found["verdict"]) <= allowed
    assert is_plain(found)


def test_nothing_in_gives_the_empty_table_out():
    daily = days_of("entered").head(0)
    found = build(daily, "2026-01-01")
    assert list(found.columns) == list(trend.COLUMNS)
    assert found.empty


def test_monthly_returns_are_a_trend_of_months_that_season_may_be():
    months = pd.date_range("2015-04-01", periods=14, freq="MS")
    daily = days_of("entered").head(14).assign(business_date=months, value=100.0 + 5 * np.arange(14))
    found = build(daily, "2016-05-31").iloc[0]
    assert (found["period"], found["points"], found["verdict"]) == ("month", 14, "season_not_separated")
    assert found["sentence"].startswith("Number entered rose 5.0 a month each month over the 14 months to May 2016; ")
    few = build(daily.head(6), "2015-09-30").iloc[0]
    assert few["sentence"] == "Number entered has no trend to tell yet: 6 complete months, 12 are needed."


@pytest.mark.parametrize("days_before", [0, 700, 1100])
def test_a_day_that_ends_no_period_takes_the_standing_trend_over_and_one_that_does_works_it_out(days_before: int):
    daily = days_of("handle_time", days_before=days_before, trend_a_year=0.12).sort_values("business_date")
    dates = sorted(daily["business_date"].unique())[-45:]
    standing, reused = build(daily[daily["business_date"] <= dates[0]]), 0
    for day in dates[1:]:
        part = daily[daily["business_date"] <= day]
        marked = build(part, standing=standing.assign(slope=77.0))
        reused += marked["slope"].iloc[0] == 77.0
        fresh, standing = build(part), build(part, standing=standing)
        pd.testing.assert_frame_equal(standing, fresh)
    assert reused >= len(dates) * 5 // 7
    assert reused < len(dates) - 1


def test_a_restated_day_works_the_trend_out_again():
    daily = days_of("handle_time", days_before=700)
    standing = build(daily).assign(slope=77.0)
    changed = daily.assign(numerator=daily["numerator"].where(daily["business_date"] != daily["business_date"].min(), 0.0))
    assert build(daily, standing=standing)["slope"].tolist() == [77.0]
    assert build(changed, standing=standing)["slope"].tolist() != [77.0]
