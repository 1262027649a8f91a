"""The canonical record shape of exports that only tell sums: a row a queue and interval, day or month.

Belongs here: names, types and keys. Does not: parsing (readers), what the sums mean (sql/staging, sql/core).
"""

from assets.readers.kinds import Column, Kind

GRAINS = ("interval", "day", "month")

INTERVAL_TOTAL = Kind(
    "interval_total",
    (
        Column("queue", "varchar", "queue as the export names it", required=True),
        Column(
            "part",
            "varchar",
            "what else tells rows of one queue and time apart, such as a skill or an agent; they are added up",
            default="",
        ),
        Column(
            "at_utc",
            "timestamp",
            "when the interval begins; of a day or a month noon of its first day, whenever a business day begins",
            required=True,
        ),
        Column("grain_source", "varchar", "interval, day or month; interval where nothing is said", default=GRAINS[0], choices=GRAINS),
        Column("entered", "bigint", "visits that came in; offered where nothing is said"),
        Column(
            "offered",
            "bigint",
            "visits that asked for an answer, by the source's own definition; else what came in, else the sum of the ends",
        ),
        Column("answered", "bigint", "visits an agent answered"),
        Column("answered_in_time", "bigint", "visits answered within the source's own threshold"),
        Column("abandoned", "bigint", "visits given up, by the source's own definition"),
        Column("abandoned_in_time", "bigint", "visits given up within the threshold"),
        Column("short_abandoned", "bigint", "visits given up at once, where they are counted as abandoned"),
        Column("flowed_out", "bigint", "visits that left the queue without an agent"),
        Column("callback_scheduled", "bigint", "visits that ended with a callback agreed"),
        Column("failed", "bigint", "visits that a fault ended"),
        Column("callback_offered", "bigint", "callers who were offered to be called back, however their visit ended"),
        Column("callback_kept", "bigint", "callers called back within the source's own time"),
        Column("wait_answered_s", "double", "sum of seconds that answered visits waited"),
        Column("wait_offered_s", "double", "sum of seconds that all offered visits waited"),
        Column("wait_abandoned_s", "double", "sum of seconds that abandoned visits waited"),
        Column("max_wait_s", "double", "longest wait"),
        Column("talk_s", "double", "sum of seconds of conversation"),
        Column("hold_s", "double", "sum of seconds on hold"),
        Column("acw_s", "double", "sum of seconds of after-call work"),
        Column("handle_s", "double", "sum of seconds of talk, hold and after-call work, where only that is told"),
        Column("updated_at_utc", "timestamp", "when the source last changed the row, where it says so"),
    ),
    key=("source_id", "queue", "part", "at_utc", "grain_source"),
    at="at_utc",
    version="updated_at_utc",
    queue="queue",
    grain="grain_source",
    # by whatever clock a source counts, a part is not greater than its whole; offered need not be answered and abandoned together
    parts=(
        ("answered_in_time", "answered"),
        ("abandoned_in_time", "abandoned"),
        ("short_abandoned", "abandoned"),
        ("callback_kept", "callback_offered"),
    ),
)
