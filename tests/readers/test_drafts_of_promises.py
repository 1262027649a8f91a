"""What `describe` makes of a column that says whether a promise about a ticket was kept, and what is read by its draft."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.describe import describe
from assets.readers import delimited

Rows = Callable[..., list[dict[str, Any]]]
HEAD = "Incident ID,Opened,Resolved,Group,State"


def drafted(folder: Path, title: str, *cells: str) -> tuple[dict[str, Any], Path]:
    """Describe twenty tickets whose last column has these cells in turn; give the entry and the file."""
    lines = [f"INC{n:05},2024-03-{1 + n:02} 08:00:00,2024-03-{1 + n:02} 09:00:00,A,Closed,{cells[n % len(cells)]}" for n in range(20)]
    path = folder / "export.csv"
    path.write_text("\n".join([f"{HEAD},{title}", *lines]) + "\n", encoding="utf-8")
    (entry,) = yaml.safe_load(describe(path).text.replace("FILL_IN", "UTC"))["sources"]
    return {key: value for key, value in entry.items() if key not in ("id", "reader", "files", "site")}, path


@pytest.mark.parametrize(
    ("title", "broken", "kept"),
    [
        ("on_time", "OVERDUE", "ONTIME"),
        ("made_sla", "false", "true"),
        ("SLA Met", "No", "Yes"),
        ("SLA Breached", "Yes", "No"),
        ("sla_breach", "1", "0"),
        ("Resolution status", "SLA Violated", "Within SLA"),
        ("Time to close SLA status", "Completed late", "Completed on time"),
        ("SLA eingehalten", "nein", "ja"),
    ],
)
def test_a_flag_of_a_promise_is_drafted_with_what_its_words_mean(tmp_path: Path, rows_of: Rows, title: str, broken: str, kept: str) -> None:
    entry, path = drafted(tmp_path, title, broken, kept)
    assert entry["columns"]["vendor_is_breached"] == title
    rows = rows_of(delimited, path, **entry)
    assert [row["vendor_is_breached"] for row in rows[:4]] == [True, False, True, False]


def test_what_is_no_verdict_yet_is_none_and_costs_no_ticket(tmp_path: Path, rows_of: Rows) -> None:
    entry, path = drafted(tmp_path, "SLA status", "Breached", "Met", "In progress", "Met")
    rows = rows_of(delimited, path, **entry)
    assert [row["vendor_is_breached"] for row in rows[:4]] == [True, False, None, False]
    assert [row["reason"] for row in rows] == [None] * 20


@pytest.mark.parametrize(("title", "broken"), [("SLA Met", "No"), ("on_time", "OVERDUE")])
def test_a_verdict_that_the_first_records_lack_is_read_later(tmp_path: Path, rows_of: Rows, title: str, broken: str) -> None:
    entry, path = drafted(tmp_path, title, broken)
    kept = {"No": "Yes", "OVERDUE": "ONTIME"}[broken]
    path.write_text(path.read_text(encoding="utf-8") + f"INC99999,2024-03-30 08:00:00,,A,Open,{kept}\n", encoding="utf-8")
    assert rows_of(delimited, path, **entry)[-1]["vendor_is_breached"] is False


@pytest.mark.parametrize(("title", "cells"), [("SLA Status", ("Gold", "Silver")), ("Overdue", ("3", "12", "40"))])
def test_a_column_that_tells_which_promise_or_how_late_is_no_flag(tmp_path: Path, title: str, cells: tuple[str, ...]) -> None:
    entry, _ = drafted(tmp_path, title, *cells)
    assert "vendor_is_breached" not in entry["columns"]
