"""The canonical record shapes: what every reader, whatever the vendor, must deliver into `raw`.

Belongs here: names, types and keys of raw tables. Does not: parsing (readers), loading (engine).

Every raw table has, before the columns listed here, `source_id varchar, file_id bigint, line bigint, load_id varchar`:
the way back to the bytes. A column of type `timestamp` is UTC by the time it is stored and its name ends in `_at_utc`;
one that ends in `_key` is a keyed hash (see `Plan`), never the number or id itself.
"""

from dataclasses import dataclass
from typing import Literal

SqlType = Literal["varchar", "bigint", "double", "boolean", "timestamp"]


@dataclass(frozen=True)
class Column:
    """One column of a raw table: its type, whether a record without it is refused, and what it means."""

    name: str
    type: SqlType
    meaning: str
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of record. `key` says which records are the same thing told twice; `at` gives the day it belongs to.

    Two records with the same key and equal content are duplicates. With different content the one with the greater
    `version` stays (without a version, the one that was loaded later), the other is counted as a duplicate.
    A kind without a key (`queue_event`) is a log: the n-th equal line of one file is the n-th equal line of another.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    at: str
    version: str | None = None
    queue: str | None = None

    @property
    def table(self) -> str:
        """The raw table's name, `raw.<kind>`."""
        return f"raw.{self.name}"


QUEUE_EVENT = Kind(
    "queue_event",
    (
        Column("at_utc", "timestamp", "instant of the event, whole seconds in queue_log", required=True),
        Column("call_id", "varchar", "call the event belongs to; NONE, REALTIME, MANAGER, CLI where there is none", required=True),
        Column("queue", "varchar", "queue as the switch names it", required=True),
        Column("agent", "varchar", "member name or interface as logged"),
        Column("verb", "varchar", "event name in upper case", required=True),
        Column("p1", "varchar", "first parameter"),
        Column("p2", "varchar", "second parameter; null on ENTERQUEUE, where it is the caller's number"),
        Column("p3", "varchar", "third parameter"),
        Column("p4", "varchar", "fourth parameter; null on ENTERQUEUE, where it is the caller's name"),
        Column("p5", "varchar", "fifth parameter and whatever follows, separators kept"),
        Column("customer_key", "bigint", "keyed hash of the caller's number, on ENTERQUEUE only"),
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
        Column("updated_at_utc", "timestamp", "when the source last changed the record, where it says so"),
    ),
    key=("source_id", "leg_id"),
    at="entered_at_utc",
    version="updated_at_utc",
    queue="queue",
)

TICKET = Kind(
    "ticket",
    (
        Column("ticket_id", "varchar", "the help desk's own id", required=True),
        Column("created_at_utc", "timestamp", "instant of creation", required=True),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
        Column("queue", "varchar", "group or team the ticket sits with, as the export names it"),
        Column("status", "varchar", "status word at the time of export"),
        Column("priority", "varchar", "priority word at the time of export"),
        Column("type", "varchar", "type word (question, incident, problem, complaint ...)"),
        Column("channel", "varchar", "way it came in"),
        Column("requester_key", "bigint", "keyed hash of the requester"),
        Column("submitter_key", "bigint", "keyed hash of who opened it"),
        Column("assignee", "varchar", "agent as the export names them"),
        Column("contact_id", "varchar", "call the ticket was born from, where the export says so"),
        Column("topic", "varchar", "topic or form"),
        Column("satisfaction", "varchar", "rating word or number on the ticket"),
        Column("is_merged", "boolean", "merged into another ticket"),
        Column("absorbed_ids", "varchar", "ids of the tickets merged into this one, comma between; they are the merged ones"),
        Column("is_spam", "boolean", "marked as spam or deleted"),
        Column("refund_amount", "double", "money given back, in the centre's currency"),
    ),
    key=("source_id", "ticket_id"),
    at="created_at_utc",
    version="updated_at_utc",
    queue="queue",
)

TICKET_EVENT = Kind(
    "ticket_event",
    (
        Column("ticket_id", "varchar", "ticket the event belongs to", required=True),
        Column("event_id", "varchar", "the source's id of the event, or one made of its content", required=True),
        Column("at_utc", "timestamp", "instant of the event", required=True),
        Column("event_type", "varchar", "create, status, priority, assign, group, comment, tag ...", required=True),
        Column("actor_key", "bigint", "keyed hash of who did it; null for the system"),
        Column("actor_role", "varchar", "agent, end_user, system or bot where the export says so itself"),
        Column("old_value", "varchar", "value before, where known"),
        Column("new_value", "varchar", "value after; null for comments, whose text is dropped"),
        Column("is_public", "boolean", "comment the requester can see"),
    ),
    key=("source_id", "ticket_id", "event_id"),
    at="at_utc",
)

TICKET_USER = Kind(
    "ticket_user",
    (
        Column("user_key", "bigint", "keyed hash of the user's id", required=True),
        Column("role", "varchar", "agent, admin or end_user as written", required=True),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
    ),
    key=("source_id", "user_key"),
    at="updated_at_utc",
    version="updated_at_utc",
)

TICKET_GROUP = Kind(
    "ticket_group",
    (
        Column("group_id", "varchar", "the help desk's own id of a team, as `ticket.queue` names it", required=True),
        Column("name", "varchar", "the team's name, which config may use as an alias instead of the id", required=True),
        Column("updated_at_utc", "timestamp", "last change, the record's version"),
    ),
    key=("source_id", "group_id"),
    at="updated_at_utc",
    version="updated_at_utc",
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
        Column("nps", "double", "likelihood to recommend, 0 to 10"),
        Column("ces", "double", "effort as answered"),
        Column("is_resolved", "boolean", "'was your problem solved?'"),
        Column("contacts_needed", "double", "'how often did you have to call?'"),
        Column("is_delivered", "boolean", "false when the invitation bounced"),
    ),
    key=("source_id", "response_id"),
    at="at_utc",
    version="answered_at_utc",
    queue="queue",
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (QUEUE_EVENT, CALL, TICKET, TICKET_EVENT, TICKET_USER, TICKET_GROUP, SURVEY)}
