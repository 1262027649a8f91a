"""Amazon Connect's contact records and agent events: JSON lines, delivered at least once; one record is one leg of a contact.

Belongs here: which fields make a leg. Does not: which delivery of a record stays (the greatest LastUpdateTimestamp, by the kind's
version), agents' states (connect_events), how documents are opened (documents). Fields nobody documented are ignored, attributes and
phone numbers of people stay in the file.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from assets.readers.call_documents import call_plan, part, seconds_between
from assets.readers.connect_events import EVENT, states
from assets.readers.documents import Record, first_values
from assets.readers.protocol import Fit, Plan, Unreadable
from assets.readers.records import QUEUE_EVENT
from assets.settings.sources import Source

name = "connect"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "channel": {"phone": ("voice",), "chat": ("chat",), "mail": ("email",), "ticket": ("task",)},
    "direction": {
        "inbound": ("inbound", "transfer", "queue_transfer", "disconnect", "webrtc_api", "api_chat", "api_task", "api_email"),
        "outbound": ("outbound", "external_outbound", "api_voice", "api"),
        "callback": ("callback",),
        "internal": ("monitor",),
    },
}

CONTACT = {"ContactId", "InitiationMethod"}
LISTS = ("ContactTraceRecords", "Records", "contacts", "AgentEvents")


def sniff(head: bytes, file_name: str) -> Fit:
    """Recognise contact records, and agent events, by the fields that every one of them has."""
    fields = _first_fields(head)
    if fields >= CONTACT:
        return Fit(0.95, "its records have the fields of Amazon Connect's contact records")
    if fields >= EVENT:
        return Fit(0.95, "its records have the fields of Amazon Connect's agent events")
    return Fit(0.0, "it holds no contact records of Amazon Connect")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan a file of contact records or of agent events; raise `Unreadable` for other JSON."""
    fields = _first_fields(head)
    if fields >= EVENT:
        return call_plan(source, states, lists=LISTS, kind=QUEUE_EVENT)
    if not fields >= CONTACT:
        raise Unreadable(
            f"{file_name}: no contact record of Amazon Connect was found. Expected JSON lines with ContactId and InitiationMethod, or agent"
            " events with EventId, EventType and AgentARN."
        )
    return call_plan(source, _legs, lists=LISTS)


def _first_fields(head: bytes) -> set[str]:
    for value in first_values(head):
        if isinstance(value, dict):
            held = next((inner for inner in value.values() if isinstance(inner, list) and inner and isinstance(inner[0], dict)), None)
            return set(value) if "ContactId" in value or "EventId" in value or held is None else set(held[0])
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return set(value[0])
    return set()


def _legs(record: Record) -> Iterable[Mapping[str, Any]]:
    queue, agent = part(record, "Queue"), part(record, "Agent")
    answered_at, entered_at = agent.get("ConnectedToAgentTimestamp"), queue.get("EnqueueTimestamp")
    method, channel = str(record.get("InitiationMethod") or "").lower(), str(record.get("Channel") or "voice").lower()
    left_at = queue.get("DequeueTimestamp") or record.get("DisconnectTimestamp")
    is_transferred = record.get("TransferCompletedTimestamp") or record.get("TransferredToEndpoint")
    yield {
        "leg_id": record.get("ContactId"),
        "contact_id": record.get("InitialContactId") or record.get("ContactId"),
        "queue": queue.get("Name") or queue.get("ARN"),
        "channel": channel,
        "direction": f"api_{channel}" if method == "api" else method,
        "customer_key": part(record, "CustomerEndpoint").get("Address"),
        "did": part(record, "SystemEndpoint").get("Address"),
        "entered_at_utc": entered_at or record.get("InitiationTimestamp"),
        "wait_s": _wait_s(entered_at, answered_at, left_at, queue.get("Duration")),
        # the service counts conversation without hold: interaction and hold add up to the time with the agent
        "talk_s": agent.get("AgentInteractionDuration") if answered_at else None,
        "hold_s": agent.get("CustomerHoldDuration") if answered_at else None,
        "acw_s": agent.get("AfterContactWorkDuration") if answered_at else None,
        "agent": agent.get("Username") or agent.get("ARN"),
        "outcome": _outcome(record, entered_at=entered_at, answered_at=answered_at, method=method),
        # the number of whoever it was passed on to is nobody's business here
        "transfer_to": ("external" if record.get("TransferredToEndpoint") else "queue or agent")
        if answered_at and is_transferred
        else None,
        "updated_at_utc": record.get("LastUpdateTimestamp"),
    }


def _wait_s(entered_at: str | None, answered_at: str | None, left_at: str | None, duration_s: float | None) -> float | None:
    if not entered_at:
        return 0.0 if answered_at else None
    if answered_at:
        return seconds_between(entered_at, answered_at)
    return duration_s if duration_s is not None else seconds_between(entered_at, left_at)


def _outcome(record: Record, *, entered_at: str | None, answered_at: str | None, method: str) -> str:
    """One outcome by the service's own rule: queued and never connected to an agent is abandoned, unless it went on elsewhere."""
    if answered_at:
        return "answered"
    if not record.get("DisconnectTimestamp"):
        return "open"
    if not entered_at:
        return "excluded"
    if method == "callback":
        return "failed"
    return "flowout_transfer" if record.get("NextContactId") else "abandoned"
