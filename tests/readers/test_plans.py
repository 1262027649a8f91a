"""A plan of calls made elsewhere: what of it is read, and what is refused with its reason."""

from pathlib import Path
from typing import Any

import pytest

from assets.describe import describe
from assets.readers import delimited

PLAN: dict[str, Any] = {
    "kind": "volume_plan",
    "timezone": "Europe/Berlin",
    "timestamp": "%d.%m.%Y %H:%M",
    "columns": {"queue": "Queue", "at_utc": "Start", "volume": "Forecast"},
}


def rows(rows_of: Any, folder: Path, *lines: str) -> list[dict[str, Any]]:
    path = folder / "plan.csv"
    path.write_text("Queue,Start,Forecast\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    found: list[dict[str, Any]] = rows_of(delimited, path, **PLAN)
    return found


def test_a_planned_interval_is_read_with_its_decimals(rows_of: Any, tmp_path: Path) -> None:
    (row,) = rows(rows_of, tmp_path, "Orders,02.11.2026 08:30,12.5")
    assert (row["reason"], row["queue"], str(row["at_utc"]), row["volume"]) == (None, "Orders", "2026-11-02 07:30:00", 12.5)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("-3", "volume is negative"),
        ("", "volume is missing or cannot be read"),
        ("many", "volume cannot be read as a number"),
        ("inf", "volume cannot be read as a number"),
        ("nan", "volume cannot be read as a number"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_its_reason(rows_of: Any, tmp_path: Path, told: str, reason: str) -> None:
    good, bad = rows(rows_of, tmp_path, "Orders,02.11.2026 08:00,4", f"Orders,02.11.2026 08:30,{told}")
    assert good["reason"] is None
    assert str(bad["reason"]).startswith(reason)


HALF_HOURS = """\
Date,Interval Start,Queue,Forecast Volume,Forecast AHT (s),Required Staff
2026-11-02,08:00,Orders,12.5,240,3
2026-11-02,08:30,Orders,14.2,241,3
2026-11-02,09:00,Orders,18.9,250,4
"""


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (HALF_HOURS, ("at_utc: {columns: [Date, Interval Start]}", "queue: Queue", "volume: Forecast Volume")),
        ("Queue;Datum;Geplante Anrufe\nOrders;13.11.2026;120,5\nOrders;14.11.2026;133\n", ("at_utc: Datum", "volume: Geplante Anrufe")),
        ("date,forecast\n2026-11-13,100.2\n2026-11-14,120.1\n", ("at_utc: date", "queue: {value: FILL_IN}", "volume: forecast")),
    ],
)
def test_a_plan_is_known_by_its_words_and_drafted_as_one(tmp_path: Path, text: str, columns: tuple[str, ...]) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8")
    drafted = describe(path).text
    assert "kind: volume_plan" in drafted
    assert [line for line in columns if f"      {line}\n" in drafted] == list(columns)


def test_what_is_expected_is_never_counted_as_calls_that_came(tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    path.write_text("skill,start_time,forecast_calls,calls\nA,2026-11-13 08:00:00,12,13\nA,2026-11-13 08:30:00,14,11\n", encoding="utf-8")
    drafted = describe(path).text
    assert "kind: interval_total" in drafted and "offered: calls\n" in drafted


def test_a_ticket_with_a_plan_in_it_is_a_ticket(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "Ticket ID,Created,Status,Subject,Plan\n17,2026-11-13 08:00:00,open,hello,3\n18,2026-11-13 09:00:00,closed,again,5\n",
        encoding="utf-8",
    )
    assert "kind: ticket\n" in describe(path).text
