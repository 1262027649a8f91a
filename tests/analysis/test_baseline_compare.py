"""One, three and six months after the baseline: windows, verdicts, mix, sentences; and two real centres."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assets.analysis import baseline, baseline_compare
from assets.methods.change import compare
from assets.methods.verdict import VERDICTS
from tests.analysis.scopes import DEFINITION, KPIS
from tests.methods.series import known_series

SHARED = Path(__file__).parents[3] / "shared" / "data"
QUEUES = pd.DataFrame({"queue_id": ["orders", "support", "unmapped"], "site_id": ["harbour", "harbour", None]})
HOLIDAYS = pd.DataFrame({"site_id": ["harbour"], "date": [pd.Timestamp("2022-12-26")]})


def days_of(kpi: str, *, scope: tuple[str, str] = ("queue", "orders"), change_link: float = 0.0, days_after: int = 230) -> pd.DataFrame:
    daily = known_series(21, kind=KPIS[kpi][0], change_link=change_link, days_before=0, days_after=days_after, sigma=0.03).daily
    if "value" in daily:
        daily = daily.assign(numerator=daily["value"], denominator=np.nan, n=daily["value"])
    else:
        daily = daily.assign(value=daily["numerator"] / daily["denominator"], n=daily["denominator"])
    return daily.rename(columns={"date": "business_date"}).assign(kpi=kpi, version=1, scope_type=scope[0], scope_id=scope[1])


def build(daily: pd.DataFrame, through: pd.Timestamp | None = None) -> pd.DataFrame:
    last = pd.DataFrame({"business_date": [daily["business_date"].max() if through is None else through]})
    base = baseline.rows(daily=daily, definition=DEFINITION, data_through=last, centre=pd.DataFrame({"baseline_days": [28]}))
    return baseline_compare.rows(daily=daily, baseline=base, definition=DEFINITION, queues=QUEUES, holidays=HOLIDAYS, data_through=last)


def _four_weeks(first: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(first), pd.Timestamp(first) + pd.Timedelta(days=27)


def test_every_row_is_exactly_as_declared_and_carries_a_verdict_and_a_sentence():
    found = build(pd.concat([days_of(kpi, change_link=0.3) for kpi in KPIS]))
    assert list(found.columns) == list(baseline_compare.COLUMNS)
    assert len(found) == 9
    assert not found.duplicated(list(baseline_compare.GRAIN)).any()
    assert set(found["verdict"]) <= set(VERDICTS)
    assert found["sentence"].str.endswith(".").all()


def test_windows_are_28_days_that_end_whole_months_after_the_baseline():
    found = build(days_of("entered"))
    for row in found.itertuples():
        assert row.window_end == row.baseline_end + pd.DateOffset(months=row.horizon_months)
        assert (row.window_end - row.window_start).days == 27


def test_as_many_tickets_on_more_days_are_as_many_tickets():
    dates = pd.date_range("2026-01-05", periods=120)
    tickets = np.where(np.arange(120) >= 28, 1.0, np.where(np.arange(120) % 2, 0.0, 2.0))
    created = pd.DataFrame({"business_date": dates, "value": tickets, "kpi": "entered"}).query("value > 0")
    waits = pd.DataFrame({"business_date": dates, "value": 60.0, "kpi": "handle_time"})
    daily = pd.concat([created, waits]).assign(version=1, scope_type="company", scope_id="all", n=1)
    daily = daily.assign(numerator=daily["value"], denominator=np.where(daily["kpi"] == "handle_time", 1.0, np.nan))
    last = pd.DataFrame({"business_date": [dates[-1]]})
    none = pd.DataFrame({"business_date": dates[tickets == 0]}).assign(kpi="entered", version=1, scope_type="company", scope_id="all")
    told = {"definition": DEFINITION, "data_through": last, "quiet": none}
    base = baseline.rows(daily=daily, centre=pd.DataFrame({"baseline_days": [28]}), **told)
    found = baseline_compare.rows(daily=daily, baseline=base, queues=QUEUES, holidays=HOLIDAYS, **told)
    month = found.query("kpi == 'entered' and horizon_months == 1").iloc[0]
    assert (month["value_base"], month["value_win"], month["delta_raw"]) == (1, 1, 0)
    assert month["n_days_base"] == month["n_days_win"] == 28


def test_a_kpi_that_is_better_when_lower_improves_by_falling():
    fallen = build(days_of("handle_time", change_link=-0.3))
    assert set(fallen["verdict"]) == {"improved"}
    assert fallen["sentence"].str.contains("Handle time fell").all()


def test_a_share_says_what_it_means_in_people():
    found = build(days_of("service_level", change_link=0.6)).iloc[0]
    assert found["verdict"] == "improved"
    assert found["contacts_effect_per_month"] == pytest.approx(found["delta_adj"] * found["n_win"] / 28 * 30.4375)
    assert "points against" in found["sentence"]
    assert "season removed; about" in found["sentence"]
    assert "more callers a month answered in time." in found["sentence"]


def test_a_young_centre_is_told_that_season_is_not_separated():
    found = build(days_of("entered", change_link=0.5, days_after=0))
    assert set(found["verdict"]) == {"season_not_separated"}
    assert found["sentence"].str.contains("too short to tell season from change").all()
    assert found["q_value"].isna().all()


def test_a_window_still_to_come_is_provisional_and_says_when_it_ends():
    daily = days_of("entered", days_after=0)
    through = daily["business_date"].min() + pd.Timedelta(days=70)
    found = build(daily, through).set_index("horizon_months")
    assert found["provisional"].tolist() == [False, True, True]
    assert found.loc[6, "verdict"] == "insufficient_data"
    assert "complete days reach" in found.loc[6, "note"]
    end = found.loc[6, "window_end"]
    assert found.loc[6, "sentence"].endswith(f"once the days to {end.day} {end:%B %Y} are complete.")


def test_a_change_of_mix_alone_has_no_effect_within_the_queues():
    days = pd.date_range("2026-01-01", periods=220)
    n = {"orders": np.where(np.arange(220) < 100, 100.0, 300.0), "support": np.full(220, 100.0)}
    rate = {"orders": 0.9, "support": 0.5}
    parts = [
        pd.DataFrame({"business_date": days, "numerator": rate[q] * n[q], "denominator": n[q]}).assign(scope_type="queue", scope_id=q)
        for q in n
    ]
    site = (parts[0][["numerator", "denominator"]] + parts[1][["numerator", "denominator"]]).assign(business_date=days)
    daily = pd.concat([*parts, site.assign(scope_type="site", scope_id="harbour")]).assign(kpi="service_level", version=1)
    daily = daily.assign(value=daily["numerator"] / daily["denominator"], n=daily["denominator"])
    found = build(daily).query("scope_type == 'site' and horizon_months == 6").iloc[0]
    assert found["within_effect"] == pytest.approx(0.0, abs=1e-12)
    assert found["mix_effect"] == pytest.approx(found["delta_raw"])


def test_small_but_certain_changes_stay_within_the_practical_margin():
    daily = days_of("service_level", change_link=0.0)
    found = build(daily)
    assert (found["margin"] == 0.01).all()
    claimed = found["verdict"].isin(["improved", "worsened"])
    assert (found.loc[claimed, "delta_adj"].abs() > 0.01).all()


def test_the_company_is_compared_with_the_holidays_of_all_its_sites():
    found = build(days_of("entered", scope=("company", "all")))
    assert found["holiday_imbalance"].dtype == "int64"
    assert len(found) == 3


def test_nothing_in_gives_the_empty_table_out():
    daily = days_of("entered")
    assert list(build(daily.head(0), pd.Timestamp("2026-01-01")).columns) == list(baseline_compare.COLUMNS)


@pytest.mark.skipif(not (SHARED / "daily_centre").exists(), reason="the shared real data are not beside this checkout")
def test_the_surge_of_a_real_centre_is_seen_and_its_quiet_months_are_not():
    daily = pd.read_csv(next((SHARED / "daily_centre").glob("*.csv"))).rename(columns={"incoming": "value"})[["date", "value"]]
    for first, surge in (("2021-03-01", "2022-03-01"), ("2021-10-01", "2022-04-01"), ("2022-01-01", "2022-04-01")):
        windows = {"surge": _four_weeks(surge)}
        assert compare(daily, baseline=_four_weeks(first), windows=windows)["verdict"].tolist() == ["improved"]
    quiet = {month: _four_weeks(month) for month in ("2020-02-01", "2020-04-01", "2020-07-01")}
    found = compare(daily, baseline=_four_weeks("2020-01-01"), windows=quiet)
    assert set(found["verdict"]) == {"no_detectable_change"}


@pytest.mark.skipif(not (SHARED / "nhs111").exists(), reason="the shared real data are not beside this checkout")
def test_april_2015_of_nhs_111_is_the_published_ratio_of_sums():
    sites = pd.read_csv(next((SHARED / "nhs111").glob("*.csv")))
    columns = {"Nhs1 Answered 60sec SUM": "numerator", "Nhs1 Answered Calls SUM": "denominator"}
    months = sites.assign(date=pd.to_datetime(sites["Periodname"], format="%b-%y")).groupby("date")[list(columns)].sum()
    daily = months.rename(columns=columns).reset_index()
    found = compare(daily, baseline=("2015-04-01", "2015-04-30"), windows={"May": ("2015-05-01", "2015-05-31")}).iloc[0]
    assert round(found["value_base"], 3) == 0.939
    assert round(found["value_win"], 3) == 0.936
    assert found["verdict"] == "insufficient_data"


def again(daily: pd.DataFrame, previous: pd.DataFrame | None, *, last: pd.Timestamp, **more: pd.DataFrame) -> pd.DataFrame:
    through = pd.DataFrame({"business_date": [last]})
    base = baseline.rows(daily=daily, definition=DEFINITION, data_through=through, centre=pd.DataFrame({"baseline_days": [28]}))
    frames = {"baseline": base, "definition": DEFINITION, "queues": QUEUES, "holidays": HOLIDAYS, "data_through": through}
    return baseline_compare.rows(daily=daily, previous=previous, **frames, **more)


def test_the_horizons_are_those_of_the_settings():
    daily = days_of("entered", days_after=300)
    found = again(daily, None, last=daily["business_date"].max(), horizons=pd.DataFrame({"horizon_months": [12, 2]}))
    assert found["horizon_months"].tolist() == [2, 12]


def test_a_week_of_a_declared_incident_confounds_its_windows_and_no_other():
    daily = days_of("entered")
    last = daily["business_date"].max()
    plain = again(daily, None, last=last).set_index("horizon_months")
    start = plain.loc[3, "window_start"]
    incident = {"intervention_id": "flood", "kind": "incident", "scope_type": "site", "scope_id": "harbour", "description": "the flood"}
    for days, verdicts in ((7, {"confounded"}), (6, {plain.loc[3, "verdict"]})):
        acts = pd.DataFrame([incident | {"from_date": start, "to_date": start + pd.Timedelta(days=days - 1)}])
        found = again(daily, None, last=last, interventions=acts).set_index("horizon_months")
        assert {found.loc[3, "verdict"]} == verdicts
        assert found.loc[6, "verdict"] == plain.loc[6, "verdict"]
        if "confounded" in verdicts:
            assert "7 days of the window lie in the flood" in found.loc[3, "sentence"]
            assert np.isnan(found.loc[3, "q_value"])


def test_a_baseline_in_which_something_began_confounds_every_window_until_it_is_no_longer_declared():
    daily = days_of("entered")
    last = daily["business_date"].max()
    plain = again(daily, None, last=last)
    tool = {"intervention_id": "tool", "kind": "tool", "scope_type": "company", "scope_id": "all", "description": None}
    acts = pd.DataFrame([tool | {"from_date": plain["baseline_start"].iloc[0] + pd.Timedelta(days=14), "to_date": pd.NaT}])
    found = again(daily, plain, last=last, interventions=acts)
    assert set(found["verdict"]) == {"confounded"}
    pd.testing.assert_frame_equal(again(daily, found, last=last), plain)


def test_a_promised_kpi_is_not_held_back_by_the_many_others():
    """Of two dozen quiet KPIs and a small real change, the change is claimed only where a goal names its KPI."""
    names = [f"quiet_{number}" for number in range(24)]
    one = DEFINITION[DEFINITION["kpi"] == "entered"]
    definition = pd.concat([DEFINITION, *[one.assign(kpi=name) for name in names]])
    quiet = [days_of("entered").assign(kpi=name) for name in names]
    daily = pd.concat([days_of("service_level", change_link=0.07), *quiet])
    last = pd.DataFrame({"business_date": [daily["business_date"].max()]})
    base = baseline.rows(daily=daily, definition=definition, data_through=last, centre=pd.DataFrame({"baseline_days": [28]}))
    given = {"daily": daily, "baseline": base, "definition": definition, "queues": QUEUES, "holidays": HOLIDAYS, "data_through": last}
    alone, among = (
        baseline_compare.rows(**given, goals=goals).set_index(["kpi", "horizon_months"]).loc["service_level", "q_value"]
        for goals in (pd.DataFrame({"kpi": ["service_level"]}), None)
    )
    assert (alone < among).all()
    assert (
        alone
        == baseline_compare.rows(**given, goals=pd.DataFrame({"kpi": ["service_level"]}))
        .set_index(["kpi", "horizon_months"])
        .loc["service_level", "p_value"]
    ).all()
