"""Erlang B and C: published values, exact fractions, the edges of their range."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.methods.erlang import erlang_b, erlang_c, service_level, speed_of_answer

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "erlang" / "erlang_c.csv"
# 100 calls in half an hour of 180 s each, threshold 20 s: agents, P(wait), service level, mean wait in seconds. The CRAN package ErlangC
# 0.1.0 publishes the rows of 11 and 14 agents.
TEN_ERLANGS = [
    (11, 0.6821182047, 0.3896138117, 122.7812768441),
    (12, 0.4493882243, 0.6401580404, 40.4449401868),
    (13, 0.2852704530, 0.7955947884, 17.1162271822),
    (14, 0.1741319336, 0.8883500192, 7.8359370118),
    (15, 0.1020423670, 0.9414528429, 3.6735252123),
    (16, 0.0573403309, 0.9705604925, 1.7202099271),
    (17, 0.0308761100, 0.9858147177, 0.7939571138),
    (18, 0.0159282774, 0.9934516894, 0.3583862423),
    (19, 0.0078735575, 0.9971034801, 0.1574711502),
    (20, 0.0037311260, 0.9987717395, 0.0671602688),
]


def inverse_b(load: Fraction, agents: int) -> Fraction:
    inverse = Fraction(1)
    for i in range(1, agents + 1):
        inverse = 1 + Fraction(i) / load * inverse
    return inverse


def exact_c(load: Fraction, agents: int) -> Fraction:
    blocked = 1 / inverse_b(load, agents)
    return agents * blocked / (agents - load * (1 - blocked))


def test_the_published_queue_of_ten_erlangs_comes_out():
    agents, p_wait, in_time, asa_s = np.array(TEN_ERLANGS).T
    np.testing.assert_allclose(erlang_c(10.0, agents), p_wait, atol=6e-11)
    np.testing.assert_allclose(service_level(10.0, agents, aht_s=180, threshold_s=20), in_time, atol=6e-11)
    np.testing.assert_allclose(speed_of_answer(10.0, agents, aht_s=180), asa_s, atol=6e-11)
    assert abs(speed_of_answer(10.0, 14, aht_s=180) - 7.83593701177724) < 1e-13


@pytest.mark.parametrize("load", [0.001, 0.5, 1.0, 3.75, 10.0, 39.5, 40.0, 64.25, 99.5, 150.0, 333.5, 1000.0])
def test_waiting_agrees_with_exact_fractions_to_twelve_digits(load: float):
    root = np.sqrt(load)
    for agents in {int(np.ceil(load + beta * root)) + extra for beta in (0, 0.1, 1, 3, 8, 20) for extra in (1, 2)}:
        for got, exact in [
            (erlang_b(load, agents), 1 / inverse_b(Fraction(load), agents)),
            (erlang_c(load, agents), exact_c(Fraction(load), agents)),
        ]:
            assert exact < Fraction(1, 10**300) or abs(Fraction(float(got)) / exact - 1) < Fraction(1, 10**12)


@pytest.mark.parametrize(("load", "agents", "expected"), [(20_000.0, 20_100, 0.367), (7_000.0, 7_001, 0.985), (20_000.0, 19_000, 1.0)])
def test_the_largest_centres_agree_with_the_recursion(load: float, agents: int, expected: float):
    blocked = 1.0
    for i in range(1, agents + 1):
        blocked = load * blocked / (i + load * blocked)
    assert abs(erlang_b(load, agents) / blocked - 1) < 1e-11
    waiting = agents * blocked / (agents - load * (1 - blocked)) if agents > load else 1.0
    assert abs(erlang_c(load, agents) - waiting) < 1e-11
    assert waiting == pytest.approx(expected, abs=0.01)


def test_more_calls_than_trunks_agree_with_exact_fractions():
    for load, agents in [(500, 40), (500, 90), (500, 200), (1000, 390), (60, 1), (3, 1)]:
        assert abs(Fraction(float(erlang_b(float(load), agents))) * inverse_b(Fraction(load), agents) - 1) < Fraction(1, 10**12)


def test_a_probability_below_the_smallest_double_is_zero():
    assert erlang_c(0.1, 400) == 0.0
    assert erlang_c(10.0, 20_000) == 0.0
    assert service_level(10.0, 20_000, aht_s=180, threshold_s=20) == 1.0


def test_an_overloaded_queue_is_defined():
    for agents in (0, 9, 10):
        assert erlang_c(10.0, agents) == 1.0
        assert service_level(10.0, agents, aht_s=180, threshold_s=20) == 0.0
        assert speed_of_answer(10.0, agents, aht_s=180) == np.inf


def test_nobody_waits_where_nobody_calls():
    for agents in (0, 1, 50):
        assert erlang_c(0.0, agents) == 0.0
        assert service_level(0.0, agents, aht_s=180, threshold_s=20) == 1.0
        assert speed_of_answer(0.0, agents, aht_s=180) == 0.0
    assert erlang_b([0.0, 3.0], 0).tolist() == [1.0, 1.0]


def test_arguments_broadcast_and_plain_numbers_give_a_numpy_scalar():
    table = service_level(np.array([[5.0], [10.0]]), np.array([6, 12, 14]), aht_s=180, threshold_s=np.full((1, 1), 20.0))
    assert table.shape == (2, 3)
    assert table[1, 2] == service_level(10.0, 14, aht_s=180, threshold_s=20)
    assert isinstance(erlang_c(10.0, 14), np.float64)
    assert erlang_c(np.empty((0, 3)), 4).shape == (0, 3)


def test_one_row_alone_and_among_many_is_the_same_number():
    rng = np.random.default_rng(5)
    load = rng.uniform(0.1, 400, 20_000)
    agents = np.ceil(load + rng.uniform(0, 3, load.size) * np.sqrt(load))
    together = erlang_c(load, agents)
    for row in range(0, load.size, 997):
        assert erlang_c(load[row], agents[row]) == together[row]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"load": -1.0}, "load"),
        ({"load": np.nan}, "load"),
        ({"load": [1.0, np.inf]}, "load"),
        ({"load": "many"}, "load"),
        ({"agents": 2.5}, "agents"),
        ({"agents": -1}, "agents"),
        ({"aht_s": 0}, "aht_s"),
        ({"aht_s": np.nan}, "aht_s"),
        ({"threshold_s": -20}, "threshold_s"),
        ({"threshold_s": np.inf}, "threshold_s"),
    ],
)
def test_a_senseless_argument_is_refused_by_name(arguments: dict[str, object], name: str):
    good = {"load": 10.0, "agents": 14, "aht_s": 180, "threshold_s": 20} | arguments
    load, agents = good.pop("load"), good.pop("agents")
    with pytest.raises(ValueError, match=f"^{name} must be"):
        service_level(load, agents, **good)


def test_the_message_says_where_the_bad_value_stands():
    with pytest.raises(ValueError, match=r"load must be a finite number of 0 or more; found -3 at position 1, 0"):
        erlang_c([[1.0, 2.0], [-3.0, 4.0]], 9)


@settings(max_examples=60, deadline=None)
@given(load=st.floats(0.0, 20_000.0), agents=st.integers(0, 25_000))
def test_another_agent_never_lengthens_the_queue(load: float, agents: int):
    waiting = erlang_c(load, [agents, agents + 1])
    refused = erlang_b(load, [agents, agents + 1])
    assert 0.0 <= waiting[1] <= waiting[0] * (1 + 1e-12) <= 1.0 + 1e-12
    assert 0.0 <= refused[1] <= refused[0] * (1 + 1e-12) <= 1.0 + 1e-12


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the shared published values are not beside this checkout")
def test_published_values_are_met_to_the_last_digit_they_print():
    values = pd.read_csv(PUBLISHED, dtype=str)
    plan = values[["agents", "aht_s", "target_s", "traffic_erl"]].astype(float)
    np.testing.assert_allclose(values["calls_per_interval"].astype(float) * plan["aht_s"] / values["interval_s"].astype(float), 10.0)
    load, agents = plan["traffic_erl"], plan["agents"]
    found = {
        "p_wait": erlang_c(load, agents),
        "service_level": service_level(load, agents, aht_s=plan["aht_s"], threshold_s=plan["target_s"]),
        "asa_s": speed_of_answer(load, agents, aht_s=plan["aht_s"]),
        "occupancy": load / agents,
    }
    for name, ours in found.items():
        printed = values[name].dropna()
        assert len(printed)
        for row, text in printed.items():
            digits = len(text.partition(".")[2])
            assert ours[row] == pytest.approx(float(text), rel=1e-13, abs=0.5001 * 10.0**-digits), f"{name} with {agents[row]:.0f} agents"
