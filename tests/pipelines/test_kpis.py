"""The arithmetic common to all KPIs, on tiny KPI files of the test's own."""

import math
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import kpi_tables, kpis
from pipelines.declarations import KpiHeader, Model
from pipelines.engine.base import Span
from pipelines.engine.duckdb import open_engine
from pipelines.observations import families, quantiles

MONTH = Span(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine(tmp_path_factory.mktemp("kpi") / "warehouse.duckdb") as opened:
        for statement in (
            "create schema core; create schema config; create schema ops",
            "create table config.centre as select 20 as min_n",
            "create table ops.data_through as select date '2026-03-20' as business_date",
            "create table config.queue as select 'a' as queue_id, 'north' as site_id union all select 'b', 'south'",
            "create table config.site as select 'north' as site_id, 'UTC' as timezone union all select 'south', 'UTC'",
            "create table config.zone_day as select 'UTC' as zone, 'utc' as reading, date '2026-03-01' + i::int as date, 0 as offset_s,"
            " null::timestamp as switch_at, null::bigint as offset_after_s from range(31) t(i)",
            "create table config.t_quantile as select i as df, case when i = 2 then 4.302652729911275 else 2.0 end as t975"
            " from range(1, 1001) t(i)",
        ):
            opened.run(statement)
        kpi_tables.make_tables(opened)
        yield opened


def kpi(name, measure, select, **header):
    head = KpiHeader(name=name, description="A KPI.", unit=header.pop("unit", "share"), better="higher", measure=measure, **header)
    return Model("kpi", name, Path(f"sql/kpi/{name}.sql"), head, select, ("core.fact",), "hash")


def facts(engine, rows):
    engine.run(
        "create or replace table core.fact (site_id varchar, queue_id varchar, entered timestamp, business_date date, x double, y double)"
    )
    for row in rows:
        engine.con.execute("insert into core.fact values (?, ?, ?, ?, ?, ?)", row)


PAIR = (
    "select site_id, queue_id, entered as interval_start_utc, business_date, x as numerator, y as denominator"
    " from core.fact where business_date between $from and $to"
)
ONE = PAIR.replace("x as numerator, y as denominator", "x as numerator")
OBSERVED = PAIR.replace("x as numerator, y as denominator", "x as observation")


def daily(engine, name):
    return engine.read("select * from kpi.daily where kpi = $kpi order by scope_type, scope_id, business_date", {"kpi": name})


def monthly(engine, name):
    return engine.read("select * from kpi.monthly where kpi = $kpi order by scope_type, scope_id, month", {"kpi": name})


def day(n):
    return date(2026, 3, n)


def at(n, hour):
    return datetime(2026, 3, n, hour)  # noqa: DTZ001  (the warehouse holds UTC without a zone)


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


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 5), st.integers(0, 30)), min_size=1, max_size=60),
    st.sampled_from([0.5, 0.9, 0.95]),
)
def test_quantiles_come_from_the_observations_at_every_scope_and_grain(engine, rows, q):
    sites = {"a": "north", "b": "south"}
    facts(engine, [(sites[queue], queue, None, day(n), wait, None) for queue, n, wait in rows])
    model = kpi("quantile_law", f"quantile {q}", OBSERVED, unit="seconds")
    kpis.build_days(engine, [model], [MONTH])
    kpis.build_months(engine, [model], [MONTH])
    waits = pd.DataFrame(rows, columns=["queue", "day", "wait"])
    company = daily(engine, "quantile_law").query("scope_type == 'company'").set_index("business_date")["value"]
    expected = waits.groupby("day")["wait"].quantile(q)
    assert company.to_numpy() == pytest.approx(expected.to_numpy())
    month = monthly(engine, "quantile_law").query("scope_type == 'company'").iloc[0]
    assert month["value"] == pytest.approx(np.quantile(waits["wait"], q))
    assert (month["n"], month["days"]) == (len(waits), waits["day"].nunique())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 10**12), st.integers(1, 6)), min_size=1, max_size=40),
    st.sampled_from([0.5, 0.9, 0.95]),
)
def test_quantiles_of_counts_and_of_single_observations_are_the_same_to_the_last_digit(engine, rows, q):
    counted = pd.DataFrame(rows, columns=["queue_id", "microseconds", "cases"]).assign(site_id="north", business_date=day(2))
    counted["observation"] = counted["microseconds"] / 1e6
    header = kpi("two_ways", f"quantile {q}", OBSERVED, unit="seconds").header
    ways = []
    for is_counted, observed in ((True, counted), (False, counted.loc[counted.index.repeat(counted["cases"])])):
        engine.con.register("observed", observed)
        engine.run("create or replace temp table kpi_observation as select * from observed")
        found = quantiles(header, [q], "business_date", "business_date", is_counted=is_counted)
        ways.append(engine.rows(f"select scope_type, scope_id, value_0, n from ({found})"))
    assert sorted(ways[0]) == sorted(ways[1])


@pytest.mark.parametrize("seconds", [st.integers(0, 10), st.floats(0, 10**6)], ids=["alike", "unlike"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_quantiles_asked_together_are_those_asked_alone(engine, data, seconds):
    waits = data.draw(st.lists(seconds, min_size=1, max_size=60))
    facts(engine, [("north", "a", None, day(2 + n % 3), wait, None) for n, wait in enumerate(waits)])
    both = [kpi(f"share_{q}", f"quantile 0.{q}", OBSERVED, unit="seconds") for q in (5, 9)]
    told = []
    for asked in ([both], [[one] for one in both]):
        for kpis_of_one in asked:
            kpis.build_days(engine, kpis_of_one, [MONTH])
            kpis.build_months(engine, kpis_of_one, [MONTH])
        told.append([engine.content_hash("kpi.daily"), engine.content_hash("kpi.monthly")])
    assert told[0] == told[1]


def test_quantiles_that_observe_the_same_in_the_same_days_are_a_family_and_no_other_kpi_is():
    half, nine = (kpi(f"share_{q}", f"quantile 0.{q}", OBSERVED, unit="seconds") for q in (5, 9))
    pair, other = kpi("pair", "ratio", PAIR), kpi("other", "quantile 0.5", OBSERVED + " ", unit="seconds")
    found = families([half, pair, nine, other], lambda model: [MONTH])
    assert [[one.name for one in family] for family, _ in found] == [["share_5", "share_9"], ["pair"], ["other"]]
    alone = families([half, nine], lambda model: [MONTH] if model is half else [])
    assert [(family[0].name, spans) for family, spans in alone] == [("share_5", [MONTH]), ("share_9", [])]


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
