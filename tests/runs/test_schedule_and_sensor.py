"""The schedule and the sensor: they start a run when something waits, and say why when nothing does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.readers import registry
from assets.settings.settings import Settings, load_settings
from pipelines import ledger, work
from pipelines.definitions import build
from pipelines.engine.base import Engine, EngineBusy
from pipelines.engine.duckdb import open_engine
from pipelines.house import Declarations, Place
from pipelines.promised import missing_tables, published_tables
from pipelines.schedules import after_the_last_day
from tests.runs.centre import ROOT

JOBS = {"refresh", "rebuild"}


@pytest.fixture(scope="module")
def declared() -> Declarations:
    return Declarations()


@pytest.fixture(scope="module")
def settings(declared: Declarations) -> Settings:
    return load_settings(ROOT / "config", known_kpis=[k.name for k in declared.kpis], known_readers=list(registry.READERS))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "landing").mkdir()
    (tmp_path / "published").mkdir()
    return Place(config=ROOT / "config", data=tmp_path)


def definitions(settings: Settings, place: Place, declared: Declarations, engine: Any = None) -> dg.Definitions:
    door = engine or (lambda: open_engine(place.warehouse, threads=1))
    return build(settings, door, lambda: date(2026, 11, 1), place=place, declared=declared)


def all_done(place: Place, declared: Declarations) -> None:
    """Leave the books as a run does that has published."""
    with open_engine(place.warehouse, threads=1) as engine:
        ledger.open_books(engine)
        hashes = {**declared.hashes, work.SETTINGS_HASH: work.settings_hash(place.config)}
        ledger.settle(engine, hashes, today=date(2026, 11, 1))
    for path in missing_tables(place, published_tables(declared)):
        path.parent.mkdir(exist_ok=True)
        path.touch()


def ticked(defs: dg.Definitions) -> Any:
    """Let the schedule tick."""
    with dg.build_schedule_context(scheduled_execution_time=datetime(2026, 11, 1, 8, tzinfo=UTC)) as context:
        return defs.resolve_schedule_def("every_day").evaluate_tick(context)


def looked(defs: dg.Definitions) -> Any:
    """Let the sensor look."""
    with dg.DagsterInstance.ephemeral() as instance, dg.build_sensor_context(instance=instance, definitions=defs) as context:
        return defs.resolve_sensor_def("landing").evaluate_tick(context)


def test_the_definitions_can_be_loaded(settings: Settings, place: Place, declared: Declarations) -> None:
    defs = definitions(settings, place, declared)
    dg.Definitions.validate_loadable(defs)
    assert {job.name for job in defs.resolve_all_job_defs() if not job.name.startswith("__")} == JOBS


def test_both_jobs_hold_every_table_and_only_the_people_s_job_holds_the_door(
    settings: Settings, place: Place, declared: Declarations
) -> None:
    defs = definitions(settings, place, declared)
    keys = {name: {key.to_user_string() for key in defs.resolve_job_def(name).asset_layer.executable_asset_keys} for name in JOBS}
    made = {model.table for model in declared.models} | {analysis.table for analysis in declared.analyses}
    made |= {"kpi.definition", "kpi.daily", "kpi.interval", "kpi.monthly", "raw.call", "config.queue", "ops.file_manifest"}
    made |= {"marts.published"}
    assert {table.replace(".", "/") for table in made} <= keys["refresh"]
    assert keys["rebuild"] - keys["refresh"] == {"ops/business_day"}
    assert keys["refresh"] - keys["rebuild"] == set()
    assert "ops/published_day" not in keys["rebuild"]


def test_nothing_that_waits_is_a_skip_with_its_reason(settings: Settings, place: Place, declared: Declarations) -> None:
    all_done(place, declared)
    defs = definitions(settings, place, declared)
    for tick in (ticked(defs), looked(defs)):
        assert not tick.run_requests
        assert "no day waits, no definition and no setting has changed" in tick.skip_message


def test_an_extract_that_was_taken_away_is_something_to_do(settings: Settings, place: Place, declared: Declarations) -> None:
    all_done(place, declared)
    (place.published / "monthly_extract.csv").unlink()
    (request,) = looked(definitions(settings, place, declared)).run_requests
    assert request.tags["because"] == "1 file missing in published/ (monthly_extract.csv)"


def test_a_file_that_has_landed_starts_a_run(settings: Settings, place: Place, declared: Declarations) -> None:
    import os

    all_done(place, declared)
    defs = definitions(settings, place, declared)
    file = place.landing / "acd" / "calls_2026-10.csv"
    file.parent.mkdir()
    file.write_text("Call ID\n", encoding="utf-8")
    # still growing: it changed a moment ago
    assert looked(defs).skip_message
    os.utime(file, (1.7e9, 1.7e9))
    assert looked(defs).run_requests[0].tags["because"] == "1 new file in landing/"
    assert len(ticked(defs).run_requests) == 1


def test_while_a_run_is_under_way_the_sensor_waits_for_it(settings: Settings, place: Place, declared: Declarations) -> None:
    defs = definitions(settings, place, declared)
    for status in (dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED):
        with dg.DagsterInstance.ephemeral() as instance:
            instance.create_run_for_job(defs.resolve_job_def("refresh"), status=status)
            with dg.build_sensor_context(instance=instance, definitions=defs) as context:
                tick = defs.resolve_sensor_def("landing").evaluate_tick(context)
        assert not tick.run_requests and "a run is under way" in tick.skip_message


def test_a_warehouse_that_is_being_written_is_a_skip_and_no_failed_tick(settings: Settings, place: Place, declared: Declarations) -> None:
    @contextmanager
    def busy() -> Iterator[Engine]:
        raise EngineBusy("warehouse.duckdb is being written by process 4711")
        yield

    defs = definitions(settings, place, declared, busy)
    for tick in (looked(defs), ticked(defs)):
        assert not tick.run_requests
        assert "is being written by process 4711" in tick.skip_message


def test_the_schedule_ticks_after_the_day_of_the_site_furthest_behind_has_ended(settings: Settings) -> None:
    assert after_the_last_day(settings, datetime(2026, 7, 1, tzinfo=UTC)) == ("America/Chicago", "45 0 * * *")
