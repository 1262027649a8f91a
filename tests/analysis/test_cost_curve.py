"""The price of each further point, from plans written by hand; what is not known says so."""

import numpy as np
import pandas as pd

from assets.analysis import cost_curve
from tests.analysis.plans import INTERVAL, plan, rule


def curve(today: float | None = 0.75, rows: pd.DataFrame | None = None, **changed: object) -> pd.DataFrame:
    seen = pd.DataFrame(
        [{"queue_id": "orders", "day_type": "weekday", "numerator": today or 0.0, "denominator": 1.0}] if today is not None else [],
        columns=["queue_id", "day_type", "numerator", "denominator"],
    )
    made = cost_curve.rows(plan=plan() if rows is None else rows, staffing=rule(**changed), interval=INTERVAL, levels=seen)
    assert list(made.columns) == list(cost_curve.COLUMNS)
    return made


def test_each_point_costs_more_than_the_one_before_and_none_could_be_had_cheaper() -> None:
    made = curve()
    for _, points in made.groupby("day_type"):
        price = (points["delta_cost"] / points["delta_points"]).dropna()
        assert points["service_level_expected"].is_monotonic_increasing
        assert price.is_monotonic_increasing or (price.diff().dropna() > -0.35 * price.max()).all()
        np.testing.assert_allclose(points["service_level_best"], points["service_level_expected"], atol=1e-9)
        np.testing.assert_allclose(points["cost"], points["agent_hours"] / 0.7 * 32)
    assert set(made["day_type"]) == {"weekday", "saturday"}
    assert made.loc[made["day_type"] == "saturday", "days"].eq(4).all()


def test_contract_today_and_knee_are_marked_once_a_curve() -> None:
    points = curve(today=0.75).query("day_type == 'weekday'")
    assert points[["is_contract", "is_today", "is_knee"]].sum().tolist() == [1, 1, 1]
    contract, today = points[points["is_contract"]].iloc[0], points[points["is_today"]].iloc[0]
    assert 0.8 <= contract["service_level_expected"] < 0.83
    assert 0.75 <= today["service_level_expected"] < 0.78
    assert points.loc[points["is_knee"], "service_level_expected"].between(0.8, 0.97).all()


def test_a_level_off_the_curve_or_unknown_is_told() -> None:
    assert curve(today=0.05).query("day_type == 'weekday'")["note"].str.contains("below the curve").all()
    assert curve(today=0.999).query("day_type == 'weekday'")["note"].str.contains("above the curve").all()
    assert curve(today=None)["note"].str.contains("no call of the last 28 days").all()


def test_a_contract_that_the_fewest_agents_hold_is_marked_where_the_curve_begins() -> None:
    quiet = curve(rows=plan(calls=1.0), service_level_target=0.5).query("day_type == 'weekday'")
    assert quiet.loc[quiet["is_contract"], "step"].tolist() == [1]
    assert quiet["note"].str.contains("the fewest agents hold more than the contract asks for").all()


def test_hang_ups_flatten_the_curve() -> None:
    patient, not_known = curve(rows=plan(patience_s=120.0)), curve()
    hours = [made.query("is_contract and day_type == 'weekday'")["agent_hours"].iloc[0] for made in (patient, not_known)]
    assert hours[0] < hours[1]


def test_without_a_rate_hours_are_told_and_money_is_not() -> None:
    made = curve(loaded_rate_per_hour=np.nan)
    assert made["cost"].isna().all()
    assert made["agent_hours"].gt(0).all()


def test_queues_without_calls_or_plans_have_no_rows() -> None:
    assert curve(rows=plan().iloc[:0]).empty
    assert curve(rows=plan(calls=0.0)).empty
