"""Amazon Connect's contact records, hand-written: deliveries, holds, callbacks, transfers, and what is no contact."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.readers import connect
from assets.readers.keys import keyed_hash
from assets.readers.protocol import Unreadable

Rows = Callable[..., list[dict[str, Any]]]

CONTACT: dict[str, Any] = {
    "ContactId": "c1",
    "InitialContactId": None,
    "NextContactId": None,
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2024-05-01T08:00:00Z",
    "DisconnectTimestamp": "2024-05-01T08:10:00Z",
    "LastUpdateTimestamp": "2024-05-01T08:11:00Z",
    "CustomerEndpoint": {"Address": "+4930111", "Type": "TELEPHONE_NUMBER"},
    "SystemEndpoint": {"Address": "+4930900", "Type": "TELEPHONE_NUMBER"},
    "Queue": {"Name": "Orders", "EnqueueTimestamp": "2024-05-01T08:01:00Z", "DequeueTimestamp": "2024-05-01T08:02:30Z", "Duration": 90},
    "Agent": {
        "Username": "ann",
        "ConnectedToAgentTimestamp": "2024-05-01T08:02:30Z",
        "AgentInteractionDuration": 120,
        "CustomerHoldDuration": 30,
        "AfterContactWorkDuration": 15,
    },
    "SomethingNew": {"nobody": "knows"},
}
QUEUED: dict[str, Any] = CONTACT | {"ContactId": "c2", "Agent": None}


def read(rows_of: Rows, folder: Path, *records: dict[str, Any] | str) -> list[dict[str, Any]]:
    path = folder / "contacts.jsonl"
    path.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in records), encoding="utf-8")
    return rows_of(connect, path)


def test_time_with_the_agent_is_interaction_and_hold_and_the_wait_begins_in_the_queue(rows_of: Rows, tmp_path: Path) -> None:
    (leg,) = read(rows_of, tmp_path, CONTACT)
    assert (leg["wait_s"], leg["talk_s"], leg["hold_s"], leg["acw_s"]) == (90.0, 120.0, 30.0, 15.0)
    assert (leg["leg_id"], leg["contact_id"], leg["queue"], leg["agent"], leg["outcome"]) == ("c1", "c1", "Orders", "ann", "answered")
    assert (str(leg["entered_at_utc"]), leg["did"]) == ("2024-05-01 08:01:00", "+4930900")
    assert leg["customer_key"] == keyed_hash("+4930111", key=b"test")


@pytest.mark.parametrize("number", ["anonymous", "+266696687", ""])
def test_a_withheld_number_is_no_customer(rows_of: Rows, tmp_path: Path, number: str) -> None:
    (leg,) = read(rows_of, tmp_path, CONTACT | {"CustomerEndpoint": {"Address": number, "Type": "TELEPHONE_NUMBER"}})
    assert leg["customer_key"] is None


def test_after_contact_work_that_has_not_come_yet_is_unknown_not_none(rows_of: Rows, tmp_path: Path) -> None:
    agent = {key: value for key, value in CONTACT["Agent"].items() if not key.startswith("After")}
    (leg,) = read(rows_of, tmp_path, CONTACT | {"Agent": agent})
    assert (leg["outcome"], leg["acw_s"]) == ("answered", None)


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, "abandoned"),
        ({"NextContactId": "c3"}, "flowout_transfer"),
        ({"DisconnectTimestamp": None}, "open"),
        ({"Queue": None}, "excluded"),
        ({"InitiationMethod": "CALLBACK"}, "failed"),
    ],
)
def test_a_contact_nobody_answered_ends_in_one_way(rows_of: Rows, tmp_path: Path, changed: dict[str, Any], outcome: str) -> None:
    (leg,) = read(rows_of, tmp_path, QUEUED | changed)
    assert (leg["outcome"], leg["agent"], leg["talk_s"]) == (outcome, None, None)


def test_the_wait_of_who_gave_up_is_the_time_in_the_queue(rows_of: Rows, tmp_path: Path) -> None:
    told, untold = read(rows_of, tmp_path, QUEUED, QUEUED | {"Queue": {key: v for key, v in QUEUED["Queue"].items() if key != "Duration"}})
    assert told["wait_s"] == untold["wait_s"] == 90.0


def test_legs_of_a_chain_are_one_contact_and_a_number_it_is_passed_on_to_is_not_kept(rows_of: Rows, tmp_path: Path) -> None:
    second = CONTACT | {"ContactId": "c9", "InitialContactId": "c1", "InitiationMethod": "TRANSFER"}
    first = CONTACT | {"TransferredToEndpoint": {"Address": "+4930777"}, "TransferCompletedTimestamp": "2024-05-01T08:05:00Z"}
    legs = read(rows_of, tmp_path, first, second)
    assert [leg["contact_id"] for leg in legs] == ["c1", "c1"]
    assert [leg["transfer_to"] for leg in legs] == ["external", None]
    assert "+4930777" not in str(legs)


@pytest.mark.parametrize(
    ("method", "channel", "direction"),
    [("QUEUE_TRANSFER", "VOICE", "inbound"), ("API", "CHAT", "inbound"), ("API", "VOICE", "outbound"), ("CALLBACK", "VOICE", "callback")],
)
def test_the_way_a_contact_began_says_its_direction(rows_of: Rows, tmp_path: Path, method: str, channel: str, direction: str) -> None:
    (leg,) = read(rows_of, tmp_path, CONTACT | {"InitiationMethod": method, "Channel": channel})
    assert leg["direction"] in connect.words["direction"][direction]


def test_a_broken_line_is_named_and_the_others_load(rows_of: Rows, tmp_path: Path) -> None:
    cut, good, odd = read(
        rows_of, tmp_path, CONTACT, '{"ContactId": "c7", "Init', CONTACT | {"ContactId": "c8", "LastUpdateTimestamp": "soon"}
    )
    assert (cut["reason"], good["reason"]) == (None, "the line is no JSON object: cut short, or damaged")
    assert odd["reason"] == "updated_at_utc cannot be read"


def event(
    kind: str, at: str, *, status: str = "Available", since: str = "08:00", contacts: tuple[tuple[str, str], ...] = ()
) -> dict[str, Any]:
    """An agent event: its snapshot shows a status and contacts, each with its state and since when it has it."""
    told = [{"ContactId": f"c{n}", "State": state, "StateStartTimestamp": day(start)} for n, (state, start) in enumerate(contacts)]
    snapshot = {
        "AgentStatus": {"Name": status, "StartTimestamp": day(since)},
        "Configuration": {"Username": "ann", "FirstName": "Ann"},
        "Contacts": told,
    }
    return {
        "EventId": f"{kind} {at}",
        "EventType": kind,
        "AgentARN": "arn:agent/1",
        "EventTimestamp": day(at),
        "CurrentAgentSnapshot": snapshot,
        "PreviousAgentSnapshot": None,
    }


def day(clock: str) -> str:
    return f"2024-05-01T{clock}:00.000Z"


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(str(row["at_utc"])[11:16], row["p1"], row["p2"], row["p3"]) for row in rows]


def test_agent_events_tell_presence_status_and_what_is_done_with_a_contact(rows_of: Rows, tmp_path: Path) -> None:
    rows = read(
        rows_of,
        tmp_path,
        event("LOGIN", "08:00"),
        event("STATE_CHANGE", "08:05", contacts=(("CONNECTING", "08:05"),)),
        event("STATE_CHANGE", "08:06", contacts=(("CONNECTED_ONHOLD", "08:06"), ("ENDED", "08:06"))),
        event("HEART_BEAT", "08:08", contacts=(("ENDED", "08:07"),)),
        event("STATE_CHANGE", "08:09", status="Team meeting", since="08:09"),
        event("STATE_CHANGE", "08:10", contacts=(("MISSED", "08:10"),)),
        event("LOGOUT", "09:00", status="Offline", since="09:00"),
    )
    assert told(rows) == [
        ("08:00", "available", None, None),
        ("08:05", "available", "ringing", None),
        ("08:06", "available", "talk", None),
        ("08:08", "available", "acw", None),
        ("08:09", "paused", None, "Team meeting"),
        ("08:10", "available", None, None),
        ("09:00", "offline", None, None),
    ]
    assert {(row["verb"], row["agent"], row["queue"], row["call_id"], row["reason"]) for row in rows} == {
        ("AGENTSTATE", "ann", "NONE", "NONE", None)
    }


def test_an_event_without_a_time_is_named_and_the_others_load(rows_of: Rows, tmp_path: Path) -> None:
    rows = read(rows_of, tmp_path, event("LOGIN", "08:00") | {"EventTimestamp": "soon"}, event("LOGIN", "08:01"))
    assert [row["reason"] for row in rows] == ["at_utc cannot be read", None]


def test_records_that_a_stream_wrote_without_line_ends_are_told_apart(rows_of: Rows, tmp_path: Path) -> None:
    stream = "".join(json.dumps(CONTACT | {"ContactId": f"c{number}"}) for number in range(3))
    legs = read(rows_of, tmp_path, stream + '{"ContactId": "c9", "Ini')
    assert [(leg["leg_id"], leg["reason"]) for leg in legs] == [
        ("c0", None),
        ("c1", None),
        ("c2", None),
        (None, "the line is no JSON object: cut short, or damaged"),
    ]


def test_other_json_is_refused_in_words(plan_of: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text('{"id": 1}\n', encoding="utf-8")
    assert connect.sniff(path.read_bytes(), path.name).score == 0.0
    with pytest.raises(Unreadable, match="no contact record of Amazon Connect was found"):
        plan_of(connect, path)
