"""The frontier of service level and cost: published steps, falling returns, and no allocation that does better."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.methods.cost import best_levels, frontier, knee
from assets.methods.erlang import service_level, shown_level


def test_the_published_steps_of_one_interval():
    levels = service_level(10.0, np.arange(18.0), aht_s=180, threshold_s=20)[None, :]
    made = frontier(levels, calls=[100], price=[0.5], least=11)
    points = np.round(100 * np.diff(np.concatenate([[made.start_level], made.level])), 1)
    assert made.start_agents.tolist() == [11]
    assert points.tolist() == [25.1, 15.5, 9.3, 5.3, 2.9, 1.5]
    assert made.cost[-1] == pytest.approx(17 * 0.5)


def day(seed: int, patience_s: float | None) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    calls = rng.uniform(1, 60, 8)
    model = {} if patience_s is None else {"patience_s": patience_s}
    load = calls * rng.uniform(100, 300, 8) / 1800
    return np.asarray(shown_level(load[:, None], np.arange(25.0), aht_s=200, threshold_s=20, **model)), calls


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), patience_s=st.sampled_from([None, 60.0, 300.0]))
def test_no_spread_of_the_same_agents_does_better_at_any_step(seed: int, patience_s: float | None):
    levels, calls = day(seed, patience_s)
    made = frontier(levels, calls=calls, price=np.ones(8), least=1)
    best = best_levels(levels, calls=calls, least=made.start_agents)
    shown = made.level < 0.995
    np.testing.assert_allclose(made.level[shown], best[np.cumsum(made.added)][shown], atol=1e-9)
    assert made.start_level == pytest.approx(best[0])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), patience_s=st.sampled_from([None, 60.0, 300.0]))
def test_the_frontier_is_concave_and_its_agents_add_up(seed: int, patience_s: float | None):
    levels, calls = day(seed, patience_s)
    price = np.random.default_rng(seed).uniform(0.5, 2.0, 8)
    made = frontier(levels, calls=calls, price=price, least=1)
    gains = np.diff(np.concatenate([[made.start_level], made.level])) / np.diff(np.concatenate([[made.start_cost], made.cost]))
    assert (np.diff(gains) <= 1e-9).all()
    agents = made.start_agents.copy()
    np.add.at(agents, made.interval, made.added)
    assert made.level[-1] == pytest.approx((levels[np.arange(8), agents] * calls).sum() / calls.sum())
    assert made.cost[-1] == pytest.approx((agents * price).sum())


def test_dynamic_programming_finds_what_trying_everything_finds():
    levels, calls = day(3, None)
    levels, calls = levels[:3, :9], calls[:3]
    found = best_levels(levels, calls=calls, least=[1, 1, 1])
    for extra in range(0, 12):
        tried = [
            levels[0, 1 + i] * calls[0] + levels[1, 1 + j] * calls[1] + levels[2, 1 + extra - i - j] * calls[2]
            for i in range(8) for j in range(8) if 0 <= extra - i - j < 8
        ]  # fmt: skip
        assert found[extra] == pytest.approx(max(tried) / calls.sum())


def test_the_knee_is_where_returns_fall_off():
    assert knee([0, 1, 2, 3, 10], [0.5, 0.8, 0.9, 0.92, 0.95]) == 2
    assert knee([0, 1], [0.5, 0.8]) is None
    assert knee([1, 1, 1], [0.5, 0.6, 0.7]) is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"calls": [0, 0]}, "calls must be above 0"),
        ({"price": [0, 1]}, "price must be"),
        ({"levels": [[0, 2], [0, 1]]}, "levels must be shares"),
        ({"calls": [1]}, "levels must be intervals"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changed: dict, message: str):
    given_rows = {"levels": [[0, 0.5], [0, 1]], "calls": [1, 1], "price": [1, 1]} | changed
    with pytest.raises(ValueError, match=message):
        frontier(given_rows["levels"], calls=given_rows["calls"], price=given_rows["price"])
