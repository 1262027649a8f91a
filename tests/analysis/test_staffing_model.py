"""A queue is planned by the model its callers' patience allows, and by the promise nearest to it."""

from typing import Any

import numpy as np
import pandas as pd

from assets.analysis.staffing_model import Model, model_of

MEASURED = {"patience_s": 240.0, "abandons": 412, "patience_basis": "hang-ups and waits of the queue itself"}


def chosen(
    *, patience: dict[str, Any] | None = None, targets: tuple[tuple[str, str, str, float], ...] = (), short_s: float = 5.0, **rule: object
) -> Model:
    """The model of the queue orders at the site harbour."""
    rules = {"queue_id": "orders", "site_id": "harbour", "patience_s": np.nan, "threshold_s": 20.0, "max_occupancy": np.nan} | rule
    promised = pd.DataFrame(list(targets), columns=["kpi", "scope_type", "scope_id", "target"])
    return model_of(rules, {"service_level": "positive", "short_abandon_s": short_s}, patience or {}, promised)


def test_a_limit_on_hang_ups_says_nothing_where_nobody_is_taken_to_hang_up() -> None:
    promised = (("abandonment_rate", "company", "all", 0.05), ("speed_of_answer", "company", "all", 30.0))
    assert chosen(targets=promised).limits == {"max_speed_of_answer_s": 30.0}
    assert chosen(targets=promised, patience=MEASURED).limits == {"max_abandonment": 0.05, "max_speed_of_answer_s": 30.0}


def test_the_promise_nearest_to_the_queue_holds() -> None:
    company, site = ("speed_of_answer", "company", "all", 60.0), ("speed_of_answer", "site", "harbour", 40.0)
    queue, other = ("speed_of_answer", "queue", "orders", 20.0), ("speed_of_answer", "queue", "support", 10.0)
    assert chosen(targets=(queue, company, site, other)).limits == {"max_speed_of_answer_s": 20.0}
    assert chosen(targets=(company, site, other)).limits == {"max_speed_of_answer_s": 40.0}


def test_the_reason_says_where_the_patience_is_from() -> None:
    assert chosen(patience=MEASURED).reason == "patience 240 s from 412 hang-ups: hang-ups and waits of the queue itself"
    assert chosen(patience=MEASURED, patience_s=90.0)[:2] == ("erlang_a", "patience 90 s as the settings state it")
    assert chosen().name == "erlang_c"


def test_the_service_level_meant_is_that_of_reporting_and_no_short_abandon_lasts_beyond_the_threshold() -> None:
    assert chosen(short_s=30.0).shown == {"formula": "positive", "short_abandon_s": 20.0}
    assert chosen(max_occupancy=0.85).limits == {"max_occupancy": 0.85}
