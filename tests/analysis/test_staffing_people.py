"""Shrinkage is measured where the switch tells it, a roster is counted by the clock, shared people are named."""

import numpy as np
import pandas as pd
import pytest

from assets.analysis.staffing_people import pooled_with, rostered, shrinkage_of

NOBODY_LOGGED = pd.DataFrame({"state": [], "state_s": []})


def logged(**hours: float) -> pd.DataFrame:
    return pd.DataFrame({"state": list(hours), "state_s": [3600.0 * spent for spent in hours.values()]})


def test_components_the_switch_does_not_log_stay_assumptions() -> None:
    found = shrinkage_of(0.5, {"holiday": 0.1, "training": 0.2}, logged(available=900.0, talk=50.0, **{"break": 50.0}))
    assert found == (0.3, "holiday 0.1 assumed; training 0.2 assumed", True)


def test_a_declared_class_of_pauses_measures_the_component_of_its_name() -> None:
    found = shrinkage_of(0.5, {"training": 0.2, "breaks": 0.1}, logged(talk=800.0, training=50.0, **{"break": 150.0}))
    assert found.share == pytest.approx(0.2)
    assert found.detail == "breaks 0.15 measured (0.15 of the time logged in); training 0.05 measured (0.05 of the time logged in)"
    assert not found.is_assumed


def test_a_few_hours_measure_nothing() -> None:
    found = shrinkage_of(0.1, {"breaks": 0.1}, logged(talk=50.0, **{"break": 49.0}))
    assert found == (0.1, "breaks 0.1 assumed", True)


def test_without_components_the_total_is_all_that_is_known() -> None:
    assert shrinkage_of(0.25, {}, NOBODY_LOGGED) == (0.25, None, True)
    assert shrinkage_of(float("nan"), {}, NOBODY_LOGGED).share == 0.0


def test_a_shift_counts_from_its_first_to_before_its_last_second() -> None:
    spans = pd.DataFrame({"weekday": [1], "start_s": [8 * 3600], "end_s": [10 * 3600], "people": [3.0]})
    starts = pd.Series(pd.to_datetime(["2026-03-02 07:30", "2026-03-02 08:00", "2026-03-02 09:30", "2026-03-02 10:00", "2026-03-03 08:00"]))
    assert rostered(starts, spans, np.array([], dtype="datetime64[D]")).tolist() == [0.0, 3.0, 3.0, 0.0, 0.0]


def test_a_queue_of_its_own_people_is_in_no_pool() -> None:
    shared = pd.DataFrame({"queue_id": ["orders"], "other_queue_id": ["support"], "shared_share": [0.49]})
    assert pooled_with("orders", shared) is None
    assert pooled_with("orders", shared.assign(shared_share=0.5)) == "support"
