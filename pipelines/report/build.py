"""Which months' reports are made anew, and when: only those whose figures, words or drawings would differ.

Belongs here: deciding and writing. Does not: what a report says (`sections`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from pipelines.engine.base import Engine
from pipelines.replacing import replaced
from pipelines.report.figures import Figures, read_figures
from pipelines.report.page import page

LARGEST_BYTES = 500_000
REPORT_COLUMNS = {"month": "date", "content_hash": "varchar"}
BOOKS = "ops.report"
NEWEST = 2  # the running month and the one before; older reports are made when a person asks for them


def path_of(folder: Path, month: date) -> Path:
    """Say where a month's report lies below the published folder."""
    return folder / "report" / f"{month:%Y-%m}.html"


def reported_months(engine: Engine) -> list[date]:
    """Give the months a report can be made of, the earliest first; one that has not begun has none, whatever a record is dated."""
    return [
        month
        for (month,) in engine.rows(
            "select distinct month from marts.monthly_extract cross join ops.data_through "
            "where value is not null and month <= business_date + 1 order by month"
        )
    ]


def write_reports(engine: Engine, folder: Path, months: Sequence[date]) -> list[Path]:
    """Write the reports of the months whose content has changed; gives the files written."""
    before = dict(engine.rows(f"select month, content_hash from {BOOKS}")) if engine.exists(BOOKS) else {}
    written: list[Path] = []
    after = dict(before)
    for month in months:
        figures = read_figures(engine, month)
        content = f"{hashlib.sha256(repr(figures).encode()).hexdigest()[:16]}-{_drawing()}"
        target = path_of(folder, month)
        if before.get(month) == content and target.exists():
            continue
        write_report(figures, target)
        written.append(target)
        after[month] = content
    if after != before:
        frame = pd.DataFrame({"month": list(after), "content_hash": list(after.values())})
        engine.write(BOOKS, frame, columns=REPORT_COLUMNS)
    return written


def write_report(figures: Figures, target: Path) -> None:
    """Write one report, replacing the file in one step."""
    with replaced(target) as half:
        half.write_text(page(figures), encoding="utf-8")


@cache
def _drawing() -> str:
    """Hash the code of the report: a report that would look different is made anew."""
    parts = hashlib.sha256()
    for path in _sources():
        parts.update(path.read_bytes())
    return parts.hexdigest()[:8]


def _sources() -> Iterator[Path]:
    yield from sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in (".py", ".css"))
