"""The event simulation agrees with the formulas where they are right, and shows what they leave out."""

import numpy as np
import pytest

from assets.methods.erlang import FORMULAS, erlang_a, service_level, shown_level
from assets.methods.simulation import simulate_day

HOURS = 24
STEADY = {"start_s": np.arange(HOURS) * 1800, "interval_s": 1800, "aht_s": [180] * HOURS, "threshold_s": 20}


def steady(agents: int, **how: object):
    """A day of half-hours alike, in which the first three fill the queue."""
    day = simulate_day([100] * HOURS, [agents] * HOURS, **STEADY, replications=60, seed=3, **how)  # type: ignore[arg-type]
    return day.level[3:].mean(), day.abandoned[3:].mean(), day.mean_wait_s[3:].mean()


@pytest.mark.parametrize(("agents", "level", "lost"), [(10, 0.5145, 0.1099), (12, 0.7711, 0.0432)])
def test_the_published_simulation_is_met(agents: int, level: float, lost: float):
    found = steady(agents, patience_s=300)
    assert found[0] == pytest.approx(level, abs=0.012)
    assert found[1] == pytest.approx(lost, abs=0.006)
    assert found[2] == pytest.approx(float(erlang_a(10.0, agents, aht_s=180, patience_s=300, threshold_s=20).mean_wait_s), rel=0.06)


def test_without_hang_ups_it_is_erlang_c():
    assert steady(14)[0] == pytest.approx(float(service_level(10.0, 14, aht_s=180, threshold_s=20)), abs=0.012)


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_is_counted_as_the_model_has_it(formula: str):
    model = shown_level(10.0, 11, aht_s=180, threshold_s=20, patience_s=100, formula=formula, short_abandon_s=5)
    assert steady(11, patience_s=100, formula=formula, short_abandon_s=5)[0] == pytest.approx(float(model), abs=0.015)


def test_nobody_is_answered_while_nobody_works():
    day = simulate_day([10, 10], [2, 2], start_s=[0, 7200], interval_s=1800, aht_s=[60, 60], threshold_s=20, replications=20)
    gap = simulate_day([10, 10, 10], [2, 0, 2], start_s=[0, 1800, 3600], interval_s=1800, aht_s=[60] * 3, threshold_s=20, replications=20)
    assert day.day_level > 0.9
    assert gap.level[1] < 0.05
    assert gap.mean_wait_s[1] > 600


def test_a_queue_carries_over_into_the_next_interval():
    carried = simulate_day([200, 20], [10, 10], start_s=[0, 1800], interval_s=1800, aht_s=[180, 180], threshold_s=20, replications=40)
    alone = simulate_day([20], [10], start_s=[0], interval_s=1800, aht_s=[180], threshold_s=20, replications=40)
    assert carried.level[1] < alone.level[0] - 0.3


def test_the_same_seed_plays_the_same_day():
    one, other = steady(12, patience_s=300), steady(12, patience_s=300)
    assert one == other


def test_a_day_without_calls_is_served():
    day = simulate_day([0, 0], [0, 1], start_s=[0, 1800], interval_s=1800, aht_s=[60, 60], threshold_s=20, replications=5)
    assert day.level.tolist() == [1, 1]
    assert day.day_level == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"aht_s": [0.0]}, "aht_s must be"), ({"calls": [1, 2]}, "one entry an interval"), ({"patience_s": 0}, "patience_s")],
)
def test_what_makes_no_sense_is_refused(changed: dict, message: str):
    given = {"calls": [1.0], "agents": [1], "start_s": [0], "interval_s": 1800, "aht_s": [60.0], "threshold_s": 20} | changed
    with pytest.raises(ValueError, match=message):
        simulate_day(given.pop("calls"), given.pop("agents"), **given)
