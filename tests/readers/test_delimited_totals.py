"""Exports of sums: a row a queue and interval, day or month, by declaration alone."""

from pathlib import Path
from typing import Any

import pytest

from assets.readers import delimited

HEADER = "Day;Skill;Offered;Answered;In time %;ASA;Talk;Abandoned\r\n"
COLUMNS: dict[str, Any] = {
    "at_utc": {"column": "Day", "timestamp": "%d.%m.%Y"},
    "grain_source": {"value": "day"},
    "queue": "Skill",
    "offered": "Offered",
    "answered": "Answered",
    "answered_in_time": {"column": "In time %", "times": "Answered"},
    "wait_answered_s": {"column": "ASA", "format": "mm:ss", "times": "Answered"},
    "talk_s": {"column": "Talk", "format": "h:mm:ss"},
    "abandoned": "Abandoned",
}


def rows(rows_of: Any, folder: Path, text: str, **keys: Any) -> list[dict[str, Any]]:
    path = folder / "totals.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    plan = {"kind": "interval_total", "timezone": "Europe/Berlin", "decimal": ",", "columns": COLUMNS, **keys}
    found: list[dict[str, Any]] = rows_of(delimited, path, **plan)
    return found


def test_means_and_shares_become_sums_and_a_day_is_named_by_its_noon(rows_of: Any, tmp_path: Path) -> None:
    (row,) = rows(rows_of, tmp_path, "02.07.2024;Orders;1.234;1.200;90,5 %;01:30;10:00:00;34\r\n")
    assert (row["reason"], row["offered"], row["answered"], row["answered_in_time"]) == (None, 1234, 1200, 1086)
    assert (row["wait_answered_s"], row["talk_s"]) == (108_000.0, 36_000.0)
    assert (str(row["at_utc"]), row["grain_source"], row["part"]) == ("2024-07-02 10:00:00", "day", "")


def test_a_mean_over_nothing_adds_nothing(rows_of: Any, tmp_path: Path) -> None:
    (row,) = rows(rows_of, tmp_path, "02.07.2024;Orders;3;0;;-;;3\r\n")
    assert (row["reason"], row["answered_in_time"], row["wait_answered_s"], row["talk_s"]) == (None, 0, 0.0, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("02.07.2024;Orders;-1;1;50;00:01;;0", "offered is negative"),
        ("02.07.2024;Orders;5;4;125 %;00:01;;0", "answered_in_time is greater than answered"),
        ("02.07.2024;Orders;many;4;50 %;00:01;;0", "offered cannot be read as a number with the decimal sign ','"),
        ("02.07.2024;;5;4;50 %;00:01;;0", "queue is missing or cannot be read"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason(rows_of: Any, tmp_path: Path, line: str, reason: str) -> None:
    assert [row["reason"] for row in rows(rows_of, tmp_path, line + "\r\n")] == [reason]


def test_another_word_for_the_grain_is_refused(rows_of: Any, tmp_path: Path) -> None:
    (row,) = rows(rows_of, tmp_path, "02.07.2024;Orders;5;4;50 %;00:01;;0\r\n", columns=COLUMNS | {"grain_source": {"value": "week"}})
    assert row["reason"] == "grain_source is none of interval, day, month"


@pytest.mark.parametrize(("text", "value"), [("1,234", 1234.0), ("1,234,567.5", 1234567.5), ("93.5%", 0.935), ("12", 12.0), ("1,2", None)])
def test_thousands_and_hundredths_are_read_where_the_sign_of_decimals_is_a_point(
    rows_of: Any, tmp_path: Path, text: str, value: float | None
) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(f'id;at;wait\n1;2024-01-02 10:00:00;"{text}"\n', encoding="utf-8")
    (row,) = rows_of(delimited, path, kind="call", columns={"leg_id": "id", "entered_at_utc": "at", "wait_s": "wait"})
    assert row["wait_s"] == value
