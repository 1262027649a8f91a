"""How often the comparison is wrong, on two generators of series whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from assets.methods.change import compare
from tests.methods.error_rates import CHANGE, compared, rates
from tests.methods.series import known_series
from tests.methods.strange_series import FAMILIES, WITHOUT_HISTORY


def of_known(seeds: range, **truth: float) -> pd.DataFrame:
    rows = []
    for seed in seeds:
        known = known_series(seed, **truth)
        found = compare(known.daily, baseline=known.baseline, windows=known.windows, holidays=known.holidays)
        found["truth"] = [known.change[label] for label in found["label"]]
        rows.append(found)
    every = pd.concat(rows)
    every["is_claimed"] = every["verdict"].isin(["improved", "worsened"])
    every["is_covered"] = (every["ci_low"] <= every["truth"]) & (every["truth"] <= every["ci_high"])
    every["is_wrong"] = every["is_claimed"] & (np.sign(every["delta_adj"]) != np.sign(every["truth"]))
    return every


@pytest.mark.slow
def test_error_rates_hold_on_series_of_known_truth():
    """600 series of three windows: standard errors about .007 (false alarm, coverage: 5 %) and .014 (power: 60 %).

    Windows of one series share its baseline, so a series counts for about 1.7 independent windows. The bounds are the
    promised ones, power less two standard errors.
    """
    still = of_known(range(600))
    assert still["is_claimed"].mean() <= 0.08
    assert still["is_covered"].mean() >= 0.93
    moved = of_known(range(1000, 1400), change_link=0.05)
    assert moved["is_claimed"].mean() >= 0.56
    assert moved["is_covered"].mean() >= 0.93
    assert moved["is_wrong"].mean() <= 0.005
    without = of_known(range(2000, 2100), days_before=0)
    assert set(without["verdict"]) <= {"season_not_separated", "insufficient_data"}


@pytest.mark.slow
def test_error_rates_hold_on_twenty_families_of_strange_series():
    """12 series of each family, three windows: standard errors about .011 (false alarm, coverage) and .023 (power).

    The bounds are the promised ones, power less two standard errors. A family by itself has a standard error of .05: three of
    them are the bound. `python -m tests.methods.error_rates` measures more.
    """
    seeds = range(12)
    still, moved = (compared(FAMILIES, seeds=seeds, change=change) for change in (0.0, CHANGE))
    found = rates(still, moved)
    assert found.loc["all", "false_alarm"] <= 0.08
    assert found.loc["all", "coverage"] >= 0.93
    assert found.loc["all", "power"] >= 0.58 - 0.046
    assert found.loc["all", "wrong_sign"] <= 0.005
    assert (found["false_alarm"] <= 0.08 + 3 * found["standard_error"]).all()
    young = compared(WITHOUT_HISTORY, seeds=seeds, change=0.5)
    assert not young["is_claimed"].any()
    assert set(young["verdict"]) <= {"season_not_separated", "insufficient_data"}
    for every in (still, moved):
        assert ((every["p_value"] < 0.05) == every["verdict"].isin(["improved", "worsened"])).all()
