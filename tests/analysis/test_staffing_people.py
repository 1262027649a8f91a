"""A roster is counted by the clock, shared people are named."""

import duckdb
import numpy as np
import pandas as pd

from assets.analysis.staffing_people import SHARED, pooled_with, rostered


def test_a_shift_counts_from_its_first_to_before_its_last_second() -> None:
    spans = pd.DataFrame({"weekday": [1], "start_s": [8 * 3600], "end_s": [10 * 3600], "people": [3.0]})
    starts = pd.Series(pd.to_datetime(["2026-03-02 07:30", "2026-03-02 08:00", "2026-03-02 09:30", "2026-03-02 10:00", "2026-03-03 08:00"]))
    assert rostered(starts, spans, np.array([], dtype="datetime64[D]")).tolist() == [0.0, 3.0, 3.0, 0.0, 0.0]


def test_a_queue_of_its_own_people_is_in_no_pool() -> None:
    shared = pd.DataFrame({"queue_id": ["orders"], "other_queue_id": ["support"], "shared_share": [0.49]})
    assert pooled_with("orders", shared) is None
    assert pooled_with("orders", shared.assign(shared_share=0.5)) == "support"


def test_queues_answered_by_the_same_people_are_named_as_a_pool_and_a_stray_call_makes_none() -> None:
    with duckdb.connect() as con:
        con.execute("create schema core; create schema ops; create table ops.data_through as select date '2026-03-31' as business_date")
        con.execute("create table core.queue_leg (queue_id varchar, agent_id varchar, is_answered boolean, business_date date)")
        answered = {("orders", "ann"): 50, ("support", "ann"): 50, ("orders", "bob"): 40, ("claims", "bob"): 2, ("claims", "eve"): 60}
        for (queue, agent), legs in answered.items():
            con.execute("insert into core.queue_leg select ?, ?, true, date '2026-03-20' from range(?)", [queue, agent, legs])
        con.execute("insert into core.queue_leg select 'claims', 'ann', true, date '2026-01-20' from range(500)")
        con.execute("insert into core.queue_leg select 'claims', 'ann', false, date '2026-03-20' from range(500)")
        shared = con.execute(SHARED).df()
    assert {queue: pooled_with(queue, shared) for queue in ("orders", "support", "claims")} == {
        "orders": "support",
        "support": "orders",
        "claims": None,
    }
