"""Erlang A: golden values, identities, independent calculation by states, simulation, the edges of its range."""

import heapq
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import simpson
from scipy.stats import poisson

from assets.methods.erlang import erlang_a, erlang_c, service_level, speed_of_answer


def by_states(load: float, agents: int, rate: float, within: float) -> dict[str, float]:
    """The same queue from its balance equations in fsum, the wait of each state from exponential stages by uniformisation."""
    weights = [1.0]
    k = 0
    while weights[-1] > 1e-18 * max(weights) or k < load:
        k += 1
        weights.append(weights[-1] * load / (min(k, agents) + max(k - agents, 0) * rate))
        if weights[-1] > 1e250:
            weights = [value * 1e-250 for value in weights]
    total = math.fsum(weights)
    share = [value / total for value in weights]
    waiting = share[agents:]
    lost = rate * math.fsum(j * p for j, p in enumerate(waiting)) / load
    # A caller with j others ahead is j + 1 departures from an answer; his own patience is one more way out.
    size = len(waiting)
    speed = agents + size * rate
    ahead = np.array(waiting)
    leave = (agents + np.arange(size) * rate) / speed
    go = rate / speed
    answered = 0.0
    steps = int(speed * within + 12 * math.sqrt(speed * within) + 40)
    done = 0.0
    for n, weight in enumerate(poisson.pmf(np.arange(steps), speed * within)):
        answered += weight * done
        done += float(ahead[0] * leave[0])
        forward = ahead * leave
        ahead = ahead * (1 - leave - go)
        ahead[:-1] += forward[1:]
        assert n < steps
    return {
        "p_wait": math.fsum(waiting),
        "p_abandon": lost,
        "mean_wait_s": lost / rate,
        "occupancy": load * (1 - lost) / agents,
        "served_within": 1 - math.fsum(waiting) + answered,
    }


def test_the_golden_queue_with_patience_of_five_minutes():
    queue = erlang_a(10.0, [9, 10, 12, 14], aht_s=180, patience_s=300, threshold_s=20)
    np.testing.assert_allclose(queue.served_within, [0.36625, 0.51681, 0.77228, 0.91679], atol=5e-6)
    np.testing.assert_allclose(queue.p_abandon, [0.16326, 0.10944, 0.04271, 0.01398], atol=5e-6)
    np.testing.assert_allclose(queue.mean_wait_s, [48.98, 32.83, 12.81, 4.20], atol=5e-3)
    np.testing.assert_allclose(queue.occupancy, [0.9297, 0.8906, 0.7977, 0.7043], atol=5e-5)


@pytest.mark.parametrize("load", [0.3, 4.0, 25.0, 120.0])
@pytest.mark.parametrize("rate", [0.05, 0.6, 1.0, 5.0, 20.0])
def test_the_balance_equations_give_the_same_shares(load: float, rate: float):
    for agents in {1, max(1, round(0.6 * load)), max(1, round(load)), math.ceil(load + 1.5 * math.sqrt(load))}:
        if rate * agents < 0.1 * (load - agents):
            continue
        expected = by_states(load, agents, rate, 0.11)
        got = erlang_a(load, agents, aht_s=1.0, patience_s=1 / rate, threshold_s=0.11)._asdict()
        assert got["p_wait"] == pytest.approx(expected["p_wait"], rel=1e-12)
        for name, value in expected.items():
            assert got[name] == pytest.approx(value, abs=1e-9)


# Integrated with 40 digits: load, agents, rate and threshold in handle times; p_wait, p_abandon, served_within.
HARD = [
    (20000.0, 19_900, 1e-06, 0.11, 1.0, 0.005, 0.0),
    (20000.0, 10_000, 1e-06, 0.11, 1.0, 0.5, 0.0),
    (20000.0, 20_000, 1e-06, 0.11, 0.9990028736041745, 5.63625955246426e-6, 0.01339639662337088),
    (20000.0, 20_100, 1e-06, 0.001, 0.3672226904399019, 3.672212178916607e-9, 0.6677232386988129),
    (20000.0, 19_000, 20.0, 0.02, 0.9332401741001279, 0.05006438100352892, 0.9499356189964711),
    (20000.0, 20_300, 0.5, 0.005, 0.01843259640243663, 2.606246925125425e-5, 0.9968081266405518),
    (0.1, 1, 1e-06, 0.1, 0.09999998888890522, 1.111109478741107e-7, 0.9086068922649375),
    (0.1, 3, 20.0, 1.0, 0.000151463926000091, 0.0001317476666941948, 0.9998682523333038),
    (5.0, 1, 1e-06, 0.5, 1.0, 0.8, 0.0),
    (300.0, 450, 0.01, 0.05, 4.512242860067803e-16, 3.007159947285122e-20, 1.0),
    (100.0, 300, 2.0, 0.1, 1.814327328769584e-58, 1.779330815236299e-60, 1.0),
    (40.0, 30, 0.2, 1.7, 0.9999190665505697, 0.2500056951563796, 0.5662227953735315),
    (2.0, 1, 0.0001, 7000.0, 1.0, 0.5, 0.3776363114753949),
    (1000.0, 1_000, 0.001, 30.0, 0.9696019266243453, 0.0007734246417144143, 0.9992265753582856),
]


@pytest.mark.parametrize(("load", "agents", "rate", "within", "p_wait", "p_abandon", "served_within"), HARD)
def test_extreme_queues_agree_with_forty_digits(
    load: float, agents: int, rate: float, within: float, p_wait: float, p_abandon: float, served_within: float
):
    queue = erlang_a(load, agents, aht_s=1.0, patience_s=1 / rate, threshold_s=within)
    assert queue.p_wait == pytest.approx(p_wait, rel=1e-12, abs=1e-300)
    assert queue.p_abandon == pytest.approx(p_abandon, abs=1e-9)
    assert queue.served_within == pytest.approx(served_within, abs=1e-9)


def test_endless_patience_is_erlang_c():
    agents = np.array([11, 12, 14, 20])
    queue = erlang_a(10.0, agents, aht_s=180, patience_s=1e12, threshold_s=20)
    np.testing.assert_allclose(queue.p_wait, erlang_c(10.0, agents), rtol=1e-8)
    np.testing.assert_allclose(queue.served_within, service_level(10.0, agents, aht_s=180, threshold_s=20), atol=1e-8)
    np.testing.assert_allclose(queue.mean_wait_s, speed_of_answer(10.0, agents, aht_s=180), rtol=1e-7)
    np.testing.assert_allclose(queue.mean_wait_served_s, speed_of_answer(10.0, agents, aht_s=180), rtol=1e-7)


@pytest.mark.parametrize("load", [0.5, 10.0, 80.0, 3_000.0, 20_000.0])
def test_patience_like_the_handle_time_gives_the_tail_of_a_poisson_count(load: float):
    agents = np.unique(np.maximum(1, np.round(load + np.array([-2, -0.5, 0, 1, 4]) * np.sqrt(load))))
    queue = erlang_a(load, agents, aht_s=240, patience_s=240, threshold_s=20)
    np.testing.assert_allclose(queue.p_wait, poisson.sf(agents - 1, load), rtol=1e-11)
    if load == 10.0:
        assert erlang_a(10.0, 12, aht_s=180, patience_s=180, threshold_s=20).p_wait == pytest.approx(0.3032239, abs=5e-8)


def test_shares_are_parts_of_one_whole():
    rng = np.random.default_rng(3)
    load = np.exp(rng.uniform(-3, 9.9, 4_000))
    agents = np.maximum(1, np.round(load * rng.uniform(0.3, 1.6, load.size)))
    patience = np.exp(rng.uniform(0, 13, load.size))
    queue = erlang_a(load, agents, aht_s=200, patience_s=patience, threshold_s=rng.choice([0, 5, 20, 90, 7200], load.size))
    for values in queue:
        assert np.isfinite(values).all() and (values >= 0).all()
    for share in (queue.p_wait, queue.p_abandon, queue.occupancy, queue.served_within + queue.abandoned_within):
        assert (share <= 1 + 1e-12).all()
    assert (queue.abandoned_within <= queue.p_abandon + 1e-9).all()
    np.testing.assert_allclose(queue.p_abandon, queue.mean_wait_s / patience, atol=1e-9)
    at_once = erlang_a(load, agents, aht_s=200, patience_s=patience, threshold_s=0)
    np.testing.assert_allclose(at_once.served_within, 1 - at_once.p_wait, atol=1e-9)
    np.testing.assert_allclose(at_once.abandoned_within, 0, atol=1e-9)


def test_the_mean_wait_of_the_answered_is_the_integral_of_those_still_to_be_answered():
    agents = np.array([20, 30, 38])
    thresholds = np.linspace(0, 1_500, 3_001)
    queue = erlang_a(30.0, agents, aht_s=200, patience_s=150, threshold_s=3)
    later = erlang_a(30.0, agents[:, None], aht_s=200, patience_s=150, threshold_s=thresholds)
    still_to_be_answered = 1 - queue.p_abandon[:, None] - later.served_within
    mean = simpson(still_to_be_answered, x=thresholds) / (1 - queue.p_abandon)
    np.testing.assert_allclose(queue.mean_wait_served_s, mean, rtol=1e-7)


def simulated(load: float, agents: int, rate: float, within: float, calls: int, rng: np.random.Generator) -> np.ndarray:
    """Shares waiting, lost and answered in time in 20 batches of a first-come first-served queue, in handle times."""
    arrivals = np.cumsum(rng.exponential(1 / load, calls))
    work, patience = rng.exponential(1.0, calls), rng.exponential(1 / rate, calls)
    free = [0.0] * agents
    waits = np.empty(calls)
    for i, (at, needs, stays) in enumerate(zip(arrivals.tolist(), work.tolist(), patience.tolist(), strict=True)):
        wait = max(free[0] - at, 0.0)
        waits[i] = wait
        if wait <= stays:
            heapq.heapreplace(free, at + wait + needs)
    served = waits <= patience
    marks = np.stack([waits > 0, ~served, served & (waits <= within)])
    return marks[:, calls // 21 :][:, : 20 * (calls // 21)].reshape(3, 20, -1).mean(axis=2)


def test_a_simulated_queue_lies_inside_its_interval():
    rng = np.random.default_rng(11)
    for agents in (9, 12):
        batches = simulated(10.0, agents, 0.6, 20 / 180, 84_000, rng)
        queue = erlang_a(10.0, agents, aht_s=180, patience_s=300, threshold_s=20)
        error = 3.6 * batches.std(axis=1, ddof=1) / np.sqrt(20)
        expected = np.array([queue.p_wait, queue.p_abandon, queue.served_within])
        assert (np.abs(batches.mean(axis=1) - expected) < error).all()


def test_without_agents_every_caller_hangs_up():
    queue = erlang_a(5.0, 0, aht_s=180, patience_s=60, threshold_s=20)
    assert (queue.p_wait, queue.p_abandon, queue.mean_wait_s, queue.served_within, queue.occupancy) == (1.0, 1.0, 60.0, 0.0, 0.0)
    assert queue.mean_wait_served_s == np.inf
    assert queue.abandoned_within == pytest.approx(1 - np.exp(-1 / 3))


def test_without_calls_nobody_waits():
    queue = erlang_a([0.0, 0.0], [0, 7], aht_s=180, patience_s=60, threshold_s=20)
    assert queue.served_within.tolist() == [1.0, 1.0]
    for values in (queue.p_wait, queue.p_abandon, queue.mean_wait_s, queue.mean_wait_served_s, queue.occupancy, queue.abandoned_within):
        assert values.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("name", "value"), [("patience_s", 0), ("patience_s", np.inf), ("aht_s", -1), ("threshold_s", np.nan)])
def test_a_senseless_argument_is_refused_by_name(name: str, value: float):
    with pytest.raises(ValueError, match=f"^{name} must be"):
        erlang_a(10.0, 12, **({"aht_s": 180, "patience_s": 300, "threshold_s": 20} | {name: value}))


@settings(max_examples=60, deadline=None)
@given(load=st.floats(0.01, 20_000.0), staffing=st.floats(0.2, 1.8), patience_s=st.floats(1.0, 1e6), threshold_s=st.floats(0.0, 600.0))
def test_another_agent_helps_and_more_calls_hurt(load: float, staffing: float, patience_s: float, threshold_s: float):
    agents = max(1, round(load * staffing))
    queue = erlang_a([load, load, 1.01 * load], [agents, agents + 1, agents], aht_s=180, patience_s=patience_s, threshold_s=threshold_s)
    for first, with_another_agent, with_more_calls in (
        queue.p_wait,
        queue.p_abandon,
        queue.mean_wait_s,
        queue.mean_wait_served_s,
        queue.occupancy,
        -queue.served_within,
    ):
        rounding = 1e-9 * max(1.0, abs(first))
        assert with_another_agent <= first + rounding
        assert with_more_calls >= first - rounding
