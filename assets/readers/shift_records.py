"""The canonical record shape of schedules: what an agent was meant to do from when to when.

Belongs here: names, types and keys. Does not: parsing (readers), what an activity counts as (sql/staging, words of the source).
"""

from assets.readers.kinds import Column, Kind

SHIFT_ACTIVITY = Kind(
    "shift_activity",
    (
        Column("agent", "varchar", "agent as the schedule names them", required=True),
        Column("activity", "varchar", "what is planned, as written; conformed in staging through config.word", required=True),
        Column("started_at_utc", "timestamp", "instant the activity begins", required=True),
        Column(
            "ended_at_utc", "timestamp", "instant it ends; on the next day where its time of day lies before the beginning", required=True
        ),
        Column("duration_s", "double", "seconds as the schedule states them; where they differ from beginning and end, those stand"),
        Column("paid_s", "double", "seconds of it that are paid, as the schedule states them"),
        Column("zone", "varchar", "time zone its times are written in, where the export tells it by record"),
        Column("updated_at_utc", "timestamp", "when the schedule was published or changed, where it says so"),
    ),
    # a schedule that is published anew replaces what begins at the same moment
    key=("source_id", "agent", "started_at_utc"),
    at="started_at_utc",
    version="updated_at_utc",
)
