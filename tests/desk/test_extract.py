"""What an extract holds, in three formats, whatever a queue is called."""

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipelines.cli import PLAIN_ERRORS, switchboard
from pipelines.desk.catalogue import Catalogue, Known
from pipelines.desk.commands import show_list
from pipelines.desk.extract import Extract, as_csv, read_extract, write_extract
from pipelines.engine.duckdb import DuckDBEngine
from pipelines.formula import FORMULA
from pipelines.house import Place
from tests.desk.conftest import HOSTILE
from tests.tables import ROOT

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def extract(engine: DuckDBEngine, known: Catalogue) -> Extract:
    return read_extract(engine, known, kpis=["service_level", "average_wait"], month=None, scopes=[], months=13)


def texts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in shared.iter(f"{MAIN}si")]


def test_months_scopes_and_kpis_are_those_that_were_asked_for(engine: DuckDBEngine, known: Catalogue) -> None:
    found = read_extract(engine, known, kpis=["average_wait"], month="2026-09", scopes=["queue/arabic"], months=3)
    assert [(r["scope_id"], r["month"].month) for r in found.records("average_wait")] == [("arabic", 7), ("arabic", 8), ("arabic", 9)]
    assert len(found.rows) == 3


def test_text_that_a_spreadsheet_would_run_is_text_in_csv(extract: Extract) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(extract.names, extract.rows))))
    named = {row["scope_id"]: row["scope_name"] for row in rows}
    assert named == {"all": "Harbour & Lakes"} | {
        queue: "'" + name if name.startswith(FORMULA) else name for queue, name in HOSTILE.items()
    }
    assert not [cell for row in rows for name, cell in row.items() if cell.startswith(FORMULA) and not re.fullmatch(r"-?[\d.e-]+", cell)]
    assert {row["low_n"] for row in rows} == {"true", "false"}


def test_a_workbook_holds_no_formula_and_every_name_as_it_is(extract: Extract, tmp_path: Path) -> None:
    write_extract(extract, tmp_path / "x.xlsx", form="xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        charts = [name for name in book.namelist() if name.startswith("xl/charts/chart")]
        workbook = book.read("xl/workbook.xml").decode()
        drawings = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/drawings/drawing"))
    assert not [sheet for sheet in sheets if "<f>" in sheet]
    assert set(HOSTILE.values()) <= set(texts(tmp_path / "x.xlsx"))
    assert re.findall(r'<sheet name="([^"]+)"', workbook) == [
        "Contents",
        "Trend",
        "service_level",
        "average_wait",
        "Definitions",
        "Columns",
    ]
    assert len(charts) == 4
    assert drawings.count('descr="') == 4
    assert sum('state="frozen"' in sheet for sheet in sheets) == len(sheets)


def test_numbers_of_a_workbook_are_numbers_with_a_format(extract: Extract, tmp_path: Path) -> None:
    write_extract(extract, tmp_path / "x.xlsx", form="xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        styles = book.read("xl/styles.xml").decode()
        trend = ElementTree.fromstring(book.read("xl/worksheets/sheet2.xml"))
    assert 'formatCode="0.0%"' in styles and 'formatCode="mmm yyyy"' in styles
    first = next(row for row in trend.iter(f"{MAIN}row") if row.get("r") == "2")
    numbers = {cell.get("r"): cell.findtext(f"{MAIN}v") for cell in first if cell.get("t") is None}
    assert float(numbers["J2"] or "nan") == pytest.approx(31.0)  # the value of average_wait, company, its first month


def test_parquet_holds_the_rows_with_types_words_and_the_run(extract: Extract, tmp_path: Path) -> None:
    write_extract(extract, tmp_path / "x.parquet", form="parquet")
    table = pq.read_table(tmp_path / "x.parquet")
    assert table.num_rows == len(extract.rows)
    assert set(table.column("scope_name").to_pylist()) == {"Harbour & Lakes", *HOSTILE.values()}
    assert str(table.schema.field("month").type) == "date32[day]"
    assert table.schema.metadata[b"run_id"] == b"0123456789"
    assert b"first day of the month" in table.schema.field("month").metadata[b"description"]


def test_the_command_writes_where_it_is_told_and_says_so(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "a folder" / "october.csv"
    words = [
        "extract",
        "--data",
        str(place.data),
        "--month",
        "2026-10",
        "--format",
        "csv",
        "--out",
        str(out),
        "service_level",
        "average_wait",
    ]
    done = CliRunner().invoke(switchboard, words)
    assert done.exit_code == 0, done.output
    assert f"{out}: 120 rows of 2 KPIs" in done.output
    assert out.read_text(encoding="utf-8").startswith("month,kpi,")


def test_the_list_shows_names_units_and_months(place: Place) -> None:
    done = CliRunner().invoke(switchboard, ["extract", "--data", str(place.data), "--list"])
    assert "average_wait" in done.output and "seconds" in done.output and "2026-04 to 2026-10" in done.output


def test_no_name_of_the_list_runs_into_the_next_column(capsys: pytest.CaptureFixture[str]) -> None:
    long = Known("x", "A name of thirty-four letters, no r", "share", 1, date(2026, 1, 1), date(2026, 2, 1))
    show_list(Catalogue({"x": long}, (date(2026, 1, 1),), {}))
    head, row, _ = capsys.readouterr().out.splitlines()
    assert head.index("unit") == row.index("share") and f"{long.name}  share" in row


def test_an_unknown_name_is_told_in_words(place: Place) -> None:
    done = CliRunner().invoke(switchboard, ["extract", "--data", str(place.data), "--kpi", "servislevel"])
    assert isinstance(done.exception, PLAIN_ERRORS) and "did you mean 'service_level'?" in str(done.exception)


def test_a_workbook_that_is_open_elsewhere_is_told_and_stays_as_it_was(place: Place, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"old")
    (tmp_path / ".~lock.x.xlsx#").write_text(",ann,laptop,23.11.2026 10:00,file;")
    done = CliRunner().invoke(switchboard, ["extract", "--data", str(place.data), "service_level", "--out", str(tmp_path / "x.xlsx")])
    assert isinstance(done.exception, PLAIN_ERRORS) and "is open in a spreadsheet program by ann. Close it there" in str(done.exception)
    assert (tmp_path / "x.xlsx").read_bytes() == b"old"


@pytest.mark.parametrize("form", ["xlsx", "csv", "parquet"])
def test_a_folder_that_takes_nothing_is_told_for_every_format(place: Place, form: str) -> None:
    words = ["extract", "--data", str(place.data), "service_level", "--format", form, "--out", f"/proc/nothing/x.{form}"]
    done = CliRunner().invoke(switchboard, words)
    assert isinstance(done.exception, PLAIN_ERRORS) and f"/proc/nothing/x.{form} was not written" in str(done.exception)


def test_an_unpublished_centre_is_told_what_publishes_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(switchboard, ["extract", "--data", str(tmp_path)])
    assert done.exit_code == 1 and "`switchboard run` publishes it" in done.output


@pytest.mark.parametrize("command", sorted(switchboard.commands))
def test_every_command_explains_itself(command: str) -> None:
    said = CliRunner().invoke(switchboard, [command, "--help"]).output
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert len(said.split("Options:")[0].split()) > 8
    assert f"`switchboard {command}" in page


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    done = CliRunner().invoke(switchboard, ["extrct"])
    assert done.exit_code == 2 and "did you mean 'extract'?" in done.output


def test_dates_are_the_first_of_their_month(extract: Extract) -> None:
    assert extract.month == date(2026, 10, 1)
