"""Genesys Cloud's conversation details: JSON of participants, sessions and segments; every visit to a queue is one leg.

Belongs here: which session is a visit, and which agent's session answered it. Does not: which export of a conversation stays (the
later one, by the kind's version), how documents are opened (documents). Names of people stay in the file.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assets.readers.call_documents import call_plan, padded, seconds_between
from assets.readers.documents import Record, first_values
from assets.readers.protocol import Fit, Plan, Unreadable
from assets.settings.sources import Source

name = "genesys"

words: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "channel": {"phone": ("voice", "callback"), "chat": ("chat", "message", "webmessaging", "cobrowse"), "mail": ("email",)},
    "direction": {"inbound": ("inbound",), "outbound": ("outbound",), "callback": ("callback",)},
}

CONVERSATION = {"conversationId", "participants"}
AGENTS = ("agent", "user")
IN_MENU = "in_menu"  # of a conversation that goes on and has met no queue yet: what it will be, a later export tells
# A switch's clocks of two participants may differ by this much.
SLACK_S = 1.0
Session = Mapping[str, Any]


def sniff(head: bytes, file_name: str) -> Fit:
    """Recognise conversations by their fields."""
    if _is_conversation(head):
        return Fit(0.95, "its records are conversations of Genesys Cloud, with participants")
    return Fit(0.0, "it holds no conversations of Genesys Cloud")


def plan(source: Source, head: bytes, file_name: str) -> Plan:
    """Plan a file of conversations, one a line, one alone or in a list; raise `Unreadable` for other JSON."""
    if not _is_conversation(head):
        raise Unreadable(
            f"{file_name}: no conversation of Genesys Cloud was found. Expected JSON with conversationId and participants, "
            'one a line or in a document such as {"conversations": [...]}.'
        )
    return call_plan(source, _legs, lists=("conversations",), skip=f"outcome = '{IN_MENU}'")


def _is_conversation(head: bytes) -> bool:
    text = head.decode("utf-8-sig", "replace")
    for value in first_values(head):
        records = value if isinstance(value, list) else value.get("conversations", [value]) if isinstance(value, dict) else []
        if any(isinstance(record, dict) and set(record) >= CONVERSATION for record in records[:1]):
            return True
    # one conversation can be longer than a head
    return text.lstrip()[:1] in ("{", "[") and all(f'"{field}"' in text for field in CONVERSATION)


def _legs(record: Record) -> Iterable[Mapping[str, Any]]:
    sessions = list(_sessions(record))
    visits = sorted((one for one in sessions if one["purpose"] == "acd" and one["start"]), key=lambda one: str(one["start"]))
    agents = [one for one in sessions if one["purpose"] in AGENTS and one["start"]]
    common = _of_conversation(record, sessions)
    if not visits:
        yield common | _without_queue(record, agents)
    taken: set[str] = set()
    for visit in visits:
        answer = next((one for one in agents if one["id"] not in taken and _answers(one, visit)), None)
        if answer:
            taken.add(answer["id"])
        yield common | _of_visit(record, visit, answer)


def _sessions(record: Record) -> Iterator[dict[str, Any]]:
    for participant in record.get("participants") or ():
        for session in participant.get("sessions") or ():
            segments = [_dated(segment) for segment in session.get("segments") or () if isinstance(segment, dict)]
            starts = [segment["segmentStart"] for segment in segments if segment["segmentStart"]]
            ends = [segment["segmentEnd"] for segment in segments]
            yield {
                "id": str(session.get("sessionId")),
                "purpose": participant.get("purpose"),
                "user": participant.get("userId"),
                "queue": next((segment["queueId"] for segment in segments if segment.get("queueId")), None),
                "start": min(starts, default=None),
                "end": max(str(end) for end in ends) if ends and all(ends) else None,
                "segments": segments,
                "metrics": _metrics(session),
                "media": session.get("mediaType"),
                "ani": session.get("ani") or session.get("addressFrom"),
                "dnis": session.get("dnis") or session.get("addressTo"),
            }


def _metrics(session: Session) -> dict[str, float]:
    """Add up what a session tells of each metric: one of several holds, or talks, has an entry of its own."""
    found: dict[str, float] = {}
    for one in session.get("metrics") or ():
        if isinstance(one, dict) and isinstance(one.get("value"), int | float):
            found[str(one.get("name"))] = found.get(str(one.get("name")), 0) + one["value"]
    return found


def _dated(segment: Mapping[str, Any]) -> dict[str, Any]:
    return {**segment, **{name: padded(segment.get(name)) for name in ("segmentStart", "segmentEnd")}}


def _of_conversation(record: Record, sessions: list[dict[str, Any]]) -> dict[str, Any]:
    customer = next((one for one in sessions if one["purpose"] in ("customer", "external")), {})
    media = next((one["media"] for one in sessions if one["media"]), None)
    ends = [str(one["end"]) for one in sessions if one["end"]]
    return {
        "leg_id": record.get("conversationId"),
        "contact_id": record.get("conversationId"),
        "channel": media,
        "direction": "callback" if media == "callback" else record.get("originatingDirection"),
        "customer_key": str(customer.get("ani") or "").removeprefix("tel:") or None,
        "did": str(customer.get("dnis") or "").removeprefix("tel:") or None,
        "entered_at_utc": padded(record.get("conversationStart")),
        "updated_at_utc": padded(record.get("conversationEnd")) or max(ends, default=padded(record.get("conversationStart"))),
    }


def _without_queue(record: Record, agents: list[dict[str, Any]]) -> dict[str, Any]:
    """A conversation that met no queue: an agent's own call, or one that ended in a menu."""
    outcome = "excluded" if record.get("conversationEnd") else IN_MENU
    return (_of_agent(agents[0]) | {"wait_s": 0.0} if agents else {}) | {"outcome": outcome}


def _of_visit(record: Record, visit: dict[str, Any], answer: dict[str, Any] | None) -> dict[str, Any]:
    waited_ms = visit["metrics"].get("tAcd", visit["metrics"].get("tAbandon"))
    if answer:
        waited_ms = answer["metrics"].get("tAnswered", waited_ms)
    waited_s = waited_ms / 1000 if waited_ms is not None else seconds_between(visit["start"], visit["end"])
    leg = {
        "leg_id": f"{record.get('conversationId')}:{visit['id']}",
        "queue": visit["queue"],
        "entered_at_utc": visit["start"],
        "wait_s": waited_s,
        "outcome": _outcome(record, visit, answer),
    }
    return leg | (_of_agent(answer) if answer else {})


def _of_agent(session: dict[str, Any]) -> dict[str, Any]:
    # work after the call may still go on while nothing is told of it
    knows_work = {"tAcw", "tHandle"} & set(session["metrics"]) or any(one.get("segmentType") == "wrapup" for one in session["segments"])
    ended = [segment for segment in session["segments"] if segment.get("disconnectType")]
    is_passed_on = any("transfer" in str(segment["disconnectType"]).lower() for segment in ended)
    return {
        "agent": session["user"],
        "ring_s": _seconds(session, "tAlert", "alert"),
        "talk_s": _seconds(session, "tTalk", "interact"),
        "hold_s": _seconds(session, "tHeld", "hold"),
        "acw_s": _seconds(session, "tAcw", "wrapup") if knows_work else None,
        "transfer_to": "queue or agent" if is_passed_on else None,
    }


def _seconds(session: dict[str, Any], metric: str, kind: str) -> float | None:
    """Seconds of a metric, which counts milliseconds; without it those of the session's segments of that kind.

    Once a session has ended it tells the whole under a name of its own.
    """
    told_ms = session["metrics"].get(f"{metric}Complete", session["metrics"].get(metric))
    if told_ms is not None:
        return float(told_ms) / 1000
    spans = [
        seconds_between(segment.get("segmentStart"), segment.get("segmentEnd"))
        for segment in session["segments"]
        if segment.get("segmentType") == kind
    ]
    return sum(span for span in spans if span is not None) if spans else 0.0


def _answers(session: dict[str, Any], visit: dict[str, Any]) -> bool:
    """Whether an agent's session is the answer to a visit: of its queue, begun while the caller waited, with a conversation in it."""
    talks = any(segment.get("segmentType") in ("interact", "hold") for segment in session["segments"])
    if not talks or (session["queue"] and session["queue"] != visit["queue"]):
        return False
    after_s = seconds_between(visit["start"], session["start"])
    before_s = seconds_between(session["start"], visit["end"]) if visit["end"] else 0.0
    return after_s is not None and after_s >= -SLACK_S and before_s is not None and before_s >= -SLACK_S


def _outcome(record: Record, visit: dict[str, Any], answer: dict[str, Any] | None) -> str:
    if answer:
        return "answered"
    if "tAbandon" in visit["metrics"]:
        return "abandoned"
    if not visit["end"]:
        return "open"
    last = max(visit["segments"], key=lambda segment: str(segment.get("segmentEnd")))
    kind = str(last.get("disconnectType") or "").lower()
    if "tFlowOut" in visit["metrics"] or "transfer" in kind:
        return "flowout_transfer"
    return "failed" if kind in ("error", "system") else "abandoned"
