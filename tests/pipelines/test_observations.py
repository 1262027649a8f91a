"""Quantiles come from observations, whichever way they are found: counted, one by one, alone or as a family."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import kpis
from pipelines.observations import families, quantiles
from tests.pipelines.tiny_kpis import MONTH, OBSERVED, PAIR, daily, day, facts, kpi, monthly


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
