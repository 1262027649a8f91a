"""Genesys Cloud's conversations, hand-written: visits, answers, transfers, and conversations that still go on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.readers import genesys
from assets.readers.protocol import Unreadable

Rows = Callable[..., list[dict[str, Any]]]


def segment(kind: str, start: str, end: str | None, queue: str = "q1", **more: Any) -> dict[str, Any]:
    day = "2024-05-01T"
    return {"segmentType": kind, "segmentStart": f"{day}{start}Z", "segmentEnd": f"{day}{end}Z" if end else None, "queueId": queue, **more}


def session(name: str, segments: list[dict[str, Any]], **metrics: int) -> dict[str, Any]:
    told = [{"name": metric, "value": value} for metric, value in metrics.items()]
    return {"sessionId": name, "mediaType": "voice", "segments": segments, "metrics": told}


def conversation(*participants: tuple[str, dict[str, Any]], **changed: Any) -> dict[str, Any]:
    known = [{"purpose": purpose, "userId": "ann" if purpose == "agent" else None, "sessions": [one]} for purpose, one in participants]
    return {
        "conversationId": "c1",
        "conversationStart": "2024-05-01T08:00:00.000Z",
        "conversationEnd": "2024-05-01T08:09:00.000Z",
        "originatingDirection": "inbound",
        "participants": known,
        **changed,
    }


CUSTOMER = ("customer", session("s0", [segment("interact", "08:00:00.000", "08:09:00.000")]) | {"ani": "tel:+4930111"})
VISIT = ("acd", session("s1", [segment("interact", "08:00:10.000", "08:00:40.000", disconnectType="transfer")], nOffered=1, tAcd=30_000))
ANSWER = (
    "agent",
    session(
        "s2",
        [
            segment("alert", "08:00:30.000", "08:00:40.000"),
            segment("interact", "08:00:40.000", "08:05:40.000"),
            segment("hold", "08:05:40.000", "08:06:10.000"),
            segment("wrapup", "08:06:10.000", "08:06:30.000"),
        ],
        tAlert=10_000,
        tAnswered=30_500,
        tTalk=300_000,
        tHeld=30_000,
        tAcw=20_000,
        tHandle=350_000,
    ),
)
MISSED = ("agent", session("s9", [segment("alert", "08:00:12.000", "08:00:25.000")], tAlert=13_000))


def read(rows_of: Rows, folder: Path, *records: Any) -> list[dict[str, Any]]:
    path = folder / "conversations.json"
    path.write_text("\n".join(json.dumps(one) for one in records), encoding="utf-8")
    return rows_of(genesys, path)


def test_a_visit_to_a_queue_is_a_leg_with_the_agent_who_answered_it(rows_of: Rows, tmp_path: Path) -> None:
    (leg,) = read(rows_of, tmp_path, conversation(CUSTOMER, VISIT, MISSED, ANSWER))
    assert (leg["leg_id"], leg["contact_id"], leg["queue"], leg["outcome"], leg["agent"]) == ("c1:s1", "c1", "q1", "answered", "ann")
    assert (leg["wait_s"], leg["ring_s"], leg["talk_s"], leg["hold_s"], leg["acw_s"]) == (30.5, 10.0, 300.0, 30.0, 20.0)
    assert leg["customer_key"] is not None


def test_without_metrics_the_segments_tell_the_same(rows_of: Rows, tmp_path: Path) -> None:
    bare = [(purpose, one | {"metrics": []}) for purpose, one in (CUSTOMER, VISIT, ANSWER)]
    (leg,) = read(rows_of, tmp_path, conversation(*bare))
    assert (leg["wait_s"], leg["ring_s"], leg["talk_s"], leg["hold_s"], leg["acw_s"]) == (30.0, 10.0, 300.0, 30.0, 20.0)


@pytest.mark.parametrize("is_over", [False, True], ids=["goes_on", "has_ended"])
def test_several_holds_and_talks_of_one_session_are_added_up(rows_of: Rows, tmp_path: Path, is_over: bool) -> None:
    told = [("tAnswered", 30_500), ("tTalk", 100_000), ("tHeld", 10_000), ("tTalk", 200_000), ("tHeld", 20_000)]
    told += [("tTalkComplete", 300_000), ("tHeldComplete", 30_000)] if is_over else []
    twice = ANSWER[1] | {"metrics": [{"name": name, "value": value} for name, value in told]}
    (leg,) = read(rows_of, tmp_path, conversation(CUSTOMER, VISIT, ("agent", twice)))
    assert (leg["talk_s"], leg["hold_s"]) == (300.0, 30.0)


def test_a_caller_who_gives_up_is_abandoned_with_the_time_waited(rows_of: Rows, tmp_path: Path) -> None:
    gave_up = ("acd", session("s1", [segment("interact", "08:00:10.000", "08:00:55.000", disconnectType="peer")], tAbandon=45_000))
    (leg,) = read(rows_of, tmp_path, conversation(CUSTOMER, gave_up, MISSED))
    assert (leg["outcome"], leg["wait_s"], leg["agent"]) == ("abandoned", 45.0, None)


def test_a_conversation_passed_to_another_queue_is_two_legs_of_one_contact(rows_of: Rows, tmp_path: Path) -> None:
    second = ("acd", session("s3", [segment("interact", "08:06:00.000", "08:06:20.000", "q2", disconnectType="transfer")], tAcd=20_000))
    other = ("agent", session("s4", [segment("interact", "08:06:20.000", "08:08:20.000", "q2")], tAnswered=20_000, tTalk=120_000))
    legs = read(rows_of, tmp_path, conversation(CUSTOMER, VISIT, ANSWER, second, other))
    assert [(leg["queue"], leg["talk_s"], leg["contact_id"]) for leg in legs] == [("q1", 300.0, "c1"), ("q2", 120.0, "c1")]


def test_a_visit_that_flowed_out_before_an_answer_says_so(rows_of: Rows, tmp_path: Path) -> None:
    flowed = ("acd", session("s1", [segment("interact", "08:00:10.000", "08:01:10.000", disconnectType="transfer")], tFlowOut=60_000))
    (leg,) = read(rows_of, tmp_path, conversation(CUSTOMER, flowed))
    assert (leg["outcome"], leg["wait_s"]) == ("flowout_transfer", 60.0)


def test_a_conversation_that_goes_on_is_open_and_a_later_export_of_it_has_a_later_version(rows_of: Rows, tmp_path: Path) -> None:
    waiting = ("acd", session("s1", [segment("interact", "08:00:10.000", None)], nOffered=1))
    early = conversation(("customer", session("s0", [segment("interact", "08:00:00.000", None)])), waiting, conversationEnd=None)
    first, later = read(rows_of, tmp_path, early, conversation(CUSTOMER, VISIT, ANSWER))
    assert (first["outcome"], first["wait_s"], first["leg_id"]) == ("open", None, later["leg_id"])
    assert first["updated_at_utc"] < later["updated_at_utc"]


def test_a_conversation_without_a_queue_is_kept_and_excluded(rows_of: Rows, tmp_path: Path) -> None:
    (leg,) = read(rows_of, tmp_path, conversation(CUSTOMER, ANSWER, originatingDirection="outbound"))
    assert (leg["leg_id"], leg["outcome"], leg["direction"], leg["talk_s"]) == ("c1", "excluded", "outbound", 300.0)


def test_a_page_of_the_interface_holds_many_and_a_day_of_one_digit_is_read(rows_of: Rows, tmp_path: Path) -> None:
    odd = json.loads(json.dumps(conversation(CUSTOMER, VISIT, ANSWER, conversationId="c2")).replace("2024-05-01T", "2024-5-1T"))
    legs = read(rows_of, tmp_path, {"conversations": [conversation(CUSTOMER, VISIT, ANSWER), odd], "totalHits": 2})
    assert [(leg["contact_id"], str(leg["entered_at_utc"])) for leg in legs] == [
        ("c1", "2024-05-01 08:00:10"),
        ("c2", "2024-05-01 08:00:10"),
    ]


def test_other_json_is_refused_in_words(plan_of: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"id": 1}\n', encoding="utf-8")
    assert genesys.sniff(path.read_bytes(), path.name).score == 0.0
    with pytest.raises(Unreadable, match="no conversation of Genesys Cloud was found"):
        plan_of(genesys, path)
