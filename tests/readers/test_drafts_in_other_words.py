"""Exports with other titles, and with moments in place of durations: the draft that runs.

Every file is written by hand in its system's layout; the expected sums are counted by hand beside it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from assets.describe import describe
from tests.readers.test_drafts_of_strangers import loaded, total

Rows = Callable[..., list[dict[str, Any]]]
SWEDISH = """\
Kö;Datum;Tid;Inkomna samtal;Besvarade samtal;Tappade samtal;Medelväntetid;Besvarade inom 20 s
Support;2024-01-15;09:00;50;45;5;00:00:12;40
Support;2024-01-15;09:30;40;38;2;00:00:08;36
"""
CONNECT_METRICS = """\
Queue,StartInterval,EndInterval,Contacts queued,Contacts handled,Contacts abandoned,Average queue answer time,\
Contacts answered in 20 seconds
Basic,2024-03-01T09:00:00Z,2024-03-01T09:30:00Z,20,18,2,12.5,15
Basic,2024-03-01T09:30:00Z,2024-03-01T10:00:00Z,10,10,0,5,10
"""
GERMAN = """\
Warteschlange;Intervall;Angebotene Anrufe;Angenommene Anrufe;Verlorene Anrufe;Service Level 20s (%);Durchschn. Wartezeit (mm:ss)
Vertrieb;15.01.2024 09:00 - 09:15;50;45;5;80,0;00:12
Vertrieb;15.01.2024 09:15 - 09:30;40;40;0;95,0;00:08
"""
KOREAN = """\
날짜,시간,큐,인입콜,응답콜,포기콜,평균대기시간
2024-01-15,09:00,판매,50,45,5,12
2024-01-15,10:00,판매,40,40,0,8
"""
MILLISECONDS = """\
Timestamp;Queue ID;nOffered;tAnswered Count;tAnswered Sum;tAbandon Count;tTalk Sum
2024-01-15T09:00:00Z;q1;50;45;540000;5;9000000
2024-01-15T09:30:00Z;q1;40;40;320000;0;7200000
"""
UNKNOWN_CLOCK = """\
date,slot,queue,offered,answered,abandoned
2024-01-15,09:00,Sales,50,45,5
2024-01-15,09:30,Sales,40,40,0
"""
ONE_DAY = """\
Split/Skill Summary Interval
Date: 1/16/2024
Split/Skill: Sales

Time,Avg Speed Ans,ACD Calls,Avg ACD Time,Aban Calls,Max Delay
9:00 AM,:12,34,3:21,2,1:05
1:30 PM,:08,20,2:40,0,:41
Totals,:11,54,3:05,2,1:05
"""


@pytest.mark.parametrize(
    ("content", "first", "sums"),
    [
        (
            SWEDISH,
            "2024-01-15 09:00:00",
            {"offered": 90, "answered": 83, "answered_in_time": 76, "abandoned": 7, "wait_answered_s": 45 * 12 + 38 * 8},
        ),
        (
            CONNECT_METRICS,
            "2024-03-01 09:00:00",
            {"offered": 30, "answered": 28, "answered_in_time": 25, "abandoned": 2, "wait_answered_s": 18 * 12.5 + 50},
        ),
        (
            GERMAN,
            "2024-01-15 09:00:00",
            {"offered": 90, "answered": 85, "answered_in_time": 74, "abandoned": 5, "wait_answered_s": 45 * 12 + 40 * 8},
        ),
        (KOREAN, "2024-01-15 09:00:00", {"offered": 90, "answered": 85, "abandoned": 5, "wait_answered_s": 45 * 12 + 40 * 8}),
        (
            MILLISECONDS,
            "2024-01-15 09:00:00",
            {"offered": 90, "answered": 85, "abandoned": 5, "wait_answered_s": 540 + 320, "talk_s": 9000 + 7200},
        ),
        (UNKNOWN_CLOCK, "2024-01-15 09:00:00", {"offered": 90, "answered": 85, "abandoned": 5}),
        (ONE_DAY, "2024-01-16 09:00:00", {"answered": 54, "abandoned": 2, "wait_answered_s": 34 * 12 + 20 * 8}),
    ],
    ids=["swedish", "connect_metrics", "german", "korean", "milliseconds", "a_clock_of_no_name", "the_day_above_the_header"],
)
def test_a_report_of_sums_is_drafted_and_adds_up(rows_of: Rows, tmp_path: Path, content: str, first: str, sums: dict[str, float]) -> None:
    entry, rows = loaded(rows_of, tmp_path, content)
    assert (entry["kind"], str(min(row["at_utc"] for row in rows))) == ("interval_total", first)
    assert {column: total(rows, column) for column in sums} == sums


def test_sites_of_a_day_are_parts_of_it_and_an_unknown_duration_beside_them_is_no_time_of_day(rows_of: Rows, tmp_path: Path) -> None:
    content = "date,location,queue,offered,answered,abandoned,kesto\n" + "".join(
        f"2024-01-{day},{site},Sales,50,45,5,00:0{n}:{day}\n" for day in (15, 16) for n, site in enumerate(("Oulu", "Turku"))
    )
    entry, rows = loaded(rows_of, tmp_path, content)
    assert (entry["columns"]["at_utc"], entry["columns"]["part"]) == ("date", "location")
    assert total(rows, "offered") == 200


def test_rows_that_nothing_tells_apart_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("date,queue,offered,answered\n" + "2024-01-15,Sales,50,45\n2024-01-16,Sales,40,40\n2024-01-16,Sales,30,30\n")
    assert any("of those only the last would count" in question for question in describe(path).questions)


def test_what_stands_above_the_header_is_day_and_queue_of_every_record(rows_of: Rows, tmp_path: Path) -> None:
    entry, rows = loaded(rows_of, tmp_path, ONE_DAY)
    assert (entry["columns"]["at_utc"], entry["columns"]["queue"]) == ({"above": "Date", "columns": ["Time"]}, {"above": "Split/Skill"})
    assert {row["queue"] for row in rows} == {"Sales"}
    assert [str(row["at_utc"]) for row in rows] == ["2024-01-16 09:00:00", "2024-01-16 13:30:00"]


CONTACT_SEARCH = """\
Contact ID,Channel,Queue,Agent,Enqueue timestamp,Connected to agent timestamp,Disconnect timestamp,Agent interaction duration
a-1,Voice,Basic,ann,2024-03-01 09:00:10,2024-03-01 09:00:40,2024-03-01 09:06:00,280
a-2,Voice,Basic,,2024-03-01 09:10:10,,2024-03-01 09:11:00,
a-3,Voice,Basic,ann,2024-03-01 09:20:00,2024-03-01 09:20:05,2024-03-01 09:21:00,55
"""
RFC_TIMES = """\
sid,to,from,status,start_time,end_time,duration,direction,queue_time
CA1,+15550199,+15550100,completed,"Tue, 31 Aug 2021 20:36:29 +0000","Tue, 31 Aug 2021 20:36:44 +0000",15,inbound,0
CA2,+15550199,+15550101,no-answer,"Wed, 01 Sep 2021 00:10:29 +0000","Wed, 01 Sep 2021 00:10:44 +0000",0,inbound,7
"""
NAMED_ZONES = """\
Call Sid,Date,Direction,From,To,Status,Duration,Start Time,End Time
CA1,2023-06-01,Incoming,+15550100,+15550199,Completed,65,2023-06-01 09:00:02 PDT,2023-06-01 09:01:07 PDT
CA2,2023-06-01,Incoming,+15550101,+15550199,No Answer,0,2023-06-01 17:05:02 PDT,2023-06-01 17:05:42 PDT
"""


def test_moments_in_place_of_durations_and_of_an_outcome_are_drafted(rows_of: Rows, tmp_path: Path) -> None:
    entry, rows = loaded(rows_of, tmp_path, CONTACT_SEARCH)
    assert [(row["wait_s"], row["outcome"]) for row in rows] == [(30.0, "answered"), (50.0, "abandoned"), (5.0, "answered")]
    assert total(rows, "talk_s") == 280 + 55
    assert entry["columns"]["outcome"] == {"column": "Connected to agent timestamp", "filled": "answered", "empty": "abandoned"}


@pytest.mark.parametrize(
    ("content", "starts"),
    [(RFC_TIMES, ["2021-08-31 20:36:29", "2021-09-01 00:10:29"]), (NAMED_ZONES, ["2023-06-01 16:00:02", "2023-06-02 00:05:02"])],
)
def test_times_with_their_offset_in_words_are_drafted_with_their_format(
    rows_of: Rows, tmp_path: Path, content: str, starts: list[str]
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content)
    assert [str(row["entered_at_utc"]) for row in rows] == starts
    assert (entry["timezone"], entry["columns"]["leg_id"]) == ("UTC", content.split(",")[0])


AIRCALL = """\
line,datetime (UTC),direction,from,to,answered,missed_call_reason,user,duration (total),duration (in call)
Support,2024-03-01 09:00:00,inbound,+33100000001,+33100000099,Yes,,ann@x.org,140,120
Support,2024-03-01 09:05:00,inbound,+33100000002,+33100000099,No,abandoned_in_ivr,,30,0
Support,2024-03-01 11:05:00,inbound,+33100000004,+33100000099,Yes,,bob@x.org,75,60
"""
DIALPAD = """\
call_id,direction,date_started,date_connected,date_ended,queue_name,agent_name,external_number,internal_number,talk_time
1,inbound,2024-03-01 09:00:00.000,2024-03-01 09:00:25.000,2024-03-01 09:03:25.000,Sales,Ann,+1555000001,+1555000099,180
2,inbound,2024-03-01 09:10:00.000,,2024-03-01 09:11:00.000,Sales,,+1555000002,+1555000099,0
3,inbound,2024-03-01 09:20:00.000,2024-03-01 09:20:15.000,2024-03-01 09:21:15.000,Sales,Bob,+1555000003,+1555000099,60
"""
UCCX = """\
Node ID - Session ID - Sequence No.,Start Time,End Time,Contact Disposition,Originator DN,Called Number,\
CSQ Names,Queue Time,Talk Time,Work Time
1-1000-0,1/15/24 9:00:00 AM,1/15/24 9:05:00 AM,Handled,5551000001,5559000,Sales,0:00:12,0:04:00,0:00:23
1-1001-0,1/15/24 9:10:00 AM,1/15/24 9:11:00 AM,Abandoned,5551000002,5559000,Sales,0:01:00,,
1-1002-0,1/15/24 1:10:00 PM,1/15/24 1:12:00 PM,Handled,5551000003,5559000,Sales,0:00:02,0:01:50,0:00:08
"""
HISTORY = """\
CALLID;SEGSTART;SEGSTOP;DURATION;SPLIT1;QUEUETIME;TALKTIME;ACWTIME;ANSLOGIN;CALLING_PTY;DIALED_NUM;DISPOSITION
9001;15.01.2024 09:00:00;15.01.2024 09:05:00;300;Sales;12;240;24;4711;0301234567;800;2
9002;15.01.2024 09:10:00;15.01.2024 09:11:00;60;Sales;60;0;0;;0301234568;800;3
9003;15.01.2024 13:10:00;15.01.2024 13:12:00;120;Sales;2;110;8;4711;0301234569;800;2
"""


@pytest.mark.parametrize(
    ("content", "last", "waits_s", "talks_s"),
    [
        (AIRCALL, "2024-03-01 11:05:00", 0, 180),
        (DIALPAD, "2024-03-01 09:20:00", 25 + 60 + 15, 240),
        (UCCX, "2024-01-15 13:10:00", 12 + 60 + 2, 350),
        (HISTORY, "2024-01-15 13:10:00", 12 + 60 + 2, 350),
    ],
    ids=["aircall", "dialpad", "cisco_uccx", "avaya_history"],
)
def test_a_vendor_s_own_words_for_a_call_are_known(
    rows_of: Rows, tmp_path: Path, content: str, last: str, waits_s: float, talks_s: float
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content)
    assert (entry["kind"], str(rows[-1]["entered_at_utc"])) == ("call", last)
    assert (total(rows, "wait_s"), total(rows, "talk_s")) == (waits_s, talks_s)
    assert {row["queue"] for row in rows} in ({"Sales"}, {"Support"})
    assert len({row["leg_id"] for row in rows}) == 3
    assert all(row["customer_key"] is not None for row in rows)


INTERACTIONS = """\
"Media Type","Direction","ANI","DNIS","Date","Duration","Users","Queue","Total Queue","Total Talk","Total Hold","Total ACW",\
"Conversation ID","Abandoned"
"voice","Inbound","tel:+4930111","tel:+4930999","1/5/24 9:00 AM","320000","Ann","Sales","12500","240000","30000","37500","c-1","No"
"voice","Inbound","tel:+4930112","tel:+4930999","1/5/24 1:10 PM","45000","","Sales","45000","0","0","0","c-2","Yes"
"""


def test_milliseconds_the_talk_of_a_call_and_yes_or_no_under_abandoned_are_seen(rows_of: Rows, tmp_path: Path) -> None:
    entry, rows = loaded(rows_of, tmp_path, INTERACTIONS)
    assert [(row["wait_s"], row["talk_s"], row["hold_s"], row["acw_s"]) for row in rows] == [(12.5, 240, 30, 37.5), (45, 0, 0, 0)]
    assert entry["words"]["outcome"] == {"answered": ["No"], "abandoned": ["Yes"]}
    assert [str(row["entered_at_utc"]) for row in rows] == ["2024-01-05 09:00:00", "2024-01-05 13:10:00"]


def test_a_number_that_begins_with_its_year_is_no_time_and_a_latitude_is_no_id(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "lat,desc,Record Number,Start Time,Wait,Talk\n"
        + "".join(f"40.29{n},x {n},20200002639{n},2024-01-0{n % 7 + 1} 10:00:00,{n},{2 * n}\n" for n in range(10, 19)),
        encoding="utf-8",
    )
    columns = yaml.safe_load(describe(path).text)["sources"][0]["columns"]
    assert "lat" not in columns.values()
    assert columns["entered_at_utc"] == "Start Time"


SHIFTS = """\
Employee Name;Organization;Date;Activity;Start Time;End Time
Ann Lee;Sales;17.11.2025;Telefonie;08:00;10:00
Ann Lee;Sales;17.11.2025;Pause;10:00;10:15
Bob Ray;Sales;17.11.2025;Schulung;22:00;06:00
"""


def test_a_schedule_with_other_titles_is_a_schedule(rows_of: Rows, tmp_path: Path) -> None:
    entry, rows = loaded(rows_of, tmp_path, SHIFTS, zone="Europe/Berlin")
    assert (entry["kind"], entry["words"]["activity"]) == (
        "shift_activity",
        {"work": ["Telefonie"], "break": ["Pause"], "training": ["Schulung"]},
    )
    assert sum((row["ended_at_utc"] - row["started_at_utc"]).total_seconds() for row in rows) == (2 + 0.25 + 8) * 3600


def test_totals_in_two_columns_and_the_sheet_of_a_workbook_stand_under_one_key(tmp_path: Path) -> None:
    rows = [
        ["Queue", "Date", "Team", "Offered", "Answered", "Abandoned"],
        *(["Sales", f"2024-01-{day}", "A", 50, 45, 5] for day in range(10, 16)),
        ["Sales", None, "Subtotal", 300, 270, 30],
        ["Total", None, None, 300, 270, 30],
    ]
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "report.xlsx")
    text = describe(tmp_path / "report.xlsx").text
    assert text.count("options:") == 1
    assert yaml.safe_load(text)["sources"][0]["options"] == {"skip": {"Team": ["Subtotal"], "Queue": ["Total"]}, "sheet": "Sheet"}
