"""Patience by queue: censored waits, few hang-ups, none at all, and waits that one rate does not describe."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis import patience

THROUGH = pd.DataFrame({"business_date": [pd.Timestamp("2026-03-01")]})


def estimated(waits: dict[str, tuple[np.ndarray, np.ndarray]], channels: dict[str, str] | None = None) -> pd.DataFrame:
    """The table for queues given as waits and whether they were abandoned."""
    legs = [pd.DataFrame({"queue_id": name, "wait_s": seconds, "is_abandoned": lost}) for name, (seconds, lost) in waits.items()]
    every = pd.concat(legs) if legs else pd.DataFrame(columns=["queue_id", "wait_s", "is_abandoned"])
    counted = every.groupby(["queue_id", "wait_s", "is_abandoned"]).size().rename("legs").reset_index()
    names = channels or dict.fromkeys(waits, "phone")
    rules = pd.DataFrame({"queue_id": list(names), "threshold_s": 20.0, "short_abandon_s": 5.0, "channel": list(names.values())})
    made = patience.rows(waits=counted, rules=rules, data_through=THROUGH)
    assert list(made.columns) == list(patience.COLUMNS)
    return made.set_index("queue_id")


def queue(
    rng: np.random.Generator, calls: int, mean_s: float, answered_s: float = 60.0, shape: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Callers whose patience an answer may cut short, in whole tenths of a second."""
    patient, needed = mean_s * rng.weibull(shape, calls), rng.exponential(answered_s, calls)
    return np.round(np.minimum(patient, needed), 1), patient < needed


def test_the_interval_covers_the_true_patience_and_the_mean_wait_of_those_who_hung_up_does_not() -> None:
    row = estimated({"orders": queue(np.random.default_rng(1), 20_000, 300.0)}).loc["orders"]
    assert row["patience_low_s"] < 300 < row["patience_high_s"]
    assert row["abandoner_wait_s"] < 100
    assert row["is_exponential"]
    assert row["patience_s"] == row["patience_mean_s"]
    assert row["patience_basis"] == patience.OWN
    assert row["abandons"] + row["censored"] == row["callers"]


def test_immediate_hang_ups_say_nothing_about_patience() -> None:
    seconds, lost = queue(np.random.default_rng(2), 5_000, 300.0)
    at_once = np.full(2_000, 2.0), np.ones(2_000, dtype=bool)
    row = estimated({"orders": (np.concatenate([seconds, at_once[0]]), np.concatenate([lost, at_once[1]]))}).loc["orders"]
    assert row["patience_low_s"] < 300 < row["patience_high_s"]
    assert row["left_out"] > 2_000


def test_a_queue_with_few_hang_ups_leans_on_the_others() -> None:
    rng = np.random.default_rng(3)
    made = estimated({"a": queue(rng, 9_000, 250.0), "b": queue(rng, 9_000, 300.0), "c": queue(rng, 60, 280.0)})
    assert made["is_pooled"].tolist() == [False, False, True]
    assert 180 < made.loc["c", "patience_s"] < 420
    assert made.loc["c", "patience_basis"] == patience.LEANS
    assert 0 < made.loc["c", "own_weight"] < 1


def test_where_one_rate_does_not_fit_the_plan_uses_the_waits_near_its_threshold() -> None:
    row = estimated({"orders": queue(np.random.default_rng(4), 20_000, 250.0, shape=0.5)}).loc["orders"]
    assert not row["is_exponential"]
    assert row["weibull_shape"] == pytest.approx(0.5, abs=0.1)
    assert "within 60 s" in row["patience_basis"]
    assert row["patience_s"] < row["patience_mean_s"]


def test_a_queue_nobody_gave_up_in_has_no_patience_and_says_so() -> None:
    row = estimated({"orders": (np.array([10.0, 20.0]), np.array([False, False]))}).loc["orders"]
    assert pd.isna(row["patience_s"]) and pd.isna(row["patience_basis"])
    assert row["note"] == patience.NOBODY_HUNG_UP


def test_queues_without_callers_lean_and_tickets_have_no_row() -> None:
    made = estimated({"a": queue(np.random.default_rng(5), 900, 250.0)}, {"a": "phone", "new": "phone", "cases": "ticket"})
    assert made.index.tolist() == ["a", "new"]
    assert made.loc["new", "note"] == patience.NOBODY_WAITED
    assert np.isfinite(made.loc["new", "patience_s"])


def test_nothing_read_gives_an_empty_table() -> None:
    assert estimated({}).empty
