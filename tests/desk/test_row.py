"""Which row of a published table a person means, and what is said where none or several are meant."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from pipelines.cli import switchboard
from pipelines.desk.behind import refuse_if_redefined
from pipelines.desk.catalogue import NotThere
from pipelines.desk.row import Place, find_row, place_of
from pipelines.engine.duckdb import DuckDBEngine, open_engine
from pipelines.house import Declarations
from pipelines.house import Place as Folders
from pipelines.ledger import DEFINITION_COLUMNS


@pytest.fixture(scope="module")
def declared() -> Declarations:
    return Declarations()


@pytest.fixture
def extract(declared: Declarations) -> Place:
    found = place_of("monthly_extract.value", declared)
    assert found
    return found


@pytest.mark.parametrize(
    ("asked", "table", "column"),
    [
        ("scorecard", "marts.scorecard", None),
        ("marts.scorecard", "marts.scorecard", None),
        ("scorecard.actual", "marts.scorecard", "actual"),
    ],
)
def test_a_table_is_named_with_or_without_its_schema_and_a_column(
    declared: Declarations, asked: str, table: str, column: str | None
) -> None:
    found = place_of(asked, declared)
    assert found and (found.model.table, found.column) == (table, column)


@pytest.mark.parametrize("asked", ["service_level", "core.queue_leg", "Average wait"])
def test_what_is_no_published_table_is_left_to_the_kpis(declared: Declarations, asked: str) -> None:
    assert place_of(asked, declared) is None


def test_a_row_is_found_by_its_key_and_a_date_by_its_beginning(engine: DuckDBEngine, extract: Place) -> None:
    row = find_row(engine, extract, {"kpi": "average_wait", "month": "2026-05", "scope_id": "quotes"})
    assert (row["month"], row["scope_type"], row["value"]) == (date(2026, 5, 1), "queue", 34.0)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (
            {"kpi": "average_wait", "month": "2026-05"},
            r"has 8 rows with kpi='average_wait' and month='2026-05'; name one by KEY=VALUE:"
            r" scope_type \(company, queue\); scope_id \(all, arabic",
        ),
        ({"kpi": "average_wai"}, r"no row of marts.monthly_extract has kpi='average_wai'; there are kpi \(average_wait, service_level\)"),
        ({"kip": "average_wait"}, r"has no column 'kip'; did you mean 'kpi'"),
    ],
)
def test_no_row_or_several_are_answered_with_what_there_is(engine: DuckDBEngine, extract: Place, wanted: dict[str, str], told: str) -> None:
    with pytest.raises(NotThere, match=told):
        find_row(engine, extract, wanted)


def test_an_empty_table_says_so(engine: DuckDBEngine, declared: Declarations) -> None:
    found = place_of("staffing", declared)
    assert found
    with pytest.raises(NotThere, match=r"marts.staffing is empty"):
        find_row(engine, found, {})


@pytest.mark.parametrize(
    ("words", "told"), [(["scorecard", "missed"], "expected KEY=VALUE"), (["service_level", "month=2026-10"], "say --month")]
)
def test_words_that_fit_nothing_are_told(place: Folders, words: list[str], told: str) -> None:
    done = CliRunner().invoke(switchboard, ["why", "--data", str(place.data), *words])
    assert done.exit_code == 2 and told in done.output


def test_a_number_whose_definition_has_changed_since_is_not_explained_by_the_new_one(tmp_path: Path, declared: Declarations) -> None:
    with open_engine(tmp_path / "w.duckdb", threads=1) as engine:
        refuse_if_redefined(engine, declared)  # books that are not there say nothing
        rows = [{"table_name": name, "definition_hash": found} for name, found in declared.hashes.items()]
        engine.write("ops.definition", pd.DataFrame(rows), columns=DEFINITION_COLUMNS)
        refuse_if_redefined(engine, declared)
        engine.run("update ops.definition set definition_hash = 'old' where table_name = 'kpi/csat_mean'")
        with pytest.raises(NotThere, match=r"1 definition has.*kpi/csat_mean.*`switchboard run`, then ask again"):
            refuse_if_redefined(engine, declared)
