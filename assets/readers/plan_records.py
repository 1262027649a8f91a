"""The canonical record shape of a plan: how many contacts somebody else expected.

Belongs here: names, types and keys. Does not: parsing (readers), what came of it (assets/analysis/forecast_accuracy).
"""

from assets.readers.kinds import Column, Kind

VOLUME_PLAN = Kind(
    "volume_plan",
    (
        Column("queue", "varchar", "queue as the plan names it", required=True),
        Column("at_utc", "timestamp", "instant the interval begins; midnight of the day in a plan by days", required=True),
        Column("volume", "double", "contacts the plan expects", required=True, is_amount=True),
        Column("updated_at_utc", "timestamp", "when the plan was made or changed, where it says so"),
    ),
    # a plan that is made anew replaces the hours it speaks of
    key=("source_id", "queue", "at_utc"),
    at="at_utc",
    version="updated_at_utc",
    queue="queue",
)
