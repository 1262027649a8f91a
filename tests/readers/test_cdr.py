"""Call detail records of Asterisk and FreeSWITCH: with a header and without, day first, from a file and from a table."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assets.readers import asterisk_cdr, freeswitch_cdr
from assets.readers.keys import keyed_hash
from assets.readers.protocol import Plan, Unreadable
from assets.recognition import fits_of, reader_of

Rows = Callable[..., list[dict[str, Any]]]
Plans = Callable[..., Plan]

TIMES = '"2024-06-01 10:00:00","2024-06-01 10:00:01","2024-06-01 10:01:00",60,59'
MASTER = (
    f'"","0301234567","800","ext-queues","""Ann Doe"" <0301234567>","SIP/trunk-01","SIP/201-02","Queue","sales,t,,,300",{TIMES},"ANSWERED",'
)
BUSY = '"","0301234568","800","from-trunk","","SIP/trunk-03","","Busy","10","2024-06-01 10:05:00","","2024-06-01 10:05:10",10,0,"BUSY",'
FREESWITCH = (
    '"Ann Doe","0301234567","3000","public","2024-06-01 10:00:00","2024-06-01 10:00:01","2024-06-01 10:01:00","60","59",'
    '"NORMAL_CLEARING","2f1c-77","",""\n'
    '"","0301234568","3000","public","2024-06-01 10:05:00","","2024-06-01 10:05:00","0","0","USER_BUSY","2f1c-78","",""\n'
)


def written(folder: Path, text: str) -> Path:
    (folder / "work").mkdir(exist_ok=True)
    path = folder / "Master.csv"
    path.write_bytes(text.encode())
    return path


def told(row: dict[str, Any]) -> list[Any]:
    names = ("at_utc", "answered_at_utc", "ended_at_utc", "call_id", "queue", "context", "did", "disposition")
    return [None if row[name] is None else str(row[name]) for name in names]


@pytest.mark.parametrize(
    ("more", "call_id", "linked_id", "status"),
    [
        ('"DOCUMENTATION"', "SIP/trunk-01 2024-06-01 10:00:00", None, None),
        ('"DOCUMENTATION","1717228800.1"', "1717228800.1", None, None),
        ('"DOCUMENTATION","FULL"', "SIP/trunk-01 2024-06-01 10:00:00", None, "FULL"),
        ('"DOCUMENTATION","pbx-1717228800.1","FULL"', "pbx-1717228800.1", None, "FULL"),
        ('3,"1717228800.1","FULL","","1717228799.9",12', "1717228800.1", "1717228799.9", "FULL"),
    ],
)
def test_every_width_of_a_master_file_is_read_without_a_header(
    tmp_path: Path, rows_of: Rows, more: str, call_id: str, linked_id: str | None, status: str | None
) -> None:
    text = f"{MASTER}{more}\n"
    row = rows_of(asterisk_cdr, written(tmp_path, text), timezone="Europe/Berlin")[0]
    local = ["2024-06-01 08:00:00", "2024-06-01 08:00:01", "2024-06-01 08:01:00"]
    assert told(row) == [*local, call_id, "sales", "ext-queues", "800", "ANSWERED"]
    assert (row["linked_id"], row["queue_status"]) == (linked_id, status)
    assert row["customer_key"] == keyed_hash("0301234567", key=b"test")
    assert "Ann" not in str(row) and "0301234567" not in str(row)
    assert reader_of(fits_of(text.encode(), "Master.csv")) == "asterisk_cdr"


def test_a_call_that_was_turned_away_has_no_answer(tmp_path: Path, rows_of: Rows) -> None:
    row = rows_of(asterisk_cdr, written(tmp_path, f'{BUSY}3,"1717228800.2",""\n'), timezone="UTC")[0]
    assert told(row) == ["2024-06-01 10:05:00", None, "2024-06-01 10:05:10", "1717228800.2", None, "from-trunk", "800", "BUSY"]


def test_a_table_that_keeps_durations_has_its_answer_and_end_counted(tmp_path: Path, rows_of: Rows) -> None:
    table = (
        "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,"
        "uniqueid,userfield\n"
        '2024-06-01 10:00:00,"""Ann"" <0301234567>",0301234567,800,ext-queues,SIP/t-1,,Queue,"sales|t|||300",60,59,'
        "ANSWERED,3,,1717228800.1,\n"
        "soon,,0301234567,800,ext-queues,SIP/t-1,,Queue,sales,60,59,ANSWERED,3,,1717228800.9,\n"
    )
    good, bad = rows_of(asterisk_cdr, written(tmp_path, table), timezone="UTC")
    local = ["2024-06-01 10:00:00", "2024-06-01 10:00:01", "2024-06-01 10:01:00"]
    assert told(good) == [*local, "1717228800.1", "sales", "ext-queues", "800", "ANSWERED"]
    assert bad["reason"] == "at_utc cannot be read as an ISO time such as 2026-01-31 09:05:00"
    assert reader_of(fits_of(table.encode(), "cdr.csv")) == "asterisk_cdr"


@pytest.mark.parametrize("reader", [asterisk_cdr, freeswitch_cdr])
def test_day_first_is_a_matter_of_the_source(tmp_path: Path, rows_of: Rows, reader: ModuleType) -> None:
    text = (MASTER + '3,"1717228800.1"\n' if reader is asterisk_cdr else FREESWITCH).replace("2024-06-01", "01/06/2024")
    row = rows_of(reader, written(tmp_path, text), timezone="Europe/Berlin", timestamp="%d/%m/%Y %H:%M:%S")[0]
    assert told(row)[:3] == ["2024-06-01 08:00:00", "2024-06-01 08:00:01", "2024-06-01 08:01:00"]


def test_the_template_of_a_freeswitch_is_read_without_a_header(tmp_path: Path, rows_of: Rows) -> None:
    answered, busy = rows_of(freeswitch_cdr, written(tmp_path, FREESWITCH), timezone="UTC")
    local = ["2024-06-01 10:00:00", "2024-06-01 10:00:01", "2024-06-01 10:01:00"]
    assert told(answered) == [*local, "2f1c-77", None, "public", "3000", "NORMAL_CLEARING"]
    assert told(busy) == ["2024-06-01 10:05:00", None, "2024-06-01 10:05:00", "2f1c-78", None, "public", "3000", "USER_BUSY"]
    assert reader_of(fits_of(FREESWITCH.encode(), "Master.csv")) == "freeswitch_cdr"


def test_a_freeswitch_table_names_the_queue_without_its_domain(tmp_path: Path, rows_of: Rows) -> None:
    table = (
        "xml_cdr_uuid;caller_id_number;destination_number;start_stamp;answer_stamp;end_stamp;hangup_cause;cc_queue;cc_cause\n"
        "u-1;0301234567;3000;2024-06-01 10:00:00;;2024-06-01 10:01:00;NORMAL_CLEARING;sales@default;answered\n"
    )
    row = rows_of(freeswitch_cdr, written(tmp_path, table), timezone="UTC")[0]
    assert (row["queue"], row["queue_status"], row["call_id"]) == ("sales", "answered", "u-1")


def test_numbers_dialled_can_name_a_queue_and_the_house_s_own_are_marked(tmp_path: Path, rows_of: Rows) -> None:
    text = f'{BUSY}3,"1717228800.2",""\n' + BUSY.replace("0301234568", "7009").replace('"800"', '"801"') + '3,"1717228800.3",""\n'
    path = written(tmp_path, text)
    rows = rows_of(asterisk_cdr, path, timezone="UTC", queue_names={"orders": ["800"]}, options={"excluded_callers": ["7???"]})
    assert [(row["queue"], row["is_excluded"]) for row in rows] == [("800", None), (None, True)]


def test_a_file_whose_columns_nothing_tells_is_refused_with_the_way_out(tmp_path: Path, plan_of: Plans) -> None:
    with pytest.raises(Unreadable, match=r"neither names nor places tell which column is 'at_utc'.*say under `columns` of source src"):
        plan_of(asterisk_cdr, written(tmp_path, "a,b,c\n1,2,3\n"), timezone="UTC")


def test_columns_of_a_layout_of_one_s_own_are_declared_by_place(tmp_path: Path, rows_of: Rows) -> None:
    path = written(tmp_path, "1717228800.2;2024-06-01 10:05:00;BUSY\n")
    row = rows_of(asterisk_cdr, path, timezone="UTC", header=False, columns={"call_id": 1, "at_utc": 2, "disposition": 3})[0]
    assert told(row) == ["2024-06-01 10:05:00", None, None, "1717228800.2", None, None, None, "BUSY"]
