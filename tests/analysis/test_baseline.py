"""The frozen baseline: which days it takes, when it is written, that it never moves."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import baseline

DEFINITION = pd.DataFrame(
    [
        ("service_level", 1, "share", 0, 1, "ratio", None),
        ("resolved_share", 1, "share", 0, 1, "ratio", 30),
        ("entered", 1, "count", 0, None, "count", None),
        ("answer_wait_p90", 1, "seconds", 0, None, "quantile 0.9", None),
    ],
    columns=["kpi", "version", "unit", "lowest", "highest", "measure", "maturity_days"],
)
CENTRE = pd.DataFrame({"baseline_days": [28]})


def ratio_days(kpi: str = "service_level", *, first: str = "2026-04-01", days: int = 60, scope_id: str = "orders") -> pd.DataFrame:
    n = 100.0 + np.arange(days) % 7
    x = 0.8 * n + np.arange(days) % 3
    dates = pd.date_range(first, periods=days)
    return pd.DataFrame(
        {"kpi": kpi, "version": 1, "scope_type": "queue", "scope_id": scope_id, "business_date": dates}
        | {"numerator": x, "denominator": n, "value": x / n, "n": n.astype(int)}
    )


def rules(**thresholds_s: float) -> pd.DataFrame:
    return pd.DataFrame({"queue_id": list(thresholds_s), "site_id": "harbour", "threshold_s": list(thresholds_s.values())})


def build(
    daily: pd.DataFrame,
    through: str,
    *,
    centre: pd.DataFrame = CENTRE,
    previous: pd.DataFrame | None = None,
    counted: pd.DataFrame | None = None,
) -> pd.DataFrame:
    data_through = pd.DataFrame({"business_date": [pd.Timestamp(through)]})
    return baseline.rows(daily=daily, definition=DEFINITION, data_through=data_through, centre=centre, rules=counted, previous=previous)


def named(first: str, days: int = 28) -> pd.DataFrame:
    return pd.DataFrame({"baseline_days": [days], "baseline_from": [pd.Timestamp(first)]})


def test_the_first_28_days_are_the_base_and_its_value_is_a_ratio_of_sums():
    daily = ratio_days()
    found = build(daily, "2026-05-30").iloc[0]
    base = daily.head(28)
    assert (str(found["baseline_start"].date()), str(found["baseline_end"].date())) == ("2026-04-01", "2026-04-28")
    assert found["value"] == pytest.approx(base["numerator"].sum() / base["denominator"].sum())
    assert (found["n"], found["days"]) == (base["n"].sum(), 28)
    assert found["ci_low"] < found["value"] < found["ci_high"]


def test_no_base_is_written_before_its_last_day_is_complete():
    assert build(ratio_days(), "2026-04-27").empty
    assert len(build(ratio_days(), "2026-04-28")) == 1


def test_a_kpi_that_matures_later_is_frozen_later():
    daily = ratio_days("resolved_share", days=100)
    assert build(daily, "2026-05-27").empty
    found = build(daily, "2026-05-28").iloc[0]
    assert str(found["frozen_through"].date()) == "2026-05-28"


def test_later_data_give_the_same_row():
    daily = ratio_days(days=300)
    pd.testing.assert_frame_equal(build(daily, "2026-04-28"), build(daily, "2026-12-31"))


def test_a_trial_call_months_before_the_opening_is_no_base():
    trial = ratio_days(first="2026-02-20", days=1)
    found = build(pd.concat([trial, ratio_days()]), "2026-05-30").iloc[0]
    assert str(found["baseline_start"].date()) == "2026-04-01"


def test_a_rare_kpi_gets_its_first_day_after_waiting_for_a_denser_one():
    daily = ratio_days(days=200).iloc[::7]
    assert build(daily, "2026-06-01").empty
    found = build(daily, "2026-12-01").iloc[0]
    assert str(found["baseline_start"].date()) == "2026-04-01"
    assert found["days"] == 4


def test_counts_are_an_average_day_and_quantiles_are_weighted_by_their_cases():
    daily = ratio_days(days=28)
    count = daily.assign(kpi="entered", numerator=np.arange(28.0), denominator=np.nan, value=np.arange(28.0))
    quantile = daily.assign(kpi="answer_wait_p90", numerator=np.nan, denominator=np.nan, value=np.arange(28.0))
    found = build(pd.concat([count, quantile]), "2026-05-30").set_index("kpi")["value"]
    assert found["entered"] == pytest.approx(13.5)
    assert found["answer_wait_p90"] == pytest.approx(np.average(np.arange(28.0), weights=daily["n"]))


def test_an_interval_has_a_width_and_holds_nothing_that_cannot_be():
    daily = ratio_days(days=28)
    alike = daily.assign(numerator=daily["denominator"], value=1.0)
    rare = daily.assign(kpi="entered", numerator=np.nan, denominator=np.nan, value=[9.0] + [0.0] * 27)
    even = daily.assign(kpi="entered", scope_id="support", numerator=np.nan, denominator=np.nan, value=3.0)
    found = build(pd.concat([alike, rare, even]), "2026-05-30").set_index(["kpi", "scope_id"])
    share = found.loc[("service_level", "orders")]
    assert (share["ci_high"], share["ci_method"]) == (1, "wilson")
    assert 0.998 < share["ci_low"] < 1, "2,881 of 2,881"
    assert found.loc[("entered", "orders"), "ci_low"] == 0 < found.loc[("entered", "orders"), "ci_high"]
    assert found.loc[("entered", "support"), ["ci_low", "ci_high"]].isna().all(), "days that are all alike do not tell how days differ"


def test_a_new_version_gets_a_row_of_its_own():
    daily = ratio_days()
    found = build(pd.concat([daily, daily.assign(version=2)]), "2026-05-30")
    assert found["definition_version"].tolist() == [1, 2]


def test_a_base_that_stands_is_not_written_again_though_its_days_are_restated():
    daily = ratio_days()
    first = build(daily, "2026-05-30")
    restated = daily.assign(numerator=0.0, value=0.0)
    assert build(restated, "2026-06-30", previous=first).empty
    assert build(daily, "2026-05-30", centre=pd.DataFrame({"baseline_days": [14], "baseline_from": [pd.NaT]}), previous=first).empty


def everywhere(daily: pd.DataFrame) -> pd.DataFrame:
    scopes = [("queue", "orders"), ("queue", "support"), ("site", "harbour"), ("site", "hill"), ("company", "all")]
    return pd.concat([daily.assign(scope_type=kind, scope_id=scope) for kind, scope in scopes])


def test_another_threshold_measures_the_same_days_again_and_keeps_what_stood():
    daily = everywhere(ratio_days())
    first = build(daily, "2026-05-30", counted=rules(orders=20.0, support=20.0))
    assert (first["rules_version"] == 1).all() and first["is_current"].all()
    assert build(daily, "2026-06-30", counted=rules(orders=20.0, support=20.0), previous=first).empty
    restated = daily.assign(numerator=daily["numerator"] + 5, value=(daily["numerator"] + 5) / daily["denominator"])
    again = build(restated, "2026-06-30", counted=rules(orders=30.0, support=20.0), previous=first)
    assert set(again["scope_id"]) == {"orders", "harbour", "all"}, "the others are counted as before"
    kept, made = again[~again["is_current"]], again[again["is_current"]]
    assert kept["rules_version"].tolist() == [1, 1, 1] and made["rules_version"].tolist() == [2, 2, 2]
    assert (made["value"].to_numpy() > kept["value"].to_numpy()).all()
    assert (made["baseline_start"].to_numpy() == kept["baseline_start"].to_numpy()).all()
    whole = pd.concat([first[~first["scope_id"].isin(again["scope_id"])], again])
    assert build(restated, "2026-07-30", counted=rules(orders=30.0, support=20.0), previous=whole).empty
    third = build(daily, "2026-07-30", counted=rules(orders=20.0, support=20.0), previous=whole)
    assert third[third["scope_id"] == "orders"]["rules_version"].tolist() == [1, 2, 3]


def test_a_rule_that_does_not_touch_a_kpi_leaves_its_base_as_it_stood():
    daily = ratio_days()
    first = build(daily, "2026-05-30", counted=rules(orders=20.0))
    again = build(daily, "2026-06-30", counted=rules(orders=30.0), previous=first)
    assert again["rules_version"].tolist() == [1] and again["value"].tolist() == first["value"].tolist()
    assert build(daily, "2026-07-30", counted=rules(orders=30.0), previous=again).empty


def test_a_new_queue_moves_no_base_of_its_site():
    daily = everywhere(ratio_days())
    first = build(daily, "2026-05-30", counted=rules(orders=20.0, support=20.0))
    restated = daily.assign(numerator=0.0, value=0.0)
    assert build(restated, "2026-06-30", counted=rules(orders=20.0, support=20.0, claims=60.0), previous=first).empty


def test_the_days_the_settings_name_are_the_base_and_move_one_that_stands():
    daily = ratio_days(days=100)
    first = build(daily, "2026-06-30")
    found = build(daily, "2026-06-30", centre=named("2026-05-01", 31), previous=first)
    assert [str(found[name][0].date()) for name in ("baseline_start", "baseline_end")] == ["2026-05-01", "2026-05-31"]
    assert build(daily, "2026-06-30", centre=named("2026-05-01", 31), previous=found).empty
    assert build(daily, "2026-05-30", centre=named("2026-05-01", 31)).empty, "its last day is not complete"


def test_a_queue_that_opened_after_the_named_days_has_its_own_first_days_as_base():
    found = build(ratio_days(first="2026-05-10"), "2026-06-30", centre=named("2026-04-01"))
    assert str(found["baseline_start"][0].date()) == "2026-05-10"
    late = build(ratio_days(first="2026-04-20"), "2026-06-30", centre=named("2026-04-01"))
    assert str(late["baseline_start"][0].date()) == "2026-04-20"


def test_a_month_told_by_one_row_can_be_the_base():
    months = ratio_days(days=1, first="2015-04-01")
    found = build(
        pd.concat([months, months.assign(business_date=pd.Timestamp("2015-05-01"))]), "2015-05-31", centre=named("2015-04-01", 30)
    )
    assert (str(found["baseline_end"][0].date()), found["days"][0]) == ("2015-04-30", 1)


def test_the_table_is_exactly_as_declared_even_without_rows():
    for found in (build(ratio_days(), "2026-05-30"), build(ratio_days().head(0), "2026-05-30")):
        assert list(found.columns) == list(baseline.COLUMNS)
    nothing = pd.DataFrame({"business_date": pd.Series(dtype="datetime64[s]")})
    assert baseline.rows(daily=ratio_days(), definition=DEFINITION, data_through=nothing, centre=CENTRE).empty
