"""What Dagster's page tells of every table, and that a look into one is plain and small."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from pipelines.checks import Expectation, read_suites
from pipelines.definitions import build
from pipelines.engine.duckdb import DuckDBEngine, open_engine
from pipelines.house import Declarations, Place
from pipelines.page import LOOKS, bars, check_name, look_into
from pipelines.surroundings import settings_of
from tests.desk.conftest import HOSTILE
from tests.tables import ROOT, columns_of, make_table


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    place, declared = Place(config=ROOT / "config", data=tmp_path_factory.mktemp("data")), Declarations()
    door = lambda: open_engine(place.warehouse, threads=1)  # noqa: E731
    return build(settings_of(place, declared), door, lambda: date(2026, 11, 1), place=place, declared=declared)


@pytest.fixture(scope="module")
def specs(defs: dg.Definitions) -> list[dg.AssetSpec]:
    return list(defs.resolve_all_asset_specs())


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    with open_engine(tmp_path / "w.duckdb", threads=1) as opened:
        yield opened


def item(kind: str, **kwargs: object) -> Expectation:
    return Expectation(type=kind, kwargs=kwargs, severity="critical", notes="Why.")


def test_a_check_is_named_by_what_it_promises() -> None:
    suite = [
        item("expect_compound_columns_to_be_unique", column_list=["source_id", "leg_id"]),
        item("expect_compound_columns_to_be_unique", column_list=["source_id", "line"]),
        item("expect_column_values_to_not_be_null", column="a"),
        item("expect_column_values_to_not_be_null", column="b"),
        item("unexpected_rows_expectation", unexpected_rows_query="select 1"),
    ]
    assert check_name(suite) == "one_row_per_source_id_and_leg_id__never_empty__rows_agree"
    assert check_name([item("expect_column_values_to_be_unique", column="day")]) == "one_row_per_day"
    assert check_name([item("expect_compound_columns_to_be_unique", column_list=list("abcd"))]) == "one_row_per_grain"


def test_every_suite_of_the_house_has_a_name_the_page_takes() -> None:
    names = {check_name(suite) for suite in read_suites(ROOT / "expectations").values()}
    assert not [name for name in names if not re.fullmatch(r"[a-z0-9_]{5,120}", name)]


def test_every_table_has_group_kinds_owner_words_and_a_link_to_its_source(specs: list[dg.AssetSpec]) -> None:
    lacking = {
        spec.key.to_user_string()
        for spec in specs
        if not (spec.group_name and spec.owners and spec.description and len(spec.description) > 15)
        or (spec.kinds and "dagster/code_references" not in spec.metadata and spec.key.path != ["ops", "balance"])
    }
    assert lacking == set()
    for spec in specs:
        links = spec.metadata.get("dagster/code_references")
        for link in links.code_references if isinstance(links, dg.CodeReferencesMetadataValue) else ():
            assert isinstance(link, dg.LocalFileCodeReference) and Path(link.file_path).is_file()


def test_what_people_read_and_what_lands_must_be_fresh(specs: list[dg.AssetSpec]) -> None:
    fresh = {spec.key.to_user_string() for spec in specs if spec.freshness_policy}
    assert {spec.key.to_user_string() for spec in specs if spec.key.path[0] == "marts"} | {"ops/file_manifest"} == fresh


def test_tables_that_python_writes_tell_their_columns_before_any_run(specs: list[dg.AssetSpec]) -> None:
    by_key = {spec.key.to_user_string(): spec for spec in specs}
    for key, column in (("raw/call", "leg_id"), ("config/queue", "queue_id")):
        schema = by_key[key].metadata["dagster/column_schema"]
        assert isinstance(schema, dg.TableSchema)
        assert column in {told.name for told in schema.columns if told.description}


def test_schedule_sensor_and_jobs_say_what_they_do(defs: dg.Definitions) -> None:
    told = [*(defs.schedules or []), *(defs.sensors or []), *(job for job in defs.resolve_all_job_defs() if not job.name.startswith("__"))]
    assert {thing.name for thing in told} == {"every_day", "landing", "refresh", "rebuild"}  # type: ignore[union-attr]
    assert [thing for thing in told if len(thing.description or "") < 40] == []  # type: ignore[union-attr]


def test_a_line_of_bars_runs_from_the_least_to_the_largest() -> None:
    assert bars([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert bars([3, 3]) == "▄▄"
    assert bars([None, 1, float("nan"), 2]) == " ▁ █"


@pytest.mark.parametrize("table", sorted(LOOKS))
def test_a_row_of_which_nothing_is_known_breaks_no_run(engine: DuckDBEngine, table: str) -> None:
    for read in (table, "kpi.definition", "config.page", "ops.data_through"):
        make_table(engine, read, [{columns_of(read)[0]: None}])
    look_into(engine, table)


def test_a_queue_without_a_forecast_is_shown_as_a_gap(engine: DuckDBEngine) -> None:
    make_table(engine, "analysis.forecast", [{"queue_id": "a", "business_date": date(2026, 11, 1), "as_of_date": date(2026, 10, 31)}])
    (shown,) = look_into(engine, "analysis.forecast").values()
    assert shown.value == "` ` nothing known · a"


@pytest.mark.parametrize("table", sorted(LOOKS))
def test_an_empty_centre_shows_nothing(engine: DuckDBEngine, table: str) -> None:
    for read in (table, "kpi.definition", "config.page", "ops.data_through"):
        make_table(engine, read, [])
    assert look_into(engine, table) == {}


def test_the_scorecard_is_shown_as_a_table_with_names_as_they_are(engine: DuckDBEngine) -> None:
    row = {"rank": 1, "kpi_name": HOSTILE["brackets"], "scope_type": "queue", "scope_id": "x", "target": 0.8, "actual": 0.71234567}
    make_table(engine, "marts.scorecard", [row | {"month": date(2026, 10, 1), "due_date": date(2026, 12, 31), "verdict": "missed"}])
    (shown,) = look_into(engine, "marts.scorecard").values()
    (record,) = shown.records
    assert record.data | {"KPI": HOSTILE["brackets"], "actual": 0.7123, "month": "2026-10", "due": "2026-12-31"} == record.data


def test_a_series_is_shown_as_bars_and_its_name_is_no_markup(engine: DuckDBEngine) -> None:
    rows = [
        {"queue_id": "a*b*<i>", "business_date": date(2026, 11, n), "volume": float(n), "as_of_date": date(2026, 10, 31)} for n in (1, 2, 3)
    ]
    make_table(engine, "analysis.forecast", rows)
    (shown,) = look_into(engine, "analysis.forecast").values()
    assert shown.value == r"`▁▅█` 3 at most · a\*b\*\<i\>"


def test_a_value_nobody_knows_is_a_blank_and_no_fault() -> None:
    assert bars([1.0, None, 8.0, float("nan")]) == f"{bars([1.0, 8.0])[0]} {bars([1.0, 8.0])[1]} "
    assert bars([None, None]) == "  "
