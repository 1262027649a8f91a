"""The code location: declarations, settings and a database become one set of Dagster definitions.

The only module that reads the clock and the environment; everything below takes them as arguments.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from assets.readers import registry
from assets.settings import Settings, load_settings
from pipelines.engine.base import Engine
from pipelines.engine.duckdb import open_engine
from pipelines.house import ROOT, Declarations, House, Place
from pipelines.jobs import rebuild_job, refresh_job
from pipelines.load import load_assets
from pipelines.partitions import door_asset
from pipelines.progress import console
from pipelines.publish import publish_assets
from pipelines.schedules import daily_schedule
from pipelines.sensors import landing_sensor
from pipelines.sql_models import table_assets
from pipelines.work import Work, look

EngineDoor = Callable[[], AbstractContextManager[Engine]]


def build(
    settings: Settings, engine: EngineDoor, today: Callable[[], datetime], *, place: Place, declared: Declarations | None = None
) -> dg.Definitions:
    """Assemble the code location.

    `engine` opens the database for one run and closes it afterwards; `today` is the clock (an aware UTC datetime).
    """
    declared = declared or Declarations()

    @dg.resource(description="Settings, database, declarations and clock of one run.")
    def house(_context: dg.InitResourceContext) -> Iterator[House]:
        with engine() as opened:
            yield House(settings, opened, place, declared, today)

    def looks() -> Work:
        with engine() as opened:
            return look(opened, settings, place, declared, now=today())

    refresh, rebuild = refresh_job(), rebuild_job()
    return dg.Definitions(
        assets=[door_asset(), *load_assets(declared), *table_assets(declared), *publish_assets(declared)],
        jobs=[refresh, rebuild],
        schedules=[daily_schedule(refresh, settings, looks, today)],
        sensors=[landing_sensor(refresh, looks)],
        resources={"house": house},
        loggers={"console": console},
        executor=dg.in_process_executor,  # a process a step costs 150 times as much; DuckDB does the parallel work inside
    )


def place_from_environment() -> Place:
    """Give the folders: `SWITCHBOARD_CONFIG` and `SWITCHBOARD_DATA`, or config/ and data/ of the project."""
    return Place(
        config=Path(os.environ.get("SWITCHBOARD_CONFIG", ROOT / "config")).resolve(),
        data=Path(os.environ.get("SWITCHBOARD_DATA", ROOT / "data")).resolve(),
    )


def clock() -> datetime:
    """Give the present instant; `SWITCHBOARD_NOW` (ISO, UTC) sets it, so that a run can be repeated as of a day."""
    fixed = os.environ.get("SWITCHBOARD_NOW")
    return datetime.fromisoformat(fixed).replace(tzinfo=UTC) if fixed else datetime.now(UTC)


def settings_of(place: Place, declared: Declarations) -> Settings:
    """Load and validate config/*.yaml against the KPIs and readers there are."""
    return load_settings(place.config, known_kpis=[kpi.name for kpi in declared.kpis], known_readers=list(registry.READERS))


def default() -> dg.Definitions:
    """Assemble the code location of this project's own folders."""
    place, declared = place_from_environment(), Declarations()
    return build(settings_of(place, declared), lambda: open_engine(place.warehouse), clock, place=place, declared=declared)


defs = default()
