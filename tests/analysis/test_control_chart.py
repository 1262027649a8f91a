"""Control charts: which points a KPI gets, that limits stay frozen, how often a quiet series is called out."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import baseline, control_chart
from tests.analysis.scopes import BROKEN, DEFINITION, KPIS, broken, days_of, is_plain, through

CENTRE = pd.DataFrame({"baseline_days": [28]})


def build(daily: pd.DataFrame, last: object = None, *, standing: pd.DataFrame | None = None) -> pd.DataFrame:
    data_through = through(daily, last)
    base = baseline.rows(daily=daily, definition=DEFINITION, data_through=data_through, centre=CENTRE)
    previous = None if standing is None else standing.groupby(list(control_chart.UPSERT_BY), as_index=False)["inputs_hash"].min()
    return control_chart.rows(daily=daily, baseline=base, definition=DEFINITION, data_through=data_through, previous=previous)


def upserted(standing: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """The table after the made rows took the place of those of their months."""
    by = list(control_chart.UPSERT_BY)
    keys = set(made[by].itertuples(index=False, name=None)) | {(*key, pd.Timestamp(month)) for *key, month in made.attrs["gone"]}
    kept = standing[[key not in keys for key in standing[by].itertuples(index=False, name=None)]]
    return pd.concat([kept, made]).sort_values(list(control_chart.GRAIN), ignore_index=True)


def test_every_point_is_exactly_as_declared_and_says_where_it_lies():
    found = build(pd.concat([days_of(kpi, days_before=0) for kpi in KPIS]))
    assert list(found.columns) == list(control_chart.COLUMNS)
    assert not found.duplicated(list(control_chart.GRAIN)).any()
    assert is_plain(found)
    assert found.groupby("kpi")["period"].first().to_dict() == {"service_level": "day", "handle_time": "week", "entered": "day"}


def test_shares_carry_laneys_sigma_and_durations_none():
    found = build(pd.concat([days_of(kpi, days_before=0) for kpi in KPIS]))
    assert found.loc[found["kpi"] == "service_level", "sigma_z"].gt(0).all()
    assert found.loc[found["kpi"] != "service_level", "sigma_z"].isna().all()


def test_limits_are_frozen_and_later_days_do_not_move_them():
    daily = days_of("service_level", days_before=0).sort_values("business_date")
    early = build(daily.head(80))
    late = build(daily).head(len(early))
    last_month = early["month"] == early["month"].max()
    pd.testing.assert_frame_equal(early[~last_month], late[~last_month])
    drawn = [name for name in early if name != "inputs_hash"]
    pd.testing.assert_frame_equal(early[drawn], late[drawn])
    assert set(early["phase"]) == {1, 2}


def test_a_new_day_draws_its_month_alone_and_the_table_is_as_if_drawn_at_once():
    every = pd.concat([days_of(kpi, days_before=0) for kpi in KPIS]).sort_values("business_date", ignore_index=True)
    days = every["business_date"].unique()
    standing = build(every[every["business_date"] < days[170]])
    assert build(every[every["business_date"] < days[170]], standing=standing).empty
    for upto in (171, 172, 178, 185):
        part = every[every["business_date"] < days[upto]]
        made = build(part, standing=standing)
        assert made["month"].nunique() <= 2
        standing = upserted(standing, made)
        pd.testing.assert_frame_equal(standing, build(part).sort_values(list(control_chart.GRAIN), ignore_index=True))


def test_a_restated_day_draws_the_months_it_reaches_and_a_day_of_the_base_all_of_them():
    daily = days_of("service_level", days_before=0).sort_values("business_date", ignore_index=True)
    standing = build(daily)
    for day, most in ((120, 2), (5, 99)):
        restated = daily.copy()
        restated.loc[day, ["numerator", "value"]] = [0.5 * daily.loc[day, "denominator"], 0.5]
        made = build(restated, standing=standing)
        assert 0 < made["month"].nunique() <= most
        pd.testing.assert_frame_equal(upserted(standing, made), build(restated).sort_values(list(control_chart.GRAIN), ignore_index=True))


def test_months_that_have_no_points_any_more_are_named():
    daily = days_of("service_level", days_before=0).sort_values("business_date", ignore_index=True)
    standing = build(daily)
    cut = daily[daily["business_date"] < daily["business_date"].iloc[100]]
    made = build(cut, standing=standing)
    assert len(made.attrs["gone"]) > 0
    assert upserted(standing, made)["period_start"].max() < daily["business_date"].iloc[100]
    nothing = build(daily.head(0), "2024-01-31", standing=standing)
    assert upserted(standing, nothing).empty


def test_weeks_are_provisional_until_there_are_twenty_of_them():
    daily = days_of("handle_time", days_before=400).sort_values("business_date")
    early, late = build(daily.head(120)), build(daily)
    assert early["limits_provisional"].all()
    assert not late["limits_provisional"].any()
    assert (late["phase"] == 1).sum() <= 20 < len(late)
    assert early["sentence"].str.contains("provisional").all()


def test_a_collapse_is_out_of_limits_and_in_words():
    daily = days_of("service_level", days_before=0).sort_values("business_date").reset_index(drop=True)
    daily.loc[100, ["numerator", "value"]] = [0.2 * daily.loc[100, "denominator"], 0.2]
    found = build(daily).set_index("period_start").loc[daily.loc[100, "business_date"]]
    assert found["is_out"]
    assert "beyond_limits" in found["rule_hits"]
    assert "below its limits" in found["sentence"]


def test_a_quiet_autocorrelated_series_is_rarely_called_out():
    """40 series of about 200 days: one in 100 is promised, standard error about .002."""
    out = days = 0
    for seed in range(40):
        found = build(days_of("service_level", seed=seed, days_before=0, rho=0.5, with_season=False))
        later = found[found["phase"] == 2]
        out, days = out + int(later["is_out"].sum()), days + len(later)
    assert days > 5000
    assert out / days <= 0.014


def test_a_duration_has_no_negative_limit():
    daily = days_of("handle_time", days_before=0)
    daily = daily.assign(value=lambda d: d["value"] * 0.01, numerator=lambda d: d["numerator"] * 0.01)
    assert (build(daily)["lcl"].dropna() >= 0).all()


def test_a_duration_below_a_second_is_no_share_and_may_exceed_one_later():
    daily = days_of("handle_time", days_before=0).sort_values("business_date", ignore_index=True)
    scale = np.where(np.arange(len(daily)) == len(daily) - 10, 0.4, 0.002)
    daily = daily.assign(value=daily["value"] * scale, numerator=daily["numerator"] * scale)
    found = build(daily)
    assert found["value"].max() > 1 > found.loc[found["phase"] == 1, "value"].max()
    assert found["sigma_z"].isna().all()
    beyond = (found["value"] > found["ucl"]) | (found["value"] < found["lcl"])
    assert beyond.any()
    assert found.loc[beyond, "is_out"].all()


def test_a_share_that_cannot_be_is_out_of_limits():
    daily = days_of("service_level", days_before=0).sort_values("business_date", ignore_index=True)
    daily.loc[len(daily) - 5, "numerator"] = daily.loc[len(daily) - 5, "denominator"] * 1.02
    found = build(daily)
    assert found.loc[found["value"] > 1, "is_out"].tolist() == [True]
    assert found["ucl"].max() <= 1


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", BROKEN)
def test_bad_input_gets_points_without_limits_or_none(case: str):
    found = build(broken(case), "2024-01-31")
    if case in ("all null", "zero denominators", "infinite"):
        assert found.empty
    else:
        assert np.isfinite(found["value"]).all()
    if case in ("one day", "constant"):
        assert found[["lcl", "ucl"]].isna().all(axis=None)
        assert not found["is_out"].any()
    assert is_plain(found) if len(found) else True


def test_days_before_the_baseline_stands_are_points_without_limits():
    found = build(days_of("service_level", days_before=0).sort_values("business_date").head(15))
    assert len(found) > 10
    assert found["lcl"].isna().all()
    assert found["limits_provisional"].all()
    assert found["sentence"].str.contains("there are no limits yet").all()


def test_monthly_returns_are_points_of_months_with_a_year_as_first_phase():
    months = pd.date_range("2015-04-01", periods=18, freq="MS")
    daily = pd.concat([days_of(kpi, days_before=0).head(18).assign(business_date=months) for kpi in ("handle_time", "entered")])
    through_march = pd.DataFrame({"business_date": [pd.Timestamp("2016-09-30")]})
    april = pd.DataFrame({"baseline_days": [30], "baseline_from": [months[0]]})
    base = baseline.rows(daily=daily, definition=DEFINITION, data_through=through_march, centre=april)
    found = control_chart.rows(daily=daily, baseline=base, definition=DEFINITION, data_through=through_march)
    assert set(found["period"]) == {"month"}
    assert found.groupby("kpi")["phase"].apply(lambda phase: int((phase == 1).sum())).to_dict() == {"handle_time": 12, "entered": 12}
    assert found["limits_provisional"].all() and found["lcl"].notna().all()
    assert found["sentence"].str.contains(r"in April 2015: ").sum() == 2
    assert is_plain(found)
