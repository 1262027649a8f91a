"""A roster is counted by the clock, shared people are named."""

import numpy as np
import pandas as pd

from assets.analysis.staffing_people import pooled_with, rostered


def test_a_shift_counts_from_its_first_to_before_its_last_second() -> None:
    spans = pd.DataFrame({"weekday": [1], "start_s": [8 * 3600], "end_s": [10 * 3600], "people": [3.0]})
    starts = pd.Series(pd.to_datetime(["2026-03-02 07:30", "2026-03-02 08:00", "2026-03-02 09:30", "2026-03-02 10:00", "2026-03-03 08:00"]))
    assert rostered(starts, spans, np.array([], dtype="datetime64[D]")).tolist() == [0.0, 3.0, 3.0, 0.0, 0.0]


def test_a_queue_of_its_own_people_is_in_no_pool() -> None:
    shared = pd.DataFrame({"queue_id": ["orders"], "other_queue_id": ["support"], "shared_share": [0.49]})
    assert pooled_with("orders", shared) is None
    assert pooled_with("orders", shared.assign(shared_share=0.5)) == "support"
