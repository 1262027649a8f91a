"""The code location: declarations, settings and a database become one set of Dagster definitions.

Belongs here: assembly. Does not: assets, arithmetic, the clock (`surroundings`).
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date

import dagster as dg

from assets.settings.settings import Settings
from pipelines.balance import balance_asset
from pipelines.engine.base import Engine
from pipelines.house import Declarations, House, Place
from pipelines.jobs import rebuild_job, refresh_job
from pipelines.ledger import refuse_to_go_back
from pipelines.load import load_assets
from pipelines.own_databases import open_warehouse
from pipelines.partitions import door_asset
from pipelines.progress import console
from pipelines.publish import publish_assets
from pipelines.schedules import daily_schedule
from pipelines.sensors import landing_sensor
from pipelines.sql_models import table_assets
from pipelines.surroundings import clock, is_today_named, patient_collector, place_from_environment, quiet_end, settings_of, today
from pipelines.work import Work, look

# backfill policies and freshness are marked beta in the pinned version, and do what is asked of them
warnings.filterwarnings("ignore", category=dg.BetaWarning)

patient_collector()

GLANCE_S = 2.0
EngineDoor = Callable[[], AbstractContextManager[Engine]]


def build(
    settings: Settings,
    engine: EngineDoor,
    day: Callable[[], date],
    *,
    place: Place,
    declared: Declarations | None = None,
    glance: EngineDoor | None = None,
) -> dg.Definitions:
    """Assemble the code location.

    `engine` opens the database for one run and closes it afterwards; `day` gives the day the run takes for today.
    `glance` opens it for the look of schedule and sensor, which must not wait long for a run to end (default: `engine`).
    """
    declared = (declared or Declarations()).of(settings)

    @dg.resource(description="Settings, database, declarations and clock of one run.")
    def house(_context: dg.InitResourceContext) -> Iterator[House]:
        quiet_end()
        with engine() as opened:
            yield House(settings, opened, place, declared, clock, day)

    def looks() -> Work:
        with (glance or engine)() as opened:
            work = look(opened, settings, place, declared, now=clock(), today=day())
            if not is_today_named():
                refuse_to_go_back(opened, today=day())
            return work

    refresh, rebuild = refresh_job(), rebuild_job()
    return dg.Definitions(
        assets=[door_asset(), *load_assets(declared), *table_assets(declared), balance_asset(), *publish_assets(declared)],
        jobs=[refresh, rebuild],
        schedules=[daily_schedule(refresh, settings, looks, clock)],
        sensors=[landing_sensor(refresh, looks)],
        resources={"house": house},
        loggers={"console": console},
        executor=dg.in_process_executor,  # a process a step costs 150 times as much; DuckDB does the parallel work inside
    )


def default() -> dg.Definitions:
    """Assemble the code location of this project's own folders."""
    place, declared = place_from_environment(), Declarations()
    settings = settings_of(place, declared)
    return build(
        settings,
        lambda: open_warehouse(place),
        lambda: today(settings, now=clock()),
        place=place,
        declared=declared,
        glance=lambda: open_warehouse(place, wait_s=GLANCE_S),
    )


defs = default()
