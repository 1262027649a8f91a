"""Words that settings may explain: what an outcome, an event or an activity can mean.

Belongs here: closed sets of meanings. Does not: the words of any export (readers, config/sources.yaml).
"""

from collections.abc import Collection, Mapping

OUTCOMES = (
    "answered",
    "abandoned",
    "flowout_timeout",
    "flowout_empty",
    "flowout_key",
    "flowout_withdrawn",
    "flowout_transfer",
    "callback_scheduled",
    "failed",
    "open",
    "excluded",
)
DISPATCH_EVENTS = (
    "received",
    "answered",
    "created",
    "promised",
    "dispatched",
    "enroute",
    "arrived",
    "transporting",
    "delivered",
    "closed",
    "other",
)
# Words about things that are no column of a record, and words whose meanings are a closed set.
WORD_FIELDS: Mapping[str, Collection[str]] = {
    "outcome": OUTCOMES,
    "event": DISPATCH_EVENTS,
    "state": ("acw", "break", "lunch", "meeting", "training", "coaching", "outbound", "other"),
    "activity": ("work", "break", "lunch", "meeting", "training", "coaching", "absent", "off", "other"),
    "exit_key": ("callback_scheduled",),
    "blocked": ("busy", "congestion", "full", "join_empty", "out_of_hours"),
    "context": ("inbound", "outbound", "internal"),
    "disposition": ("message", "escalated"),
    "transfer_to": ("supervisor", "other_division"),
}
