"""The world outside: clock, environment, the folders and settings they point to.

The only module that reads the clock; everything else takes it as an argument. (`cli` hands folders to Dagster through the
environment, `assets.readers.keys` reads the secret key from it.)
"""

import atexit
import gc
import os
import sys
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from assets.clocks import first_running_day
from assets.readers import registry
from assets.readers.records import KINDS
from assets.settings.messages import Mistake, SettingsError, show
from assets.settings.settings import Settings, load_settings
from pipelines.house import ROOT, Declarations, Place

TODAY_VARIABLE = "SWITCHBOARD_TODAY"


def place_from_environment(config: Path | None = None, data: Path | None = None) -> Place:
    """Give the folders: those named, else `SWITCHBOARD_CONFIG` and `SWITCHBOARD_DATA`, else config/ and data/ of the project."""
    return Place(
        config=(config or Path(os.environ.get("SWITCHBOARD_CONFIG", ROOT / "config"))).resolve(),
        data=(data or Path(os.environ.get("SWITCHBOARD_DATA", ROOT / "data"))).resolve(),
    )


def clock() -> datetime:
    """Give the present instant, in UTC."""
    return datetime.now(UTC)


@cache
def patient_collector() -> None:
    """Let Python look for garbage seldom, and never among what is imported or left at the end: that took a sixth of a small run."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 10)
    atexit.register(gc.freeze)


@cache
def quiet_end() -> None:
    """Close stderr at the very end: duckdb's binding prints a page about leaked references there, which tells a user nothing."""

    def hush() -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

    atexit.register(hush)


def today(settings: Settings, *, now: datetime) -> date:
    """Give the business day that still runs somewhere: every day before it has ended on the clocks of all sites.

    `SWITCHBOARD_TODAY` (ISO) sets it, so that a run can be repeated as of a day; raises `SettingsError` where that is no day.
    """
    fixed = os.environ.get(TODAY_VARIABLE)
    try:
        return date.fromisoformat(fixed) if fixed else first_running_day(settings.centre.sites, now)
    except ValueError:
        wrong = f"found {show(fixed)}, expected a day such as 2026-11-01; without the variable the clock decides"
        raise SettingsError([Mistake("the environment", 0, TODAY_VARIABLE, wrong)]) from None


def is_today_named() -> bool:
    """Say whether a person has set today by hand."""
    return bool(os.environ.get(TODAY_VARIABLE))


def settings_of(place: Place, declared: Declarations) -> Settings:
    """Load and validate config/*.yaml against the KPIs and readers there are."""
    columns = {kind.name: [column.name for column in kind.columns] for kind in KINDS.values()}
    return load_settings(
        place.config,
        known_kpis=declared.better,
        known_readers=list(registry.READERS),
        known_columns=columns,
        known_units=declared.units,
        never_goals=declared.never_goals,
    )
