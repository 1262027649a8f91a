"""How long callers of each queue are prepared to wait, from the last thirteen weeks.

Belongs here: which waits count, which estimate a plan uses and why. Not here: estimators (assets/methods/patience.py), the plan.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assets.methods import patience as methods

DESCRIPTION = (
    "Mean patience of each queue's callers over the last 91 days, waits cut short by an answer taken as censored; "
    "with the test of the exponential and the value the staffing plan uses."
)
GRAIN = ("queue_id",)
BUILD = "replace"
READS = {
    "waits": """
        select
            queue_id,
            wait_s,
            is_abandoned,
            count(*) as legs
        from core.queue_leg
        where business_date > (select max(business_date) from ops.data_through) - interval '91' day
          and business_date <= (select max(business_date) from ops.data_through)
          and is_offered
          and entered_by <> 'callback'
          and wait_s >= 0
        group by queue_id, wait_s, is_abandoned
        order by queue_id, wait_s, is_abandoned
    """,
    "rules": """
        select queue_day.queue_id, queue_day.threshold_s, queue_day.short_abandon_s, queue.channel
        from config.queue_day as queue_day
        inner join config.queue as queue on queue.queue_id = queue_day.queue_id
        where queue_day.business_date = (select max(business_date) from ops.data_through)
          and queue.channel is not null
    """,
    "data_through": "select business_date from ops.data_through",
}
COLUMNS = {
    "queue_id": "varchar",
    "since_date": "date",
    "through_date": "date",
    "callers": "bigint",
    "abandons": "bigint",
    "censored": "bigint",
    "left_out": "bigint",
    "patience_mean_s": "double",
    "patience_low_s": "double",
    "patience_high_s": "double",
    "patience_median_s": "double",
    "abandoner_wait_s": "double",
    "fit_p_value": "double",
    "is_exponential": "boolean",
    "weibull_shape": "double",
    "weibull_scale_s": "double",
    "is_pooled": "boolean",
    "own_weight": "double",
    "patience_s": "double",
    "patience_basis": "varchar",
    "note": "varchar",
}
WINDOW_DAYS = 91
SIGNIFICANT = 0.01
RANGE_IN_THRESHOLDS = 3.0
OWN = "hang-ups and waits of the queue itself"
LEANS = "few hang-ups of its own: leans on the other queues"
NOBODY_WAITED = "nobody waited in the window; the value is that of the other queues"
NOBODY_HUNG_UP = "nobody hung up in any queue, so patience is not known and the plan is made by Erlang C"
WITHOUT_WAITS = ("ticket", "mail", "social")


def rows(*, waits: pd.DataFrame, rules: pd.DataFrame, data_through: pd.DataFrame) -> pd.DataFrame:
    """One row a queue in which somebody waits for an answer."""
    through = data_through["business_date"].dropna()
    waiting = rules[~rules["channel"].isin(WITHOUT_WAITS) | rules["queue_id"].isin(waits["queue_id"])]
    if through.empty or waiting.empty:
        return _table([])
    last = pd.Timestamp(through.max()).normalize()
    estimates = [
        _of_queue(waits[waits["queue_id"] == rule["queue_id"]], rule)
        | {"since_date": last - pd.Timedelta(days=WINDOW_DAYS - 1), "through_date": last}
        for rule in waiting.sort_values("queue_id").to_dict("records")
    ]
    return _pooled(_table(estimates), np.array([float(estimate["exposure_s"]) for estimate in estimates]))


def _of_queue(counted: pd.DataFrame, rule: dict[Any, Any]) -> dict[str, Any]:
    short_s = float(rule["short_abandon_s"])
    range_s = max(RANGE_IN_THRESHOLDS * float(rule["threshold_s"]), short_s + 1.0)
    legs = counted["legs"].to_numpy(dtype=np.int64)
    seconds, is_lost = counted["wait_s"].to_numpy(dtype=float), counted["is_abandoned"].to_numpy(dtype=bool)
    waits, abandoned = np.repeat(seconds, legs), np.repeat(is_lost, legs)
    kept = seconds >= short_s
    abandons = int(legs[kept & is_lost].sum())
    exposure_s = float((legs * (seconds - short_s))[kept].sum())
    found: dict[str, Any] = {
        "queue_id": rule["queue_id"],
        "callers": int(legs[kept].sum()),
        "abandons": abandons,
        "censored": int(legs[kept & ~is_lost].sum()),
        "left_out": int(legs[~kept].sum()),
        "exposure_s": exposure_s,
        "is_exponential": None,
        "is_pooled": False,
    }
    if not abandons:
        return found
    curve = methods.kaplan_meier(waits, abandoned, left_truncation_s=short_s)
    test = methods.exponential_fit_test(waits, abandoned, left_truncation_s=short_s)
    found |= {
        "patience_mean_s": exposure_s / abandons if exposure_s > 0 else np.nan,
        "patience_median_s": methods.median_of(curve),
        "abandoner_wait_s": float(np.average(seconds[kept & is_lost], weights=legs[kept & is_lost])),
    }
    if not test.is_tested:
        return found
    found |= {"fit_p_value": test.p_value, "is_exponential": test.p_value >= SIGNIFICANT}
    if not found["is_exponential"] and abandons >= methods.MIN_ABANDONS:
        shape = methods.fit_weibull(waits, abandoned, left_truncation_s=short_s)
        near = methods.fit_exponential(waits, abandoned, left_truncation_s=short_s, censor_at_s=range_s)
        found |= {"weibull_shape": shape.shape, "weibull_scale_s": shape.scale_s}
        if near.abandons >= methods.MIN_ABANDONS:
            within = f"hang-ups within {range_s:.0f} s, because one rate does not fit all waits"
            found |= {"patience_s": near.mean_s, "patience_basis": within}
    return found


def _pooled(table: pd.DataFrame, exposure_s: NDArray[np.float64]) -> pd.DataFrame:
    """Queues with few hang-ups lean on the others; the value a plan uses follows."""
    abandons = table["abandons"].to_numpy(dtype=float)
    waited = exposure_s > 0
    abandons = np.where(waited, abandons, 0.0)
    made = methods.pool_patience(abandons, exposure_s)
    known = np.isfinite(made.mean_s) & (made.mean_s > 0)
    estimate = np.where(known, made.mean_s, np.nan)
    lean = made.is_pooled & known
    basis = pd.Series(OWN, index=table.index, dtype=object).mask(lean, LEANS).where(known)
    near = table["patience_s"].notna()
    note = pd.Series(None, index=table.index, dtype=object).mask(~waited, NOBODY_WAITED).mask(~known, NOBODY_HUNG_UP)
    return table.assign(
        patience_low_s=np.where(known, made.low_s, np.nan),
        patience_high_s=np.where(known & np.isfinite(made.high_s), made.high_s, np.nan),
        is_pooled=lean,
        own_weight=np.where(known, made.own_weight, np.nan),
        patience_s=table["patience_s"].where(near, estimate),
        patience_basis=table["patience_basis"].where(near, basis),
        note=note,
    )


def _table(found: list[dict[str, Any]]) -> pd.DataFrame:
    kinds: dict[str, Any] = {"varchar": "object", "double": "float64", "bigint": "int64", "boolean": "boolean", "date": "datetime64[s]"}
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({name: kinds[kind] for name, kind in COLUMNS.items()})
