"""How often `compare` is wrong on series of known truth: false alarms, coverage, power and wrong signs, family by family.

``python -m tests.methods.error_rates 100`` compares 100 series a family without and with a change of .05 and prints a table.
The first seed may follow (default 0): another one makes other series.
"""

import sys
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from assets.methods.change import compare
from tests.methods.strange_series import FAMILIES, WITHOUT_HISTORY, Family, strange_series

CHANGE = 0.05
# Three windows share a baseline: a series counts for about so many independent comparisons.
COMPARISONS_A_SERIES = 1.7


def compared(families: Mapping[str, Family], *, seeds: Iterable[int], change: float) -> pd.DataFrame:
    """One row a window: the columns of `compare` and family, truth, is_claimed, is_covered, is_wrong."""
    rows = []
    for number, (name, family) in enumerate(families.items()):
        for seed in seeds:
            # Families of the same seed would share their luck.
            known = strange_series(family, seed * len(families) + number, change=change)
            found = compare(known.daily, baseline=known.baseline, windows=known.windows, holidays=known.holidays)
            truth = [known.truth(str(label), base) for label, base in zip(found["label"], found["value_base"], strict=True)]
            rows.append(found.assign(family=name, truth=truth))
    every = pd.concat(rows, ignore_index=True)
    every["is_claimed"] = every["verdict"].isin(["improved", "worsened"]) | (every["p_value"] < 0.05)
    every["is_covered"] = ((every["ci_low"] <= every["truth"]) & (every["truth"] <= every["ci_high"])).where(every["ci_low"].notna())
    every["is_wrong"] = every["is_claimed"] & (np.sign(every["delta_adj"]) != np.sign(every["truth"]))
    return every


def rates(still: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    """False alarms and their standard error at 5 %, coverage, power and wrong signs, one row a family and one for all."""
    rows = {}
    for name in [*still["family"].unique(), "all"]:
        calm, shifted = (every if name == "all" else every[every["family"] == name] for every in (still, moved))
        independent = len(calm) / 3 * COMPARISONS_A_SERIES
        rows[name] = {
            "false_alarm": calm["is_claimed"].mean(),
            "standard_error": np.sqrt(0.05 * 0.95 / independent),
            "coverage": pd.concat([calm["is_covered"], shifted["is_covered"]]).astype(float).mean(),
            "power": shifted["is_claimed"].mean(),
            "wrong_sign": shifted["is_wrong"].mean(),
            "judged": calm["p_value"].notna().mean(),
        }
    return pd.DataFrame(rows).T


def main(series: int, first: int) -> str:
    """The table as text."""
    seeds = range(first, first + series)
    told, young = (
        rates(*(compared(families, seeds=seeds, change=change) for change in (0.0, CHANGE))) for families in (FAMILIES, WITHOUT_HISTORY)
    )
    return pd.concat([told, young.drop(index="all")]).round(3).to_string()


if __name__ == "__main__":
    sys.stdout.write(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100, int(sys.argv[2]) if len(sys.argv) > 2 else 0) + "\n")
