"""Exports that are reports: lines above the header, totals between the records, and how clocks and numbers are written elsewhere."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import describe
from assets.readers import delimited

CALLS: dict[str, Any] = {"kind": "call", "columns": {"leg_id": "Call", "entered_at_utc": "Start", "wait_s": "Wait", "agent": "Agent"}}


def read(rows_of: Any, folder: Path, content: str | bytes, **keys: Any) -> list[dict[str, Any]]:
    path = folder / "report.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found: list[dict[str, Any]] = rows_of(delimited, path, **(CALLS | keys))
    return found


@pytest.mark.parametrize(
    "above",
    [
        "Calls by day\n",
        'Calls by day,,,\n,,,\nPeriod:,"1 May 2024, 00:00",to,2 May\n\n',
        "Start of report\nAgent: all\n,,,\n",
        "sep=,\nCalls by day\n",
    ],
)
def test_titles_and_filters_above_the_header_are_passed_over(rows_of: Any, tmp_path: Path, above: str) -> None:
    (row,) = read(rows_of, tmp_path, above + "Call,Start,Wait,Agent\nc1,2024-05-01 10:00:00,12,ann\n")
    assert (row["reason"], row["leg_id"], row["wait_s"]) == (None, "c1", 12.0)
    assert row["line"] == above.count("\n") + 2


def test_totals_that_a_source_declares_are_no_data(rows_of: Any, tmp_path: Path) -> None:
    text = "Call,Start,Wait,Agent\nc1,2024-05-01 10:00:00,12,ann\n,,12,Total for ann\nc2,2024-05-01 11:00:00,5,totalus\nSUBTOTAL_A,,17,\n"
    rows = read(rows_of, tmp_path, text, options={"skip": {"Agent": ["Total for *"], "Call": ["*_a"], "Start": [""]}})
    assert [row["is_skipped"] for row in rows] == [False, True, False, True]
    assert [row["leg_id"] for row in rows if not row["is_skipped"]] == ["c1", "c2"]


def test_a_total_nobody_declared_is_quarantined_and_not_counted_as_a_call(rows_of: Any, tmp_path: Path) -> None:
    rows = read(rows_of, tmp_path, "Call,Start,Wait,Agent\nc1,2024-05-01 10:00:00,12,ann\nTotal,,12,\n")
    assert [row["reason"] for row in rows] == [None, "entered_at_utc is missing or cannot be read"]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("5/1/2024 9:05:00 PM", "%m/%d/%Y %I:%M:%S %p"),
        ("01.05.24 9:05pm", "%d.%m.%y %I:%M%p"),
        ("1/5/2024 9:05:00 μ.μ.", "%d/%m/%Y %I:%M:%S %p"),
        ("01/05/2024 09:05 p. m.", "%d/%m/%Y %I:%M %p"),
        ("2024/5/1 下午 9:05", "%Y/%m/%d %p %I:%M"),
        ("2024. 5. 1. 오후 9:05", "%Y. %m. %d. %p %I:%M"),
        ("2024-05-01 21:05:00", ""),
        ("01-May-2024 21:05", "%d-%b-%Y %H:%M"),
    ],
)
def test_a_clock_of_twelve_hours_is_read_in_the_words_of_its_country(rows_of: Any, tmp_path: Path, written: str, form: str) -> None:
    (row,) = read(rows_of, tmp_path, f"Call,Start,Wait,Agent\nc1,{written},12,ann\n", timestamp=form or [])
    assert (row["reason"], str(row["entered_at_utc"])) == (None, "2024-05-01 21:05:00")


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("2024-07-01T10:00:00+02:00", None),
        ("2024-07-01 08:00:00Z", None),
        ("2024-07-01T03:00:00-0500", None),
        ("01.07.2024 10:00:00 +0200", "%d.%m.%Y %H:%M:%S %z"),
        ("2024-07-01 10:00:00 CEST", "%Y-%m-%d %H:%M:%S %Z"),
        ("7/1/2024 3:00:00 AM EST", "%m/%d/%Y %I:%M:%S %p %Z"),
        ("7/1/2024 4:00:00 AM EDT", "%m/%d/%Y %I:%M:%S %p %Z"),
    ],
)
def test_an_offset_in_the_text_counts_whatever_zone_the_source_names(rows_of: Any, tmp_path: Path, written: str, form: str | None) -> None:
    keys = {"timezone": "Asia/Tokyo", "timestamp": [form] if form else []}
    (row,) = read(rows_of, tmp_path, f"Call,Start,Wait,Agent\nc1,{written},12,ann\n", **keys)
    assert (row["reason"], str(row["entered_at_utc"])) == (None, "2024-07-01 08:00:00")


def test_a_zone_name_with_several_meanings_is_refused(rows_of: Any, tmp_path: Path) -> None:
    (row,) = read(rows_of, tmp_path, "Call,Start,Wait,Agent\nc1,2024-07-01 10:00:00 IST,1,ann\n", timestamp="%Y-%m-%d %H:%M:%S %Z")
    assert row["reason"] == "entered_at_utc cannot be read as a time written %Y-%m-%d %H:%M:%S %Z"


@pytest.mark.parametrize(
    ("written", "decimal", "value"),
    [
        ("1.234,5", ",", 1234.5),
        ("1\u00a0234,5", ",", 1234.5),
        ("1 234", ",", 1234.0),
        ("12,5", ",", 12.5),
        ("12.5", ",", None),
        ("1'234.5", ".", 1234.5),
        ("1,234", ".", 1234.0),
        ("12,5", ".", None),
    ],
)
def test_numbers_are_read_with_the_signs_the_source_names_and_no_other(
    rows_of: Any, tmp_path: Path, written: str, decimal: str, value: float | None
) -> None:
    (row,) = read(rows_of, tmp_path, f"Call;Start;Wait;Agent\nc1;2024-05-01 10:00:00;{written};ann\n", decimal=decimal)
    assert row["wait_s"] == value
    assert (row["reason"] is None) == (value is not None)


@pytest.mark.parametrize(
    ("written", "form", "value"),
    [
        (":05", "mm:ss", 5.0),
        ("75:01", "mm:ss", 4501.0),
        ("1h 2m 3s", "h m s", 3723.0),
        ("45s", "h m s", 45.0),
        ("PT1H2M3S", "h m s", 3723.0),
        ("2 min", "h m s", 120.0),
        ("2 days 03:04:05", "h m s", 183_845.0),
        ("1.02:03:04", "h m s", 93_784.0),
        ("P2DT4H", "h m s", 187_200.0),
        ("4 Tage, 2 Stunden und 5 Minuten", "h m s", 353_100.0),
        ("-1 days +23:00:00", "h m s", -3_600.0),
        ("1,5h", "h m s", 5_400.0),
        ("1 MAIN", "h m s", None),
        ("days", "h m s", None),
    ],
)
def test_durations_are_read_as_switches_write_them(rows_of: Any, tmp_path: Path, written: str, form: str, value: float) -> None:
    columns = CALLS["columns"] | {"wait_s": {"column": "Wait", "format": form}}
    (row,) = read(rows_of, tmp_path, f'Call,Start,Wait,Agent\nc1,2024-05-01 10:00:00,"{written}",ann\n', columns=columns)
    assert row["wait_s"] == value


@pytest.mark.parametrize(
    ("encoding", "name", "end"),
    [
        ("utf-8", "Анна", "\n"),
        ("utf-8-sig", "Žofie", "\r\n"),
        ("utf-8-sig", "Žofie", "\r"),
        ("utf-16", "Ann", "\r\n"),
        ("utf-16", "Ann", "\r"),
        ("utf-16-le", "Žofie", "\n"),
        ("utf-16-le", "Žofie", "\r"),
        ("utf-16-be", "上海", "\r"),
        ("cp1251", "Анна", "\r\n"),
        ("cp1253", "Ελένη", "\n"),
        ("iso-8859-2", "Žofie", "\r"),
        ("gbk", "王芳", "\r\n"),
        ("big5", "陳美", "\r"),
    ],
)
def test_an_encoding_and_a_line_end_change_nothing_else(rows_of: Any, tmp_path: Path, encoding: str, name: str, end: str) -> None:
    text = end.join(["Call;Start;Wait;Agent", f"c1;01.05.2024 10:00:00;1,5;{name}", f"c2;01.05.2024 10:01:00;2,5;{name}", ""])
    declared = {} if encoding in ("utf-8", "utf-8-sig", "utf-16") else {"encoding": encoding}
    rows = read(rows_of, tmp_path, text.encode(encoding), timestamp="%d.%m.%Y %H:%M:%S", decimal=",", **declared)
    assert [(row["reason"], row["agent"], row["wait_s"], row["line"]) for row in rows] == [(None, name, 1.5, 2), (None, name, 2.5, 3)]


@pytest.mark.parametrize(
    "begun", ["2024-05-01T09:00:00-05:00", "2024-05-01 09:00:00-05", "2024-05-01T09:00-05:00", "2024-05-01T09:00:00.000-05:00"]
)
def test_an_interval_whose_beginning_ends_in_an_offset_keeps_it(rows_of: Any, tmp_path: Path, begun: str) -> None:
    columns = {"at_utc": "Interval Start", "queue": {"value": "orders"}, "offered": "Calls"}
    (row,) = read(rows_of, tmp_path, f"Interval Start,Calls\n{begun},7\n", kind="interval_total", columns=columns, timezone="UTC")
    assert (row["reason"], str(row["at_utc"]), row["offered"]) == (None, "2024-05-01 14:00:00", 7)


@pytest.mark.parametrize(
    "begun",
    [
        *("2024-05-01T14:00:00.1234567Z", "2024-05-01 14:00:00.123456789", "2024-05-01T09:00:00.1234567-05:00"),
        *("2024-05-01 14:00:00 UTC", "2024-05-01 09:00:00 -0500", "2024-05-01 14:00:00,123", "2024-05-01 14:00:00 Z"),
    ],
)
def test_a_time_is_read_however_fine_it_is_and_wherever_its_zone_stands(rows_of: Any, tmp_path: Path, begun: str) -> None:
    columns = {"leg_id": "Call", "entered_at_utc": "Start", "wait_s": "Wait"}
    path = tmp_path / "calls.csv"
    path.write_text(f"Call;Start;Wait\nc1;{begun};5\n", encoding="utf-8")
    (row,) = rows_of(delimited, path, kind="call", timezone="UTC", columns=columns)
    assert (row["reason"], str(row["entered_at_utc"])[:19]) == (None, "2024-05-01 14:00:00")
    entry = yaml.safe_load(describe(path).text.replace("FILL_IN", "UTC"))["sources"][0]
    declared = {"timestamp": entry["timestamp"]} if "timestamp" in entry else {}
    (drafted,) = rows_of(delimited, path, kind="call", timezone=entry["timezone"], columns=columns, **declared)
    assert (drafted["reason"], drafted["entered_at_utc"]) == (None, row["entered_at_utc"])


@pytest.mark.parametrize("interval", ["09:00 - 09:30", "09:00-09:30", "09:00 – 09:30", "09:00", "09:00:00-09:30:00", "9:00 AM-9:30 AM"])
def test_an_interval_written_from_and_to_is_told_by_its_beginning(rows_of: Any, tmp_path: Path, interval: str) -> None:
    columns = {"at_utc": ["Date", "Interval"], "queue": {"value": "orders"}, "offered": "Calls"}
    forms = ["%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %I:%M %p"]
    keys = {"kind": "interval_total", "timestamp": forms, "columns": columns}
    (row,) = read(rows_of, tmp_path, f"Date;Interval;Calls\n01.05.2024;{interval};7\n", **keys)
    assert (row["reason"], str(row["at_utc"]), row["offered"]) == (None, "2024-05-01 09:00:00", 7)
