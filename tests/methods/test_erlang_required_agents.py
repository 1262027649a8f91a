"""Required agents: the smallest number that works, under every target and formula, by whichever way the search takes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.methods.erlang import (
    FORMULAS,
    agents_by_target,
    erlang_a,
    required_agents,
    required_agents_fractional,
    service_level,
    speed_of_answer,
)

PLAN = {"aht_s": 180, "threshold_s": 20, "target": 0.8}


def shown(formula: str, load: np.ndarray, agents: np.ndarray, patience_s: float, short_s: float, threshold_s: float = 20) -> np.ndarray:
    """The service level as each reporting formula shows it, from the shares of erlang_a."""
    queue = erlang_a(load, agents, aht_s=180, patience_s=patience_s, threshold_s=threshold_s)
    short = erlang_a(load, agents, aht_s=180, patience_s=patience_s, threshold_s=short_s).abandoned_within
    in_time, lost_in_time = queue.served_within, queue.abandoned_within
    return {
        "offered": in_time,
        "negative": in_time,
        "default": in_time / (1 - short),
        "ignored": in_time / (1 - lost_in_time),
        "positive": in_time + lost_in_time,
        "answered": in_time / (1 - queue.p_abandon),
        "short_positive": in_time + short,
    }[formula]


def test_the_published_queue_needs_fourteen_agents():
    assert required_agents(10.0, **PLAN) == 14
    assert required_agents(10.0, **PLAN, max_occupancy=0.85) == 14
    assert required_agents(10.0, **PLAN, max_occupancy=0.70) == 15
    assert required_agents(10.0, **PLAN, patience_s=300) == 13


@pytest.mark.filterwarnings("error")
def test_a_target_that_every_number_of_agents_meets_asks_for_one():
    load = np.array([3e-5, 6e-4, 7785.0, 4e-3, 8e-4])
    assert required_agents(load, aht_s=264, threshold_s=0, target=0, patience_s=10_115, max_occupancy=1.0).tolist() == [1] * 5


@pytest.mark.parametrize("target", [0.05, 0.5, 0.8, 0.95, 0.999])
def test_brute_force_finds_the_same_number(target: float):
    load = np.concatenate([np.linspace(0.01, 3, 40), np.linspace(3, 60, 115)])
    every = np.arange(130)
    enough = service_level(load[:, None], every, aht_s=180, threshold_s=20) >= target
    np.testing.assert_array_equal(required_agents(load, aht_s=180, threshold_s=20, target=target), enough.argmax(axis=1))
    patient = erlang_a(load[:, None], every, aht_s=180, patience_s=90, threshold_s=20).served_within >= target
    found = required_agents(load, aht_s=180, threshold_s=20, target=target, patience_s=90)
    np.testing.assert_array_equal(found, patient.argmax(axis=1))


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_means_what_reporting_shows(formula: str):
    load = np.linspace(0.2, 40, 150)
    found = required_agents(load, **PLAN, patience_s=100, formula=formula, short_abandon_s=5)
    assert (shown(formula, load, found, 100, 5) >= 0.8).all()
    fewer = found > 1
    assert (shown(formula, load[fewer], found[fewer] - 1, 100, 5) < 0.8).all()
    np.testing.assert_array_equal(required_agents(load, **PLAN, formula=formula), required_agents(load, **PLAN))


def test_hang_ups_move_the_formulas_apart_in_a_known_order():
    need = {name: int(required_agents(60.0, **PLAN, patience_s=60, formula=name, short_abandon_s=5)) for name in FORMULAS}
    assert need["positive"] <= need["ignored"] <= need["default"] <= need["offered"] == need["negative"]
    assert need["answered"] <= need["offered"]


def test_a_table_a_learned_guess_and_repeated_rows_give_one_answer():
    rng = np.random.default_rng(2)
    load, aht = rng.uniform(0.1, 90, 21_000), rng.uniform(150, 250, 21_000)
    patience = rng.uniform(50, 500, 21_000)
    some = rng.choice(load.size, 200, replace=False)
    for model in ({}, {"patience_s": patience}, {"patience_s": patience, "max_occupancy": 0.85, "max_abandonment": 0.05}):
        together = required_agents(load, aht_s=aht, threshold_s=20, target=0.8, **model)
        apart = {name: values[some] if isinstance(values, np.ndarray) else values for name, values in model.items()}
        np.testing.assert_array_equal(together[some], required_agents(load[some], aht_s=aht[some], threshold_s=20, target=0.8, **apart))
    one_plan = required_agents(load, **PLAN, patience_s=200)
    np.testing.assert_array_equal(one_plan[some], required_agents(load[some], **PLAN, patience_s=np.full(200, 200.0)))
    queues = rng.integers(0, 4, load.size)
    aht, threshold = np.array([120, 180, 240, 400])[queues], np.array([10, 20, 20, 30])[queues]
    grouped = required_agents(load, aht_s=aht, threshold_s=threshold, target=0.8)
    repeated = required_agents(np.round(load), aht_s=aht, threshold_s=threshold, target=0.8)
    for row in some[:40]:
        alone = {"aht_s": aht[row], "threshold_s": threshold[row], "target": 0.8}
        assert grouped[row] == required_agents(load[row], **alone)
        assert repeated[row] == required_agents(np.round(load[row]), **alone)


def test_a_load_on_the_edge_is_decided_by_the_measure_itself():
    agents = np.arange(12, 260)
    load = agents - 2.0 * np.sqrt(agents)
    reached = service_level(load, agents, aht_s=180, threshold_s=20)
    np.testing.assert_array_equal(required_agents(load, aht_s=180, threshold_s=20, target=reached), agents)
    above = np.nextafter(reached, 1.0)
    np.testing.assert_array_equal(required_agents(load, aht_s=180, threshold_s=20, target=above), agents + 1)
    for target in reached[::31]:
        many = np.concatenate([load, np.linspace(1, 240, 4_000)])
        found = required_agents(many, aht_s=180, threshold_s=20, target=target)
        assert (service_level(many, found, aht_s=180, threshold_s=20) >= target).all()
        assert (service_level(many, found - 1, aht_s=180, threshold_s=20) < target).all()


@pytest.mark.parametrize("target", [0.5, 0.8, 0.99, 1 - 1e-7])
def test_one_agent_fewer_misses_the_target_at_every_size_wherever_anybody_calls(target: float):
    rng = np.random.default_rng(7)
    load = np.concatenate([np.zeros(50), rng.uniform(0, 20_000, 3_000), 10 ** rng.uniform(-6, 4.3, 3_000)])
    for aht in (180.0, rng.uniform(20, 2_000, load.size)):
        found = required_agents(load, aht_s=aht, threshold_s=20, target=target)
        assert (service_level(load, found, aht_s=aht, threshold_s=20) >= target).all()
        # Where nobody calls nobody is needed, and every number of agents meets the target: one fewer says nothing there.
        called = load > 0
        assert (found[~called] == 0).all()
        fewer = service_level(load, np.maximum(found - 1, 0), aht_s=aht, threshold_s=20)
        assert (fewer < target)[called].all()


def test_the_most_restrictive_target_binds_and_is_told_apart():
    limits = {"max_occupancy": 0.85, "max_abandonment": 0.03, "max_speed_of_answer_s": 10}
    load = np.array([0.0, 2.0, 20.0, 200.0])
    asked = agents_by_target(load, **PLAN, patience_s=200, **limits)
    np.testing.assert_array_equal(required_agents(load, **PLAN, patience_s=200, **limits), np.max(asked, axis=0))
    for name, agents in asked._asdict().items():
        assert agents[0] == 0
        queue = erlang_a(load[1:], agents[1:], aht_s=180, patience_s=200, threshold_s=20)
        fewer = erlang_a(load[1:], agents[1:] - 1, aht_s=180, patience_s=200, threshold_s=20)
        met = {
            "service_level": lambda q: q.served_within >= 0.8,
            "occupancy": lambda q: q.occupancy <= 0.85,
            "abandonment": lambda q: q.p_abandon <= 0.03,
            "speed_of_answer": lambda q: q.mean_wait_served_s <= 10,
        }[name]
        assert met(queue).all()
        assert not met(fewer).any()


def test_the_limits_of_a_queue_in_which_nobody_hangs_up():
    load = np.linspace(0.5, 99.5, 100)
    asked = agents_by_target(load, **PLAN, max_occupancy=0.85, max_speed_of_answer_s=15)
    assert (load / asked.occupancy <= 0.85).all()
    assert (load / np.maximum(asked.occupancy - 1, 1e-9) > 0.85).all()
    assert (speed_of_answer(load, asked.speed_of_answer, aht_s=180) <= 15).all()
    assert (speed_of_answer(load, asked.speed_of_answer - 1, aht_s=180) > 15).all()
    assert required_agents(14.45, **PLAN, max_occupancy=0.85) == 18
    assert agents_by_target(14.45, **PLAN, max_occupancy=0.85).occupancy == 17


def test_no_calls_need_nobody_and_no_target_asks_for_nobody():
    assert required_agents([0.0, 0.0], **PLAN, patience_s=[60, 600], max_occupancy=0.5).tolist() == [0, 0]
    assert required_agents(10.0, aht_s=180, threshold_s=20, target=0.0) == 0
    assert required_agents(1e-9, **PLAN) == 1
    assert required_agents(np.empty(0), **PLAN).shape == (0,)


def test_the_largest_centres_are_answered():
    load = np.array([5_000.0, 20_000.0])
    found = required_agents(load, **PLAN)
    assert (service_level(load, found, aht_s=180, threshold_s=20) >= 0.8).all()
    assert (service_level(load, found - 1, aht_s=180, threshold_s=20) < 0.8).all()
    patient = required_agents(load, **PLAN, patience_s=[1.0, 172_800.0])
    assert patient.tolist() == [4_001, 20_011]


def test_fractional_agents_round_up_to_the_whole_number():
    load = np.linspace(0, 60, 241)
    for model in ({}, {"patience_s": 120}, {"patience_s": 120, "max_abandonment": 0.02, "formula": "answered"}):
        limits = {"max_occupancy": 0.88, "max_speed_of_answer_s": 8} | model
        exact = required_agents_fractional(load, **PLAN, **limits)
        whole = required_agents(load, **PLAN, **limits)
        np.testing.assert_array_equal(np.ceil(exact), whole)
        assert (np.diff(exact) > -1e-9).all()
        assert exact[0] == 0


def test_fractional_agents_never_leave_an_unstable_queue():
    load = np.linspace(0.1, 30, 300)
    assert (required_agents_fractional(load, aht_s=180, threshold_s=20, target=0.01) >= load).all()


def test_arguments_broadcast_and_plain_numbers_give_a_numpy_integer():
    table = required_agents(np.array([[5.0], [10.0]]), aht_s=180, threshold_s=20, target=[0.7, 0.8, 0.9])
    assert table.shape == (2, 3)
    assert table.dtype == np.int64
    assert table[1].tolist() == [13, 14, 15]
    assert isinstance(required_agents(10.0, **PLAN), np.int64)
    assert isinstance(required_agents_fractional(10.0, **PLAN), np.float64)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"load": -0.5}, "load must be"),
        ({"load": [np.nan]}, "load must be"),
        ({"load": np.ma.array([1.0, 2.0], mask=[False, True])}, "load must be numbers; found a masked"),
        ({"load": [[1.0], [1.0, 2.0]]}, "load must be numbers"),
        ({"load": ["ten"]}, "load must be numbers"),
        ({"load": 1j}, "load must be numbers"),
        ({"aht_s": np.timedelta64(180, "s")}, "aht_s must be numbers"),
        ({"aht_s": 0}, "aht_s must be"),
        ({"target": 1.0}, "target must be at least 0 and below 1"),
        ({"target": -0.1}, "target must be"),
        ({"target": 80}, "target must be"),
        ({"max_occupancy": 0}, "max_occupancy must be above 0"),
        ({"max_occupancy": 1.2}, "max_occupancy must be"),
        ({"patience_s": -3}, "patience_s must be"),
        ({"max_abandonment": 0.05}, "max_abandonment needs patience_s"),
        ({"formula": "best"}, "formula must be one of offered, default"),
        ({"formula": "short_positive", "short_abandon_s": 30}, "short_abandon_s must not exceed threshold_s"),
        ({"max_speed_of_answer_s": 0}, "max_speed_of_answer_s must be"),
    ],
)
def test_a_senseless_argument_is_refused_by_name(changed: dict[str, object], message: str):
    arguments = {"load": 10.0} | PLAN | changed
    with pytest.raises(ValueError, match=message):
        required_agents(arguments.pop("load"), **arguments)


@settings(max_examples=60, deadline=None)
@given(
    load=st.floats(1e-6, 2_000.0),
    aht_s=st.floats(10.0, 3_600.0),
    threshold_s=st.floats(0.0, 300.0),
    target=st.floats(0.01, 0.999),
    patience_s=st.one_of(st.none(), st.floats(1.0, 1e5)),
)
def test_the_number_found_works_and_one_fewer_does_not(
    load: float, aht_s: float, threshold_s: float, target: float, patience_s: float | None
):
    found = int(required_agents(load, aht_s=aht_s, threshold_s=threshold_s, target=target, patience_s=patience_s))

    def reached(agents: int) -> float:
        if patience_s is None:
            return float(service_level(load, agents, aht_s=aht_s, threshold_s=threshold_s))
        return float(erlang_a(load, agents, aht_s=aht_s, patience_s=patience_s, threshold_s=threshold_s).served_within)

    assert reached(found) >= target
    assert found == 0 or reached(found - 1) < target


@settings(max_examples=25, deadline=None)
@given(load=st.floats(0.1, 500.0), target=st.floats(0.05, 0.98), patience_s=st.floats(5.0, 5_000.0))
def test_more_calls_or_a_higher_target_never_need_fewer(load: float, target: float, patience_s: float):
    base, busier = required_agents([load, load * 1.05], aht_s=180, threshold_s=20, target=target, patience_s=patience_s)
    stricter = required_agents(load, aht_s=180, threshold_s=20, target=target + 0.01, patience_s=patience_s)
    assert base <= busier
    assert base <= stricter
