"""Cases of the connector's tables about hours, promises and labels, hand-written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from assets.readers import zendesk

Rows = Callable[..., list[dict[str, Any]]]

SCHEDULE = """\
end_time,id,start_time,_fivetran_deleted,_fivetran_synced,end_time_utc,name,start_time_utc,time_zone,created_at
3540,77,2940,FALSE,2024-05-02 01:00:00,3960,Days,3360,Eastern Time (US & Canada),2023-11-18 20:23:34
4980,77,4380,TRUE,2024-05-02 01:00:00,5400,Days,4800,Eastern Time (US & Canada),2023-11-18 20:23:34
"""
HOLIDAY = """\
id,schedule_id,_fivetran_deleted,_fivetran_synced,end_date,name,start_date
9,77,FALSE,2024-05-02 01:00:00,2024-12-26,Christmas,2024-12-25
"""
TICKET_SCHEDULE = """\
created_at,ticket_id,_fivetran_synced,schedule_id
2024-05-01 08:00:01,7,2024-05-02 01:00:00,77
"""
POLICY = """\
sla_policy_id,index,sla_policy_updated_at,business_hours,metric,priority,target,_fivetran_synced
1001,0,2024-01-01 00:00:00,TRUE,first_reply_time,urgent,60,2024-05-02 01:00:00
"""
TICKET_POLICY = """\
ticket_id,sla_policy_id,policy_applied_at,_fivetran_synced
7,1001,2024-05-01 08:00:05,2024-05-02 01:00:00
"""
TAGS = """\
tag,ticket_id,_fivetran_synced
Complaint,7,2024-05-02 01:00:00
"""
WORKWEEK = '"Workweek changed from {:mon=&amp;gt;{""09:00""=&amp;gt;""20:00""}} to {:mon=&amp;gt;{""08:00""=&amp;gt;""20:00""}}"'
AUDIT_LOG = f"""\
id,_fivetran_synced,action,actor_id,change_description,created_at,source_id,source_label,source_type
5,2024-05-29 01:00:00,update,9,{WORKWEEK},2024-05-28 21:51:37,77,Workweek: Days,zendesk/business_hours/workweek
6,2024-05-29 01:00:00,update,9,Support role changed from end-user to agent,2024-05-28 21:51:37,12,User: A,user
"""
RATINGS = """\
id,_fivetran_synced,assignee_id,comment,created_at,group_id,reason,requester_id,score,ticket_id,updated_at,url
3,2024-05-29 01:00:00,55,thank you Ann,2024-05-02 08:00:00,300,,88,good,7,2024-05-03 09:00:00,x
4,2024-05-29 01:00:00,55,,2024-05-02 08:00:00,300,,88,offered,8,2024-05-02 08:00:00,x
"""


def kept(rows_of: Rows, folder: Path, text: str) -> list[dict[str, Any]]:
    path = folder / "table.csv"
    (folder / "work").mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [row for row in rows_of(zendesk, path) if row["reason"] is None and not row["is_skipped"]]


def test_a_schedule_is_told_in_seconds_of_the_week_on_its_own_clock_and_a_deleted_one_is_skipped(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = kept(rows_of, tmp_path, SCHEDULE)
    assert (row["schedule_id"], row["timezone"]) == ("77", "Eastern Time (US & Canada)")
    assert (row["week_start_s"], row["week_end_s"]) == (2940 * 60, 3540 * 60), "Tuesday 01:00 to 11:00"
    assert str(row["created_at_utc"]) == "2023-11-18 20:23:34"


def test_a_holiday_has_a_first_and_a_last_day(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = kept(rows_of, tmp_path, HOLIDAY)
    assert (row["schedule_id"], str(row["first_date"])[:10], str(row["last_date"])[:10]) == ("77", "2024-12-25", "2024-12-26")


def test_the_schedule_and_the_policy_of_a_ticket_are_events_of_its_life(tmp_path: Path, rows_of: Rows) -> None:
    (schedule,) = kept(rows_of, tmp_path, TICKET_SCHEDULE)
    (policy,) = kept(rows_of, tmp_path, TICKET_POLICY)
    assert [(row["ticket_id"], row["event_type"], row["new_value"]) for row in (schedule, policy)] == [
        ("7", "schedule", "77"),
        ("7", "sla_policy", "1001"),
    ]
    assert str(policy["at_utc"]) == "2024-05-01 08:00:05"


def test_a_promise_is_told_in_seconds_with_its_priority_and_clock(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = kept(rows_of, tmp_path, POLICY)
    assert (row["policy_id"], row["metric"], row["priority"], row["target_s"], row["is_business"]) == (
        *("1001", "first_reply_time", "urgent", 3600.0),
        True,
    )


def test_a_label_is_kept_in_lower_case(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = kept(rows_of, tmp_path, TAGS)
    assert (row["event_type"], row["new_value"]) == ("tag", "complaint")


def test_of_the_audit_log_changed_hours_are_kept_in_plain_notation_and_all_else_is_skipped(tmp_path: Path, rows_of: Rows) -> None:
    (row,) = kept(rows_of, tmp_path, AUDIT_LOG)
    assert (row["schedule_id"], str(row["changed_at_utc"])) == ("77", "2024-05-28 21:51:37")
    assert (row["week_before"], row["week_after"]) == ('{:mon=>{"09:00"=>"20:00"}}', '{:mon=>{"08:00"=>"20:00"}}')


def test_ratings_are_answers_and_offers_are_invitations_without_what_people_wrote(tmp_path: Path, rows_of: Rows) -> None:
    good, offered = kept(rows_of, tmp_path, RATINGS)
    assert (good["ticket_id"], good["is_good"], str(good["answered_at_utc"])) == ("7", True, "2024-05-03 09:00:00")
    assert (offered["ticket_id"], offered["is_good"], offered["answered_at_utc"]) == ("8", None, None)
    assert "Ann" not in str(good.values())
