"""Exports of contact clouds and switches, and incidents of further cities, hand-written in their layouts: drafted, loaded, added up.

The sums stand beside each layout and are counted by hand from the rows.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import describe
from tests.readers.test_drafts_of_strangers import loaded, total

Rows = Callable[..., list[dict[str, Any]]]
CONTACTS = """\
contact_id,master_contact_id,media_name,contact_name,ANI_DIALNUM,skill_no,skill_name,campaign_name,agent_no,agent_name,team_name,SLA,\
start_date,start_time,PreQueue,InQueue,Agent_Time,PostQueue,Total_Time,Abandon_Time,abandon,ACW_Time,Hold_Time
7001,7001,Call,8005550000,5551230001,11,Billing,Main,501,"Lee, Ann",Day,1,3/4/2024,8:01:10 AM,10,15,270,0,295,0,N,40,30
7002,7002,Call,8005550000,5551230002,11,Billing,Main,0,,,0,3/4/2024,8:03:00 AM,10,50,0,0,60,50,Y,0,0
7003,7003,Call,8005550000,5551230003,12,Tech,Main,502,"Ray, Bob",Day,1,3/4/2024,1:04:00 PM,10,5,150,0,165,0,N,10,0
"""
SESSIONS = """\
Contact Session ID,Channel Type,Contact Start Timestamp,Contact End Timestamp,ANI,DNIS,Entry Point Name,Queue Name,Agent Name,\
Queue Duration,Ringing Duration,Connected Duration,Hold Duration,Wrapup Duration,Termination Type,Is Contact Handled
0f-1,telephony,1709539270000,1709539555000,+15551230001,+18005550000,EP Main,Billing,Ann Lee,15000,4000,240000,30000,40000,normal,1
0f-2,telephony,1709539380000,1709539430000,+15551230002,+18005550000,EP Main,Billing,,50000,0,0,0,0,abandoned,0
0f-3,telephony,1709557440000,1709557595000,+15551230003,+18005550000,EP Main,Tech,Bob Ray,5000,2000,150000,0,10000,normal,1
"""
INTERACTIONS = """\
InteractionIDKey;SiteID;StartDateTimeUTC;StartDTOffset;Direction;MediaType;RemoteID;DNIS_LocalID;LastAssignedWorkgroupID;LastLocalName;\
tQueueWait;tAlert;tConnected;tHeld;tTalk;tACW;Disposition;LineDuration
1001;1;2024-03-04 08:01:10.123;-18000;Inbound;Call;5551230001;8005550000;Billing;Ann Lee;15000;4000;270000;30000;240000;40000;Answered;\
285000
1002;1;2024-03-04 08:03:00.000;-18000;Inbound;Call;5551230002;8005550000;Billing;;50000;0;0;0;0;0;Abandoned;50000
1003;1;2024-03-04 13:04:00.500;-18000;Inbound;Call;5551230003;8005550000;Tech;Bob Ray;5000;2000;150000;0;150000;10000;Answered;155000
"""
QUEUE_CALLS = """\
Call ID,Queue Name,Queue Ext.,Direction,Caller Name,Caller Number,Call Start Time,Answered Time,Call End Time,Waiting Time (s),\
Talk Time (s),Hold Time (s),Wrap-up Time (s),Call Result,Answered by
7201112223,Billing,801,Inbound,WIRELESS CALLER,+15551230001,2024-03-04 08:01:10,2024-03-04 08:01:25,2024-03-04 08:05:55,15,240,30,40,\
Answered,Ann Lee
7201112224,Billing,801,Inbound,WIRELESS CALLER,+15551230002,2024-03-04 08:03:00,,2024-03-04 08:03:50,50,0,0,0,Abandoned,
7201112225,Tech,802,Inbound,WIRELESS CALLER,+15551230003,2024-03-04 13:04:00,2024-03-04 13:04:05,2024-03-04 13:06:35,5,150,0,10,\
Answered,Bob Ray
7201112226,Tech,802,Inbound,WIRELESS CALLER,+15551230004,2024-03-04 13:14:00,,2024-03-04 13:15:05,65,0,0,0,Overflowed,
"""
PERIODS = """\
Queue Performance by Period
Start date;04/03/2024;End date;04/03/2024
Queue;Period;ACD calls offered;ACD calls handled;Calls abandoned (short);Calls abandoned (long);Calls interflowed;\
Average speed of answer (hh:mm:ss);ACD handling time (hh:mm:ss);Average ACD handling time (hh:mm:ss);Service level %
Billing;04/03/2024 08:00;20;17;1;2;0;00:00:12;01:08:00;00:04:00;82,35
Billing;04/03/2024 08:15;10;9;0;1;0;00:00:20;00:36:00;00:04:00;77,78
Totals;;30;26;1;3;0;00:00:15;01:44:00;00:04:00;80,77
"""
PRESENTED = """\
Interval,Queue,Interactions Presented,Interactions Answered,Interactions Abandoned,Interactions Abandoned (Short),Answered within SLA,\
Total Wait Time (Answered),Total Talk Time,Total Wrap Time,Longest Wait
2024-03-04 08:00 - 08:30,Billing,20,17,3,1,15,204,4080,510,61
2024-03-04 08:30 - 09:00,Billing,10,9,1,0,7,180,2160,270,45
"""
PRIMARY_UNITS = """\
ADDRESS_X,LATITUDE_X,LONGITUDE_X,AGENCY,CREATE_TIME_INCIDENT,DISPOSITION_TEXT,EVENT_NUMBER,INCIDENT_TYPE_ID,INCIDENT_TYPE_DESC,\
NEIGHBORHOOD,ARRIVAL_TIME_PRIMARY_UNIT,BEAT,CLOSED_TIME_INCIDENT,DISPATCH_TIME_PRIMARY_UNIT,DISTRICT,SNA_NEIGHBORHOOD,PRIORITY
10XX VINE ST,39.1,-84.5,CFD,03/04/2024 08:01:10 AM,MEDT: MEDIC TRANSPORT,CFD240304000101,CHEST,CHEST PAIN,OTR,03/04/2024 08:08:40 AM,\
ST05,03/04/2024 08:50:00 AM,03/04/2024 08:02:10 AM,C,OTR,2
20XX ELM ST,39.1,-84.5,CFD,03/04/2024 01:04:00 PM,EMS: NO TRANSPORT,CFD240304000102,SICK,SICK PERSON,CUF,03/04/2024 01:13:00 PM,ST34,\
03/04/2024 01:40:00 PM,03/04/2024 01:05:30 PM,C,CUF,3
30XX RACE ST,39.1,-84.5,CFD,03/04/2024 11:59:30 PM,CAN: CANCEL,CFD240304000103,ALARM,FIRE ALARM,OTR,,ST05,03/05/2024 12:10:00 AM,\
03/05/2024 12:00:15 AM,C,OTR,4
"""
DURATIONS = """\
Incident ID,CR Number,Crime Reports,Start Time,End Time,Priority,Initial Type,Close Type,Address,City,State,Zip,Longitude,Latitude,\
Police District Number,Beat,PRA,CallTime CallRoute,Calltime Dispatch,Calltime Arrive,Calltime Cleared,CallRoute Dispatch,\
Dispatch Arrive,Arrive Cleared,Disposition Desc,Location
P2400101,,,03/04/2024 08:01:10 AM,03/04/2024 08:50:00 AM,2,CHECK WELFARE,CHECK WELFARE,1 MAIN ST,ROCKVILLE,MD,20850,-77.1,39.1,1D,1A1,\
100,30,60,450,2930,30,390,2480,DUP,POINT
P2400102,,,03/04/2024 01:04:00 PM,03/04/2024 01:40:00 PM,1,ALARM,ALARM,2 MAIN ST,ROCKVILLE,MD,20850,-77.1,39.1,1D,1A1,100,20,90,540,\
2160,70,450,1620,RPT,POINT
"""
ON_A_MAP = """\
lat,lng,desc,zip,title,timeStamp,twp,addr,e
40.29,-75.58,REINDEER CT & DEAD END; NEW HANOVER; Station 332; 2015-12-10 @ 17:10:52;,19525,EMS: BACK PAINS/INJURY,2015-12-10 17:10:52,\
NEW HANOVER,REINDEER CT & DEAD END,1
40.25,-75.26,BRIAR PATH & WHITEMARSH LN; HATFIELD; Station 345; 2015-12-10 @ 17:29:21;,19446,EMS: DIABETIC EMERGENCY,\
2015-12-10 17:29:21,HATFIELD TOWNSHIP,BRIAR PATH & WHITEMARSH LN,1
40.12,-75.35,HAWS AVE; NORRISTOWN; 2015-12-10 @ 14:39:21-Station:STA27;,19401,Fire: GAS-ODOR/LEAK,2015-12-10 14:39:21,NORRISTOWN,\
HAWS AVE,1
"""
WHOLE_HOURS = """\
recordId,callDateTime,priority,district,description,callNumber,incidentLocation,location
1,2024/03/04 08:01:10+00,Medium,NE,DISORDERLY,P240640101,2000 BELAIR RD,"(39.3,-76.5)"
2,2024/03/04 13:04:00+00,High,SD,COMMON ASSAULT,P240640102,100 W WEST ST,"(39.2,-76.6)"
"""
CALLS = {"wait_s": 70, "hold_s": 30, "acw_s": 50}


@pytest.mark.parametrize(
    ("content", "sums"),
    [
        (CONTACTS, CALLS),
        (SESSIONS, CALLS | {"talk_s": 390, "ring_s": 6}),
        (INTERACTIONS, CALLS | {"talk_s": 390, "ring_s": 6}),
        (QUEUE_CALLS, CALLS | {"wait_s": 135, "talk_s": 390}),
    ],
    ids=["yes_or_no_abandoned", "all_in_milliseconds", "times_that_begin_with_t", "few_records"],
)
def test_a_log_of_calls_adds_up_and_its_outcomes_are_known(rows_of: Rows, tmp_path: Path, content: str, sums: dict[str, float]) -> None:
    entry, rows = loaded(rows_of, tmp_path, content)
    assert (entry["kind"], {column: total(rows, column) for column in sums}) == ("call", sums)
    assert min(str(row["entered_at_utc"]) for row in rows).startswith("2024-03-04 08:01:10")
    lost = entry["words"]["outcome"]["abandoned"]
    assert sum(row["outcome"] in lost for row in rows) == 1


def test_a_time_whose_header_says_utc_asks_for_no_zone(tmp_path: Path) -> None:
    path = tmp_path / "interactions.csv"
    path.write_text(INTERACTIONS, encoding="utf-8")
    found = describe(path)
    assert yaml.safe_load(found.text)["sources"][0]["timezone"] == "UTC"
    assert not any("time zone" in question for question in found.questions)


@pytest.mark.parametrize(
    ("content", "sums"),
    [
        (PERIODS, {"offered": 30, "answered": 26, "abandoned": 3, "wait_answered_s": 17 * 12 + 9 * 20, "handle_s": 4080 + 2160}),
        (PRESENTED, {"offered": 30, "answered": 26, "answered_in_time": 22, "abandoned": 4, "short_abandoned": 1, "talk_s": 6240}),
    ],
    ids=["long_abandons_beside_short", "answered_beside_answered_within"],
)
def test_sums_by_interval_add_up_under_the_source_s_own_definitions(
    rows_of: Rows, tmp_path: Path, content: str, sums: dict[str, float]
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content)
    assert (entry["kind"], {column: total(rows, column) for column in sums}) == ("interval_total", sums)


def test_short_abandons_that_are_no_part_of_the_abandoned_are_left_out(rows_of: Rows, tmp_path: Path) -> None:
    entry, _ = loaded(rows_of, tmp_path, PERIODS.replace(";17;1;2;", ";17;5;2;"))
    assert "short_abandoned" not in entry["columns"]


@pytest.mark.parametrize(
    ("content", "first", "incidents", "service"),
    [
        (PRIMARY_UNITS, "created_at_utc", 3, "AGENCY"),
        (DURATIONS, "received_at_utc", 2, "Initial Type"),
        (ON_A_MAP, "received_at_utc", 3, "title"),
        (WHOLE_HOURS, "received_at_utc", 2, "description"),
    ],
    ids=["ends_are_no_beginnings", "a_state_of_the_union", "no_number", "offset_in_hours"],
)
def test_incidents_of_a_city_are_dispatches_whatever_they_leave_out(
    rows_of: Rows, tmp_path: Path, content: str, first: str, incidents: int, service: str
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content)
    assert (entry["kind"], entry["columns"]["service"], len({row["incident_id"] for row in rows})) == ("dispatch", service, incidents)
    assert all(row[first] is not None for row in rows)
    assert all(row["closed_at_utc"] is None or row["closed_at_utc"] > row[first] for row in rows if "closed_at_utc" in row)
