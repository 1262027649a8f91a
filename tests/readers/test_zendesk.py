"""Cases of the Zendesk connector layout, hand-written; and the real tables where they are at hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assets.readers import zendesk
from assets.readers.keys import keyed_hash
from assets.readers.protocol import NotUsed, Plan, Unreadable
from pipelines.engine import loading

REAL = Path(__file__).parents[3] / "shared" / "data"
Rows = Callable[..., list[dict[str, Any]]]
Plans = Callable[..., Plan]

TICKETS = """\
id,_fivetran_synced,assignee_id,created_at,description,external_id,group_id,priority,requester_id,status,subject,submitter_id,type,updated_at,via_channel,merged_ticket_ids
7,2024-05-02 01:00:00.1,55,2024-05-01 08:00:00,"My name is
Ann, call 0301234567",call-9,300,high,9001,open,Parcel lost,9001,problem,2024-05-01T09:00:00.250Z,web,[]
8,2024-05-02 01:00:00.1,,2024-05-01T10:00:00+02:00,d,,,,9002,deleted,s,9002,,2024-05-01 09:30:00,email,"[5,6]"
9,2024-05-02 01:00:00.1,,yesterday,d,,,,9002,new,s,9002,,2024-05-01 09:30:00,email,
"""


def kept(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["reason"] is None and not row["is_skipped"]]


def written(folder: Path, text: str, *, file_name: str = "table.csv") -> Path:
    path = folder / file_name
    (folder / "work").mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_ticket_keeps_ids_words_and_instants_and_drops_what_the_customer_wrote(tmp_path: Path, rows_of: Rows) -> None:
    ticket, other, _ = rows_of(zendesk, written(tmp_path, TICKETS))
    assert ticket["ticket_id"] == "7"
    assert (ticket["queue"], ticket["status"], ticket["contact_id"], ticket["assignee"]) == ("300", "open", "call-9", "55")
    assert ticket["requester_key"] == keyed_hash("9001", key=b"test")
    assert str(ticket["updated_at_utc"]) == "2024-05-01 09:00:00.250000"
    assert "Parcel" not in str(ticket) and "Ann" not in str(ticket) and "030" not in str(ticket.values())
    assert other["line"] == 4, "a line break inside quotes moves the next record down"


@pytest.mark.parametrize("enough", [1, 10**9])
def test_a_person_told_often_is_one_key_whether_hashed_once_or_each_time(
    tmp_path: Path, rows_of: Rows, monkeypatch: pytest.MonkeyPatch, enough: int
) -> None:
    monkeypatch.setattr(loading, "ENOUGH_RECORDS", enough)
    monkeypatch.setattr(loading, "TOLD_TIMES", 1)
    people = ["55", " 55 ", "", "9001", '"1) or (2"', "55", "9001"]
    told = "".join(f"status,{n},2024-05-01 08:00:0{n},2024-05-02 01:00:00,{person},open\n" for n, person in enumerate(people))
    rows = rows_of(zendesk, written(tmp_path, "field_name,ticket_id,updated,_fivetran_synced,user_id,value\n" + told))
    assert [row["actor_key"] for row in rows] == [keyed_hash(person.strip('"'), key=b"test") for person in people]
    assert [row["line"] for row in rows] == [2, 3, 4, 5, 6, 7, 8]


def test_an_offset_in_a_timestamp_is_taken_off_and_not_forgotten(tmp_path: Path, rows_of: Rows) -> None:
    other = rows_of(zendesk, written(tmp_path, TICKETS))[1]
    assert str(other["created_at_utc"]) == "2024-05-01 08:00:00"


def test_the_ticket_that_lists_merged_ids_is_the_one_that_remains(tmp_path: Path, rows_of: Rows) -> None:
    ticket, other, _ = rows_of(zendesk, written(tmp_path, TICKETS))
    assert (ticket["absorbed_ids"], other["absorbed_ids"]) == (None, "5,6")
    assert other["is_merged"] is None


def test_a_ticket_tagged_as_merged_is_merged(tmp_path: Path, rows_of: Rows) -> None:
    head = "id,_fivetran_synced,created_at,updated_at,requester_id,status,tags\n"
    row = '7,2024-05-02 01:00:00,2024-05-01 08:00:00,2024-05-01 08:00:00,9001,closed,"[""closed_by_merge"",""vip""]"\n'
    assert rows_of(zendesk, written(tmp_path, head + row))[0]["is_merged"] is True


def test_a_deleted_ticket_is_marked(tmp_path: Path, rows_of: Rows) -> None:
    assert [row["is_spam"] for row in rows_of(zendesk, written(tmp_path, TICKETS))] == [False, True, False]


def test_a_ticket_without_a_readable_creation_is_refused_with_the_column_named(tmp_path: Path, rows_of: Rows) -> None:
    row = rows_of(zendesk, written(tmp_path, TICKETS))[2]
    assert row["reason"] == "`created_at` is no timestamp; expected such as 2024-05-31 09:30:00"


def test_a_comment_becomes_an_event_without_its_text(tmp_path: Path, rows_of: Rows) -> None:
    text = (
        "id,_fivetran_synced,body,created,public,ticket_id,user_id\n"
        "1,2024-05-02 01:00:00.1,secret words,2024-05-01 08:05:00,TRUE,7,55\n"
        "2,2024-05-02 01:00:00.1,note,2024-05-01 08:06:00,false,7,-1\n"
    )
    comment, note = rows_of(zendesk, written(tmp_path, text))
    assert (comment["event_type"], comment["event_id"], comment["event_number"], comment["is_public"]) == ("comment", "comment|1", 1, True)
    assert comment["actor_key"] == keyed_hash("55", key=b"test")
    assert (note["is_public"], note["actor_role"]) == (False, "system")
    assert "secret" not in str(comment.values())


@pytest.mark.parametrize("metric", ["first_reply", "next_reply", "requester_wait", "agent_work", "periodic_update", "pausable_update"])
def test_a_promise_in_a_ticket_s_history_is_told_with_its_minutes(tmp_path: Path, rows_of: Rows, metric: str) -> None:
    told = '"{""minutes"": 60, ""in_business_hours"": true}"'
    text = f"field_name,ticket_id,updated,_fivetran_synced,user_id,value\n{metric}_time,7,2024-05-01 08:00:00,x,-1,{told}\n"
    (change,) = rows_of(zendesk, written(tmp_path, text))
    assert (change["event_type"], change["new_value"]) == (f"{metric}_time", '{"minutes": 60, "in_business_hours": true}')


@pytest.mark.parametrize("nothing", ["NULL", "?", "N/A", "none", "#REF!", ""])
def test_a_word_for_nothing_is_nothing_and_never_a_person_a_queue_or_an_id(tmp_path: Path, rows_of: Rows, nothing: str) -> None:
    tickets = (
        "id,_fivetran_synced,assignee_id,created_at,group_id,priority,requester_id,status,submitter_id,updated_at\n"
        f"7,x,{nothing},2024-05-01 08:00:00,{nothing},{nothing},{nothing},open,{nothing},{nothing}\n"
        f"{nothing},x,55,2024-05-01 08:00:00,300,high,9001,open,9001,2024-05-01 08:00:00\n"
    )
    ticket, nameless = rows_of(zendesk, written(tmp_path, tickets))
    columns = ("queue", "priority", "assignee", "requester_key", "submitter_key", "updated_at_utc", "reason")
    assert [ticket[column] for column in columns] == [None] * len(columns)
    assert nameless["reason"] == "ticket_id is missing or cannot be read"
    changes = f"field_name,ticket_id,updated,_fivetran_synced,user_id,value\nassignee_id,7,2024-05-01 08:05:00,x,{nothing},{nothing}\n"
    (change,) = rows_of(zendesk, written(tmp_path, changes))
    assert (change["event_type"], change["new_value"], change["actor_key"], change["reason"]) == ("assign", None, None, None)
    comments = f"id,_fivetran_synced,body,created,public,ticket_id,user_id\n1,x,b,2024-05-01 08:05:00,true,7,{nothing}\n"
    assert rows_of(zendesk, written(tmp_path, comments))[0]["actor_key"] is None
    ratings = (
        "id,_fivetran_synced,score,ticket_id,requester_id,assignee_id,group_id,created_at,updated_at\n"
        f"1,x,{nothing},7,9001,{nothing},{nothing},2024-05-01 08:00:00,2024-05-01 08:00:00\n"
        "2,x,Good,7,9001,55,300,2024-05-01 08:00:00,2024-05-02 08:00:00\n"
    )
    unrated, rated = rows_of(zendesk, written(tmp_path, ratings))
    assert (unrated["is_good"], unrated["agent"], unrated["queue"], unrated["reason"]) == (None, None, None, None)
    assert (rated["is_good"], rated["is_delivered"]) == (True, True), "Good is good however it is written"


def test_a_field_change_is_named_by_what_changed_and_shows_words_but_no_customer(tmp_path: Path, rows_of: Rows) -> None:
    text = (
        "field_name,ticket_id,updated,_fivetran_synced,user_id,value\n"
        "status,7,2024-05-01 08:05:00,2024-05-02 01:00:00.1,55,open\n"
        "assignee_id,7,2024-05-01 08:05:00,2024-05-02 01:00:00.1,,55\n"
        "group_id,7,2024-05-01 08:05:00,2024-05-02 01:00:00.1,,300\n"
        "requester_id,7,2024-05-01 08:05:00,2024-05-02 01:00:00.1,,9001\n"
        "subject,7,2024-05-01 08:05:00,2024-05-02 01:00:00.1,,ann@example.org\n"
        "subject,7,2024-05-01 08:05:00,2024-05-02 01:00:00.1,,bob@example.org\n"
    )
    rows = rows_of(zendesk, written(tmp_path, text))
    assert [row["event_type"] for row in rows] == ["status", "assign", "group", "requester_id", "subject", "subject"]
    assert [row["new_value"] for row in rows] == ["open", "55", "300", str(keyed_hash("9001", key=b"test")), None, None]
    assert len({row["event_id"] for row in rows}) == 6
    assert "example.org" not in str([list(row.values()) for row in rows])


def test_the_same_change_told_in_another_spelling_of_time_is_the_same_event(tmp_path: Path, rows_of: Rows) -> None:
    head = "field_name,ticket_id,updated,_fivetran_synced,user_id,value\n"
    rows = rows_of(
        zendesk,
        written(tmp_path, head + "status,7,2024-05-01 08:05:00,x,,open\nstatus,7,2024-05-01T08:05:00Z,x,,open\n"),
    )
    assert rows[0]["event_id"] == rows[1]["event_id"]


def test_users_and_groups_are_read_and_a_header_quoted_twice_is_understood(tmp_path: Path, rows_of: Rows) -> None:
    users = (
        'ID,_fivetran_synced,"""ACTIVE""",created_at,email,name,role,updated_at\n'
        "9001,x,TRUE,2024-01-01 00:00:00,a@b.c,Ann,end-user,2024-01-02 00:00:00\n"
    )
    user = rows_of(zendesk, written(tmp_path, users))[0]
    assert (user["user_key"], user["role"]) == (keyed_hash("9001", key=b"test"), "end-user")
    groups = (
        "id,_fivetran_deleted,_fivetran_synced,created_at,name,updated_at,url\n"
        "300,FALSE,x,2024-01-01 00:00:00,Casework Team,2024-01-02 00:00:00,u\n"
    )
    group = rows_of(zendesk, written(tmp_path, groups))[0]
    assert (group["group_id"], group["name"]) == ("300", "Casework Team")


def test_a_comment_deleted_in_the_source_is_skipped(tmp_path: Path, rows_of: Rows) -> None:
    text = "id,_fivetran_deleted,_fivetran_synced,created,public,ticket_id,user_id\n1,TRUE,x,2024-05-01 08:05:00,TRUE,7,55\n"
    assert rows_of(zendesk, written(tmp_path, text))[0]["is_skipped"]


def test_a_table_nothing_is_made_of_is_recognised_by_name(tmp_path: Path, plan_of: Plans) -> None:
    path = written(tmp_path, 'organization_id,"TAG",_fivetran_synced\n1,vip,x\n')
    with pytest.raises(NotUsed, match="organization_tag"):
        plan_of(zendesk, path)
    assert zendesk.sniff(path.read_bytes(), path.name).score > 0.9


def test_a_table_of_ids_and_titles_is_known_by_its_name_and_the_connector_s_stamp(tmp_path: Path, plan_of: Plans) -> None:
    text = "id,title,created_at,updated_at,_fivetran_synced\n1,Standard,2024-01-01 00:00:00,2024-01-01 00:00:00,x\n"
    with pytest.raises(NotUsed, match="sla_policy_history"):
        plan_of(zendesk, written(tmp_path, text, file_name="sla_policy_history_data.csv"))
    with pytest.raises(Unreadable, match="none of the Zendesk connector's tables"):
        plan_of(zendesk, written(tmp_path, text, file_name="strangers.csv"))
    with pytest.raises(Unreadable, match="none of the Zendesk connector's tables"):
        plan_of(zendesk, written(tmp_path, text.replace(",_fivetran_synced", ",note"), file_name="sla_policy_history.csv"))
    kept_by_columns = plan_of(zendesk, written(tmp_path, TICKETS, file_name="view.csv"))
    assert kept_by_columns.kind.name == "ticket"


def test_a_missing_column_is_named_with_the_table_it_is_nearest_to(tmp_path: Path, plan_of: Plans) -> None:
    path = written(tmp_path, "id,_fivetran_synced,created_at,updated_at,status\n1,x,y,z,new\n")
    with pytest.raises(Unreadable, match="Nearest is `ticket`, where requester_id would be needed"):
        plan_of(zendesk, path)


def test_a_declared_zone_other_than_utc_is_refused_because_connectors_write_utc(tmp_path: Path, plan_of: Plans) -> None:
    with pytest.raises(Unreadable, match="timezone: UTC"):
        plan_of(zendesk, written(tmp_path, TICKETS), timezone="America/Chicago")


def test_a_list_of_calls_is_not_taken_for_tickets() -> None:
    assert zendesk.sniff(b"call_id,queue,status\n1,a,b\n", "calls.csv").score == 0


@pytest.mark.skipif(not (REAL / "zendesk").is_dir(), reason="the real Zendesk tables are not at hand")
def test_every_real_connector_table_is_either_read_whole_or_set_aside_by_name(tmp_path: Path, rows_of: Rows) -> None:
    (tmp_path / "work").mkdir()
    read: set[str] = set()
    for original in sorted((REAL / "zendesk").glob("*.csv")):
        path = tmp_path / original.name
        path.write_bytes(original.read_bytes())
        assert zendesk.sniff(path.read_bytes(), path.name).score > 0.5, path.name
        try:
            rows = rows_of(zendesk, path)
        except NotUsed:
            continue
        assert [row["reason"] for row in rows if row["reason"]] == []
        told = pd.read_csv(original, dtype=str)
        # of the audit log only what it says of schedules is used
        wanted = told["change_description"].str.contains("Workweek") if "change_description" in told else told.index >= 0
        assert len(kept(rows)) == wanted.sum(), path.name
        read.add(path.stem)
    assert read == {f"{table}_data" for table in zendesk.TABLES if table != "satisfaction_rating"} | {"user_data_snowflake"}
