"""The world outside: clock, environment, the folders and settings they point to.

The only module that reads the clock; everything else takes it as an argument. (`cli` hands folders to Dagster through the
environment, `assets.readers.keys` reads the secret key from it.)
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path

from assets.readers import registry
from assets.readers.records import KINDS
from assets.settings import Settings, load_settings
from pipelines.house import ROOT, Declarations, Place


def place_from_environment(config: Path | None = None, data: Path | None = None) -> Place:
    """Give the folders: those named, else `SWITCHBOARD_CONFIG` and `SWITCHBOARD_DATA`, else config/ and data/ of the project."""
    return Place(
        config=(config or Path(os.environ.get("SWITCHBOARD_CONFIG", ROOT / "config"))).resolve(),
        data=(data or Path(os.environ.get("SWITCHBOARD_DATA", ROOT / "data"))).resolve(),
    )


def clock() -> datetime:
    """Give the present instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Give the present day; `SWITCHBOARD_TODAY` (ISO) sets it, so that a run can be repeated as of a day."""
    fixed = os.environ.get("SWITCHBOARD_TODAY")
    return date.fromisoformat(fixed) if fixed else clock().date()


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
