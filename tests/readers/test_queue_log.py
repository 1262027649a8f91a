"""The switch's log in every form it comes in: older verbs, odd call ids, withheld numbers, and the table it can fill."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.readers import queue_log
from assets.readers.keys import keyed_hash
from assets.readers.protocol import Plan, Unreadable
from assets.recognition import fits_of, reader_of

Rows = Callable[..., list[dict[str, Any]]]
Plans = Callable[..., Plan]

TABLE = """\
id,time,callid,queuename,agent,event,data,data1,data2,data3,data4,data5
1,2024-06-01 10:00:00.120000,1.1,sales,NONE,ENTERQUEUE,,,0301234567,1,Ann Doe,
2,2024-06-01 10:00:00.130000,,,,QUEUESTART,,,,,,
3,2024-06-01 10:00:07.120000,1.1,sales,SIP/201,CONNECT,,7,1.2,3,,
4,2024-06-01 10:01:07.120000,1.1,sales,SIP/201,ATTENDEDTRANSFER,,LINK,SIP/a,SIP/b,7,60|1
5,soon,1.1,sales,SIP/201,COMPLETEAGENT,,7,60,1,,
"""


def written(folder: Path, text: str, *, file_name: str = "queue_log") -> Path:
    (folder / "work").mkdir(exist_ok=True)
    path = folder / file_name
    path.write_bytes(text.encode())
    return path


def parameters(row: dict[str, Any]) -> list[str | None]:
    return [row[f"p{number}"] for number in range(1, 6)]


def test_a_log_of_an_old_switch_under_windows_line_ends_is_read_as_it_stands(tmp_path: Path, rows_of: Rows) -> None:
    log = [
        "1717192790|NONE|NONE|NONE|CONFIGRELOAD|",
        "1717192802|NONE|NONE|Agent/102|AGENTCALLBACKLOGOFF|102@from-internal|49|Autologoff",
        "1717192811|1717192811.5|sales|Local/5001@from-queue/n|RINGNOANSWER|1000",
        "1717192820|1717192811.5|sales|SIP/201|TRANSFER|5002|from-internal",
        "1717192821|MANAGER|sales|SIP/201|ADDMEMBER|",
        "1717192822|1717192811.5|sales|NONE|my-verb.2 x|a b",
        "1717192823||sales|SIP/201|pause|lunch",
    ]
    rows = rows_of(queue_log, written(tmp_path, "\r\n".join(log) + "\r\n"))
    assert [row["reason"] for row in rows] == [None] * 7
    assert [row["verb"] for row in rows][-2:] == ["MY-VERB.2 X", "PAUSE"]
    assert (rows[0]["p1"], rows[1]["p3"], rows[2]["agent"]) == (None, "Autologoff", "Local/5001@from-queue/n")
    assert (rows[6]["call_id"], rows[6]["is_repaired"], rows[6]["p1"]) == ("NONE", True, "lunch"), "a blank call id is none, and counted"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1717192800|1.1|sales|NONE", "fewer than 5 fields separated by |"),
        ("1717192800|1.1|sales|NONE||x", "the fifth field is no event name"),
        ("1717192800|1.1|sales|NONE|17|x", "the fifth field is no event name"),
        ("17171928|1.1|sales|NONE|ABANDON|1|1|5", "the first field is no time in epoch seconds"),
        ("2024-06-01 10:00:00|1.1|sales|NONE|ABANDON|1|1|5", "the first field is no time in epoch seconds"),
        ("1717192800|1.1||NONE|ENTERQUEUE||030|1", "a call enters no queue: its name is missing"),
    ],
)
def test_a_line_that_is_no_event_says_why(tmp_path: Path, rows_of: Rows, line: str, reason: str) -> None:
    good = "1717192800|1.1|sales|NONE|ENTERQUEUE||0301234567|1\n"
    assert [row["reason"] for row in rows_of(queue_log, written(tmp_path, good + line + "\n"))] == [None, reason]


def test_callers_without_a_number_are_not_one_busy_customer(tmp_path: Path, rows_of: Rows) -> None:
    numbers = ["", "anonymous", "<Unknown>", "Restricted", "0", "8880000", "0301234567"]
    log = "".join(f"1717192800|1.{place}|sales|NONE|ENTERQUEUE||{number}|1\n" for place, number in enumerate(numbers))
    rows = rows_of(queue_log, written(tmp_path, log), options={"nothing": {"customer_key": ["8880000"]}})
    assert [row["customer_key"] for row in rows] == [None] * 6 + [keyed_hash("0301234567", key=b"test")]


def test_calls_of_tests_and_of_the_house_s_own_phones_are_marked_by_number(tmp_path: Path, rows_of: Rows) -> None:
    log = [
        "1717192800|1.1|sales|NONE|ENTERQUEUE||7009|1",
        "1717192800|1.2|sales|NONE|ENTERQUEUE||70091|1",
        "1717192800|1.3|sales|NONE|ENTERQUEUE||0309999|1",
        "1717192800|1.4|sales|NONE|DID|8001",
        "1717192800|1.5|sales|Agent/7009|CONNECT|7009|7009|1",
    ]
    told = {"excluded_callers": ["7???", "030999*"], "excluded_dids": "8001"}
    rows = rows_of(queue_log, written(tmp_path, "\n".join(log) + "\n"), options=told)
    assert [row["is_excluded"] for row in rows] == [True, None, True, True, None]


def test_an_option_nobody_knows_is_named(tmp_path: Path, plan_of: Plans) -> None:
    with pytest.raises(Unreadable, match="unknown option 'excluded', expected one of nothing, excluded_callers"):
        plan_of(queue_log, written(tmp_path, "1717192800|1.1|s|NONE|ABANDON|1|1|5\n"), options={"excluded": []})


def test_the_table_of_a_switch_is_read_in_its_own_local_time_with_fractions(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(queue_log, written(tmp_path, TABLE), timezone="Europe/Berlin")
    assert [row["line"] for row in rows] == [2, 3, 4, 5, 6]
    assert str(rows[0]["at_utc"]) == "2024-06-01 08:00:00.120000"
    assert rows[0]["customer_key"] == keyed_hash("0301234567", key=b"test")
    assert parameters(rows[0]) == [None, None, "1", None, None], "neither number nor name of the caller stays"
    assert (rows[1]["call_id"], rows[1]["queue"], rows[1]["agent"], rows[1]["is_repaired"]) == ("NONE", "NONE", None, True)
    assert parameters(rows[2]) == ["7", "1.2", "3", None, None]
    assert parameters(rows[3]) == ["LINK", "SIP/a", "SIP/b", "7", "60|1"], "the fifth holds what did not fit"
    assert rows[4]["reason"] == "time cannot be read as a time such as 2026-01-31 09:05:00.123456"


def test_a_table_written_in_utc_says_so_by_its_source(tmp_path: Path, rows_of: Rows) -> None:
    assert str(rows_of(queue_log, written(tmp_path, TABLE), timezone="UTC")[0]["at_utc"]) == "2024-06-01 10:00:00.120000"


def test_the_repeated_hour_of_a_table_is_its_first_pass_and_the_missing_one_is_repaired(tmp_path: Path, rows_of: Rows) -> None:
    head = "time,callid,queuename,agent,event,data\n"
    table = head + "2024-10-27 02:30:00,1.1,sales,NONE,ABANDON,1|1|5\n2024-03-31 02:30:00,1.1,sales,NONE,ABANDON,1|1|5\n"
    rows = rows_of(queue_log, written(tmp_path, table), timezone="Europe/Berlin")
    assert [str(row["at_utc"]) for row in rows] == ["2024-10-27 00:30:00", "2024-03-31 01:30:00"]
    assert [row["is_repaired"] for row in rows] == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "time;callid;queuename;agent;event;data\n2024-06-01 10:00:00;1.1;sales;SIP/2;COMPLETEAGENT;7|60|1\n",
        "Time\tCallid\tQueuename\tAgent\tEvent\tData1\tData2\tData3\n2024-06-01 10:00:00\t1.1\tsales\tSIP/2\tCOMPLETEAGENT\t7\t60\t1\n",
        "2024-06-01 10:00:00\t1.1\tsales\tSIP/2\tCOMPLETEAGENT\t7|60|1\n",
        '"9","2024-06-01 10:00:00","1.1","sales","SIP/2","COMPLETEAGENT","7","60","1","",""\n',
        "9,2024-06-01 10:00:00,1.1,sales,SIP/2,COMPLETEAGENT,\\N,7,60,1,\\N,\\N\n",
        "9\t2024-06-01 10:00:00\t1.1\tsales\tSIP/2\tCOMPLETEAGENT\t\t7\t60\t1\tNULL\tNULL\n",
        "2024-06-01 10:00:00|1.1|sales|SIP/2|COMPLETEAGENT|7|60|1||\n",
        "time,callid,queuename,agent,event,data1,data2,data3,data4,data5\n1717236000,1.1,sales,SIP/2,COMPLETEAGENT,7,60,1,,\n",
    ],
)
def test_every_form_of_the_table_gives_the_same_event(tmp_path: Path, rows_of: Rows, text: str) -> None:
    row = rows_of(queue_log, written(tmp_path, text), timezone="UTC")[0]
    assert row["reason"] is None
    assert [str(row["at_utc"]), row["call_id"], row["queue"], row["agent"], row["verb"], *parameters(row)] == [
        *("2024-06-01 10:00:00", "1.1", "sales", "SIP/2", "COMPLETEAGENT", "7", "60", "1", None, None),
    ]
    assert reader_of(fits_of(text.encode(), "export.csv")) == "queue_log"


def test_columns_under_other_names_are_declared(tmp_path: Path, rows_of: Rows, plan_of: Plans) -> None:
    path = written(tmp_path, "wann,callid,queuename,agent,event,data\n01.06.2024 10:00:00,1.1,sales,NONE,ABANDON,1|1|5\n")
    told = {"timezone": "UTC", "timestamp": "%d.%m.%Y %H:%M:%S", "columns": {"at_utc": "wann"}}
    row = rows_of(queue_log, path, **told)[0]
    assert (str(row["at_utc"]), row["p3"]) == ("2024-06-01 10:00:00", "5")
    with pytest.raises(Unreadable, match="no column 'event' of the table queue_log"):
        plan_of(queue_log, written(tmp_path, "wann,callid,queuename\n01.06.2024,1,2\n"), **told)
