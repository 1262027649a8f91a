"""Records of days that have not come: no switch can tell them, so something reads or writes dates wrongly.

Belongs here: finding them, and the words. Does not: plans, which are about days to come; what such records do to a figure (nothing
final: the last complete day lies before today, whatever is loaded).
"""

from datetime import UTC, date, datetime, time, timedelta

from assets.readers.plan_records import VOLUME_PLAN
from assets.readers.records import KINDS
from assets.readers.shift_records import SHIFT_ACTIVITY
from assets.readers.ticket_records import SLA_TARGET
from assets.warehouse import Warehouse

PLANS = (SHIFT_ACTIVITY.name, VOLUME_PLAN.name, SLA_TARGET.name)
# Zones lie up to a day apart, and a clock may be a little fast.
PATIENCE = timedelta(days=1)
SHOWN_FILES = 5


def told_of_days_to_come(engine: Warehouse, *, now: datetime, today: date, load_id: str | None = None) -> list[str]:
    """Say of each loaded file (of one load, where it is named) that it holds records more than a day ahead of now, and what to do.

    `now` has its zone; where a person has set `today` to a later day, that day counts.
    """
    clock = now.astimezone(UTC).replace(tzinfo=None)
    limit = max(clock, datetime.combine(today + timedelta(days=1), time())) + PATIENCE
    of_load = "and load_id = $load_id" if load_id else ""
    files = engine.rows(
        "select file_id, path, source_id, kind from ops.file_manifest"
        f" where status = 'loaded' and last_at_utc > $until and kind in (select unnest($kinds)) {of_load} order by file_id",
        {"until": limit, "kinds": [name for name in KINDS if name not in PLANS], "load_id": load_id},
    )
    told = []
    for file_id, path, source_id, kind in files:
        ahead = f"from {KINDS[kind].table} where file_id = $file_id and {KINDS[kind].at} > $until"
        ((count, line, last),) = engine.rows(
            f"select count(*), min(line), max({KINDS[kind].at}) {ahead}", {"file_id": file_id, "until": limit}
        )
        if count:
            records = f"{count:,} record{'s' if count > 1 else ''}"
            told.append(
                f"{path} ({source_id}): {records} of days to come, the first in line {line}, the latest of {last:%Y-%m-%d %H:%M} UTC; "
                f"now it is {clock:%Y-%m-%d %H:%M}. Either the order of day and month, or the zone, is not as config/sources.yaml has it "
                "(`timestamp`, `timezone`), or the clock that wrote them was wrong. They are loaded, and final in nothing before their "
                "day has come."
            )
    more = [f"and {len(told) - SHOWN_FILES} more files"] if len(told) > SHOWN_FILES else []
    return told[:SHOWN_FILES] + more
