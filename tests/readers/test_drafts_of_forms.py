"""Times and durations in the forms that systems write them, and incidents of fire brigades and police: drafted, loaded, added up.

Hand-written in the layouts of their systems; the sums are counted by hand from the rows.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.readers.test_drafts_of_strangers import loaded, total

Rows = Callable[..., list[dict[str, Any]]]
ISO = """\
conversationId,startTime,queueName,agentName,ani,waitDuration,talkDuration,holdDuration,acwDuration,disconnectType,outcome
a-1,2024-03-04T08:01:10.000Z,Billing,Ann,+15551230001,PT15S,PT4M,PT30S,PT40S,peer,answered
a-2,2024-03-04T08:03:00.000Z,Billing,,+15551230002,PT50S,PT0S,PT0S,PT0S,client,abandoned
a-3,2024-03-04T13:04:00.000Z,Tech,Bob,+15551230003,PT5S,PT2M30S,PT0S,PT10S,peer,answered
"""
SPOKEN = """\
Call ID,Started,Queue,Answered by,From,Status,Waiting,Talking
1,"Mar 4, 2024 8:01:10 AM",Billing,Ann,+15551230001,Answered,15s,4m 0s
2,"Mar 4, 2024 8:03:00 AM",Billing,,+15551230002,Abandoned,50s,0s
3,"Mar 14, 2024 1:04:00 PM",Tech,Bob,+15551230003,Answered,5s,2m 30s
"""
COUNTED = """\
call_uuid|queued_at|answered_at|ended_at|queue|agent|caller|state
u1|1709539270|1709539285|1709539555|billing|ann|15551230001|handled
u2|1709539380||1709539430|billing||15551230002|abandoned
u3|1709557440|1709557445|1709557595|tech|bob|15551230003|handled
"""
COMMAS = """\
"Start";"Ende";"Warteschlange";"Anrufer";"Mitarbeiter";"Status";"Wartezeit [s]";"Gespräch [s]"
"2024-03-04 08:01:10,5";"2024-03-04 08:05:55,0";"Rechnung";"030111";"Jörg";"Angenommen";"15,5";"240,25"
"2024-03-04 08:03:00,0";"2024-03-04 08:03:50,0";"Rechnung";"030112";"";"Verloren";"50,0";"0"
"2024-03-14 13:04:00,0";"2024-03-14 13:06:35,0";"Technik";"030113";"Anna";"Angenommen";"5,0";"150,0"
"""
FULLER = """\
Call ID,Call status,Call direction,Line,Queue,Agent,Customer phone,Call created - timestamp,Time to answer (sec),Call wait time (sec),\
Talk time (sec),Hold time (sec),Wrap-up time (sec)
31,Completed,Inbound,Support,Billing,Ann Lee,+15551230001,2024-03-04 08:01:10,15,15,240,30,40
32,Abandoned in queue,Inbound,Support,Billing,,+15551230002,2024-03-04 08:03:00,,50,0,0,0
33,Completed,Inbound,Support,Tech,Bob Ray,+15551230003,2024-03-04 13:04:00,5,5,150,0,10
"""
PORTUGUESE = """\
Protocolo;Data/Hora;Fila;Atendente;Telefone;Situação;Tempo de espera;Tempo de atendimento
2024030400001;04/03/2024 08:01:10;Financeiro;João Conceição;11900000001;Atendida;00:00:15;00:04:00
2024030400002;04/03/2024 08:03:00;Financeiro;;11900000002;Abandonada;00:00:50;00:00:00
2024031400003;14/03/2024 13:04:00;Suporte;Ana Simões;11900000003;Atendida;00:00:05;00:02:30
2024031400004;14/03/2024 13:05:00;Suporte;;11900000004;Transbordada;00:01:05;00:00:00
"""
ITALIAN = """\
ID chiamata;Data e ora;Coda;Operatore;Numero chiamante;Esito;Attesa (sec);Conversazione (sec)
1;04/03/2024 08.01.10;Fatturazione;Niccolò;06900001;Risposta;15;240
2;04/03/2024 08.03.00;Fatturazione;;06900002;Abbandonata;50;0
3;14/03/2024 13.04.00;Tecnico;Noè;06900003;Risposta;5;150
"""
MOBILISED = """\
IncidentNumber,CalYear,HourOfCall,ResourceMobilisationId,Resource_Code,PerformanceReporting,DateAndTimeMobilised,DateAndTimeMobile,\
DateAndTimeArrived,TurnoutTimeSeconds,TravelTimeSeconds,AttendanceTimeSeconds,DateAndTimeLeft,DateAndTimeReturned,\
DeployedFromStation_Code,DeployedFromStation_Name
000008-01012024,2024,0,6405701,H271,2,01/01/2024 00:08:19,01/01/2024 00:09:17,01/01/2024 00:11:20,58,123,181,01/01/2024 00:40:00,,H27,\
Battersea
000008-01012024,2024,0,6405702,H272,1,01/01/2024 00:08:19,01/01/2024 00:09:30,01/01/2024 00:12:20,71,170,241,01/01/2024 00:45:00,,H27,\
Battersea
000014-13012024,2024,0,6405703,A241,1,13/01/2024 23:58:19,13/01/2024 23:59:17,14/01/2024 00:03:20,58,243,301,14/01/2024 00:40:00,,A24,Soho
"""
PUMPS = """\
IncidentNumber,DateOfCall,CalYear,TimeOfCall,HourOfCall,IncidentGroup,StopCodeDescription,SpecialServiceType,PropertyCategory,\
Postcode_district,IncGeo_BoroughName,FirstPumpArriving_AttendanceTime,FirstPumpArriving_DeployedFromStation,\
NumStationsWithPumpsAttending,NumPumpsAttending
000008-01012024,01 Jan 2024,2024,00:07:19,0,False Alarm,AFA,,Dwelling,SW11,WANDSWORTH,241,Battersea,1,2
000014-13012024,13 Jan 2024,2024,23:57:19,23,Special Service,Special Service,Lift Release,Dwelling,W1,WESTMINSTER,361,Soho,1,1
"""
BEATS = """\
Incident Number,Division,Nature of Call,Priority,Date,Time,Unit Number,Block,Location,Beat,Reporting Area,Status
24-0412345,SOUTHEAST,24 - ABANDONED PROPERTY,4,03/04/2024,08:01:10,C101,2000,MAIN ST,311,1001,At Scene
24-0412345,SOUTHEAST,24 - ABANDONED PROPERTY,4,03/04/2024,08:01:10,C102,2000,MAIN ST,311,1001,At Scene
24-0412346,CENTRAL,6X - MAJOR DIST,2,03/14/2024,13:04:00,A201,100,ELM ST,111,2001,Enroute
"""
MINUTES = """\
call_id,master_call_id,category,direction,external_number,internal_number,date_started,date_rang,date_connected,date_ended,target_name,\
target_kind,name,categories,talk_duration,ringing_duration,time_in_system,wait_time
5001,,incoming,inbound,+15551230001,+18005550000,2024-03-04 08:01:10,2024-03-04 08:01:20,2024-03-04 08:01:25,2024-03-04 08:05:55,\
Billing,call_center,Ann Lee,"answered,call_center",4.5,0.08,4.75,0.25
5002,,abandoned,inbound,+15551230002,+18005550000,2024-03-04 08:03:00,,,2024-03-04 08:03:51,Billing,call_center,,"abandoned,\
call_center",0,0,0.85,0.85
5003,,incoming,inbound,+15551230003,+18005550000,2024-03-04 13:04:00,2024-03-04 13:04:02,2024-03-04 13:04:06,2024-03-04 13:06:36,Tech,\
call_center,Bob Ray,"answered,call_center",2.5,0.07,2.6,0.1
"""


@pytest.mark.parametrize(
    ("content", "encoding", "waits_s", "talks_s", "lost"),
    [
        (ISO, "utf-8", 70, 390, 1),
        (SPOKEN, "utf-8", 70, 390, 1),
        (COUNTED, "utf-8", 70, 420, 1),
        (COMMAS, "utf-8-sig", 70.5, 390.25, 1),
        (MINUTES, "utf-8", 72, 420, 1),
        (FULLER, "utf-8", 70, 390, 1),
        (PORTUGUESE, "utf-8", 135, 390, 1),
        (ITALIAN, "cp1252", 70, 390, 1),
    ],
    ids=["iso_8601", "in_letters", "since_1970", "decimal_comma", "told_by_moments", "the_fuller_column", "portuguese", "italian"],
)
def test_durations_are_read_in_the_form_they_are_written_in(
    rows_of: Rows, tmp_path: Path, content: str, encoding: str, waits_s: float, talks_s: float, lost: int
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content, encoding=encoding)
    assert (entry["kind"], total(rows, "wait_s"), total(rows, "talk_s")) == ("call", waits_s, talks_s)
    meant = {"abandoned", *entry.get("words", {}).get("outcome", {}).get("abandoned", ())}
    assert sum(row["outcome"] in meant for row in rows) == lost


LISTED = """\
Report,Call Detail
Generated,2024-03-15 09:00

Call #,Date/Time,Queue,Agent,Caller,Wait,Talk,Result

1001,03/04/2024 8:01 AM,Billing,Ann Lee,5551230001,0:15,4:00,Answered
1002,03/04/2024 8:03 AM,Billing,,5551230002,0:50,0:00,Abandoned
1003,03/14/2024 1:04 PM,Tech,Bob Ray,5551230003,0:05,2:30,Answered

Total calls,3,,,,,,
"""
MIXED = """\
Call Sid,From,To,Direction,Status,Start Time,End Time,Duration,Queue Time
CA001,+15551230001,+18005550000,inbound,completed,"Mon, 04 Mar 2024 08:01:10 +0000","Mon, 04 Mar 2024 08:05:55 +0000",285,15000
CA002,+15551230002,+18005550000,inbound,no-answer,"Mon, 04 Mar 2024 08:03:00 +0000","Mon, 04 Mar 2024 08:03:50 +0000",50,50000
CA003,+15551230003,+18005550000,inbound,completed,"Thu, 14 Mar 2024 13:04:00 +0000","Thu, 14 Mar 2024 13:06:35 +0000",155,5000
"""

CLOCKS = """\
CALL ID,DATE,TIME,SKILL,AGENT NAME,ANI,CALL TYPE,DISPOSITION,CALL TIME,IVR TIME,QUEUE WAIT TIME,TALK TIME,ABANDONED
9001,2024/03/04,08:01:10,Billing,Ann Lee,5551230001,Inbound,Resolved,00:05:10,00:00:20,00:00:15,00:04:00,0
9002,2024/03/04,08:03:00,Billing,[None],5551230002,Inbound,Abandon,00:01:10,00:00:20,00:00:50,00:00:00,1
9003,2024/03/04,13:04:00,Tech,Bob Ray,5551230003,Inbound,Resolved,00:03:10,00:00:20,00:00:05,00:02:30,0
9004,2024/03/04,14:04:00,Tech,Bob Ray,5551230003,Inbound,Resolved,00:03:10,00:00:20,00:00:05,00:02:30,0
"""


def test_a_time_of_day_is_chosen_among_durations_and_a_flag_before_dispositions(rows_of: Rows, tmp_path: Path) -> None:
    entry, rows = loaded(rows_of, tmp_path, CLOCKS)
    assert [str(row["entered_at_utc"])[11:] for row in rows] == ["08:01:10", "08:03:00", "13:04:00", "14:04:00"]
    assert (entry["columns"]["outcome"], entry["columns"]["disposition"]) == ("ABANDONED", "DISPOSITION")
    assert entry["words"]["outcome"] == {"answered": ["0"], "abandoned": ["1"]}


def test_a_report_s_own_date_is_no_call_s_and_its_count_of_calls_is_none(rows_of: Rows, tmp_path: Path) -> None:
    _, rows = loaded(rows_of, tmp_path, LISTED)
    assert [str(row["entered_at_utc"]) for row in rows] == ["2024-03-04 08:01:00", "2024-03-04 08:03:00", "2024-03-14 13:04:00"]


def test_waits_in_milliseconds_beside_a_length_in_seconds_are_told_apart(rows_of: Rows, tmp_path: Path) -> None:
    _, rows = loaded(rows_of, tmp_path, MIXED)
    assert (total(rows, "wait_s"), total(rows, "talk_s")) == (70, 490)
    assert str(rows[0]["entered_at_utc"]) == "2024-03-04 08:01:10"


@pytest.mark.parametrize(
    ("content", "incidents", "sent_to_scene_s"),
    [(MOBILISED, 2, 181 + 241 + 301), (PUMPS, 2, None), (BEATS, 2, None)],
    ids=["mobilised_and_mobile", "pumps_of_an_incident", "a_state_that_is_no_ticket_s"],
)
def test_a_brigade_s_and_a_police_s_lists_are_dispatches(
    rows_of: Rows, tmp_path: Path, content: str, incidents: int, sent_to_scene_s: float | None
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content, zone="Europe/London")
    assert (entry["kind"], len({row["incident_id"] for row in rows})) == ("dispatch", incidents)
    if sent_to_scene_s is not None:
        assert sum((row["arrived_at_utc"] - row["dispatched_at_utc"]).total_seconds() for row in rows) == sent_to_scene_s
