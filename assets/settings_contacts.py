"""What a centre says about the business its contacts come from.

Belongs here: the model of `contact_driver` in config/centre.yaml, and its rows. Does not: queues and sites (settings).
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assets.settings_fields import Day, Identifier, between

DRIVER_COLUMNS = {"config.contact_driver": {"driver": "varchar", "from_date": "date", "until_date": "date", "value": "double"}}


class ContactDriver(BaseModel):
    """What contacts are set against: customers, orders, incidents of a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier = Field(description="name of what contacts come from, such as orders")
    values: dict[Day, Annotated[float, between(0, None, whole=False)]] = Field(
        default_factory=dict, description="first day and volume of a day from then on, where no file brings it"
    )


def driver_rows(driver: ContactDriver | None) -> Iterator[tuple[object, ...]]:
    """Give one row a value with the days it holds for; one without a value where files bring all of them."""
    if driver is None:
        return
    days = sorted(driver.values)
    for place, day in enumerate(days):
        yield driver.id, day, days[place + 1] if place + 1 < len(days) else None, driver.values[day]
    if not days:
        yield driver.id, None, None, None
