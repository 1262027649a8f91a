"""Cases of the JSON of Zendesk's API, hand-written: lines, documents with a list, pages a line; what is broken and what is unknown."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.readers import zendesk
from assets.readers.keys import keyed_hash
from assets.readers.protocol import Unreadable
from tests.warehouse import deliver, open_warehouse, run_ingest, settings_of

Rows = Callable[..., list[dict[str, Any]]]

TICKET = {
    "id": 7,
    "created_at": "2024-05-01T08:00:00Z",
    "updated_at": "2024-05-01T09:00:00Z",
    "status": "open",
    "priority": "high",
    "type": "problem",
    "subject": "Parcel for Ann lost",
    "description": "call me at 0301234567",
    "requester_id": 9001,
    "submitter_id": 9001,
    "assignee_id": 55,
    "group_id": 300,
    "ticket_form_id": 12,
    "external_id": "call-9",
    "via": {"channel": "web"},
    "tags": ["vip", "closed_by_merge"],
    "satisfaction_rating": {"score": "good"},
}
OTHER = TICKET | {"id": 8, "tags": [], "status": "deleted", "satisfaction_rating": None, "via": None}
AUDIT: dict[str, Any] = {
    "id": 1,
    "ticket_id": 7,
    "created_at": "2024-05-01T08:05:00Z",
    "author_id": 55,
    "via": {"channel": "web"},
    "metadata": {"system": {"ip_address": "192.0.2.1"}},
    "events": [
        {"id": 11, "type": "Comment", "public": True, "body": "secret words", "author_id": 55},
        {"id": 12, "type": "Change", "field_name": "status", "value": "pending", "previous_value": "open"},
        {"id": 13, "type": "Change", "field_name": "subject", "value": "Ann", "previous_value": "Bob"},
        {"id": 14, "type": "Change", "field_name": "assignee_id", "value": "55", "previous_value": None},
        {"id": 15, "type": "Notification", "body": "mail", "recipients": [1]},
    ],
}
RATING = {
    "id": 3,
    "score": "good_with_comment",
    "comment": "thanks",
    "ticket_id": 7,
    "requester_id": 9001,
    "assignee_id": 55,
    "group_id": 300,
    "created_at": "2024-05-02T08:00:00Z",
    "updated_at": "2024-05-03T08:00:00Z",
}


def lines(*records: Any) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def written(folder: Path, text: str, file_name: str = "export.json") -> Path:
    path = folder / file_name
    path.write_text(text, encoding="utf-8")
    return path


HOLDERS = {
    "one record a line": lines(TICKET, OTHER),
    "one document with the list": json.dumps({"count": 2, "end_of_stream": True, "tickets": [TICKET, OTHER]}, indent=1),
    "the same on one line": json.dumps({"users": [], "tickets": [TICKET, OTHER]}),
    "a bare list": json.dumps([TICKET, OTHER], indent=2),
    "a page a line": lines({"tickets": [TICKET], "next_page": "x"}, {"tickets": [OTHER]}),
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_tickets_are_read_whatever_holds_them(holder: str, tmp_path: Path, rows_of: Rows) -> None:
    ticket, other = rows_of(zendesk, written(tmp_path, HOLDERS[holder]))
    assert (ticket["ticket_id"], ticket["queue"], ticket["status"], ticket["channel"]) == ("7", "300", "open", "web")
    assert (ticket["contact_id"], ticket["satisfaction"], ticket["is_merged"], ticket["is_spam"]) == ("call-9", "good", True, False)
    assert str(ticket["created_at_utc"]) == "2024-05-01 08:00:00"
    assert ticket["requester_key"] == keyed_hash("9001", key=b"test")
    assert (other["ticket_id"], other["channel"], other["is_merged"], other["is_spam"]) == ("8", None, False, True)
    assert "Ann" not in str(ticket.values()) and "030" not in str(ticket.values())


def test_people_beside_the_audits_say_who_is_an_agent(tmp_path: Path, rows_of: Rows) -> None:
    document = {"audits": [AUDIT], "users": [{"id": 55, "role": "agent"}]}
    comment, *_ = rows_of(zendesk, written(tmp_path, json.dumps(document)))
    assert (comment["event_type"], comment["actor_role"]) == ("comment", "agent")


def test_declared_words_are_looked_for_in_what_people_wrote(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = rows_of(zendesk, written(tmp_path, lines(TICKET)), keywords=["Lost", "refund"])
    assert row["keywords"] == "lost"
    assert "Parcel" not in str(row.values())


def test_a_packed_export_is_read(tmp_path: Path, rows_of: Rows) -> None:
    path = tmp_path / "export.json.gz"
    path.write_bytes(gzip.compress(lines(TICKET).encode()))
    assert [row["ticket_id"] for row in rows_of(zendesk, path)] == ["7"]


def test_each_event_of_an_audit_is_a_record_and_undocumented_ones_are_skipped(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(zendesk, written(tmp_path, lines(AUDIT, AUDIT | {"id": 2, "events": []})))
    comment, status, subject, assign, notice, empty = rows
    assert (comment["event_type"], comment["is_public"], comment["actor_key"]) == ("comment", True, keyed_hash("55", key=b"test"))
    assert (status["event_type"], status["old_value"], status["new_value"]) == ("status", "open", "pending")
    assert (subject["event_type"], subject["new_value"]) == ("subject", None), "a customer's words are not kept"
    assert (assign["event_type"], assign["new_value"]) == ("assign", "55")
    assert [row["is_skipped"] for row in rows] == [False, False, False, False, True, True]
    assert len({row["event_id"] for row in rows[:4]}) == 4
    assert sorted({row["event_number"] for row in rows[:4]}) == [row["event_number"] for row in rows[:4]], "they stand in their order"
    assert "secret" not in str(rows)
    assert empty["line"] == 2 and notice["line"] == 1


def test_a_rule_is_no_agent(tmp_path: Path, rows_of: Rows) -> None:
    by_rule = AUDIT | {"via": {"channel": "rule"}}
    by_system = AUDIT | {"author_id": -1, "events": AUDIT["events"][1:2]}
    rows = rows_of(zendesk, written(tmp_path, lines(by_rule, by_system)))
    assert {rows[0]["actor_role"], rows[5]["actor_role"]} == {"system"}


def test_ticket_events_with_children_are_the_same_history(tmp_path: Path, rows_of: Rows) -> None:
    event = {
        "id": 5,
        "ticket_id": 7,
        "created_at": "2024-05-01T08:05:00Z",
        "updater_id": 55,
        "via": "Web form",
        "child_events": [
            {"id": 51, "event_type": "Change", "status": "solved", "previous_value": "open"},
            {"id": 52, "event_type": "Comment", "comment_present": True, "comment_public": False},
        ],
    }
    status, note = rows_of(zendesk, written(tmp_path, json.dumps({"ticket_events": [event]})))
    assert (status["event_type"], status["old_value"], status["new_value"]) == ("status", "open", "solved")
    assert (note["event_type"], note["is_public"]) == ("comment", False)


def test_metric_events_keep_the_vendor_s_clocks_in_seconds(tmp_path: Path, rows_of: Rows) -> None:
    base = {"id": 1, "ticket_id": 7, "metric": "reply_time", "instance_id": 1, "time": "2024-05-01T08:05:00Z"}
    sla = base | {"id": 2, "type": "apply_sla", "sla": {"target": 60, "business_hours": True}}
    rows = rows_of(zendesk, written(tmp_path, lines(base | {"type": "update_status", "status": {"calendar": 5, "business": 3}}, sla)))
    assert (rows[0]["event"], rows[0]["instance"], rows[0]["status_s"], rows[0]["status_business_s"]) == ("update_status", 1, 300, 180)
    assert (rows[1]["target_s"], rows[1]["is_business"]) == (3600, True)


def test_the_vendor_s_figures_come_in_seconds(tmp_path: Path, rows_of: Rows) -> None:
    metrics = {
        "ticket_id": 7,
        "updated_at": "2024-05-01T08:05:00Z",
        "reopens": 1,
        "replies": 2,
        "reply_time_in_minutes": {"calendar": 10, "business": 5},
        "full_resolution_time_in_minutes": {"calendar": 100, "business": None},
    }
    (row,) = rows_of(zendesk, written(tmp_path, json.dumps({"ticket_metrics": [metrics]})))
    assert (row["first_response_s"], row["first_response_business_s"], row["full_resolution_s"]) == (600, 300, 6000)
    assert (row["full_resolution_business_s"], row["reopens"], row["replies"]) == (None, 1, 2)


@pytest.mark.parametrize(
    ("score", "is_good", "is_answered", "is_delivered"),
    [
        ("good_with_comment", True, True, True),
        ("bad", False, True, True),
        ("offered", None, False, True),
        ("unoffered", None, False, False),
    ],
)
def test_a_satisfaction_rating_is_good_or_bad_and_an_offer_is_an_invitation(
    score: str, is_good: bool | None, is_answered: bool, is_delivered: bool, tmp_path: Path, rows_of: Rows
) -> None:
    (row,) = rows_of(zendesk, written(tmp_path, lines(RATING | {"score": score})))
    assert (row["is_good"], row["answered_at_utc"] is not None, row["is_delivered"]) == (is_good, is_answered, is_delivered)
    assert (row["response_id"], row["ticket_id"], row["queue"], row["agent"]) == ("3", "7", "300", "55")
    assert str(row["sent_at_utc"]) == "2024-05-02 08:00:00" and row["csat"] is None
    assert "thanks" not in str(row.values())


def test_a_score_the_api_does_not_know_is_refused_by_name(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(zendesk, written(tmp_path, lines(RATING, RATING | {"score": "11"}, RATING | {"score": 5})))
    assert [row["reason"] for row in rows] == [None, *["`score` is none of good, bad, offered and unoffered"] * 2]


def test_words_for_unknown_are_no_value_in_json_either(tmp_path: Path, rows_of: Rows) -> None:
    known, nameless = rows_of(zendesk, written(tmp_path, lines(TICKET | {"priority": "?", "type": "NULL"}, TICKET | {"id": "?"})))
    assert (known["reason"], known["priority"], known["type"]) == (None, None, None)
    assert nameless["reason"] == "ticket_id is missing or cannot be read"


def test_objects_an_export_has_flattened_are_read_as_their_parts(tmp_path: Path, rows_of: Rows) -> None:
    flat = TICKET | {"via": "email", "satisfaction_rating": "bad", "tags": "vip,north", "metric_set": "gone"}
    (row,) = rows_of(zendesk, written(tmp_path, lines(flat)))
    assert (row["reason"], row["channel"], row["satisfaction"], row["tags"]) == (None, "email", "bad", "vip,north")


def test_a_record_of_another_shape_costs_itself_alone(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(zendesk, written(tmp_path, lines(AUDIT, AUDIT | {"id": 2, "events": "none"}, AUDIT | {"id": 3})))
    reasons = {row["line"]: row["reason"] for row in rows}
    assert reasons == {1: None, 2: "a field of the record holds another kind of value than its API documents", 3: None}


def test_a_line_cut_short_is_refused_and_the_others_go_on(tmp_path: Path, rows_of: Rows) -> None:
    text = lines(TICKET) + json.dumps(OTHER)[:80] + "\n" + lines(OTHER)
    rows = rows_of(zendesk, written(tmp_path, text))
    assert [(row["line"], row["reason"]) for row in rows] == [
        (1, None),
        (2, "the line is no JSON object: cut short, or damaged"),
        (3, None),
    ]


def test_a_document_cut_short_is_refused_as_a_whole(tmp_path: Path, rows_of: Rows) -> None:
    text = json.dumps({"tickets": [TICKET, OTHER]}, indent=1)[:-100]
    with pytest.raises(Unreadable, match="cannot be read to its end"):
        rows_of(zendesk, written(tmp_path, text))


def test_a_record_without_a_readable_time_is_refused_with_its_field_named(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = rows_of(zendesk, written(tmp_path, lines(TICKET | {"created_at": "yesterday"})))
    assert row["reason"] == "`created_at` is no timestamp; expected such as 2024-05-31T09:30:00Z"


def test_each_export_is_recognised_also_from_a_head_that_is_cut() -> None:
    long = json.dumps({"count": 1, "tickets": [TICKET, OTHER | {"description": "x" * 100_000}]}).encode()[: 64 * 1024]
    assert "`tickets`" in zendesk.sniff(long, "x.json").why
    assert "`audits`" in zendesk.sniff(lines(AUDIT).encode(), "x.json").why
    assert "`satisfaction_ratings`" in zendesk.sniff(json.dumps({"satisfaction_ratings": [RATING]}).encode(), "x.json").why
    assert zendesk.sniff(b'{"ContactId": "x", "Queue": null}\n', "x.json").score == 0


def test_json_of_another_product_is_refused_with_what_was_expected(tmp_path: Path, rows_of: Rows) -> None:
    with pytest.raises(Unreadable, match=r"none of Zendesk's exports. Expected records of audits"):
        rows_of(zendesk, written(tmp_path, '{"ContactId": "x"}\n'))


def test_records_that_lack_fields_are_refused_with_the_fields_named(tmp_path: Path, rows_of: Rows) -> None:
    with pytest.raises(Unreadable, match=r"it holds `groups`, whose records lack `\w+`"):
        rows_of(zendesk, written(tmp_path, '{"groups": [{"id": 1}]}'))


def test_a_team_whose_name_comes_with_a_later_file_is_unknown_no_more(tmp_path: Path) -> None:
    desk = {"id": "desk", "reader": "zendesk", "files": "desk/*.json", "site": "berlin", "timezone": "UTC"}
    settings = settings_of(desk)
    group = {"id": 7, "name": "orders", "default": False, "created_at": TICKET["created_at"], "updated_at": TICKET["created_at"]}
    with open_warehouse(settings) as engine:
        deliver(tmp_path, "desk/a.json", lines(TICKET | {"group_id": 7}))
        run_ingest(settings, engine, tmp_path)
        assert ("queue", "7") in engine.rows("select field, word from ops.unmapped")
        deliver(tmp_path, "desk/groups.json", json.dumps({"groups": [group]}))
        run_ingest(settings, engine, tmp_path, "run-2")
        assert engine.rows("select word from ops.unmapped where field = 'queue'") == []
