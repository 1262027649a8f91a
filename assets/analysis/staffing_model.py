"""The queue model one queue is planned by: whether its callers hang up, which service level is meant, the limits it must hold.

Belongs here: choosing it from settings, measured patience and promises. Does not: its mathematics (assets/methods/erlang.py), the plan
itself (staffing).
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

LIMITS = {"abandonment_rate": "max_abandonment", "speed_of_answer": "max_speed_of_answer_s"}


class Model(NamedTuple):
    """The queue model of one queue: `shown` are the arguments that say which service level is meant."""

    name: str
    reason: str
    shown: dict[Any, Any]
    limits: dict[Any, Any]


def model_of(rule: dict[Any, Any], reported: dict[Any, Any], patience: dict[Any, Any], targets: pd.DataFrame) -> Model:
    """Choose Erlang A where the callers' patience is stated or measured, else Erlang C; the reason is a sentence."""
    formula = reported.get("service_level") or "default"
    stated, measured = number_of(rule["patience_s"]), number_of(patience.get("patience_s"))
    patience_s = stated if stated > 0 else measured
    short_s = max(number_of(reported.get("short_abandon_s")), 0.0) if pd.notna(reported.get("short_abandon_s")) else 0.0
    shown = {"formula": formula, "short_abandon_s": min(short_s, float(rule["threshold_s"]))}
    limits = _limits(targets, str(rule["queue_id"]), str(rule["site_id"]))
    if pd.notna(rule["max_occupancy"]) and 0 < float(rule["max_occupancy"]) <= 1:
        limits["max_occupancy"] = float(rule["max_occupancy"])
    if not (patience_s > 0 and np.isfinite(patience_s)):
        # Nobody hangs up in Erlang C, so a limit on hang-ups says nothing there.
        limits.pop("max_abandonment", None)
        return Model("erlang_c", "the callers' patience is not known, so nobody is taken to hang up", shown, limits)
    shown["patience_s"] = patience_s
    if stated > 0:
        return Model("erlang_a", f"patience {patience_s:.0f} s as the settings state it", shown, limits)
    reason = f"patience {patience_s:.0f} s from {int(patience['abandons'])} hang-ups: {patience['patience_basis']}"
    return Model("erlang_a", reason, shown, limits)


def _limits(targets: pd.DataFrame, queue_id: str, site_id: str) -> dict[Any, Any]:
    """The promise nearest to the queue: its own, its site's, the company's."""
    found: dict[Any, Any] = {}
    for scope_type, scope_id in (("company", "all"), ("site", site_id), ("queue", queue_id)):
        mine = targets[(targets["scope_type"] == scope_type) & (targets["scope_id"] == scope_id)]
        for kpi, target in mine[["kpi", "target"]].itertuples(index=False):
            if float(target) < 1 or kpi == "speed_of_answer":
                found[LIMITS[kpi]] = float(target)
    return found


def number_of(value: Any) -> float:
    """Give a cell as a float; NaN where it holds nothing."""
    return float(value) if value is not None and pd.notna(value) else float("nan")
