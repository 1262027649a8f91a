"""Exports of systems nobody named, hand-written in their layouts: the draft, its questions answered, loads what a second reading counts."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import describe
from assets.readers import delimited
from assets.readers.records import KINDS
from assets.readers.registry import READERS
from assets.settings.documents import read_yaml
from assets.settings.source_checks import Known, check_sources
from assets.settings.sources import Source
from assets.settings.switches import UTC_READERS

REAL = Path(__file__).parents[3] / "shared" / "data"
COLUMNS = {kind.name: [column.name for column in kind.columns] for kind in KINDS.values()}
Rows = Callable[..., list[dict[str, Any]]]
CMS = """\
Split/Skill Interval Report
Split/Skill,Date,Time,Avg Speed Ans,Avg Aban Time,ACD Calls,Avg ACD Time,Avg ACW Time,Aban Calls,Max Delay,Flow Out,% Ans Calls
Sales,1/16/2024,9:00 AM,:12,:45,34,3:21,:30,2,1:05,0,94.4
Sales,1/16/2024,9:30 AM,:08,:00,20,2:40,:25,0,:41,1,100
Sales,1/16/2024,12:00 PM,1:02,:50,50,4:00,:30,5,3:10,0,90.9
Totals,,,:31,:48,104,3:29,:29,7,3:10,1,93.7
"""
CSQ = """\
CSQ,Interval Start Time,Service Level (sec),Calls Handled < SL,Calls Presented,Max Wait,Calls Handled,Avg Handle Time,Calls Abandoned
"Sales","5/13/24 9:00:00 AM","15","20","24","0:02:10","22","0:04:10","2"
"Support","5/13/24 9:00:00 AM","15","7","9","0:01:10","8","0:06:00","1"
"Sales","5/13/24 12:30:00 PM","15","5","6","0:00:15","6","0:03:00","0"
"""
CUIC = """\
DateTime,Call Type Name,Offered,Handled,Aban,ASA,AHT,Service Level,Flow Out,Max Delay
1/15/2024 8:30:00 AM,CT_Sales,24,22,2,00:00:18,00:05:18,77.27%,0,00:01:18
1/15/2024 1:30:00 PM,CT_Sales,40,40,0,00:00:05,00:04:00,92.50%,0,00:00:28
CT_Sales Summary,,64,62,2,,,,0,
"""
CLOUD = """\
\ufeffInterval Start,Interval Complete,Queue Name,Offer,Answer,Answer %,Abandon,ASA,Service Level %,Service Level Target %,Avg Talk,Avg ACW
2024-01-05T09:00:00.000+01:00,TRUE,Sales,20,18,90.0%,2,00:00:09.250,83.3%,80%,00:04:00.000,00:00:49.000
2024-01-05T09:30:00.000+01:00,TRUE,Sales,10,9,90.0%,1,00:00:20.000,77.8%,80%,00:05:00.000,00:00:30.000
"""
NICE = """\
Report: Skill Summary
Run: 1/6/2024 8:00 AM

Skill Name;Date;Offered;Answered;Abandoned;In SLA;Average Speed of Answer;AHT
Vendas;13/01/2024;1.201;1.151;50;1.101;00:00:12;00:04:12
Vendas;14/01/2024;1.050;1.000;40;980;00:00:10;00:04:00
Total;;2.251;2.151;90;2.081;;
"""
MOSCOW = """\
Дата;Час;Очередь;Поступило;Отвечено;Потеряно;Среднее время ожидания;Отвечено за 20 сек
15.01.2024;9;Продажи;90;81;9;00:00:09;72
15.01.2024;10;Продажи;100;90;10;00:00:10;80
Итого;;;190;171;19;;152
"""
RETURNS = """\
Yearnumber,Periodname,Provider Code,Calls Offered SUM,Answered Calls SUM,Answered 60sec SUM,Abandoned Calls SUM,Ave Episode Length SUM
2015,Apr-15,111AA1,1000,900,850,40,00:10:00
2015,Apr-15,111AA2,500,480,400,30,00:09:00
2015,May-15,111AA1,1100,1000,900,50,00:10:30
2015,May-15,111AA2,,,,,
"""


def loaded(
    rows_of: Rows, folder: Path, content: str, *, encoding: str = "utf-8", zone: str = "UTC", **answers: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Describe a file, answer the open questions, and give the entry with every record that it loads."""
    path = folder / "export.csv"
    path.write_bytes(content.encode(encoding))
    text = describe(path).text
    for key, answer in {"timezone": zone, "site": "quay"}.items():
        text = text.replace(f"{key}: FILL_IN", f"{key}: {answer}")
    entry: dict[str, Any] = yaml.safe_load(text)["sources"][0] | {key: yaml.safe_load(answer) for key, answer in answers.items()}
    Source.model_validate(entry)
    (folder / "sources.yaml").write_text(text.replace("FILL_IN", "quay"), encoding="utf-8")
    written = read_yaml(folder / "sources.yaml")
    assert [*written.mistakes, *check_sources(written, Known(None, READERS, COLUMNS, UTC_READERS))] == []
    rows = rows_of(delimited, path, **{key: entry[key] for key in entry if key not in ("id", "reader", "files", "site")})
    kept = [row for row in rows if not row["is_skipped"]]
    assert [row["reason"] for row in kept] == [None] * len(kept)
    return entry, kept


def total(rows: list[dict[str, Any]], column: str) -> float:
    return round(sum(row[column] or 0 for row in rows), 6)


@pytest.mark.parametrize(
    ("content", "encoding", "first", "sums"),
    [
        (
            CMS,
            "utf-8",
            "2024-01-16 09:00:00",
            {"answered": 104, "abandoned": 7, "wait_answered_s": 34 * 12 + 20 * 8 + 50 * 62, "talk_s": 34 * 201 + 20 * 160 + 50 * 240},
        ),
        (
            CSQ,
            "utf-8",
            "2024-05-13 09:00:00",
            {"offered": 39, "answered": 36, "answered_in_time": 32, "abandoned": 3, "handle_s": 22 * 250 + 8 * 360 + 6 * 180},
        ),
        (
            CUIC,
            "utf-8",
            "2024-01-15 08:30:00",
            {"offered": 64, "answered": 62, "answered_in_time": 54, "abandoned": 2, "wait_answered_s": 22 * 18 + 40 * 5},
        ),
        (
            CLOUD,
            "utf-8",
            "2024-01-05 08:00:00",
            {
                "offered": 30,
                "answered": 27,
                "answered_in_time": 22,
                "abandoned": 3,
                "talk_s": 18 * 240 + 9 * 300,
                "wait_answered_s": 18 * 9.25 + 9 * 20,
            },
        ),
        (NICE, "cp1252", "2024-01-13 12:00:00", {"offered": 2251, "answered": 2151, "answered_in_time": 2081, "abandoned": 90}),
        (
            MOSCOW,
            "cp1251",
            "2024-01-15 09:00:00",
            {"offered": 190, "answered": 171, "answered_in_time": 152, "abandoned": 19, "wait_answered_s": 81 * 9 + 90 * 10},
        ),
        (
            RETURNS.rsplit("2015", 1)[0],
            "utf-8",
            "2015-04-01 12:00:00",
            {"offered": 2600, "answered": 2380, "answered_in_time": 2150, "abandoned": 120},
        ),
    ],
    ids=["avaya_cms", "cisco_csq", "cisco_cuic", "genesys_interval", "nice_days", "russian_hours", "monthly_returns"],
)
def test_a_report_of_sums_is_drafted_as_sums_and_adds_up(
    rows_of: Rows, tmp_path: Path, content: str, encoding: str, first: str, sums: dict[str, float]
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content, encoding=encoding)
    assert (entry["kind"], str(min(row["at_utc"] for row in rows))) == ("interval_total", first)
    assert {column: total(rows, column) for column in sums} == sums


def test_sites_of_one_month_are_parts_of_it_and_definitions_that_do_not_add_up_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "returns.csv"
    path.write_text(RETURNS, encoding="utf-8")
    found = describe(path)
    entry = yaml.safe_load(found.text)["sources"][0]
    assert (entry["columns"]["part"], entry["columns"]["grain_source"]) == ("Provider Code", {"value": "month"})
    assert any("In 3 of 3 rows offered is not answered plus abandoned" in question for question in found.questions)
    assert "no percentiles, no patience, no repeat calls" in found.text


FIVE9 = """\
CALL ID,TIMESTAMP,CAMPAIGN,AGENT,DISPOSITION,ANI,DNIS,QUEUE WAIT TIME,TALK TIME,HOLD TIME,AFTER CALL WORK TIME,ABANDONED
300000000000001,"Fri, 05 Jan 2024 09:12:01",Sales,ann@example.org,Answered,5550100001,5559000000,0:00:12,0:04:10,0:00:30,0:00:20,0
300000000000002,"Fri, 05 Jan 2024 09:13:40",Sales,[None],Abandon,5550100002,5559000000,0:00:41,0:00:00,0:00:00,0:00:00,1
300000000000003,"Sat, 06 Jan 2024 17:00:00",Sales,bob@example.org,Answered,5550100003,5559000000,0:00:02,0:01:00,0:00:00,0:00:10,0
"""
CX3 = """\
Call Time,Caller ID,Destination,Status,Ringing,Talking,Reason
2024-01-05T09:01:11,+49301230001,Ext.101,Answered,00:00:07,00:01:00,Terminated by src
2024-01-05T09:01:11,+49301230002,Ext.102,Answered,00:00:07,00:01:00,Terminated by src
2024-01-05T09:05:30,+49301230003,Ext.101,Unanswered,00:00:21,00:00:00,Terminated by src
Totals,,,,00:00:35,00:02:00,
"""
RING = """\
Type,Phone Number,Name,Date,Time,Action,Action Result,Duration
Inbound,(555) 123-0001,Ann,Mon 01/15/2024,9:00 AM,Phone Call,Call connected,0:03:10
Inbound,(555) 123-0002,Ann,Mon 01/15/2024,12:05 PM,Phone Call,Missed,0:00:31
Outbound,(555) 123-0003,Ann,Tue 01/16/2024,1:20 PM,Phone Call,Call connected,0:00:44
"""
TALKDESK = """\
Interaction ID,Call Type,Start Time,End Time,Contact Phone Number,User Name,Ring Groups,Talk Time,Wait Time,Hold Time,Disposition Code
0a1b,inbound,2024-01-05 09:00:00,2024-01-05 09:03:00,+15551001,Ann,sales,150,30,0,ok
0a1c,abandoned,2024-01-05 09:02:00,2024-01-05 09:02:45,+15551002,,sales,0,45,0,ok
0a1d,missed,2024-01-05 09:04:00,2024-01-05 09:05:00,+15551003,,sales,0,60,0,ok
0a1e,inbound,2024-01-05 09:10:00,2024-01-05 09:12:00,+15551001,Ann,sales,100,20,0,ok
0a1f,inbound,2024-01-05 09:20:00,2024-01-05 09:22:00,+15551004,Ann,sales,110,10,0,ok
0a20,inbound,2024-01-05 09:30:00,2024-01-05 09:32:00,+15551005,Bob,sales,115,5,0,ok
"""


@pytest.mark.parametrize(
    ("content", "starts", "waits_s", "talks_s"),
    [
        (FIVE9, ["2024-01-05 09:12:01", "2024-01-05 09:13:40", "2024-01-06 17:00:00"], 12 + 41 + 2, 250 + 60),
        (CX3, ["2024-01-05 09:01:11", "2024-01-05 09:01:11", "2024-01-05 09:05:30"], 0, 120),
        (RING, ["2024-01-15 09:00:00", "2024-01-15 12:05:00", "2024-01-16 13:20:00"], 0, 190 + 31 + 44),
        (TALKDESK, ["2024-01-05 09:00:00", "2024-01-05 09:02:00", "2024-01-05 09:04:00"], 170, 475),
    ],
    ids=["five9", "3cx", "ringcentral", "talkdesk"],
)
def test_a_log_of_calls_is_drafted_as_calls_with_its_times(
    rows_of: Rows, tmp_path: Path, content: str, starts: list[str], waits_s: float, talks_s: float
) -> None:
    entry, rows = loaded(rows_of, tmp_path, content)
    assert (entry["kind"], [str(row["entered_at_utc"]) for row in rows[:3]]) == ("call", starts)
    assert (total(rows, "wait_s"), total(rows, "talk_s")) == (waits_s, talks_s)
    assert len({row["leg_id"] for row in rows}) == len(rows)
    assert "55501" not in "".join(row["leg_id"] for row in rows)


def test_calls_without_an_id_are_told_apart_by_all_they_say_and_the_owner_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(CX3, encoding="utf-8")
    found = describe(path)
    assert any("No column was recognised as the id of a call" in question for question in found.questions)
    assert "leg_id:" not in found.text


def test_the_column_that_tells_answered_from_lost_is_chosen_by_its_words_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(TALKDESK, encoding="utf-8")
    entry = yaml.safe_load(describe(path).text)["sources"][0]
    assert entry["columns"]["outcome"] == "Call Type"
    assert entry["words"]["outcome"]["abandoned"] == ["abandoned", "missed"]


SCHEDULE = """\
Schedule States Report,,,,,,,,,,
Date Period:,11/17/25 - 11/18/25,,12:00 AM - 12:00 AM,,,,,,,
Site,Time zone,Team,Agent,Date,Schedule State,Start Time,End Time,Duration,Paid Hours,
Hub,America/New_York,Loans,Ann Lee,11/17/25,BOOT UP,4:00 PM,4:07 PM,00:07,00:07,
Hub,America/New_York,Loans,Ann Lee,11/17/25,Loans,4:07 PM,6:00 PM,01:53,01:53,
Hub,America/New_York,Loans,Ann Lee,,,,,02:00,02:00,Total for Agent
Hub,Asia/Kolkata,Loans,Bob Ray,11/17/25,Break 15 Mins,1:30:00 PM,1:45:00 PM,00:15,00:15,
Hub,Asia/Kolkata,Loans,Bob Ray,11/17/25,TIME OFF - PAID,1:45:00 PM,2:00:00 PM,00:15,00:15,
Hub,Asia/Kolkata,Loans,Bob Ray,,,,,00:30,00:30,Total for Agent
"""


def test_a_schedule_is_drafted_with_its_zones_and_what_its_activities_count_as(rows_of: Rows, tmp_path: Path) -> None:
    entry, rows = loaded(rows_of, tmp_path, SCHEDULE)
    assert entry["kind"] == "shift_activity"
    assert entry["words"]["activity"] == {"work": ["BOOT UP", "Loans"], "break": ["Break 15 Mins"], "absent": ["TIME OFF - PAID"]}
    starts = [(row["agent"], str(row["started_at_utc"]), row["paid_s"]) for row in rows]
    assert starts[0] == ("Ann Lee", "2025-11-17 21:00:00", 420.0)
    assert starts[2] == ("Bob Ray", "2025-11-17 08:00:00", 900.0)
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("file", "offered", "grain"),
    [
        ("nhs111/nhs111_2015-04_to_09.csv", "Nhs1 Number Calls Offered SUM", "month"),
        ("daily_centre/daily_centre_to_2022-11-01.csv", "incoming", "day"),
        ("na_bank_5min/bank_calls_5min_to_2003-08-29.csv", "calls", "interval"),
    ],
)
def test_a_real_report_of_sums_needs_only_its_zone_site_and_queue(
    rows_of: Rows, tmp_path: Path, file: str, offered: str, grain: str
) -> None:
    path = REAL / file
    if not path.is_file():
        pytest.skip(f"{path.parent.name} is not beside the project")
    entry, rows = loaded(rows_of, tmp_path, path.read_text("utf-8"), zone="Europe/London")
    with path.open(encoding="utf-8", newline="") as export:
        expected = [int(row[offered]) for row in csv.DictReader(export) if row[offered]]
    assert (entry["columns"]["offered"], entry["columns"]["grain_source"]) == (offered, {"value": grain})
    assert (total(rows, "offered"), sum(row["offered"] is not None for row in rows)) == (sum(expected), len(expected))
