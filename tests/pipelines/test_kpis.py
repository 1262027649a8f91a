"""The arithmetic common to all KPIs, on tiny KPI files of the test's own."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import kpi_tables, kpis
from pipelines.engine.base import Span
from tests.pipelines.tiny_kpis import MONTH, ONE, PAIR, at, daily, day, facts, kpi, monthly


def test_a_ratio_is_a_ratio_of_sums_at_every_scope(engine):
    facts(
        engine,
        [("north", "a", at(2, 9), day(2), 1, 2), ("north", "a", at(2, 10), day(2), 90, 100), ("south", "b", at(2, 9), day(2), 0, 98)],
    )
    model = kpi("ratio_scopes", "ratio", PAIR)
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    got = daily(engine, "ratio_scopes").set_index(["scope_type", "scope_id"])
    assert got.loc[("queue", "a"), "value"] == pytest.approx(91 / 102)
    assert got.loc[("site", "south"), "value"] == 0
    assert got.loc[("company", "all"), "value"] == pytest.approx(91 / 200)
    assert got.loc[("company", "all"), "n"] == 200
    assert monthly(engine, "ratio_scopes")["value"].tolist() == pytest.approx(got["value"].tolist())


def test_nothing_offered_is_null_and_not_nought(engine):
    facts(engine, [("north", "a", at(2, 9), day(2), 0, 0)])
    model = kpi("ratio_null", "ratio", PAIR)
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    assert daily(engine, "ratio_null")["value"].isna().all()
    assert monthly(engine, "ratio_null")["value"].isna().all()
    assert (daily(engine, "ratio_null")["n"] == 0).all()


def test_few_cases_are_marked_as_few(engine):
    facts(engine, [("north", "a", at(2, 9), day(2), 1, 19), ("north", "a", at(3, 9), day(3), 1, 20)])
    model = kpi("ratio_low_n", "ratio", PAIR)
    kpis.build_days(engine, [model], [MONTH])
    company = daily(engine, "ratio_low_n").query("scope_type == 'company'")
    assert company["low_n"].tolist() == [True, False]


def test_seconds_are_no_cases_and_a_kpi_says_what_its_cases_are(engine):
    worked = [("north", "a", day(2), 1800), ("south", "b", day(2), 900), ("north", "a", day(3), 7)]
    facts(engine, [(site, queue, None, when, s, s) for site, queue, when, s in worked])
    model = kpi("time_share", "ratio", PAIR.replace("y as denominator", "y as denominator, 12 as cases"), cases="intervals of agents")
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    got = daily(engine, "time_share").set_index(["scope_type", "scope_id", "business_date"])
    assert got.loc[("company", "all"), ["denominator", "n", "low_n"]].values.tolist() == [[2700, 24, False], [7, 12, True]]
    assert got.loc[("queue", "b"), ["denominator", "n", "low_n"]].values.tolist() == [[900, 12, True]]
    month = monthly(engine, "time_share").set_index(["scope_type", "scope_id"]).loc[("company", "all")]
    assert (month["denominator"], month["n"], month["low_n"]) == (2707, 36, False)
    # golden: Wilson of 36 of 36, not of 2,707 seconds
    assert (month["ci_low"], month["ci_high"]) == pytest.approx((0.903581, 1), abs=1e-6)


def test_rebuilding_a_day_leaves_the_other_days_alone(engine):
    model = kpi("ratio_rebuild", "ratio", PAIR)
    facts(engine, [("north", "a", at(2, 9), day(2), 1, 2), ("north", "a", at(3, 9), day(3), 1, 2)])
    kpis.build_days(engine, [model], [MONTH])
    facts(engine, [("north", "a", at(2, 9), day(2), 2, 2), ("north", "a", at(3, 9), day(3), 2, 2)])
    kpis.build_days(engine, [model], [Span(day(2), day(2))])
    company = daily(engine, "ratio_rebuild").query("scope_type == 'company'")
    assert company["value"].tolist() == [1.0, 0.5]


def test_the_interval_of_a_monthly_ratio_takes_days_as_units(engine):
    # golden, by hand: days (8/10, 6/10, 10/20), R = 24/40; residuals 2, 0, -2; se = sqrt(3/2 * 8) / 40; t(2) = 4.3027
    facts(engine, [("north", "a", None, day(n), x, y) for n, x, y in ((2, 8, 10), (3, 6, 10), (4, 10, 20))])
    model = kpi("ratio_ci", "ratio", PAIR, unit="score")
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    row = monthly(engine, "ratio_ci").query("scope_type == 'company'").iloc[0]
    margin = 4.302652729911275 * math.sqrt(12) / 40
    assert row["ci_low"] == pytest.approx(0.6 - margin)
    assert row["ci_high"] == pytest.approx(0.6 + margin)
    assert row["ci_method"] == "day_clustered"
    assert row["days"] == 3


def test_a_share_never_leaves_nought_to_one(engine):
    facts(engine, [("north", "a", None, day(2), 1, 1), ("north", "a", None, day(3), 0, 1)])
    model = kpi("ratio_bounds", "ratio", PAIR)
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    row = monthly(engine, "ratio_bounds").iloc[0]
    assert (row["ci_low"], row["ci_high"]) == (0, 1)


def test_days_that_are_all_alike_prove_nothing_about_the_next_one(engine):
    # golden: Wilson of 30 of 30 and of 9 of 30; three thirds of a hundred cannot be told from one another in floating point
    for name, days, low, high in (
        ("all_alike", [(10, 10)] * 3, 0.886487, 1),
        ("alike_thirds", [(3, 10), (1.5, 5), (4.5, 15)], 0.166647, 0.478758),
        ("none_alike", [(0, 10), (0, 20)], 0, 0.113513),
    ):
        facts(engine, [("north", "a", None, day(n), x, y) for n, (x, y) in enumerate(days, start=2)])
        share, score = kpi(name, "ratio", PAIR), kpi(f"{name}_score", "mean", PAIR, unit="score")
        for model in (share, score):
            kpis.build_days(engine, [model], [MONTH])
            kpis.build_months(engine, [model], [MONTH])
        row = monthly(engine, name).query("scope_type == 'company'").iloc[0]
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high), abs=1e-6)
        assert row["ci_method"] == "wilson"
        # how far a mean may move is not known from a mean that never did
        assert monthly(engine, f"{name}_score")[["ci_low", "ci_high", "ci_method"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("header", "days", "low", "high"),
    [
        ({"unit": "score"}, [(9, 1), (1, 1)], 0, None),
        ({"unit": "seconds"}, [(9, 1), (1, 1)], 0, None),
        ({"unit": "score", "bounds": (1, 5)}, [(5, 1), (1, 1)], 1, 5),
        ({"unit": "score", "bounds": (-100, 100)}, [(100, 1), (0, 1)], None, 100),
    ],
)
def test_no_interval_reaches_to_what_cannot_be(engine, header, days, low, high):
    facts(engine, [("north", "a", None, day(n), x, y) for n, (x, y) in enumerate(days, start=2)])
    model = kpi("bounded", "mean", PAIR, **header)
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    row = monthly(engine, "bounded").query("scope_type == 'company'").iloc[0]
    margin = 2 * math.sqrt(2 * sum((x - row["value"]) ** 2 for x, _ in days)) / 2
    assert row["ci_low"] == pytest.approx(low if low is not None else row["value"] - margin)
    assert row["ci_high"] == pytest.approx(high if high is not None else row["value"] + margin)
    kpi_tables.write_catalogue(engine, [model])
    found = engine.rows("select lowest, highest from kpi.definition where kpi = 'bounded'")
    assert found == [model.header.limits]


@pytest.mark.parametrize(("yes", "asked", "low", "high"), [(8, 10, 0.490162, 0.943318), (0, 20, 0, 0.161125), (20, 20, 0.838875, 1)])
def test_independent_answers_get_wilson_intervals(engine, yes, asked, low, high):
    facts(engine, [("north", "a", None, day(2), yes, asked)])
    model = kpi("wilson", "ratio", PAIR, independent=True)
    kpis.build_days(engine, [model], [MONTH])
    row = daily(engine, "wilson").query("scope_type == 'company'").iloc[0]
    assert row["ci_low"] == pytest.approx(low, abs=1e-6)
    assert row["ci_high"] == pytest.approx(high, abs=1e-6)
    assert row["ci_method"] == "wilson"


def test_a_maximum_is_the_greatest_at_every_scope_and_is_never_summed(engine):
    facts(
        engine,
        [
            ("north", "a", at(2, 9), day(2), 70, 30),
            ("north", "a", at(2, 10), day(2), 50, 5),
            ("south", "b", at(2, 9), day(2), 90, 1),
            ("north", "a", at(3, 9), day(3), 60, 4),
        ],
    )
    model = kpi("maximum_scopes", "maximum", PAIR, unit="seconds")
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    got = daily(engine, "maximum_scopes").set_index(["scope_type", "scope_id", "business_date"])
    assert got.loc[("queue", "a"), "value"].tolist() == [70, 60]
    assert got.loc[("company", "all"), "value"].tolist() == [90, 60]
    assert got.loc[("company", "all"), "n"].tolist() == [36, 4]
    month = monthly(engine, "maximum_scopes").set_index(["scope_type", "scope_id"])
    assert month.loc[("queue", "a"), ["value", "n"]].tolist() == [70, 39]
    assert month.loc[("company", "all"), ["value", "n"]].tolist() == [90, 40]
    by_interval = engine.read("select * from kpi.interval where kpi = 'maximum_scopes' and queue_id = 'a' order by interval_start_utc")
    assert by_interval["numerator"].tolist() == [70, 50, 60]


def test_a_snapshot_of_a_month_is_its_last_day(engine):
    facts(engine, [("north", "a", None, day(n), n * 10, None) for n in (2, 3, 4)])
    model = kpi("snapshot_last", "snapshot", ONE, unit="count")
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    assert monthly(engine, "snapshot_last")["value"].tolist() == [40, 40, 40]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 28), st.integers(0, 23), st.integers(0, 9)), min_size=1, max_size=60))
def test_interval_sums_are_day_sums_are_month_sums(engine, rows):
    sites = {"a": "north", "b": "south"}
    facts(engine, [(sites[queue], queue, at(n, hour), day(n), x, None) for queue, n, hour, x in rows])
    model = kpi("additive", "count", ONE, unit="count")
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    total = sum(row[3] for row in rows)
    assert engine.rows("select sum(numerator) from kpi.interval where kpi = 'additive'")[0][0] == total
    for found in (daily(engine, "additive"), monthly(engine, "additive")):
        assert found.groupby("scope_type")["numerator"].sum().to_dict() == {"queue": total, "site": total, "company": total}


def test_a_day_whose_cases_may_still_change_is_provisional(engine):
    facts(engine, [("north", "a", None, day(n), 1, 1) for n in (12, 13, 14)])
    model = kpi("ripening", "ratio", PAIR, maturity_days=7)
    kpis.build_days(engine, [model], [MONTH])
    company = daily(engine, "ripening").query("scope_type == 'company'")
    assert company["provisional"].tolist() == [False, False, True]


def test_a_month_that_has_ended_is_final_even_when_its_last_days_brought_nothing(engine):
    facts(engine, [("north", "a", None, day(2), 1, 1)])
    model = kpi("ended", "ratio", PAIR)
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    assert monthly(engine, "ended")["provisional"].all()
    engine.run("update ops.data_through set business_date = date '2026-04-02'")
    try:
        kpis.build_months(engine, [model], [])
        assert not monthly(engine, "ended")["provisional"].any()
    finally:
        engine.run("update ops.data_through set business_date = date '2026-03-20'")


def test_a_new_version_leaves_the_old_one_queryable(engine):
    facts(engine, [("north", "a", None, day(2), 1, 2)])
    kpis.build_days(engine, [kpi("versions", "ratio", PAIR)], [MONTH])
    second = kpi("versions", "ratio", PAIR.replace("x as numerator", "2 * x as numerator"), version=2)
    kpis.build_days(engine, [second], [MONTH])
    kpi_tables.write_catalogue(engine, [kpi("versions", "ratio", PAIR)])
    kpi_tables.write_catalogue(engine, [second])
    found = engine.rows("select version, value from kpi.daily where kpi = 'versions' and scope_type = 'company' order by version")
    assert found == [(1, 0.5), (2, 1.0)]
    assert engine.rows("select version, is_current from kpi.definition where kpi = 'versions' order by version") == [(1, False), (2, True)]
