"""Incidents as cities publish them, each under names of its own, hand-written in their layouts: the draft that runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import describe
from tests.readers.test_drafts_of_strangers import loaded

Rows = Callable[..., list[dict[str, Any]]]
AMBULANCES = """\
CAD_INCIDENT_ID,INCIDENT_DATETIME,INITIAL_CALL_TYPE,FIRST_ASSIGNMENT_DATETIME,DISPATCH_RESPONSE_SECONDS_QY,FIRST_ACTIVATION_DATETIME,\
FIRST_ON_SCENE_DATETIME,FIRST_TO_HOSP_DATETIME,FIRST_HOSP_ARRIVAL_DATETIME,INCIDENT_CLOSE_DATETIME,BOROUGH
71262688,05/06/2017 12:00:07 AM,DIFFBR,05/06/2017 12:00:43 AM,36,05/06/2017 12:01:00 AM,\
05/06/2017 12:10:00 AM,05/06/2017 12:30:00 AM,05/06/2017 12:40:00 AM,05/06/2017 01:10:00 AM,QUEENS
71262689,05/06/2017 01:00:07 PM,SICK,05/06/2017 01:00:50 PM,43,05/06/2017 01:01:10 PM,05/06/2017 01:14:00 PM,,,05/06/2017 01:40:00 PM,BRONX
71262690,05/06/2017 11:59:50 PM,ARREST,05/07/2017 12:00:10 AM,20,05/07/2017 12:00:30 AM,\
05/07/2017 12:05:50 AM,05/07/2017 12:30:00 AM,05/07/2017 12:44:00 AM,05/07/2017 01:20:00 AM,BROOKLYN
"""
POLICE = """\
NOPD_Item,Type_,TypeText,Priority,TimeCreate,TimeDispatch,TimeArrive,TimeClosed,Disposition,PoliceDistrict
A0000119,20,AUTO ACCIDENT,1E,01/01/2019 12:01:05 AM,01/01/2019 12:03:05 AM,01/01/2019 12:10:35 AM,01/01/2019 01:00:21 AM,RTF,8
A0000219,107,SUSPICIOUS PERSON,2A,01/01/2019 01:01:18 PM,01/01/2019 01:20:05 PM,,01/01/2019 03:12:38 PM,NAT,2
"""
ENGINES = """\
Address,Type,Datetime,Latitude,Longitude,Incident Number
4715 Rainier Av S,Aid Response,06/05/2023 08:31:00 PM,47.55972,-122.2866,F230072163
5th Ave / Pike St,Auto Fire Alarm,06/05/2023 08:02:00 PM,47.61113,-122.3356,F230072150
1200 Madison,Medic Response,06/05/2023 12:31:00 AM,47.60,-122.28,F230072001
"""
SHORT = """\
EventNumber,Agency,Nature,Priority,CallRcvd,FirstDisp,FirstEnrt,FirstArrv,Cleared,Unit
E24-1,FD,Fire,1,2024-01-15T09:00:00,2024-01-15T09:00:50,2024-01-15T09:01:30,2024-01-15T09:05:00,2024-01-15T10:00:00,E1
E24-2,EMS,Chest Pain,1,2024-01-15T09:10:00,2024-01-15T09:10:40,2024-01-15T09:11:30,2024-01-15T09:15:00,2024-01-15T10:10:00,M1
"""
PACKED = """\
INCIDENT_KEY;STATE;INC_NO;INC_TYPE;ALARM;ARRIVAL;LU_CLEAR
VA_1;VA;1001;321;011520240901;011520240907;011520240940
VA_2;VA;1002;111;011520241301;011520241309;011520241440
VA_3;VA;1003;111;011520242301;011520242309;011620240040
"""
GRADES = """\
Incident Ref|Grade|Call Time|Deployed Time|Arrival Time|Closed Time|Resource
24-0001|I|15/01/2024 09:00:00|15/01/2024 09:01:30|15/01/2024 09:10:00|15/01/2024 10:00:00|AB12
24-0002|P|15/01/2024 23:50:00|16/01/2024 00:02:30|16/01/2024 00:20:00|16/01/2024 01:00:00|AB13
"""
SNAKES = """\
"call_number","unit_id","incident_number","call_type","received_dttm","entry_dttm","dispatch_dttm","response_dttm","on_scene_dttm","rowid"
"230010001","E03","23000001","Alarms","2023-01-01T00:02:21.000","2023-01-01T00:03:30.000","2023-01-01T00:04:10.000",,,"230010001-E03"
"230010001","57","23000001","Alarms","2023-01-01T00:02:21.000","2023-01-01T00:03:30.000","2023-01-01T00:04:20.000",,,"230010001-57"
"230010002","T1","23000002","Alarms","2023-01-01T08:02:21.000","2023-01-01T08:03:30.000","2023-01-01T08:03:50.000",,,"230010002-T1"
"""


@pytest.mark.parametrize(
    ("content", "incidents", "to_dispatch_s"),
    [
        (AMBULANCES, 3, 36 + 43 + 20),
        (POLICE, 2, 120 + 1127),
        (ENGINES, 3, 0),
        (SNAKES, 2, 109 + 119 + 89),
        (SHORT, 2, 90),
        (GRADES, 2, 90 + 750),
    ],
    ids=["first_units", "run_together_words", "no_units", "snake_case", "short_words", "grades"],
)
def test_a_city_s_incidents_are_drafted_as_dispatches_whatever_it_calls_their_times(
    rows_of: Rows, tmp_path: Path, content: str, incidents: int, to_dispatch_s: float
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content, zone="America/New_York")
    assert entry["kind"] == "dispatch"
    assert len({row["incident_id"] for row in rows}) == incidents
    told = [(row["received_at_utc"], row["dispatched_at_utc"]) for row in rows]
    assert sum((sent - begun).total_seconds() for begun, sent in told if sent) == to_dispatch_s


def test_a_fire_report_with_packed_times_is_drafted(rows_of: Rows, tmp_path: Path) -> None:
    entry, rows = loaded(rows_of, tmp_path, PACKED, zone="America/New_York")
    assert (entry["kind"], entry["timestamp"], entry["columns"]["incident_id"]) == ("dispatch", "%m%d%Y%H%M", "INCIDENT_KEY")
    assert [(row["arrived_at_utc"] - row["dispatched_at_utc"]).total_seconds() for row in rows] == [360, 480, 480]
    assert str(rows[2]["closed_at_utc"]) == "2024-01-16 05:40:00"


def test_incidents_of_a_help_desk_are_no_dispatches(tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    header = "Incident Number,Create Date,Close Date,Priority,Category,Assignment Group\n"
    path.write_text(header + "".join(f"INC{n},2024-01-{n} 09:00:00,2024-01-{n} 12:00:00,2,Mail,Desk {n % 2}\n" for n in range(10, 20)))
    assert yaml.safe_load(describe(path).text)["sources"][0]["kind"] == "ticket"
