"""Ticket logs and lists by a declared map alone: case, activity and time; and service requests with one row each."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assets.readers import delimited

Rows = Callable[..., list[dict[str, Any]]]

LOG = """\
Case ID,Activity,Resource,Complete Timestamp,Workgroup
c1,Take in charge ticket,Value 1,2012-03-24T23:30:00+01:00,W1
c1,Wait,Value 1,2012-03-25T03:30:00+02:00,W1
c1,Closed,,2012-10-28T02:30:00.250+01:00,W2
c1,Closed,,2012-10-28T02:30:00Z,W2
"""
COLUMNS = {"ticket_id": "Case ID", "at_utc": "Complete Timestamp", "status": "Activity", "assignee": "Resource", "queue": "Workgroup"}
REQUESTS = """\
Unique Key;Created Date;Closed Date;Agency;Status
1;01/31/2024 11:59:00 PM;02/01/2024 01:00:00 AM;DOT;Closed
2;01/31/2024 11:59:00 PM;01/30/2024 01:00:00 AM;DOT;Closed
3;01/31/2024 11:59:00 PM;;DOT;Open
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_offsets_that_change_with_summer_time_are_each_taken_off(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(delimited, written(tmp_path, LOG), kind="ticket_update", timezone="Europe/Rome", columns=COLUMNS)
    assert [str(row["at_utc"]) for row in rows] == [
        "2012-03-24 22:30:00",
        "2012-03-25 01:30:00",
        "2012-10-28 01:30:00.250000",
        "2012-10-28 02:30:00",
    ], "the first hour of the log says how far it is from UTC, and so does every other"
    assert [row["status"] for row in rows] == ["Take in charge ticket", "Wait", "Closed", "Closed"]
    assert not any(row["reason"] or row["is_repaired"] for row in rows)


def test_a_record_of_a_log_without_numbers_gets_an_id_from_what_it_tells(tmp_path: Path, rows_of: Rows) -> None:
    text = LOG + LOG.splitlines()[1] + "\n"
    ids = [row["update_id"] for row in rows_of(delimited, written(tmp_path, text), kind="ticket_update", timezone="UTC", columns=COLUMNS)]
    assert len(set(ids)) == 4 and ids[0] == ids[4], "told twice it is one"


def test_a_request_closed_before_it_was_created_is_refused_by_name(tmp_path: Path, rows_of: Rows) -> None:
    columns = {
        "ticket_id": "Unique Key",
        "created_at_utc": "Created Date",
        "closed_at_utc": "Closed Date",
        "queue": "Agency",
        "status": "Status",
    }
    rows = rows_of(
        delimited,
        written(tmp_path, REQUESTS),
        kind="ticket",
        timezone="America/New_York",
        timestamp=["%m/%d/%Y %I:%M:%S %p"],
        columns=columns,
    )
    assert [row["reason"] for row in rows] == [None, "closed_at_utc is before created_at_utc", None]
    assert str(rows[0]["closed_at_utc"]) == "2024-02-01 06:00:00"


def test_a_closing_told_as_the_day_of_the_creation_costs_no_ticket(tmp_path: Path, rows_of: Rows) -> None:
    text = "id,opened,closed\n1,2024-03-02 10:00:00,2024-03-02\n2,2024-03-02 10:00:00,2024-03-03\n3,2024-03-02 10:00:00,2024-03-01\n"
    columns = {
        "ticket_id": "id",
        "created_at_utc": {"column": "opened", "timestamp": ["%Y-%m-%d %H:%M:%S"]},
        "closed_at_utc": {"column": "closed", "timestamp": ["%Y-%m-%d"]},
    }
    rows = rows_of(delimited, written(tmp_path, text), kind="ticket", timezone="America/New_York", columns=columns)
    assert [str(row["closed_at_utc"]) for row in rows[:2]] == ["2024-03-02 15:00:00", "2024-03-03 05:00:00"]
    assert [row["is_repaired"] for row in rows[:2]] == [True, False]
    assert [row["reason"] for row in rows] == [None, None, "closed_at_utc is before created_at_utc"]


def test_a_closing_in_the_hour_that_comes_twice_is_its_second_pass_where_only_that_lies_after_the_creation(
    tmp_path: Path, rows_of: Rows
) -> None:
    spans = (
        *(("02:50", "02:10"), ("02:10", "02:50"), ("01:50", "02:10"), ("01:50", "01:10"), ("03:10", "02:50"), ("02:50", "03:10")),
        ("02:50", ""),
    )
    lines = "".join(f"{n},2024-10-27 {opened}:00,{closed and f'2024-10-27 {closed}:00'}\n" for n, (opened, closed) in enumerate(spans))
    columns = {"ticket_id": "id", "created_at_utc": "opened", "closed_at_utc": "closed"}
    keys = {"kind": "ticket", "columns": columns, "timestamp": ["%Y-%m-%d %H:%M:%S"]}
    rows = rows_of(delimited, written(tmp_path, "id,opened,closed\n" + lines), timezone="Europe/Berlin", **keys)
    told = [None if row["reason"] or not row["closed_at_utc"] else str(row["closed_at_utc"])[11:16] for row in rows]
    assert told == ["01:10", "00:50", "00:10", None, None, "02:10", None], "by UTC; the wall of Berlin falls back at 01:00"
    assert [row["reason"] for row in rows if row["reason"]] == ["closed_at_utc is before created_at_utc"] * 2
    assert [row["is_repaired"] for row in rows if not row["reason"]] == [True, *[False] * 4]
    assert str(rows[0]["created_at_utc"]) == "2024-10-27 00:50:00"


def test_times_of_two_clocks_are_not_compared_before_they_are_one(tmp_path: Path, rows_of: Rows) -> None:
    text = "id,opened,closed\n1,2024-03-02T10:00:00-08:00,2024-03-02 11:00:00\n"
    columns = {
        "ticket_id": "id",
        "created_at_utc": "opened",
        "closed_at_utc": {"column": "closed", "timestamp": ["%Y-%m-%d %H:%M:%S"]},
    }
    (row,) = rows_of(delimited, written(tmp_path, text), kind="ticket", timezone="America/Los_Angeles", columns=columns)
    assert row["reason"] is None and str(row["closed_at_utc"] - row["created_at_utc"]) == "1:00:00"
    by_day = "id,opened,closed\n1,2024-03-02T20:00:00-08:00,2024-03-02\n2,2024-03-02T20:00:00-08:00,2024-03-03\n"
    columns["closed_at_utc"] = {"column": "closed", "timestamp": ["%Y-%m-%d"]}
    rows = rows_of(delimited, written(tmp_path, by_day), kind="ticket", timezone="America/Los_Angeles", columns=columns)
    assert [str(row["closed_at_utc"] - row["created_at_utc"]) for row in rows] == ["0:00:00", "4:00:00"], "the day is that on the wall"


def test_what_exports_write_for_unknown_is_nothing_and_costs_no_ticket(tmp_path: Path, rows_of: Rows) -> None:
    text = "id,opened,closed,state,urgency\n" + "".join(
        f"{n},2024-03-01 10:00:00,{word},Open,{word}\n" for n, word in enumerate(("?", "NULL", "", "N/A", "None", "-"), start=1)
    )
    columns = {"ticket_id": "id", "created_at_utc": "opened", "closed_at_utc": "closed", "status": "state", "priority": "urgency"}
    rows = rows_of(delimited, written(tmp_path, text + "?,2024-03-01 10:00:00,,Open,\n"), kind="ticket", timezone="UTC", columns=columns)
    assert [(row["reason"], row["closed_at_utc"], row["priority"]) for row in rows[:6]] == [(None, None, None)] * 6
    assert rows[6]["reason"] == "ticket_id is missing or cannot be read"


def test_a_spreadsheet_s_error_is_no_id_and_elsewhere_nothing(tmp_path: Path, rows_of: Rows) -> None:
    told = (("1", "#N/A"), ("#REF!", "high"), ("#Value!", ""), ("#7", ""))
    text = "id,opened,state,urgency,owner\n" + "".join(f"{name},2024-03-01 10:00:00,Open,{word},{word}\n" for name, word in told)
    columns = {"ticket_id": "id", "created_at_utc": "opened", "status": "state", "priority": "urgency", "assignee": "owner"}
    rows = rows_of(delimited, written(tmp_path, text), kind="ticket", timezone="UTC", columns=columns)
    refused = "ticket_id is a spreadsheet's error, such as #REF!"
    assert [row["reason"] for row in rows] == [None, refused, refused, None], "#7 is an id"
    assert (rows[0]["priority"], rows[0]["assignee"]) == (None, None)


def test_declared_words_are_looked_for_and_the_text_is_dropped(tmp_path: Path, rows_of: Rows) -> None:
    text = "id,at,what\n1,2024-03-01 10:00:00,My REFUND never came\n2,2024-03-01 10:00:00,hello\n"
    columns = {"ticket_id": "id", "created_at_utc": "at", "keywords": "what"}
    rows = rows_of(delimited, written(tmp_path, text), kind="ticket", timezone="UTC", columns=columns, keywords=["refund", "lawyer"])
    assert [row["keywords"] for row in rows] == ["refund", None]
    without = rows_of(delimited, written(tmp_path, text), kind="ticket", timezone="UTC", columns=columns)
    assert [row["keywords"] for row in without] == [None, None]


SENTINELS = """\
id;opened;closed;due;state
1;2024-03-02 10:00:00;1900-01-01 00:00:00;2024-03-05;Open
2;2024-03-02 10:00:00;9999-12-31 23:59:59;2024-03-02;Open
3;2024-03-02 10:00:00;0000-00-00 00:00:00;0001-01-01;Open
4;2024-03-02 10:00:00;2024-03-02 11:00:00;2024-03-30;Closed
5;1900-01-01 00:00:00;2024-03-02 11:00:00;;Closed
"""
SENTINEL_COLUMNS = {
    "ticket_id": "id",
    "created_at_utc": "opened",
    "closed_at_utc": "closed",
    "vendor_due_at_utc": {"column": "due", "timestamp": ["%Y-%m-%d"]},
    "status": "state",
}


def test_a_date_that_stands_for_none_costs_no_open_ticket_and_is_no_beginning(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(delimited, written(tmp_path, SENTINELS), kind="ticket", timezone="Europe/Berlin", columns=SENTINEL_COLUMNS)
    assert [row["reason"] for row in rows] == [None] * 4 + ["created_at_utc stands for no date: it is before 1971 or after 2098"]
    assert [str(row["closed_at_utc"]) for row in rows[:4]] == ["None", "None", "None", "2024-03-02 10:00:00"]


def test_a_count_of_0_since_1970_is_no_end(tmp_path: Path, rows_of: Rows) -> None:
    columns = {"ticket_id": "id", "created_at_utc": "opened", "solved_at_utc": "solved"}
    text = "id,opened,solved\n1,1709370000000,0\n2,1709370000000,1709373600000\n"
    rows = rows_of(delimited, written(tmp_path, text), kind="ticket", timezone="UTC", timestamp=["epoch_ms"], columns=columns)
    assert [(row["reason"], str(row["solved_at_utc"])) for row in rows] == [(None, "None"), (None, "2024-03-02 10:00:00")]


def test_a_due_day_lasts_until_its_end_on_the_wall_clock(tmp_path: Path, rows_of: Rows) -> None:
    rows = rows_of(delimited, written(tmp_path, SENTINELS), kind="ticket", timezone="Europe/Berlin", columns=SENTINEL_COLUMNS)
    dues = [str(row["vendor_due_at_utc"]) for row in rows[:4]]
    assert dues == ["2024-03-05 23:00:00", "2024-03-02 23:00:00", "None", "2024-03-30 23:00:00"], "the last, on the eve of summer time"


def test_an_end_told_by_a_duration_that_is_a_dash_costs_no_ticket(tmp_path: Path, rows_of: Rows) -> None:
    columns = {
        "ticket_id": "id",
        "created_at_utc": "opened",
        "solved_at_utc": {"column": "opened", "plus": ["took"], "format": "h m s"},
    }
    text = "id,opened,took\n1,2024-03-02 10:00:00,-\n2,2024-03-02 10:00:00,1 day 02:00:00\n"
    rows = rows_of(delimited, written(tmp_path, text), kind="ticket", timezone="UTC", columns=columns)
    assert [(row["reason"], str(row["solved_at_utc"])) for row in rows] == [(None, "None"), (None, "2024-03-03 12:00:00")]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC"])
def test_what_took_two_days_took_them_over_a_change_of_the_clock_too(tmp_path: Path, rows_of: Rows, zone: str) -> None:
    columns = {
        "ticket_id": "id",
        "created_at_utc": "opened",
        "solved_at_utc": {"column": "opened", "plus": ["took"], "format": "hours"},
        "first_response_at_utc": {"column": "opened", "plus": ["took"], "format": "minutes"},
    }
    opened = ("2024-03-09 12:00", "2024-03-30 12:00", "2024-06-01 12:00", "2024-10-26 12:00", "2024-10-27 00:30", "2024-11-02 12:00")
    text = "id,opened,took\n" + "".join(f"{n},{at}:00,48\n" for n, at in enumerate(opened))
    rows = rows_of(delimited, written(tmp_path, text), kind="ticket", timezone=zone, columns=columns)
    assert [(row["solved_at_utc"] - row["created_at_utc"]).total_seconds() for row in rows] == [48 * 3600] * 6
    assert [(row["first_response_at_utc"] - row["created_at_utc"]).total_seconds() for row in rows] == [48 * 60] * 6
    local = [row["created_at_utc"].replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for row in rows]
    assert local == list(opened)


def test_the_digits_of_an_events_own_id_are_its_number_unless_a_column_tells_it(tmp_path: Path, rows_of: Rows) -> None:
    text = "id,ticket,at,what,n\nEV-0009,c1,2024-05-01 09:00:00,status,3\nfirst,c1,2024-05-01 09:00:00,status,2\n"
    columns = {"event_id": "id", "ticket_id": "ticket", "at_utc": "at", "event_type": "what"}
    path, told = written(tmp_path, text), {"kind": "ticket_event", "timezone": "UTC"}
    made = rows_of(delimited, path, columns=columns, **told)
    assert [(row["event_number"], row["reason"]) for row in made] == [(9, None), (None, None)]
    declared = rows_of(delimited, path, columns=columns | {"event_number": "n"}, **told)
    assert [row["event_number"] for row in declared] == [3, 2]
