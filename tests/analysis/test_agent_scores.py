"""Differences in agents add up over intervals and origins, under the rule of each queue."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis.agent_scores import agent_scores

INTERVAL = pd.DataFrame({"interval_s": [1800]})


def pairs(**changed: object) -> pd.DataFrame:
    """Two forecasts of one half-hour of 100 calls of three minutes: 14 agents for 80 % in 20 s."""
    given = {"queue_id": "orders", "as_of_date": pd.to_datetime(["2026-02-27", "2026-02-28"]), "horizon_from_days": 1}
    given |= {"volume": [100.0, 120.0], "naive": [80.0, 80.0], "planned": [np.nan, 100.0]}
    given |= {"offered": 100, "handle_time_s": 180.0, "handle_time_came_s": 180.0}
    return pd.DataFrame(given | changed)


def rule(**changed: object) -> pd.DataFrame:
    given = {"queue_id": "orders", "service_level_target": 0.8, "threshold_s": 20.0, "max_occupancy": np.nan, "min_agents": 1}
    given |= {"patience_s": np.nan, "formula": "default", "short_abandon_s": 5.0}
    return pd.DataFrame([given | changed])


def test_errors_add_up_over_the_forecasts_of_an_interval() -> None:
    row = agent_scores(pairs(), rule(), INTERVAL).iloc[0]
    assert row[["offered", "error", "drift", "calls", "n", "origins"]].tolist() == [28.0, 2.0, 2.0, 200.0, 2, 2]


def test_an_interval_without_the_simplest_forecast_is_left_out_of_the_comparison() -> None:
    row = agent_scores(pairs(naive=[np.nan, 100.0]), rule(), INTERVAL).iloc[0]
    assert row[["naive_offered", "naive_error", "error_beside_naive"]].tolist() == [14.0, 0.0, 2.0]


def test_a_plan_is_scored_where_there_is_one_and_beside_the_forecast_of_the_same_intervals() -> None:
    row = agent_scores(pairs(), rule(), INTERVAL).iloc[0]
    assert row[["plan_offered", "plan_error", "error_beside_plan"]].tolist() == [14.0, 0.0, 2.0]


@pytest.mark.parametrize(
    ("changed", "needed"),
    [({"max_occupancy": 0.6}, 17), ({"min_agents": 20}, 20), ({"patience_s": 300.0}, 13), ({"service_level_target": 1.0}, 1)],
)
def test_the_rule_of_the_queue_decides(changed: dict[str, object], needed: int) -> None:
    assert agent_scores(pairs(), rule(**changed), INTERVAL).iloc[0]["offered"] == 2 * needed


def test_without_a_handle_time_nothing_was_planned_and_nothing_is_scored() -> None:
    assert agent_scores(pairs(handle_time_s=np.nan), rule(), INTERVAL).empty
    assert agent_scores(pairs(), rule(queue_id="support"), INTERVAL).empty
    assert agent_scores(pairs().iloc[:0], rule(), INTERVAL).empty
