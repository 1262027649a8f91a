"""Required agents follow forecast and targets as the golden table says; what cannot be planned says why."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import staffing


def planned(
    volume: float = 100.0,
    aht_s: float | None = 180.0,
    note: str | None = None,
    parts: list[tuple[str, str, float]] | None = None,
    **rule: object,
) -> pd.Series:
    """The plan row of one half-hour of one queue."""
    start = pd.Timestamp("2026-03-02 09:00")
    forecast = pd.DataFrame(
        {
            "queue_id": ["orders"],
            "as_of_date": [pd.Timestamp("2026-03-01")],
            "interval_start_local": [start],
            "interval_start_utc": [start],
            "business_date": [start.normalize()],
            "volume": [volume],
            "volume_q80": [volume * 1.1],
            "volume_q90": [volume * 1.2],
            "handle_time_s": pd.Series([aht_s], dtype=float),
            "note": pd.Series([note], dtype=object),
        }
    )
    rules = {"service_level_target": 0.8, "threshold_s": 20.0, "max_occupancy": np.nan, "min_agents": 1, "loaded_rate_per_hour": 32.0}
    rules |= {"shrinkage": 0.3} | rule
    made = staffing.rows(
        forecast=forecast,
        staffing=pd.DataFrame([{"queue_id": "orders"} | rules]),
        shrinkage=pd.DataFrame(parts or [], columns=["queue_id", "component", "share"]).astype({"share": float}),
        queues=pd.DataFrame({"queue_id": ["orders"], "name": ["Orders"], "channel": ["phone"]}),
        interval=pd.DataFrame({"interval_s": [1800]}),
    )
    assert list(made.columns) == list(staffing.COLUMNS)
    counts = made[["agents_required", "agents_scheduled", "agents_required_q80", "agents_required_q90"]]
    assert counts.dtypes.eq("int64").all()
    return made.iloc[0]


def test_a_hundred_calls_need_fourteen_agents_for_eighty_in_twenty() -> None:
    row = planned()
    assert row["load_erlangs"] == pytest.approx(10.0)
    assert row["agents_required"] == 14
    assert 13 < row["agents_fractional"] <= 14
    assert row["service_level_expected"] == pytest.approx(0.88835, abs=1e-5)
    assert row["speed_of_answer_expected_s"] == pytest.approx(7.84, abs=0.005)
    assert row["occupancy_expected"] == pytest.approx(10 / 14)
    assert row["binding_target"] == "service_level"
    assert pd.isna(row["note"])


@pytest.mark.parametrize(("target", "agents"), [(0.38, 11), (0.64, 12), (0.79, 13), (0.88, 14), (0.94, 15), (0.97, 16), (0.98, 17)])
def test_a_changed_target_changes_the_agents_as_the_golden_table_says(target: float, agents: int) -> None:
    assert planned(service_level_target=target)["agents_required"] == agents


def test_a_changed_forecast_changes_the_agents() -> None:
    assert planned(volume=100)["agents_required"] < planned(volume=130)["agents_required"]
    assert planned(volume=100)["agents_required_q80"] <= planned(volume=100)["agents_required_q90"]


def test_the_most_restrictive_target_binds_and_is_named() -> None:
    assert planned(max_occupancy=0.6)[["agents_required", "binding_target"]].tolist() == [17, "occupancy"]
    assert planned(min_agents=20)[["agents_required", "binding_target"]].tolist() == [20, "min_agents"]


def test_shrinkage_is_rounded_up_exactly_and_paid() -> None:
    row = planned(min_agents=21)
    assert row["agents_scheduled"] == 30
    assert row["cost"] == pytest.approx(30 * 0.5 * 32.0)


def test_components_of_shrinkage_add_up_without_an_agent_too_many() -> None:
    row = planned(min_agents=21, shrinkage=0.5, parts=[("orders", "holiday", 0.1), ("orders", "breaks", 0.2)])
    assert row["shrinkage_share"] == 0.3
    assert row["agents_scheduled"] == 30


def test_an_empty_interval_keeps_the_minimum_of_an_open_queue() -> None:
    row = planned(volume=0.0)
    assert row["agents_required"] == 1
    assert row["binding_target"] == "min_agents"
    assert pd.isna(row["service_level_expected"])


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"aht_s": None}, "no handle time"),
        ({"aht_s": 0.0}, "no handle time"),
        ({"volume": np.nan}, "no volume"),
        ({"volume": np.nan, "note": "no volume: the queue was never open"}, "never open"),
        ({"shrinkage": 1.0}, "shrinkage adds up to 1.00"),
        ({"service_level_target": 1.0}, "no number of agents"),
    ],
)
def test_what_cannot_be_planned_says_why_and_gets_finite_agents(bad: dict[str, object], said: str) -> None:
    row = planned(**bad)  # type: ignore[arg-type]
    assert said in row["note"]
    assert row["agents_required"] >= 1
    assert row["agents_scheduled"] >= row["agents_required"]


def test_no_forecast_gives_an_empty_plan_with_every_column() -> None:
    empty = pd.DataFrame({"queue_id": pd.Series(dtype=object)})
    made = staffing.rows(
        forecast=pd.DataFrame({"queue_id": pd.Series(dtype=object)}),
        staffing=pd.DataFrame({"queue_id": pd.Series(dtype=object), "shrinkage": pd.Series(dtype=float)}),
        shrinkage=pd.DataFrame({"queue_id": [], "component": [], "share": []}),
        queues=empty,
        interval=pd.DataFrame({"interval_s": [1800]}),
    )
    assert made.empty
    assert list(made.columns) == list(staffing.COLUMNS)
