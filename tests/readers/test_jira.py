"""Cases of Jira's tables and of a search's CSV, hand-written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.readers import jira
from assets.readers.keys import keyed_hash
from assets.readers.protocol import NotUsed, Plan, Unreadable

Rows = Callable[..., list[dict[str, Any]]]
Plans = Callable[..., Plan]

ISSUES = """\
id,_fivetran_synced,assignee,created,creator,description,issue_type,key,priority,project,reporter,resolution,resolved,status,summary,time_spent,updated
11,2024-05-02 01:00:00,bob,2024-05-01 08:00:00.5,ann,call 0301234567,10103,TP-8,3,10001,ann,10000,2024-05-03 08:00:00,5,Lost parcel,600,2024-05-03 08:00:00
12,2024-05-02 01:00:00,,2024-05-01 08:00:00,ann,,10103,TP-9,3,10001,ann,10000,2024-04-30 08:00:00,5,,,2024-05-03 08:00:00
"""  # noqa: E501
HISTORY = """\
field_id,issue_id,time,_fivetran_synced,value,is_active,author_id
status,11,2024-05-01 09:00:00.25,2024-05-02 01:00:00,3,false,bob
summary,11,2024-05-01 09:00:00.25,2024-05-02 01:00:00,Ann's parcel,true,ann
assignee,11,2024-05-01 09:00:00.25,2024-05-02 01:00:00,bob,true,
"""
COMMENTS = """\
id,_fivetran_synced,author_id,body,created,is_public,issue_id,update_author_id,updated
1,2024-05-02 01:00:00,bob,"secret
words",2024-05-01 10:00:00,true,11,bob,2024-05-01 10:00:00
"""
SEARCH = """\
Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Assignee,Reporter,Reporter Id,Created,Updated,Resolved,Labels,Labels,Comment,Comment,Custom field (Satisfaction),Custom field (Time to resolution)
"Lost, parcel",SD-1,11,Incident,Done,SD,High,Bob,Ann,id:ann,13/Mar/24 3:05 PM,14/Mar/24 9:00 AM,14/Mar/24 9:00 AM,vip,north,13/Mar/24 3:06 PM;id:ann;more,13/Mar/24 4:00 PM;id:bob;on it,5,-2:10
Open one,SD-2,12,Incident,Waiting for support,SD,Low,,Eve,id:eve,01/Apr/24 12:30 AM,01/Apr/24 12:30 AM,,,,,,,3:00
"""  # noqa: E501


def written(folder: Path, text: str) -> Path:
    path = folder / "jira.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_issue_keeps_ids_words_and_instants_and_drops_what_people_wrote(tmp_path: Path, rows_of: Rows) -> None:
    issue, backwards = rows_of(jira, written(tmp_path, ISSUES))
    assert (issue["ticket_id"], issue["queue"], issue["status"], issue["priority"], issue["assignee"]) == ("11", "10001", "5", "3", "bob")
    assert (issue["requester_key"], issue["handling_s"]) == (keyed_hash("ann", key=b"test"), 600)
    assert str(issue["solved_at_utc"]) == "2024-05-03 08:00:00"
    assert "parcel" not in str(issue) and "030" not in str(issue.values())
    assert backwards["reason"] == "solved_at_utc is before created_at_utc"


def test_history_is_named_by_what_changed_and_who_answers_is_who_did_not_ask(tmp_path: Path, rows_of: Rows) -> None:
    status, summary, assign = rows_of(jira, written(tmp_path, HISTORY))
    assert (status["event_type"], status["new_value"], status["actor_role"]) == ("status", "3", "requester_or_agent")
    assert (summary["new_value"], assign["event_type"], assign["actor_role"]) == (None, "assign", None)
    assert len({status["event_id"], summary["event_id"], assign["event_id"]}) == 3


def test_the_history_of_the_data_pipeline_tells_values_by_name(tmp_path: Path, rows_of: Rows) -> None:
    text = (
        "issue_id,changelog_id,author_id,author_name,created_date,field_type,field,from,from_string,to,to_string\n"
        "11,901,7,Bob,2024-05-01T09:00:00Z,jira,status,1,Open,3,In Progress\n"
    )
    (row,) = rows_of(jira, written(tmp_path, text))
    assert (row["event_type"], row["old_value"], row["new_value"]) == ("status", "Open", "In Progress")
    assert (row["event_id"], str(row["at_utc"])) == ("status|901|In Progress", "2024-05-01 09:00:00")


def test_a_comment_is_an_event_without_its_text(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = rows_of(jira, written(tmp_path, COMMENTS))
    assert (row["event_type"], row["event_id"], row["event_number"], row["is_public"]) == ("comment", "comment|1", 1, True)
    assert "secret" not in str(row.values())


def test_columns_that_repeat_are_each_read_and_dates_follow_the_user_s_language(tmp_path: Path, rows_of: Rows) -> None:
    done, waiting = rows_of(jira, written(tmp_path, SEARCH), timezone="Europe/Berlin")
    assert (done["ticket_id"], done["status"], done["queue"], done["satisfaction"]) == ("SD-1", "Done", "SD", "5")
    assert str(done["created_at_utc"]) == "2024-03-13 14:05:00", "Berlin is an hour ahead in winter"
    assert str(waiting["created_at_utc"]) == "2024-03-31 22:30:00", "and two in summer"
    assert str(done["first_response_at_utc"]) == "2024-03-13 15:00:00", "the first comment that another than the reporter wrote"
    assert waiting["first_response_at_utc"] is None
    assert (done["tags"], done["vendor_is_breached"], waiting["vendor_is_breached"]) == ("vip,north", True, False)
    assert done["requester_key"] == keyed_hash("id:ann", key=b"test")
    assert "on it" not in str(done.values()) and "parcel" not in str(done.values())


def test_an_issue_solved_in_the_second_pass_of_an_hour_is_no_issue_that_runs_backwards(tmp_path: Path, rows_of: Rows) -> None:
    again = SEARCH.replace("13/Mar/24 3:05 PM,14/Mar/24 9:00 AM,14/Mar/24 9:00 AM", "27/Oct/24 2:50 AM,27/Oct/24 2:10 AM,27/Oct/24 2:10 AM")
    issue = rows_of(jira, written(tmp_path, again), timezone="Europe/Berlin")[0]
    assert (str(issue["created_at_utc"]), str(issue["solved_at_utc"])) == ("2024-10-27 00:50:00", "2024-10-27 01:10:00")
    assert (issue["reason"], issue["is_repaired"]) == (None, True)


@pytest.mark.parametrize(
    ("date", "utc"),
    [
        ("13/Mär/24 15:05", "2024-03-13 15:05:00"),
        ("13/févr./24 15:05", "2024-02-13 15:05:00"),
        ("13.03.2024 15:05", "2024-03-13 15:05:00"),
        ("2024-03-13 15:05", "2024-03-13 15:05:00"),
        ("03/13/2024 3:05 PM", "2024-03-13 15:05:00"),
        ("13 October 2024 3:05 PM", "2024-10-13 15:05:00"),
    ],
)
def test_dates_of_other_languages_are_read(date: str, utc: str, tmp_path: Path, rows_of: Rows) -> None:
    text = f"Issue key,Status,Created,Updated\nSD-1,Done,{date},{date}\n"
    (row,) = rows_of(jira, written(tmp_path, text), timezone="UTC")
    assert (row["reason"], str(row["created_at_utc"])) == (None, utc)


def test_words_for_unknown_are_no_value_and_cost_no_issue(tmp_path: Path, rows_of: Rows) -> None:
    text = "Issue key,Status,Priority,Created,Updated,Resolved\nSD-1,Done,?,2024-03-13 15:05,NULL,N/A\n"
    (row,) = rows_of(jira, written(tmp_path, text), timezone="UTC")
    assert (row["reason"], row["priority"], row["updated_at_utc"], row["solved_at_utc"]) == (None, None, None, None)


def test_a_state_of_the_centre_s_own_is_read_as_its_category_where_the_export_tells_it(tmp_path: Path, rows_of: Rows) -> None:
    text = "Issue key,Status,Status Category,Created\n" + "".join(
        f"SD-{n},{status},{category},2024-03-13 15:05\n"
        for n, (status, category) in enumerate(
            [("Simmering", "In Progress"), ("Shipped", "Done"), ("Geparkt", "To Do"), ("On hold", "In Progress"), ("Odd", "")]
        )
    )
    rows = rows_of(jira, written(tmp_path, text), timezone="UTC", words={"status": {"hold": ["Geparkt"]}})
    assert [row["status"] for row in rows] == ["In Progress", "Done", "Geparkt", "On hold", "Odd"], "a known or declared name goes first"


def test_the_table_of_states_says_what_an_id_means_unless_the_source_does(tmp_path: Path, rows_of: Rows) -> None:
    text = (
        "id,_fivetran_synced,description,name,status_category_id\n"
        "10000,x,,Shipped,3\n10003,x,,Geparkt,4\n10004,x,,Waiting for customer,4\n3,x,,In Progress,4\n10005,x,,Odd,1\n"
    )
    rows = rows_of(jira, written(tmp_path, text), timezone="UTC", words={"status": {"hold": ["10003"]}})
    assert [(row["state_id"], row["name"]) for row in rows] == [
        *(("10000", "done"), ("10003", "10003"), ("10004", "Waiting for customer"), ("3", "In Progress"), ("10005", "Odd"))
    ], "a declared id, then a known name, then the category"


def test_a_table_that_is_not_needed_is_set_aside_by_name(tmp_path: Path, plan_of: Plans) -> None:
    links = written(tmp_path, "issue_id,related_issue_id,_fivetran_synced,relationship\n1,2,2024-01-01,duplicates\n")
    with pytest.raises(NotUsed, match="Jira's table `issue_link`"):
        plan_of(jira, links)
    stranger = written(tmp_path, "a,b\n1,2\n")
    with pytest.raises(Unreadable, match="neither a table of Jira's connector"):
        plan_of(jira, stranger)


def test_each_layout_is_recognised() -> None:
    assert "`issue`" in jira.sniff(ISSUES.encode(), "x.csv").why
    assert "`issue_field_history`" in jira.sniff(HISTORY.encode(), "x.csv").why
    assert "`comment`" in jira.sniff(COMMENTS.encode(), "x.csv").why
    fit = jira.sniff(SEARCH.encode(), "x.csv")
    assert fit.score >= 0.9 and "more than once" in fit.why
    assert jira.sniff(b"id,name\n1,x\n", "x.csv").score == 0
