"""Who is taken to be there: what the settings state, else who answered."""

from pathlib import Path

import numpy as np
import pandas as pd

from assets.analysis.payroll import COUNTED, SEEN, STATED, heads_of
from pipelines.engine.duckdb import open_engine
from tests.tables import make_table


def test_stated_heads_come_before_counted_ones_and_neither_is_not_known() -> None:
    hiring = pd.DataFrame({"queue_id": ["orders", "support", "billing"], "heads": [12.0, np.nan, np.nan], "hours_per_week": 40.0})
    seen = pd.DataFrame({"queue_id": ["orders", "support"], "agents": [30, 7]})
    made = heads_of(hiring, seen)
    assert made["heads"].tolist()[:2] == [12.0, 7.0] and pd.isna(made["heads"].iloc[2])
    assert made["heads_basis"].tolist()[:2] == [STATED, COUNTED] and pd.isna(made["heads_basis"].iloc[2])
    assert made["hours_per_week"].eq(40.0).all()


def test_without_any_answers_nobody_is_counted() -> None:
    hiring = pd.DataFrame({"queue_id": ["orders"], "heads": [None]})
    made = heads_of(hiring, pd.DataFrame(columns=["queue_id", "agents"]))
    assert made["heads"].isna().all() and made["heads_basis"].isna().all()


def test_an_agent_counts_once_where_most_answers_were_given_in_the_last_four_weeks(tmp_path: Path) -> None:
    given = [
        ("ann", "orders", "2026-03-01", True, 3),
        ("ann", "support", "2026-03-01", True, 1),
        ("ben", "orders", "2026-02-02", True, 2),
        ("ben", "support", "2026-02-02", True, 2),
        ("cat", "support", "2026-02-01", True, 5),  # 28 days before the last one: too long ago
        ("dan", "support", "2026-03-01", False, 5),
        ("eve", "support", "2026-02-20", True, 1),
        (None, "support", "2026-03-01", True, 9),
    ]
    legs = [
        {"agent_id": agent, "queue_id": queue, "business_date": day, "is_answered": answered}
        for agent, queue, day, answered, times in given
        for _ in range(times)
    ]
    with open_engine(tmp_path / "seen.duckdb") as engine:
        make_table(engine, "core.queue_leg", legs)
        make_table(engine, "ops.data_through", [{"business_date": "2026-03-01"}])
        found = engine.read(SEEN)
    assert dict(zip(found["queue_id"], found["agents"], strict=True)) == {"orders": 2, "support": 1}
