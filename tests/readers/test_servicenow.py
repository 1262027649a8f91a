"""Cases of ServiceNow's exports, hand-written: the audit with one row an update, lists with labels, task_sla."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.readers import servicenow
from assets.readers.keys import keyed_hash
from assets.readers.protocol import Plan, Unreadable

Rows = Callable[..., list[dict[str, Any]]]
Plans = Callable[..., Plan]

AUDIT = """\
number,incident_state,reopen_count,sys_mod_count,made_sla,caller_id,opened_at,sys_updated_by,sys_updated_at,contact_type,category,priority,assignment_group,assigned_to,knowledge,resolved_at,closed_at
INC1,New,0,0,TRUE,Caller 9,29-02-2016 01:16,U 1,29-02-2016 01:23,Phone,Disk,3 - Moderate,Group 56,?,FALSE,01-03-2016 11:29,05-03-2016 12:00
INC1,Resolved,0,2,FALSE,Caller 9,29-02-2016 01:16,U 2,01-03-2016 11:29,Phone,Disk,3 - Moderate,Group 56,Bob 7,TRUE,01-03-2016 11:29,?
INC1,Resolved,0,2,FALSE,Caller 9,29-02-2016 01:16,U 2,29-02-2016 24:61,Phone,Disk,3 - Moderate,Group 56,Bob 7,TRUE,NULL,
"""
LIST = """\
Number;Opened;Short description;Caller;Priority;State;Category;Assignment group;Assigned to;Updated;Updated by
INC7;2024-10-27 01:30:00;"Ann's laptop; broken";Ann Smith;1 - Critical;In Progress;Hardware;Service Desk;Bob;2024-10-27 09:00:00;bob
"""
SLA = """\
sys_id,task,sla,stage,has_breached,start_time,end_time,business_duration,duration,pause_duration
a1,INC7,P1 resolution,completed,true,2024-03-01 09:00:00,2024-03-01 12:00:00,1970-01-01 02:00:00,10800,0
,INC8,P2 response,in_progress,false,2024-03-01 09:00:00,,,,
"""


def written(folder: Path, text: str, file_name: str = "incident.csv") -> Path:
    path = folder / file_name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_of_the_audit_is_the_ticket_as_it_stood_after_an_update(tmp_path: Path, rows_of: Rows) -> None:
    opened, solved, _ = rows_of(servicenow, written(tmp_path, AUDIT), timezone="Europe/Rome")
    assert (opened["ticket_id"], opened["status"], opened["update_number"], opened["queue"]) == ("INC1", "New", 0, "Group 56")
    assert str(opened["created_at_utc"]) == "2016-02-29 00:16:00", "Rome is an hour ahead of UTC in winter"
    assert (str(opened["at_utc"]), str(solved["at_utc"])) == ("2016-02-29 00:23:00", "2016-03-01 10:29:00")
    assert opened["assignee"] is None, "a question mark stands for nothing"
    assert solved["assignee"] == "Bob 7"
    assert opened["requester_key"] == keyed_hash("Caller 9", key=b"test")
    assert "Caller 9" not in str(opened.values())


def test_the_vendor_s_own_verdict_is_kept_the_other_way_round(tmp_path: Path, rows_of: Rows) -> None:
    opened, solved, _ = rows_of(servicenow, written(tmp_path, AUDIT), timezone="Europe/Rome")
    assert (opened["vendor_is_breached"], solved["vendor_is_breached"]) == (False, True), "made_sla says the opposite of a breach"
    assert (opened["articles"], solved["articles"], opened["vendor_reopens"]) == (0, 1, 0)
    assert str(solved["solved_at_utc"]) == "2016-03-01 10:29:00" and solved["closed_at_utc"] is None


def test_a_time_that_is_none_is_refused_with_its_column_named(tmp_path: Path, rows_of: Rows) -> None:
    broken = rows_of(servicenow, written(tmp_path, AUDIT), timezone="Europe/Rome")[2]
    assert broken["reason"].startswith("`sys_updated_at` is no time written %d-%m-%Y")


def test_two_updates_with_one_number_are_two(tmp_path: Path, rows_of: Rows) -> None:
    twice = AUDIT.splitlines()[2].replace("01-03-2016 11:29,Phone", "01-03-2016 11:30,Phone")
    text = "\n".join([*AUDIT.splitlines()[:3], twice]) + "\n"
    ids = [row["update_id"] for row in rows_of(servicenow, written(tmp_path, text), timezone="Europe/Rome")]
    assert len(set(ids)) == 3


def test_a_list_under_the_labels_people_see_is_read_too(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = rows_of(servicenow, written(tmp_path, LIST), timezone="America/New_York")
    assert (row["ticket_id"], row["status"], row["priority"]) == ("INC7", "In Progress", "1 - Critical")
    assert (row["queue"], row["assignee"]) == ("Service Desk", "Bob")
    assert str(row["created_at_utc"]) == "2024-10-27 05:30:00"
    assert "laptop" not in str(row.values()) and "Smith" not in str(row.values())


def test_task_sla_keeps_what_the_vendor_counted(tmp_path: Path, rows_of: Rows) -> None:
    done, running = rows_of(servicenow, written(tmp_path, SLA, "task_sla.csv"), timezone="UTC")
    assert (done["sla_id"], done["ticket_id"], done["metric"], done["is_breached"]) == ("a1", "INC7", "P1 resolution", True)
    assert (done["elapsed_s"], done["business_elapsed_s"]) == (10800, 7200), "a duration is written as a time since 1970"
    assert (running["stage"], running["ended_at_utc"], running["is_breached"]) == ("in_progress", None, False)
    assert running["sla_id"] == "P2 response|2024-03-01 09:00:00", "without an id one is made"


@pytest.mark.parametrize(("date", "expected"), [("03/04/2024 10:00", "no date has a number above 12"), ("13/04/2024 10:00", None)])
def test_a_date_that_can_be_read_both_ways_is_never_guessed(date: str, expected: str | None, tmp_path: Path, plan_of: Plans) -> None:
    text = f"number,state,opened_at,sys_updated_on,assignment_group\nINC1,New,{date},{date},Desk\n"
    path = written(tmp_path, text)
    if expected is None:
        assert plan_of(servicenow, path, timezone="UTC").kind.name == "ticket_update"
        return
    with pytest.raises(Unreadable, match=expected) as refused:
        plan_of(servicenow, path, timezone="UTC")
    assert "timestamp:" in str(refused.value)
    assert plan_of(servicenow, path, timezone="UTC", timestamp=["%d/%m/%Y %H:%M"]).kind.name == "ticket_update"


def test_every_export_is_recognised_and_another_table_is_not() -> None:
    assert servicenow.sniff(AUDIT.encode(), "x.csv").score >= 0.9
    assert "one row an update" in servicenow.sniff(AUDIT.encode(), "x.csv").why
    assert servicenow.sniff(LIST.encode(), "x.csv").score >= 0.5
    assert "task_sla" in servicenow.sniff(SLA.encode(), "x.csv").why
    assert servicenow.sniff(b"Number,State,Capital,Area\n1,Ohio,Columbus,4\n", "x.csv").score == 0
    assert servicenow.sniff(b"", "x.csv").score == 0
