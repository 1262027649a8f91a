"""How long tickets wait for an answer and a solution when those still waiting are not forgotten.

Belongs here: which waits are censored and when. Not here: the estimate (assets/methods/patience.py).
"""

from typing import Any

import numpy as np
import pandas as pd

from assets.methods import patience as methods

DESCRIPTION = (
    "Median time to the first response and to the solution by month of creation, plain (answered tickets alone) and by "
    "Kaplan-Meier, in which a ticket still waiting counts as long as it has waited."
)
GRAIN = ("scope_type", "scope_id", "month", "wait")
BUILD = "replace"
READS = {
    # a ticket solved without an answer waited for one until then; the others until the end of the last complete day
    "waits": """
        select
            queue_id,
            month,
            wait,
            round(wait_s, 0) as wait_s,
            is_over,
            count(*) as tickets
        from (
            select
                ticket.queue_id,
                calendar.month,
                'first_response' as wait,
                coalesce(
                    ticket.first_response_s,
                    ticket.first_resolution_s,
                    epoch(cast(data_through.business_date + 1 as timestamp)) - epoch(ticket.created_at_local)
                ) as wait_s,
                ticket.first_response_s is not null as is_over
            from core.ticket as ticket
            inner join config.dates as calendar on calendar.date = ticket.business_date
            cross join ops.data_through as data_through
            where ticket.is_counted and ticket.is_response_known
            union all
            select
                ticket.queue_id,
                calendar.month,
                'resolution' as wait,
                coalesce(
                    ticket.resolution_s,
                    epoch(cast(data_through.business_date + 1 as timestamp)) - epoch(ticket.created_at_local)
                ) as wait_s,
                ticket.is_solved as is_over
            from core.ticket as ticket
            inner join config.dates as calendar on calendar.date = ticket.business_date
            cross join ops.data_through as data_through
            where ticket.is_counted and not ticket.is_solved_before_created
        ) as told
        where wait_s >= 0
        group by queue_id, month, wait, round(wait_s, 0), is_over
        order by queue_id, month, wait, wait_s, is_over
    """,
}
COLUMNS = {
    "scope_type": "varchar",
    "scope_id": "varchar",
    "month": "date",
    "wait": "varchar",
    "tickets": "bigint",
    "over": "bigint",
    "waiting": "bigint",
    "plain_median_s": "double",
    "km_median_s": "double",
    "km_still_waiting_share": "double",
}


def rows(*, waits: pd.DataFrame) -> pd.DataFrame:
    """One row a scope, month and kind of wait."""
    found = [
        {"scope_type": "queue", "scope_id": queue, "month": month, "wait": wait} | _medians(part)
        for (queue, month, wait), part in waits.groupby(["queue_id", "month", "wait"], sort=True)
    ]
    found += [
        {"scope_type": "company", "scope_id": "all", "month": month, "wait": wait} | _medians(part)
        for (month, wait), part in waits.groupby(["month", "wait"], sort=True)
    ]
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    return frame.astype({"tickets": "int64", "over": "int64", "waiting": "int64"}) if found else frame


def _medians(part: pd.DataFrame) -> dict[str, Any]:
    """Both medians of one cohort; Kaplan-Meier has none while more than half would still wait."""
    counts = part["tickets"].to_numpy(dtype=np.int64)
    waits = np.repeat(part["wait_s"].to_numpy(dtype=float), counts)
    over = np.repeat(part["is_over"].to_numpy(dtype=bool), counts)
    curve = methods.kaplan_meier(waits, over)
    half = np.flatnonzero(curve.survival <= 0.5)
    return {
        "tickets": int(counts.sum()),
        "over": int(over.sum()),
        "waiting": int((~over).sum()),
        "plain_median_s": float(np.median(waits[over])) if over.any() else np.nan,
        "km_median_s": float(curve.time_s[half[0]]) if half.size else np.nan,
        "km_still_waiting_share": float(curve.survival[-1]) if curve.survival.size else 1.0,
    }
