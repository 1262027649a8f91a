"""The canonical record shapes: what every reader, whatever the vendor, must deliver into `raw`.

Belongs here: names, types and keys of raw tables (help desks: ticket_records; dispatch systems: dispatch_records; sums:
total_records; schedules and plans: shift_records, plan_records). Does not: parsing (readers), loading (engine).

Every raw table has, before the columns listed here, `source_id varchar, file_id bigint, line bigint, load_id varchar`:
the way back to the bytes. A column of type `timestamp` is UTC by the time it is stored and its name ends in `_at_utc`;
one that ends in `_key` is a keyed hash (see `Plan`), never the number or id itself.
"""

from assets.readers.dispatch_records import DISPATCH_KINDS
from assets.readers.kinds import Column, Kind, SqlType
from assets.readers.plan_records import VOLUME_PLAN
from assets.readers.shift_records import SHIFT_ACTIVITY
from assets.readers.ticket_records import TICKET, TICKET_EVENT, TICKET_GROUP, TICKET_KINDS, TICKET_USER
from assets.readers.total_records import INTERVAL_TOTAL

__all__ = [
    "CALL",
    "INTERVAL_TOTAL",
    "KINDS",
    "QUEUE_EVENT",
    "REVIEW",
    "SURVEY",
    "TICKET",
    "TICKET_EVENT",
    "TICKET_GROUP",
    "TICKET_USER",
    "Column",
    "Kind",
    "SqlType",
]

QUEUE_EVENT = Kind(
    "queue_event",
    (
        Column("at_utc", "timestamp", "instant of the event, whole seconds in queue_log", required=True),
        Column("call_id", "varchar", "call the event belongs to; NONE, REALTIME, MANAGER, CLI where there is none", required=True),
        Column("queue", "varchar", "queue as the switch names it", required=True),
        Column("agent", "varchar", "member name or interface as logged"),
        Column("verb", "varchar", "event name in upper case; AGENTSTATE where the switch tells whole states of agents", required=True),
        Column("p1", "varchar", "first parameter"),
        Column("p2", "varchar", "second parameter; null on ENTERQUEUE, where it is the caller's number"),
        Column("p3", "varchar", "third parameter"),
        Column("p4", "varchar", "fourth parameter; null on ENTERQUEUE, where it is the caller's name"),
        Column("p5", "varchar", "fifth parameter and whatever follows, separators kept"),
        Column("customer_key", "bigint", "keyed hash of the caller's number, on ENTERQUEUE only"),
        Column("is_excluded", "boolean", "true on the entry, or the number dialled, of a test or an internal call"),
    ),
    key=(),
    at="at_utc",
    queue="queue",
)

CALL = Kind(
    "call",
    (
        Column("leg_id", "varchar", "one queue visit of one call; the contact's id where the export has one row a call", required=True),
        Column("contact_id", "varchar", "the call"),
        Column("queue", "varchar", "queue as the export names it"),
        Column("channel", "varchar", "phone, chat, mail; phone where nothing is said"),
        Column("direction", "varchar", "inbound, outbound or internal; inbound where nothing is said"),
        Column("customer_key", "bigint", "keyed hash of the caller's number or customer id"),
        Column("did", "varchar", "number dialled, one of the centre's own"),
        Column("entered_at_utc", "timestamp", "instant the caller entered the queue", required=True),
        Column("wait_s", "double", "seconds from queue entry to answer or exit, ringing included"),
        Column("ring_s", "double", "seconds an agent's phone rang"),
        Column("talk_s", "double", "seconds of conversation without hold"),
        Column("hold_s", "double", "seconds the customer was on hold while connected"),
        Column("acw_s", "double", "seconds of after-call work"),
        Column("agent", "varchar", "agent as the export names them"),
        Column("outcome", "varchar", "outcome word as written; conformed in staging through config.word"),
        Column("transfer_to", "varchar", "where an answered call was passed on to"),
        Column("topic", "varchar", "topic or call type as written"),
        Column("disposition", "varchar", "what came of the conversation as written; conformed in staging through config.word"),
        Column("is_callback_offered", "boolean", "whether the caller was offered to be called back"),
        Column("callback_of", "varchar", "the contact in which this call back was agreed"),
        Column("updated_at_utc", "timestamp", "when the source last changed the record, where it says so"),
    ),
    key=("source_id", "leg_id"),
    at="entered_at_utc",
    version="updated_at_utc",
    queue="queue",
)

TRUNK_CALL = Kind(
    "trunk_call",
    (
        Column("at_utc", "timestamp", "instant the call reached the switch", required=True),
        Column("call_id", "varchar", "the switch's id of the call, the same as in its queue log", required=True),
        Column("linked_id", "varchar", "id of the call this record is a part of, where the switch tells"),
        Column("queue", "varchar", "queue the call was put into, or was meant for, as the switch names it"),
        Column("is_queued", "boolean", "whether the switch tried to put the call into a queue"),
        Column("context", "varchar", "part of the dialplan the call came by"),
        Column("did", "varchar", "number dialled, one of the centre's own"),
        Column("customer_key", "bigint", "keyed hash of the caller's number"),
        Column("disposition", "varchar", "what became of the call, in the switch's word"),
        Column("queue_status", "varchar", "further word, such as the queue's status, where the dialplan writes one"),
        Column("application", "varchar", "what the switch did with the call last"),
        Column("answered_at_utc", "timestamp", "instant of the answer, be it an announcement's"),
        Column("ended_at_utc", "timestamp", "instant the call ended"),
        Column("is_excluded", "boolean", "true on a test or an internal call, told by its numbers"),
    ),
    key=(),
    at="at_utc",
    queue="queue",
)

DRIVER_VOLUME = Kind(
    "driver_volume",
    (
        Column("driver", "varchar", "what contacts come from: customers, orders ...; the source's id where no column says it"),
        Column("at_utc", "timestamp", "midnight of the day, by the clock of the export", required=True),
        Column("value", "double", "how many there were on the day", required=True),
    ),
    key=("source_id", "driver", "at_utc"),
    at="at_utc",
)

SURVEY = Kind(
    "survey",
    (
        Column("response_id", "varchar", "one invitation, answered or not", required=True),
        Column("sent_at_utc", "timestamp", "instant the question was asked"),
        Column("answered_at_utc", "timestamp", "instant of the answer; null while there is none"),
        Column("at_utc", "timestamp", "sent, or answered where sending is not recorded", required=True),
        Column("queue", "varchar", "queue asked about, as the export names it"),
        Column("contact_id", "varchar", "call asked about"),
        Column("ticket_id", "varchar", "ticket asked about"),
        Column("customer_key", "bigint", "keyed hash of who was asked"),
        Column("agent", "varchar", "agent asked about"),
        Column("mode", "varchar", "ivr, sms, mail, phone or web"),
        Column("csat", "double", "satisfaction as answered, on the scale of config.survey_scale"),
        Column("is_good", "boolean", "rated good, or bad, where those are all the answers there are"),
        Column("nps", "double", "likelihood to recommend, 0 to 10"),
        Column("ces", "double", "effort as answered"),
        Column("is_resolved", "boolean", "'was your problem solved?'"),
        Column("contacts_needed", "double", "'how often did you have to call?'"),
        Column("is_delivered", "boolean", "false when the invitation bounced"),
        Column("is_complete", "boolean", "false when the answer was broken off; what was answered by then counts"),
    ),
    key=("source_id", "response_id"),
    at="at_utc",
    version="answered_at_utc",
    queue="queue",
)

REVIEW = Kind(
    "review",
    (
        Column("review_id", "varchar", "the platform's own id, or one made of content", required=True),
        Column("at_utc", "timestamp", "instant of the review", required=True),
        Column("platform", "varchar", "where it stands: google, trustpilot, app store ..."),
        Column("queue", "varchar", "queue, product or place it is about, as the export names it"),
        Column("rating", "double", "stars as given, 1 to 5 unless the source declares another scale", required=True),
        Column("language", "varchar", "language as the export names it"),
        Column("topics", "varchar", "topics whose declared words stand in the text, comma between; the text is dropped"),
        Column("agent", "varchar", "agent it names, where the export says so"),
        Column("replied_at_utc", "timestamp", "instant of the centre's answer"),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
    ),
    key=("source_id", "review_id"),
    at="at_utc",
    version="updated_at_utc",
    queue="queue",
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        QUEUE_EVENT,
        CALL,
        TRUNK_CALL,
        INTERVAL_TOTAL,
        *TICKET_KINDS,
        SURVEY,
        REVIEW,
        DRIVER_VOLUME,
        SHIFT_ACTIVITY,
        VOLUME_PLAN,
        *DISPATCH_KINDS,
    )
}
