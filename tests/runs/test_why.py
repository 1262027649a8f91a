"""From every published number of a whole run back to its rows: complete, and on the lines they came from."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.desk.behind import files_of, records
from pipelines.desk.catalogue import read_catalogue
from pipelines.desk.row import find_row, place_of, trace
from pipelines.desk.why import Asked, answer, last_day_of
from pipelines.engine.duckdb import open_to_read
from pipelines.house import Declarations
from tests.runs.centre import Centre

MONTH = date(2026, 10, 1)


def text_of(path: Path) -> list[str]:
    whole = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return whole.decode("utf-8", errors="replace").splitlines()


@pytest.mark.slow
def test_every_kpi_of_a_month_is_explained_by_rows_that_give_it_again(undisturbed: Centre) -> None:
    declared = Declarations()
    tables = {model.table: model for model in declared.models}
    unlike, rowless = [], []
    with open_to_read(undisturbed.database) as published, open_to_read(undisturbed.data / "warehouse.duckdb") as warehouse:
        catalogue = read_catalogue(published)
        for kpi in (kpi for kpi in declared.kpis if kpi.name in catalogue.kpis and catalogue.kpis[kpi.name].last == MONTH):
            asked = Asked(catalogue.kpis[kpi.name], kpi, "company", "all", MONTH, last_day_of(MONTH))
            found = answer(published, warehouse, asked, tables)
            if found.recomputed != pytest.approx(found.published["value"]):
                unlike.append(kpi.name)
            if not found.facts and found.published["value"]:
                rowless.append(kpi.name)
    assert (unlike, rowless) == ([], [])


@pytest.mark.slow
def test_the_lines_behind_a_number_hold_the_calls_they_are_said_to_hold(undisturbed: Centre) -> None:
    declared = Declarations()
    model = next(kpi for kpi in declared.kpis if kpi.name == "entered")
    with open_to_read(undisturbed.database) as published, open_to_read(undisturbed.data / "warehouse.duckdb") as warehouse:
        known = read_catalogue(published).kpi("entered")
        asked = Asked(known, model, "company", "all", MONTH, last_day_of(MONTH))
        found = answer(published, warehouse, asked, {table.table: table for table in declared.models})
        (fact,) = found.facts
        names, rows = records(warehouse, fact)
        files = files_of(warehouse, found.facts)
    contact = names.index("contact_id")
    lines = {path: text_of(undisturbed.landing / path) for path in {row[0] for row in rows}}
    assert [row[:2] for row in rows if str(row[contact]) not in lines[row[0]][row[1] - 1]] == []
    assert sum(file["rows"] for file in files) == fact.count >= found.published["value"]


@pytest.mark.slow
def test_a_row_of_the_scorecard_of_the_plan_or_of_a_comparison_goes_back_to_its_records(undisturbed: Centre) -> None:
    declared = Declarations()
    with open_to_read(undisturbed.database) as published, open_to_read(undisturbed.data / "warehouse.duckdb") as warehouse:

        def behind(asked: str, **wanted: str) -> tuple[dict[str, Any], dict[str, int], dict[str, int]]:
            place = place_of(asked, declared)
            assert place
            row = find_row(published, place, wanted)
            tracer, facts, now = trace(warehouse, place, row, declared)
            assert (now, tracer.dead_ends) == (row, set())
            return row, {fact.table: fact.count for fact in facts}, tracer.steps

        goal, facts, _ = behind("scorecard.actual", target_id="csat_mean_company")
        assert facts["core.survey_response"] == goal["n"]
        key = {"kpi": "entered", "scope_type": "company", "horizon_months": "1"}
        compared, facts, steps = behind("baseline_compare.value_win", **key)
        assert steps["kpi.daily"] >= compared["n_days_base"] + compared["n_days_win"]
        assert facts["core.queue_leg"] >= compared["n_win"]
        first = published.rows(
            "select queue_id, cast(interval_start_utc as varchar) from marts.forecast where volume > 0 order by all limit 1"
        )
        _, facts, steps = behind("forecast", queue_id=first[0][0], interval_start_utc=first[0][1])
        assert steps["core.queue_interval"] > 100 and facts["core.queue_leg"] > 100
