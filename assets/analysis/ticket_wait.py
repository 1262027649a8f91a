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
    # a ticket solved without an answer waited for one until then; the others until the end of the last complete day, on their
    # site's clock. What came after it is not looked at: counted when it ended and left out when it did not, it would flatter
    "waits": """
        with through as (
            select
                site.site_id,
                cast(data_through.business_date + 1 as timestamp)
                    + interval '1 second' * site.day_start_s
                    - interval '1 second' * zone_day.offset_s as through_utc
            from config.site as site
            cross join ops.data_through as data_through
            inner join config.zone_day as zone_day
                on zone_day.zone = site.timezone
                and zone_day.reading = 'local'
                and zone_day.date = data_through.business_date + 1
        ),
        told as (
            select
                ticket.queue_id,
                calendar.month,
                ticket.is_response_known,
                ticket.is_solved,
                ticket.is_solved_before_created,
                ticket.first_response_s,
                ticket.first_resolution_s,
                ticket.resolution_s,
                epoch(coalesce(through.through_utc, cast(data_through.business_date + 1 as timestamp))) - epoch(ticket.created_at_utc)
                    as seen_s
            from core.ticket as ticket
            inner join config.dates as calendar on calendar.date = ticket.business_date
            cross join ops.data_through as data_through
            left join through on through.site_id = ticket.site_id
            where ticket.is_counted
        ),
        waited as (
            select
                queue_id,
                month,
                'first_response' as wait,
                coalesce(first_response_s, first_resolution_s) as wait_s,
                first_response_s is not null as is_over,
                seen_s
            from told
            where is_response_known
            union all
            select
                queue_id,
                month,
                'resolution' as wait,
                resolution_s as wait_s,
                is_solved as is_over,
                seen_s
            from told
            where not is_solved_before_created
        )
        select
            queue_id,
            month,
            wait,
            round(least(coalesce(wait_s, seen_s), seen_s), 0) as wait_s,
            is_over and wait_s <= seen_s as is_over,
            count(*) as tickets
        from waited
        where seen_s >= 0
        group by queue_id, month, wait, round(least(coalesce(wait_s, seen_s), seen_s), 0), is_over and wait_s <= seen_s
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
    return {
        "tickets": int(counts.sum()),
        "over": int(over.sum()),
        "waiting": int((~over).sum()),
        "plain_median_s": float(np.median(waits[over])) if over.any() else np.nan,
        "km_median_s": methods.median_of(curve),
        "km_still_waiting_share": float(curve.survival[-1]) if curve.survival.size else 1.0,
    }
