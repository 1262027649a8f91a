"""The traps that exports of cloud telephony are known for: conversations told while they go on, and told again; refused ones."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.chain import loaded

at = datetime.fromisoformat


# Genesys Cloud: the same conversation exported while it goes on, and again once it has ended.


def conversation(*visits: dict[str, Any], ended: str | None) -> str:
    customer = {"sessionId": "s0", "mediaType": "voice", "segments": [{"segmentType": "ivr", "segmentStart": "2024-05-01T08:00:00.250Z"}]}
    participants = [{"purpose": "customer", "sessions": [customer]}, *visits]
    told = {"conversationId": "c1", "conversationStart": "2024-05-01T08:00:00.250Z", "participants": participants}
    return json.dumps(told | ({"conversationEnd": ended} if ended else {})) + "\n"


def session(name: str, purpose: str, kind: str, start: str, end: str | None, **metrics: int) -> dict[str, Any]:
    segment = {"segmentType": kind, "segmentStart": start, "queueId": "orders"} | ({"segmentEnd": end} if end else {})
    told = [{"name": metric, "value": value} for metric, value in metrics.items()]
    return {"purpose": purpose, "userId": "ann", "sessions": [{"sessionId": name, "segments": [segment], "metrics": told}]}


WAITING = session("s1", "acd", "interact", "2024-05-01T08:00:10.250Z", None)
QUEUED = session("s1", "acd", "interact", "2024-05-01T08:00:10.250Z", "2024-05-01T08:00:21.429Z", tAcd=11_179)
TALKED = session(
    "s2", "agent", "interact", "2024-05-01T08:00:21.429Z", "2024-05-01T08:15:40.166Z", tAnswered=11_179, tTalk=374_561, tHeld=544_176
)
IN_MENU = conversation(ended=None)
IN_QUEUE = conversation(WAITING, ended=None)
CLOSED = conversation(QUEUED, TALKED, ended="2024-05-01T08:15:40.166Z")
MAY = (date(2024, 5, 1), date(2024, 5, 2))


@pytest.mark.parametrize("first", [IN_MENU, IN_QUEUE], ids=["in_the_menu", "in_the_queue"])
def test_a_conversation_exported_while_it_goes_on_is_one_contact_once_it_has_ended(tmp_path: Path, first: str) -> None:
    with loaded(tmp_path, {"id": "cloud", "reader": "genesys"}, {"1.json": first, "2.json": CLOSED}, days=MAY) as (report, engine):
        assert [(file.loaded, file.quarantined) for file in report.files] == [(1, 0)]
        legs = engine.rows("select contact_id, outcome, wait_s, talk_s + hold_s, is_excluded from core.queue_leg")
        assert legs == [("c1", "answered", 11.179, pytest.approx(918.737), False)]
        assert engine.rows("select contact_id, is_answered, is_excluded from core.contact") == [("c1", True, False)]


def test_a_conversation_that_goes_on_is_open_and_one_still_in_the_menu_is_skipped_and_counted(tmp_path: Path) -> None:
    other = IN_MENU.replace('"c1"', '"c2"')
    with loaded(tmp_path, {"id": "cloud", "reader": "genesys"}, {"1.json": IN_QUEUE + other}, days=MAY) as (report, engine):
        (file,) = report.files
        assert (file.records, file.loaded, file.skipped, file.quarantined) == (2, 1, 1, 0)
        assert engine.rows("select outcome, is_offered from core.queue_leg") == [("open", False)]


def test_an_older_export_of_a_conversation_that_comes_later_opens_it_no_more(tmp_path: Path) -> None:
    with loaded(tmp_path, {"id": "cloud", "reader": "genesys"}, {"1.json": CLOSED, "2.json": IN_QUEUE}, days=MAY) as (report, engine):
        assert report.duplicates == 1
        assert engine.rows("select outcome from core.queue_leg") == [("answered",)]


# Amazon Connect: fields nobody has documented, and a call that goes on elsewhere after the agent has left it.

CONTACT = {
    "AWSContactTraceRecordFormatVersion": "2017-03-10",
    "ContactId": "c1",
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2022-01-05T17:13:00Z",
    "ConnectedToSystemTimestamp": "2022-01-05T17:13:00Z",
    "DisconnectTimestamp": "2022-01-05T17:47:28Z",
    "LastUpdateTimestamp": "2022-01-05T17:50:00Z",
    "TransferCompletedTimestamp": "2022-01-05T17:28:10Z",
    "TransferredToEndpoint": {"Address": "+15550123456", "Type": "TELEPHONE_NUMBER"},
    "Queue": {
        "Name": "Orders",
        "EnqueueTimestamp": "2022-01-05T17:14:46Z",
        "DequeueTimestamp": "2022-01-05T17:20:32Z",
        "Duration": 346,
    },
    "Agent": {
        "Username": "ann",
        "ConnectedToAgentTimestamp": "2022-01-05T17:20:32Z",
        "AgentInteractionDuration": 239,
        "CustomerHoldDuration": 221,
        "AfterContactWorkStartTimestamp": "2022-01-05T17:28:12Z",
        "AfterContactWorkDuration": 5,
    },
}
LATER_FIELDS = {
    "AgentConnectionAttempts": 1,
    "ContactDetails": {"Name": None, "ReferenceAttributes": {}},
    "QualityMetrics": {"Agent": {"Audio": {"QualityScore": 4.2, "PotentialQualityIssues": []}}},
    "RoutingCriteria": {"Steps": [{"Status": "EXPIRED", "Expression": {"OrExpression": [{}, {"AndExpression": []}]}}]},
    "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Telephony"}},
    "GlobalResiliencyMetadata": None,
    "Tags": {"aws:connect:instanceId": "x"},
}
JANUARY = (date(2022, 1, 5), date(2022, 1, 6))


def test_fields_of_a_later_schema_are_ignored_and_change_no_figure(tmp_path: Path) -> None:
    later = CONTACT | LATER_FIELDS | {"ContactId": "c2"}
    content = "".join(json.dumps(one) + "\n" for one in (CONTACT, later))
    with loaded(tmp_path, {"id": "cloud", "reader": "connect"}, {"1.jsonl": content}, days=JANUARY) as (report, engine):
        assert (report.files[0].loaded, report.files[0].quarantined) == (2, 0)
        told = "wait_s, talk_s, hold_s, acw_s, agent_id, outcome, transfer_kind"
        assert engine.rows(f"select distinct {told} from core.queue_leg") == [(346.0, 239.0, 221.0, 5.0, "ann", "answered", "transfer")]


def test_a_contact_told_three_times_in_any_order_is_what_its_last_update_says(tmp_path: Path) -> None:
    agent = {key: value for key, value in CONTACT["Agent"].items() if not key.startswith("After")}
    first = CONTACT | {"Agent": agent, "Attributes": {"topic": "unknown"}}
    last = CONTACT | {"LastUpdateTimestamp": "2022-01-11T04:09:00Z", "Agent": CONTACT["Agent"] | {"AfterContactWorkDuration": 7}}
    later = json.dumps(CONTACT | {"LastUpdateTimestamp": "2022-01-11T03:41:00Z"}) + "\n"
    files = {"1.jsonl": json.dumps(last) + "\n" + json.dumps(first) + "\n", "2.jsonl": later}
    with loaded(tmp_path, {"id": "cloud", "reader": "connect"}, files, days=JANUARY) as (report, engine):
        assert (report.duplicates, report.quarantined) == (1, 0)
        assert engine.rows("select contact_id, acw_s, handle_s from core.queue_leg") == [("c1", 7.0, 467.0)]


def test_a_call_passed_on_to_a_number_outside_ends_for_the_agent_when_the_agent_leaves_it(tmp_path: Path) -> None:
    content = json.dumps(CONTACT) + "\n"
    with loaded(tmp_path, {"id": "cloud", "reader": "connect"}, {"1.jsonl": content}, days=JANUARY) as (_, engine):
        # 460 s with the agent: interaction and hold; the customer hung up on the other number twenty minutes later
        assert engine.rows("select handle_s, ended_at_utc from core.queue_leg") == [(465.0, at("2022-01-05 17:28:12"))]
        assert "5550123456" not in str(engine.rows("select * from core.queue_leg"))


def test_a_refused_record_of_a_document_keeps_its_text_with_numbers_masked(tmp_path: Path) -> None:
    bad = CONTACT | {"ContactId": "c9", "InitiationTimestamp": "soon", "Queue": None, "CustomerEndpoint": {"Address": "+493012345678"}}
    lines = json.dumps(CONTACT) + "\n" + json.dumps(bad) + "\n" + '{"ContactId": "c3", "Initia\n'
    with loaded(tmp_path, {"id": "cloud", "reader": "connect"}, {"1.jsonl": lines}, days=JANUARY, tables=()) as (report, engine):
        assert report.quarantined == 2
        (told, cut) = engine.rows("select line, reason, text from ops.quarantine order by line")
        assert (told[0], told[1]) == (2, "entered_at_utc cannot be read")
        assert '"InitiationTimestamp": "soon"' in told[2] and "12345" not in told[2]
        assert cut == (3, "the line is no JSON object: cut short, or damaged", '{"ContactId": "c3", "Initia')


def test_a_refused_record_of_a_list_keeps_its_text_too(tmp_path: Path) -> None:
    whole = json.loads(CLOSED)
    bad = whole | {"conversationId": "c7", "participants": [session("s1", "acd", "interact", "yesterday", None)]}
    pages = {"1.json": json.dumps({"conversations": [whole, bad]}, indent=1)}
    with loaded(tmp_path, {"id": "cloud", "reader": "genesys"}, pages, days=MAY, tables=()) as (report, engine):
        assert (report.files[0].loaded, report.quarantined) == (1, 1)
        ((line, text),) = engine.rows("select line, text from ops.quarantine")
        assert line == 2 and '"conversationId": "c7"' in text and "yesterday" in text
