"""Amazon Connect's agent events: snapshots of what an agent is and does, told at every change and every two minutes.

Belongs here: the state a snapshot shows. Does not: contact records (connect), the timeline of an agent (sql/core/agent_state).

An event becomes lines AGENTSTATE of the kind `queue_event`: p1 available, paused or offline; p2 talk, acw or ringing, where a contact is
there; p3 the status as the centre calls it; p4 `before` for what the snapshot before the event tells, which counts only where no event
of the agent did (the first one of an export). A contact that has ended and is still shown is after-contact work.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assets.readers.call_documents import part
from assets.readers.documents import Record

EVENT = {"AgentARN", "EventType", "EventId"}
VERB = "AGENTSTATE"
NONE = "NONE"  # what a log writes where there is no queue, and no call
# What an agent does with a contact, the stronger first: whoever talks in one chat and wraps up another talks.
DOES = {
    "talk": ("CONNECTED", "CONNECTED_ONHOLD", "PAUSED"),
    "acw": ("ENDED",),
    "ringing": ("INCOMING", "PENDING", "CONNECTING"),
}


def states(record: Record) -> Iterable[Mapping[str, Any]]:
    """Give the lines an event becomes: what is so from the event on, and since when it was so before."""
    agent = part(part(record, "CurrentAgentSnapshot"), "Configuration").get("Username") or record.get("AgentARN")
    line: dict[str, Any] = {"call_id": NONE, "queue": NONE, "agent": agent, "verb": VERB}
    for since, state in _before(part(record, "PreviousAgentSnapshot")):
        yield line | state | {"at_utc": since, "p4": "before"}
    now = {"p1": "offline", "p2": None, "p3": None} if record.get("EventType") == "LOGOUT" else _state(part(record, "CurrentAgentSnapshot"))
    yield line | now | {"at_utc": record.get("EventTimestamp")}


def _before(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every moment at which the snapshot's status or one of its contacts began to be as it is, with the state from then on."""
    began = part(snapshot, "AgentStatus").get("StartTimestamp")
    starts = {str(contact.get("StateStartTimestamp")) for contact in _contacts(snapshot) if contact.get("StateStartTimestamp")}
    for since in sorted({began, *starts} if began else starts):
        yield since, _state(snapshot, until=since)


def _state(snapshot: Mapping[str, Any], *, until: str | None = None) -> dict[str, Any]:
    status = part(snapshot, "AgentStatus")
    name = str(status.get("Name") or "")
    kind = str(status.get("Type") or name).upper()
    presence = {"ROUTABLE": "available", "AVAILABLE": "available", "OFFLINE": "offline", "": "offline"}.get(kind, "paused")
    shown = {
        str(contact.get("State"))
        for contact in _contacts(snapshot)
        if until is None or str(contact.get("StateStartTimestamp") or "") <= until
    }
    does = next((activity for activity, words in DOES.items() if shown.intersection(words)), None)
    return {"p1": presence, "p2": does, "p3": name if presence == "paused" else None}


def _contacts(snapshot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    contacts = snapshot.get("Contacts")
    return [contact for contact in contacts if isinstance(contact, dict)] if isinstance(contacts, list) else []
