"""Amazon Connect's agent events: snapshots of what an agent is and does, told at every change and every two minutes.

Belongs here: the state a snapshot shows. Does not: contact records (connect), the timeline of an agent (sql/core/agent_state).

An event becomes a line AGENTSTATE of the kind `queue_event`: p1 available, paused or offline; p2 talk, acw or ringing, where a contact is
there; p3 the status as the centre calls it. A contact that has ended and is still shown is after-contact work. The snapshot before the
event is left alone: what it shows an event of its own has told, and before the first event of an export nothing is known.
"""

from collections.abc import Iterable, Mapping
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
    """Give the line an event becomes: what the agent is and does from then on."""
    snapshot = part(record, "CurrentAgentSnapshot")
    yield {
        "at_utc": record.get("EventTimestamp"),
        "call_id": NONE,
        "queue": NONE,
        "agent": part(snapshot, "Configuration").get("Username") or record.get("AgentARN"),
        "verb": VERB,
        **({"p1": "offline"} if record.get("EventType") == "LOGOUT" else _state(snapshot)),
    }


def _state(snapshot: Mapping[str, Any]) -> dict[str, str | None]:
    status = part(snapshot, "AgentStatus")
    name = str(status.get("Name") or "")
    kind = str(status.get("Type") or name).upper()
    presence = {"ROUTABLE": "available", "AVAILABLE": "available", "OFFLINE": "offline", "": "offline"}.get(kind, "paused")
    contacts = snapshot.get("Contacts") or []
    shown = {str(contact.get("State")) for contact in contacts if isinstance(contact, dict)}
    does = next((activity for activity, words in DOES.items() if shown.intersection(words)), None)
    return {"p1": presence, "p2": does, "p3": name if presence == "paused" else None}
