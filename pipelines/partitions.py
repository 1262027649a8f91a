"""Days as Dagster sees them: the door through which a person asks for days, and the days that are published."""

from datetime import date
from functools import cache

import dagster as dg

from pipelines.house import House
from pipelines.ledger import ask_for_days, open_books
from pipelines.sql_models import OWNERS

FIRST_DAY = "2015-01-01"
DOOR_KEY = dg.AssetKey(["ops", "business_day"])
PUBLISHED_DAY = dg.AssetKey(["ops", "published_day"])


@cache
def days_partitions() -> dg.DailyPartitionsDefinition:
    """Give the business days a person can ask for; a day is a label, not a range of UTC."""
    return dg.DailyPartitionsDefinition(start_date=FIRST_DAY)


def door_asset() -> dg.AssetsDefinition:
    """Make the door: materialising a range of days here, with everything downstream, rebuilds them, sealed or not."""

    @dg.asset(
        key=DOOR_KEY,
        partitions_def=days_partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name="ops",
        owners=OWNERS,
        required_resource_keys={"house"},
        description=(
            "The door for people: pick days here and launch the job `rebuild`; they are added to the days that wait. "
            "Launched alone it rebuilds nothing; the next `refresh` does. Which days are done shows on `ops/published_day`."
        ),
    )
    def business_day(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster knows only the bare name
        house: House = context.resources.house
        open_books(house.engine)
        days = [date.fromisoformat(key) for key in context.partition_keys]
        ask_for_days(house.engine, days)
        return dg.MaterializeResult(metadata={"first": str(min(days)), "last": str(max(days)), "days": len(days)})

    return business_day
