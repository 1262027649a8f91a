"""The two jobs: `refresh` for the command line, the schedule and the landing sensor; `rebuild` for a person's days.

Dagster's public names hold none for the type of an unresolved job, hence `Any`.
"""

from typing import Any

import dagster as dg

from pipelines.partitions import DOOR_KEY, PUBLISHED_DAY

PLAIN_LOG: dict[str, Any] = {"loggers": {"console": {}}}  # sentences of ours (`progress`) where Dagster would print every event


def refresh_job() -> Any:
    """Load what is new and bring everything up to date."""
    return dg.define_asset_job(
        "refresh",
        selection=dg.AssetSelection.all() - dg.AssetSelection.assets(DOOR_KEY, PUBLISHED_DAY),
        config=PLAIN_LOG,
        description="Load new files, rebuild the days they touch, check, publish. Does nothing when nothing waits.",
    )


def rebuild_job() -> Any:
    """Rebuild the days a person picks, sealed or not."""
    return dg.define_asset_job(
        "rebuild",
        selection=dg.AssetSelection.all() - dg.AssetSelection.assets(PUBLISHED_DAY),
        config=PLAIN_LOG,
        description="Rebuild a range of days and all that follows from them, also days that are sealed. Pick the range on launch.",
    )
